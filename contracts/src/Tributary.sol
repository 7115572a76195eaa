// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";
import {IERC1155} from "@openzeppelin/contracts/token/ERC1155/IERC1155.sol";
import {IERC1155MetadataURI} from "@openzeppelin/contracts/token/ERC1155/extensions/IERC1155MetadataURI.sol";
import {IERC2981} from "@openzeppelin/contracts/interfaces/IERC2981.sol";
import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {ITributary} from "./ITributary.sol";
import {IFlows} from "./interfaces/IFlows.sol";
import {IInbox} from "./interfaces/IInbox.sol";
import {IKeys} from "./interfaces/IKeys.sol";
import {IMarket} from "./interfaces/IMarket.sol";
import "./Types.sol";
import {Errors} from "./Errors.sol";
import {ShareToken} from "./ShareToken.sol";
import {State, WorkState} from "./types/State.sol";
import {HoldingSlot} from "./types/HoldingSlot.sol";
import {ON_SALE} from "./types/HotSlot.sol";
import {Ancestry} from "./libraries/Ancestry.sol";
import {Accrual} from "./libraries/Accrual.sol";
import {Authoring} from "./libraries/Authoring.sol";
import {Bids} from "./libraries/Bids.sol";
import {Claiming} from "./libraries/Claiming.sol";
import {Flows} from "./libraries/Flows.sol";
import {Inbox} from "./libraries/Inbox.sol";
import {Keys} from "./libraries/Keys.sol";
import {KeyRing} from "./libraries/KeyRing.sol";
import {Market, Purchase} from "./libraries/Market.sol";
import {Money} from "./libraries/Money.sol";
import {Moving} from "./libraries/Moving.sol";
import {Paying} from "./libraries/Paying.sol";
import {Publishing} from "./libraries/Publishing.sol";
import {Reading} from "./libraries/Reading.sol";
import {ShareTokens} from "./libraries/ShareTokens.sol";
import {Waiting} from "./libraries/Waiting.sol";

