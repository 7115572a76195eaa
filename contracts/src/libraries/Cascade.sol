// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Usage} from "../Types.sol";
import {Errors} from "../Errors.sol";
import {State, WorkState} from "../types/State.sol";
import {HotSlot} from "../types/HotSlot.sol";
import {LedgerChain} from "./LedgerChain.sol";
import {Split} from "./Split.sol";
import {Waiting} from "./Waiting.sol";

/// Money into a work and, in the same call, into all its ancestors. Arithmetic only: no holder is visited, nobody is called.
library Cascade {
    uint256 internal constant ANCESTORS_PER_SLOT = 4;

    /// Credits `amount`, which this contract already has. The payment's event comes first, then those of the ancestors;
    /// every ancestor gets its part and the work the rest, so the sum is the payment.
    /// Assumes: `hot` is the work's slot as stored, and `amount` is not zero.
    function distribute(
        State storage state,
        HotSlot hot,
        uint256 work,
        address payer,
        address beneficiary,
        Usage usage,
        uint256 units,
        uint256 amount,
        bytes32 ref
    ) internal {
        if (amount > Split.MAXIMUM_AMOUNT) revert Errors.Income_TooLarge(work);
        WorkState storage w = state.works[work];
        (hot, w.head) = LedgerChain.paid(hot, w.head, work, payer, beneficiary, usage, units, amount, ref);
        uint256 rest = Split.whole(amount);
        uint256 count = hot.ancestorCount();
        if (count != 0) {
            // Safe because all asks together are at most 90 %.
            unchecked {
                rest -= toAncestors(state, w, count, work, hot.sequence(), payer, amount);
            }
        }
        if (hot.fits(rest)) hot = hot.add(rest);
        else spill(state, w, payer, rest);
        w.hot = hot;
    }

    function toAncestors(
        State storage state,
        WorkState storage w,
        uint256 count,
        uint256 source,
        uint256 sourceSequence,
        address payer,
        uint256 amount
    ) private returns (uint256 sum) {
        uint256 four;
        for (uint256 i; i < count; ++i) {
            if (i % ANCESTORS_PER_SLOT == 0) four = w.ancestors[i / ANCESTORS_PER_SLOT];
            uint256 income = Split.part(amount, uint16(four));
            credit(state, uint48(four >> 16), source, sourceSequence, payer, income);
            four >>= 64;
            unchecked {
                sum += income;
            }
        }
    }

    function credit(
        State storage state,
        uint256 work,
        uint256 source,
        uint256 sourceSequence,
        address payer,
        uint256 income
    ) private {
        WorkState storage w = state.works[work];
        HotSlot hot = w.hot;
        if (!hot.fits(income)) return spill(state, w, payer, income);
        (w.hot, w.head) = LedgerChain.credited(hot.add(income), w.head, work, source, sourceSequence, income);
    }

    /// A work whose income is at its limit takes no more; what it cannot take waits for the payer again, whole currency units
    /// of it. A payment that failed for it would take works below, and deliveries whose scalar is public already, down with
    /// it; and it must be of use to nobody who profits from a full work: whoever holds all its shares can fill it with
    /// borrowed money, paid and claimed over and over, before he sells them. What a ledger chain does not say it cannot
    /// credit: here an ancestor is silent. Money of an inbox has no payer: its share token is owed it, for good.
    function spill(State storage state, WorkState storage w, address payer, uint256 income) private {
        Waiting.owe(state, w.currency, payer, income / Split.INCOME);
    }
}
