// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC1155} from "@openzeppelin/contracts/token/ERC1155/IERC1155.sol";
import {ITributary} from "../ITributary.sol";
import {IShareToken} from "../interfaces/IShareToken.sol";
import {Ancestor, Derivatives, Holder, Publication} from "../Types.sol";
import {Errors} from "../Errors.sol";
import {State, WorkState} from "../types/State.sol";
import {HotSlot, ARBITRUM, POLICED, TOKEN} from "../types/HotSlot.sol";
import {HoldingSlot} from "../types/HoldingSlot.sol";
import {Ancestry} from "./Ancestry.sol";
import {Clock} from "./Clock.sol";
import {ContentKeys} from "./ContentKeys.sol";
import {LedgerChain} from "./LedgerChain.sol";
import {Offers} from "./Offers.sol";
import {Shares} from "./Shares.sol";
import {ShareTokens} from "./ShareTokens.sol";

/// How a work is born. Linked: runs in the storage of Tributary.
library Publishing {
    uint256 internal constant ALL_UNITS = 100_000_000;
    uint256 internal constant MAXIMUM_HOLDERS = 64;
    uint256 internal constant MINIMUM_ROYALTY = 100;
    uint256 internal constant MAXIMUM_ROYALTY = 5_000;
    uint256 internal constant MAXIMUM_RESALE_ROYALTY = 1_000;

    /// `arguments`: of `ITributary.publish`, as they are encoded.
    function publish(State storage state, bytes calldata arguments) external returns (uint256 work) {
        Publication calldata p = publicationIn(arguments);
        checkTerms(p);
        work = ++state.count;
        WorkState storage w = state.works[work];
        bool isSealed = p.key.x != 0 || p.key.y != 0;
        emit ITributary.Published(work, msg.sender, p.manifest, p.currency, p.key.x, p.key.y);
        HotSlot hot = begin(p);
        store(w, p, Clock.blockNumber(hot));
        if (isSealed) ContentKeys.register(state, work, p.manifest, p.key);
        Offers.begin(w, work, p.offers, isSealed);
        hot = hot.withAncestorCount(derive(state, work, p));
        Holder[] calldata holders = p.holders;
        (w.hot, w.head) = mint(w, hot, work, holders);
        for (uint256 i; i < holders.length; ++i) {
            Shares.askReceiver(msg.sender, address(0), holders[i].account, work, holders[i].units, "");
        }
    }

    /// Where it stands, for `abi.decode` would copy it. As with any struct in calldata, what it contains is checked where it
    /// is read.
    function publicationIn(bytes calldata arguments) private pure returns (Publication calldata p) {
        assembly ("memory-safe") {
            p := add(arguments.offset, calldataload(arguments.offset))
        }
    }

    function checkTerms(Publication calldata p) private view {
        if (p.manifest == 0) revert Errors.Manifest_Empty();
        if (p.currency != address(0)) {
            if (p.currency.code.length == 0) revert Errors.Currency_WithoutCode(p.currency);
            // Its transfers come back here, which the lock of a payment forbids.
            if (ShareTokens.workOf(p.currency) != 0) revert Errors.Currency_ShareToken(p.currency);
        }
        uint256 royalty = p.ancestorRoyalty;
        if (royalty != 0 && (royalty < MINIMUM_ROYALTY || royalty > MAXIMUM_ROYALTY)) {
            revert Errors.Royalty_OutOfRange(royalty);
        }
        if (p.policy != address(0) && p.policy.code.length == 0) revert Errors.Policy_WithoutCode(p.policy);
        if (p.deliveryFee != 0 && p.key.x == 0) revert Errors.Fee_OfOpenWork();
        if (p.resaleRoyalty > MAXIMUM_RESALE_ROYALTY) {
            revert Errors.ResaleRoyalty_TooHigh(p.resaleRoyalty, MAXIMUM_RESALE_ROYALTY);
        }
    }

    function begin(Publication calldata p) private view returns (HotSlot hot) {
        if (p.currency != address(0)) hot = hot.with(TOKEN);
        if (p.policy != address(0)) hot = hot.with(POLICED);
        if (Clock.onArbitrum()) hot = hot.with(ARBITRUM);
    }

    /// The first six share a slot: one after the other they are one write.
    function store(WorkState storage w, Publication calldata p, uint256 number) private {
        w.creator = msg.sender;
        w.ancestorRoyalty = p.ancestorRoyalty;
        w.resaleRoyalty = p.resaleRoyalty;
        w.derivatives = p.derivatives;
        w.keyOdd = p.key.y & 1 == 1;
        w.mintBlock = uint32(number);
        w.manifest = p.manifest;
        if (p.currency != address(0)) w.currency = p.currency;
        if (p.deliveryFee != 0) w.deliveryFee = p.deliveryFee;
        if (p.policy != address(0)) w.policy = p.policy;
        if (p.minimumTip != 0 || p.minimumFlowRate != 0) {
            (w.minimumTip, w.minimumFlowRate) = (p.minimumTip, p.minimumFlowRate);
        }
    }

    /// Returns how many ancestors are paid. A work whose own ask, on top of what is asked above it, leaves too little to
    /// descendants must allow none.
    function derive(State storage state, uint256 work, Publication calldata p) private returns (uint256) {
        if (p.parents.length == 0) return 0;
        (Ancestor[] memory ancestors, uint256 asked) = Ancestry.inherit(state, work, p.parents, p.currency, p.manifest);
        asked += p.ancestorRoyalty;
        if (asked > Ancestry.MAXIMUM_ASKED && p.derivatives != Derivatives.Closed) {
            revert Errors.Derivatives_MustBeClosed(asked, Ancestry.MAXIMUM_ASKED);
        }
        emit ITributary.Derived(work, p.parents, ancestors);
        return ancestors.length;
    }

    function mint(
        WorkState storage w,
        HotSlot hot,
        uint256 work,
        Holder[] calldata holders
    ) private returns (HotSlot, bytes32 head) {
        if (holders.length == 0 || holders.length > MAXIMUM_HOLDERS) {
            revert Errors.Holders_Count(holders.length, MAXIMUM_HOLDERS);
        }
        head = LedgerChain.genesis(work);
        IShareToken token = ShareTokens.create(work);
        uint256 sum;
        for (uint256 i; i < holders.length; ++i) {
            (address account, uint256 units) = (holders[i].account, holders[i].units);
            if (account == address(0) || account == address(this) || account == address(token)) {
                revert Errors.Holder_Invalid(account);
            }
            if (units == 0) revert Errors.Holder_WithoutUnits(account);
            if (w.holdings[account].units() != 0) revert Errors.Holder_Repeated(account);
            sum += units;
            w.holdings[account] = HoldingSlot.wrap(units);
            (hot, head) = LedgerChain.moved(hot, head, work, address(0), account, units);
            emit IERC1155.TransferSingle(msg.sender, address(0), account, work, units);
        }
        // Units that did not fit into a holding do not fit here either.
        if (sum != ALL_UNITS) revert Errors.Holders_Sum(sum, ALL_UNITS);
        token.announceMint(holders);
        return (hot, head);
    }
}