/// Holds all storage and all money. The rules stand in the libraries; those that say so are linked, the others are part of
/// this code. Nobody owns it, nothing can be changed or stopped.
contract Tributary is ITributary {
    using KeyRing for WorkState;

    State private state;
    uint256 private transient locked;

    /// One lock over every entry that changes state. A whole word: a `bool` would be read again before each write.
    modifier alone() {
        if (locked != 0) revert Errors.Lock_Held();
        locked = 1;
        _;
        locked = 0;
    }

    /// The code of all share tokens. It has to be the first contract this one creates: so `ShareTokens` knows where it is.
    constructor() {
        new ShareToken();
    }

    // ── Publishing ───────────────────────────────────────────────────────────────────────────────────────────────────

    /// @inheritdoc ITributary
    /// @dev Handed on as it came: to encode all of it anew costs 3 000 gas.
    function publish(Publication calldata) external alone returns (uint256 work) {
        return Publishing.publish(state, msg.data[4:]);
    }

    /// @inheritdoc ITributary
    function appendManifest(uint256 work, bytes32 manifest) external alone {
        Authoring.appendManifest(state, work, manifest);
    }

    /// @inheritdoc ITributary
    function setOffers(uint256 work, Offer[] calldata offers) external alone {
        Authoring.setOffers(state, work, offers);
    }

    /// @inheritdoc ITributary
    function setDeliveryFee(uint256 work, uint96 fee) external alone {
        Authoring.setDeliveryFee(state, work, fee);
    }

    /// @inheritdoc ITributary
    function lockOffers(uint256 work) external alone {
        Authoring.lockOffers(state, work);
    }

    /// @inheritdoc ITributary
    function floorOffers(uint256 work) external alone {
        Authoring.floorOffers(state, work);
    }

    /// @inheritdoc ITributary
    function tightenDerivatives(uint256 work, Derivatives policy) external alone {
        Authoring.tightenDerivatives(state, work, policy);
    }

    /// @inheritdoc ITributary
    function approveDerivative(uint256 parent, address creator, bytes32 manifest, bool approved) external alone {
        Authoring.approveDerivative(state, parent, creator, manifest, approved);
    }

    /// @inheritdoc ITributary
    function offerCreator(uint256 work, address to) external alone {
        Authoring.offerCreator(state, work, to);
    }

    /// @inheritdoc ITributary
    function acceptCreator(uint256 work) external alone {
        Authoring.acceptCreator(state, work);
    }

    // ── Paying ───────────────────────────────────────────────────────────────────────────────────────────────────────

    /// @inheritdoc ITributary
    function pay(Payment calldata payment) external payable alone {
        address currency = Paying.currencyOf(state, payment.work);
        Money.collect(currency, msg.sender, payment.amount);
        Paying.settle(state, payment, currency);
    }

    /// @inheritdoc ITributary
    function payBatch(Payment[] calldata payments) external payable alone {
        payAll(payments, currencyOf(payments));
    }

    /// @inheritdoc ITributary
    /// @dev Not under the lock itself: the entry that is called takes it, and the caller stays the same.
    function permitAndCall(address currency, Permit calldata permit, bytes calldata call) external {
        Money.allow(currency, permit);
        Address.functionDelegateCall(address(this), call);
    }

    /// @inheritdoc ITributary
    function report(uint256 work, Usage usage, uint256 units, bytes32 ref, address beneficiary) external alone {
        Paying.report(state, work, usage, units, ref, beneficiary);
    }

    // ── Claiming ─────────────────────────────────────────────────────────────────────────────────────────────────────

    /// @inheritdoc ITributary
    function claim(uint256[] calldata works, address to) external alone {
        Claiming.claim(state, msg.sender, works, to);
    }

    /// @inheritdoc ITributary
    function claimFor(address holder, uint256[] calldata works) external alone {
        if (!Claiming.allowedByOthers(state, holder)) revert Errors.Claim_NotAllowed(holder);
        Claiming.claim(state, holder, works, holder);
    }

    /// @inheritdoc ITributary
    function setClaimableByOthers(bool allowed) external alone {
        state.claimableByOthers[msg.sender] = allowed;
        emit ClaimableByOthersSet(msg.sender, allowed);
    }

    /// @inheritdoc ITributary
    function withdraw(address currency, address to) external alone returns (uint256 amount) {
        return Waiting.withdraw(state, currency, to);
    }

    // ── Flows ────────────────────────────────────────────────────────────────────────────────────────────────────────

    /// @inheritdoc IFlows
    function openFlow(uint256 work, uint96 rate, uint40 end, uint256 maximum) external payable alone {
        Flows.open(state, work, rate, end, maximum);
    }

    /// @inheritdoc IFlows
    function extendFlow(uint256 work, uint40 end, uint256 maximum) external payable alone {
        Flows.extend(state, work, end, maximum);
    }

    /// @inheritdoc IFlows
    function topUpFlow(uint256 work, uint256 amount) external payable alone {
        Flows.topUp(state, work, amount);
    }

    /// @inheritdoc IFlows
    function closeFlow(uint256 work) external alone returns (uint256 refund) {
        return Flows.close(state, work);
    }

    /// @inheritdoc IFlows
    function accrue(uint256 work, uint256 maximumSteps) external alone returns (bool settled) {
        return Flows.accrue(state, work, maximumSteps);
    }

    // ── Keys ─────────────────────────────────────────────────────────────────────────────────────────────────────────

    /// @inheritdoc IKeys
    function requestKey(KeyRequest calldata request) external payable alone returns (bytes32 id) {
        return Keys.request(state, request);
    }

    /// @inheritdoc IKeys
    function deliverKey(
        KeyTerms calldata terms,
        uint256 scalar,
        address commitment,
        uint256 response,
        address server
    ) external alone {
        Keys.deliver(state, terms, scalar, commitment, response, server);
    }

    /// @inheritdoc IKeys
    function refundKey(KeyTerms calldata terms) external alone {
        Keys.refund(state, terms);
    }

    /// @inheritdoc IKeys
    function setDelegate(uint256 work, address delegate) external alone {
        Keys.setDelegate(state, work, delegate);
    }

    /// @inheritdoc IKeys
    function seal(uint256 work) external alone {
        Keys.seal(state, work);
    }

    // ── Share market ─────────────────────────────────────────────────────────────────────────────────────────────────

    /// @inheritdoc IMarket
    function openSale(uint256 work) external alone {
        Market.openSale(state, work);
    }

    /// @inheritdoc IMarket
    function list(uint256 work, uint32 units, uint128 unitPrice, uint40 expiry) external alone {
        Market.list(state, work, units, unitPrice, expiry);
    }

    /// @inheritdoc IMarket
    function buy(
        uint256 work,
        address seller,
        uint32 units,
        uint256 maximumPrice,
        uint256 deadline
    ) external payable alone {
        Market.buy(state, Purchase(work, seller, units, maximumPrice, deadline));
    }

    /// @inheritdoc IMarket
    function placeBid(uint256 work, uint32 units, uint128 unitPrice, uint40 expiry) external payable alone {
        Bids.place(state, work, units, unitPrice, expiry);
    }

    /// @inheritdoc IMarket
    function cancelBid(uint256 work) external alone {
        Bids.cancel(state, work);
    }

    /// @inheritdoc IMarket
    function refundBid(uint256 work, address bidder) external alone {
        Bids.refund(state, work, bidder);
    }

    /// @inheritdoc IMarket
    function acceptBid(
        uint256 work,
        address bidder,
        uint32 units,
        uint128 minimumUnitPrice,
        uint256 deadline
    ) external alone {
        Bids.accept(state, work, bidder, units, minimumUnitPrice, deadline);
    }

    // ── Inbox ────────────────────────────────────────────────────────────────────────────────────────────────────────

    /// @inheritdoc IInbox
    function sweep(uint256 work) external alone returns (uint256 amount) {
        return Inbox.sweep(state, work);
    }

    /// @inheritdoc IInbox
    function startAuction(uint256 work, address asset) external alone {
        Inbox.startAuction(state, work, asset);
    }

    /// @inheritdoc IInbox
    function buyAsset(uint256 work, address asset, uint256 minimumLot, uint256 maximumPrice) external payable alone {
        Inbox.buyAsset(state, work, asset, minimumLot, maximumPrice);
    }

    /// @inheritdoc IInbox
    function transferByToken(uint256 work, address from, address to, uint256 units) external alone {
        Moving.transferByToken(state, work, from, to, units);
    }

    /// Coins come in here only while an entry is at work: from share tokens that hand over what they were sent.
    receive() external payable {
        if (locked == 0) revert Errors.Money_Unasked(msg.sender, msg.value);
    }

    // ── Shares as ERC-1155 ───────────────────────────────────────────────────────────────────────────────────────────

    /// @inheritdoc IERC1155
    function setApprovalForAll(address operator, bool approved) external alone {
        state.operators[msg.sender][operator] = approved;
        emit ApprovalForAll(msg.sender, operator, approved);
    }

    /// @inheritdoc IERC1155
    function safeTransferFrom(
        address from,
        address to,
        uint256 work,
        uint256 units,
        bytes calldata data
    ) external alone {
        Moving.transfer(state, from, to, work, units, data);
    }

    /// @inheritdoc IERC1155
    function safeBatchTransferFrom(
        address from,
        address to,
        uint256[] calldata works,
        uint256[] calldata units,
        bytes calldata data
    ) external alone {
        Moving.transferMany(state, from, to, works, units, data);
    }

    /// @inheritdoc IERC1155
    function isApprovedForAll(address account, address operator) external view returns (bool) {
        return state.operators[account][operator];
    }

    /// @inheritdoc IERC1155
    function balanceOf(address account, uint256 work) public view returns (uint256) {
        return state.works[work].holdings[account].units();
    }

    /// @inheritdoc IERC1155
    function balanceOfBatch(
        address[] calldata accounts,
        uint256[] calldata works
    ) external view returns (uint256[] memory balances) {
        if (works.length != accounts.length) revert Errors.Shares_LengthMismatch(works.length, accounts.length);
        balances = new uint256[](works.length);
        for (uint256 i; i < works.length; ++i) balances[i] = balanceOf(accounts[i], works[i]);
    }

    /// @inheritdoc IERC1155MetadataURI
    function uri(uint256 work) external view returns (string memory) {
        return Reading.uri(state, work);
    }

    /// @inheritdoc IERC165
    function supportsInterface(bytes4 id) external pure returns (bool) {
        return
            id == type(IERC1155).interfaceId ||
            id == type(IERC1155MetadataURI).interfaceId ||
            id == type(IERC2981).interfaceId ||
            id == type(IERC165).interfaceId;
    }

    // ── Reading ──────────────────────────────────────────────────────────────────────────────────────────────────────

    /// @inheritdoc ITributary
    function count() external view returns (uint256) {
        return state.count;
    }

    /// @inheritdoc ITributary
    function workOf(uint256 work) external view returns (Work memory) {
        return Reading.workOf(state, work);
    }

    /// @inheritdoc ITributary
    function worksOf(uint256 from, uint256 limit) external view returns (Work[] memory) {
        return Reading.worksOf(state, from, limit);
    }

    /// @inheritdoc ITributary
    function ancestorsOf(uint256 work) external view returns (Ancestor[] memory) {
        return Reading.ancestorsOf(state, work);
    }

    /// @inheritdoc ITributary
    function parentsOf(uint256 work) external view returns (uint256[] memory) {
        return Reading.parentsOf(state, work);
    }

    /// @inheritdoc ITributary
    function manifestsOf(uint256 work) external view returns (bytes32[] memory) {
        return Reading.manifestsOf(state, work);
    }

    /// @inheritdoc ITributary
    function holdingOf(uint256 work, address account) external view returns (Holding memory) {
        HoldingSlot holding = state.works[work].holdings[account];
        return Holding(uint32(holding.units()), uint32(holding.listed()), holding.debt());
    }

    /// @inheritdoc IMarket
    function bidOf(uint256 work, address bidder) external view returns (Bid memory) {
        return Reading.bidOf(state, work, bidder);
    }

    /// @inheritdoc IFlows
    function flowOf(uint256 work, address payer) external view returns (Flow memory) {
        return Flows.flowOf(state, work, payer);
    }

    /// @inheritdoc IFlows
    function refundOf(uint256 work, address payer) external view returns (uint256) {
        return Flows.refundOf(state, work, payer);
    }

    /// @inheritdoc IKeys
    function hasLicence(uint256 work, address account, Usage usage) external view returns (bool) {
        return Keys.hasLicence(state, work, account, usage);
    }

    /// @inheritdoc IKeys
    function readerOf(uint256 work, address account) external view returns (Reader memory) {
        return Keys.readerOf(state, work, account);
    }

    /// @inheritdoc IKeys
    function delegateOf(uint256 work, address account) external view returns (address) {
        return state.works[work].delegates[account];
    }

    /// @inheritdoc IKeys
    function requestOf(bytes32 id) external view returns (bytes32) {
        return state.requests[id];
    }

    /// @inheritdoc IKeys
    function workOfKey(address keyAddress) external view returns (uint256) {
        return state.workOfKey[keyAddress];
    }

    /// @inheritdoc IInbox
    function shareTokenOf(uint256 work) external view returns (address) {
        return ShareTokens.addressOf(work);
    }

    /// @inheritdoc IInbox
    function auctionOf(uint256 work, address asset) external view returns (Auction memory) {
        return Inbox.auctionOf(state, work, asset);
    }

    /// @inheritdoc IERC2981
    function royaltyInfo(uint256 work, uint256 salePrice) external view returns (address receiver, uint256 amount) {
        return Reading.royaltyInfo(state, work, salePrice);
    }

    /// @inheritdoc ITributary
    function withdrawableOf(address currency, address account) external view returns (uint256) {
        return state.withdrawable[currency][account];
    }

    /// @inheritdoc IMarket
    function isOnSale(uint256 work) external view returns (bool) {
        return state.works[work].hot.has(ON_SALE);
    }

    /// @inheritdoc IMarket
    function listingOf(uint256 work, address seller) external view returns (Listing memory) {
        return Reading.listingOf(state, work, seller);
    }

    /// @inheritdoc ITributary
    function claimable(uint256 work, address holder) public view returns (uint256) {
        WorkState storage w = state.works[work];
        return Claiming.payableOf(w.holdings[holder], Accrual.earned(w, w.hot));
    }

    /// @inheritdoc ITributary
    function claimableOf(uint256[] calldata works, address holder) external view returns (uint256[] memory amounts) {
        amounts = new uint256[](works.length);
        for (uint256 i; i < works.length; ++i) amounts[i] = claimable(works[i], holder);
    }

    /// @inheritdoc ITributary
    function claimableByOthers(address holder) external view returns (bool) {
        return Claiming.allowedByOthers(state, holder);
    }

    /// @inheritdoc IKeys
    function isKeyHolder(uint256 work, address account) external view returns (bool) {
        return state.works[work].holdsKey(account);
    }

    /// @inheritdoc ITributary
    function isDerivativeApproved(uint256 parent, address creator, bytes32 manifest) external view returns (bool) {
        return state.approvals[Ancestry.approval(parent, creator, manifest)];
    }

    /// @inheritdoc ITributary
    function contractURI() external pure returns (string memory) {
        return Reading.contractURI();
    }

    // ── Inside ───────────────────────────────────────────────────────────────────────────────────────────────────────

    function currencyOf(Payment[] calldata payments) private view returns (address) {
        if (payments.length == 0) revert Errors.Payment_NoItems();
        return Paying.currencyOf(state, payments[0].work);
    }

    /// Money first: whoever looks at this contract during a token's callback sees too little income, never too much.
    function payAll(Payment[] calldata payments, address currency) private {
        uint256 total;
        for (uint256 i; i < payments.length; ++i) total += payments[i].amount;
        Money.collect(currency, msg.sender, total);
        for (uint256 i; i < payments.length; ++i) Paying.settle(state, payments[i], currency);
    }
}
