// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {KeyRequest, KeyTerms, Usage} from "../Types.sol";
import {Errors} from "../Errors.sol";
import {State, WorkState} from "../types/State.sol";
import {HotSlot, TOKEN} from "../types/HotSlot.sol";
import {OfferSlot} from "../types/OfferSlot.sol";
import {KeyRing} from "./KeyRing.sol";
import {LedgerChain} from "./LedgerChain.sol";
import {Money} from "./Money.sol";
import {Offers} from "./Offers.sol";
import {Split} from "./Split.sol";
import {Waiting} from "./Waiting.sol";

/// The wish to get a content key, with the money for it (key-delivery 5.3), and that money's way back (5.5). Only a hash
/// of the terms is kept: whoever delivers or refunds brings them along.
library Requests {
    using KeyRing for WorkState;

    bytes32 internal constant TAG = keccak256("keyline/v1/request");
    /// Instead of the terms' hash, for ever: a request's number is never used again.
    bytes32 internal constant CLOSED = bytes32(uint256(1));
    uint256 internal constant SHORTEST = 24 hours;
    uint256 internal constant LONGEST = 30 days;

    function open(State storage state, KeyRequest calldata wish) internal returns (bytes32 id) {
        WorkState storage w = state.works[wish.work];
        HotSlot hot = w.hot;
        check(state, w, hot, wish);
        id = keccak256(abi.encode(TAG, wish.work, wish.buyer, wish.ex));
        if (state.requests[id] != 0) revert Errors.Request_Used(id);
        Money.collect(hot.has(TOKEN) ? w.currency : address(0), msg.sender, wish.price + wish.fee);
        KeyTerms memory terms = KeyTerms({
            id: id,
            work: wish.work,
            keyAddress: wish.keyAddress,
            usage: wish.usage,
            units: wish.units,
            ref: wish.ref,
            buyer: wish.buyer,
            kAddress: wish.kAddress,
            deadline: block.timestamp + wish.window,
            price: wish.price,
            fee: wish.fee
        });
        state.requests[id] = keccak256(abi.encode(terms));
        (w.hot, w.head) = LedgerChain.keyRequested(hot, w.head, terms, wish.ex);
    }

    /// Marks an open request as done, unless these are not its terms.
    function close(State storage state, KeyTerms calldata terms) internal {
        bytes32 id = terms.id;
        if (state.requests[id] != keccak256(abi.encode(terms))) revert Errors.Request_NotOpen(id);
        state.requests[id] = CLOSED;
    }

    function refund(State storage state, KeyTerms calldata terms) internal {
        close(state, terms);
        if (block.timestamp <= terms.deadline) revert Errors.Request_NotExpired(terms.deadline, block.timestamp);
        WorkState storage w = state.works[terms.work];
        HotSlot hot = w.hot;
        uint256 amount = terms.price + terms.fee;
        Waiting.owe(state, hot.has(TOKEN) ? w.currency : address(0), terms.buyer, amount);
        (w.hot, w.head) = LedgerChain.keyRefunded(hot, w.head, terms.work, terms.buyer, terms.id, amount);
    }

    /// Nothing of this can make a delivery fail later: what could is refused here.
    function check(State storage state, WorkState storage w, HotSlot hot, KeyRequest calldata wish) private view {
        uint256 work = wish.work;
        if (hot.sequence() == 0) revert Errors.Work_Missing(work);
        if (state.workOfKey[wish.keyAddress] != work) revert Errors.Key_OtherWork(wish.keyAddress, work);
        if (wish.kAddress == address(0) || wish.buyer == address(0)) revert Errors.Request_AddressZero();
        if (wish.window < SHORTEST || wish.window > LONGEST) {
            revert Errors.Request_WindowOutOfRange(wish.window, SHORTEST, LONGEST);
        }
        uint256 price = wish.units == 0 ? priceOfOnceMore(w, wish) : priceOf(w, wish);
        if (wish.price != price) revert Errors.Request_PriceChanged(work, wish.price, price);
        if (price > Split.MAXIMUM_AMOUNT) revert Errors.Income_TooLarge(work);
        if (wish.fee != w.deliveryFee) revert Errors.Request_FeeChanged(work, wish.fee, w.deliveryFee);
    }

    function priceOf(WorkState storage w, KeyRequest calldata wish) private view returns (uint256) {
        (OfferSlot offers, uint256 lane) = Offers.find(w, wish.work, wish.usage);
        if (!offers.bringsKey(lane)) revert Errors.Request_UsageWithoutKey(wish.work, wish.usage);
        // Checked: units are the caller's number.
        return offers.priceOf(lane) * wish.units;
    }

    /// Whoever had the key gets it once more for the delivery fee, but cannot have it delivered to others.
    function priceOfOnceMore(WorkState storage w, KeyRequest calldata wish) private view returns (uint256) {
        if (msg.sender != wish.buyer || !w.holdsKey(msg.sender)) {
            revert Errors.Request_NotKeyHolder(wish.work, wish.buyer, msg.sender);
        }
        return 0;
    }
}
