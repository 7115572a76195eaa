// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";
import {IERC1155} from "@openzeppelin/contracts/token/ERC1155/IERC1155.sol";
import {IERC1155MetadataURI} from "@openzeppelin/contracts/token/ERC1155/extensions/IERC1155MetadataURI.sol";
import {
    ITributary,
    Ancestor,
    Derivatives,
    Holding,
    Listing,
    Offer,
    Payment,
    Permit,
    Publication,
    Usage,
    Work
} from "./ITributary.sol";
import {Errors} from "./Errors.sol";
import {State, WorkState} from "./types/State.sol";
import {HoldingSlot} from "./types/HoldingSlot.sol";
import {Ancestry} from "./libraries/Ancestry.sol";
import {Authoring} from "./libraries/Authoring.sol";
import {Claiming} from "./libraries/Claiming.sol";
import {KeyRing} from "./libraries/KeyRing.sol";
import {Market, Purchase} from "./libraries/Market.sol";
import {Money} from "./libraries/Money.sol";
import {Paying} from "./libraries/Paying.sol";
import {Publishing} from "./libraries/Publishing.sol";
import {Reading} from "./libraries/Reading.sol";
import {Shares} from "./libraries/Shares.sol";

/// Holds all storage and all money. The rules stand in the libraries; `Publishing`, `Authoring`, `Market` and `Reading`
/// are linked, the others are part of this code. Nobody owns it, nothing can be changed or stopped.
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

    // ── Publishing ───────────────────────────────────────────────────────────────────────────────────────────────────

    /// @inheritdoc ITributary
    function publish(Publication calldata publication) external alone returns (uint256 work) {
        return Publishing.publish(state, publication);
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
    function approveDerivative(uint256 parent, address creator, bytes32 manifest) external alone {
        Authoring.approveDerivative(state, parent, creator, manifest);
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
    function payWithPermit(Payment[] calldata payments, Permit calldata permit) external alone {
        address currency = currencyOf(payments);
        Money.allow(currency, permit);
        payAll(payments, currency);
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

    // ── Share market ─────────────────────────────────────────────────────────────────────────────────────────────────

    /// @inheritdoc ITributary
    function openSale(uint256 work) external alone {
        Market.openSale(state, work);
    }

    /// @inheritdoc ITributary
    function list(uint256 work, uint32 units, uint128 unitPrice, uint40 expiry) external alone {
        Market.list(state, work, units, unitPrice, expiry);
    }

    /// @inheritdoc ITributary
    function buy(
        uint256 work,
        address seller,
        uint32 units,
        uint256 maximumPrice,
        uint256 deadline
    ) external payable alone {
        Market.buy(state, Purchase(work, seller, units, maximumPrice, deadline));
    }

    /// @inheritdoc ITributary
    function buyWithPermit(
        uint256 work,
        address seller,
        uint32 units,
        uint256 maximumPrice,
        uint256 deadline,
        Permit calldata permit
    ) external alone {
        Money.allow(state.works[work].currency, permit);
        Market.buy(state, Purchase(work, seller, units, maximumPrice, deadline));
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
        checkOperator(from);
        Shares.move(state, work, from, to, units);
        emit TransferSingle(msg.sender, from, to, work, units);
        Shares.askReceiver(msg.sender, from, to, work, units, data);
    }

    /// @inheritdoc IERC1155
    function safeBatchTransferFrom(
        address from,
        address to,
        uint256[] calldata works,
        uint256[] calldata units,
        bytes calldata data
    ) external alone {
        checkOperator(from);
        if (works.length != units.length) revert Errors.Shares_LengthMismatch(works.length, units.length);
        Shares.checkReceiver(to);
        for (uint256 i; i < works.length; ++i) Shares.move(state, works[i], from, to, units[i]);
        emit TransferBatch(msg.sender, from, to, works, units);
        Shares.askReceiverOfMany(msg.sender, from, to, works, units, data);
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

    /// @inheritdoc ITributary
    function listingOf(uint256 work, address seller) external view returns (Listing memory) {
        return Reading.listingOf(state, work, seller);
    }

    /// @inheritdoc ITributary
    function claimable(uint256 work, address holder) public view returns (uint256) {
        WorkState storage w = state.works[work];
        return Claiming.payableOf(w.holdings[holder], w.hot);
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

    /// @inheritdoc ITributary
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

    function checkOperator(address from) private view {
        if (from != msg.sender && !state.operators[from][msg.sender]) {
            revert Errors.Shares_NotApproved(from, msg.sender);
        }
    }
}
