// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ITributary} from "../ITributary.sol";
import {Errors} from "../Errors.sol";
import {State, WorkState} from "../types/State.sol";
import {HotSlot, TOKEN} from "../types/HotSlot.sol";
import {HoldingSlot} from "../types/HoldingSlot.sol";
import {RunningSlot} from "../types/RunningSlot.sol";
import {Accrual} from "./Accrual.sol";
import {LedgerChain} from "./LedgerChain.sol";
import {Money} from "./Money.sol";

/// Income out of works.
library Claiming {
    /// What is due in 1e-16 of a currency unit is divided here and nowhere else; the remainder stays due.
    uint256 internal constant PAYABLE = 1e16;

    /// Pays what `works` owe `holder` to `to`, one transfer per run of works in one currency.
    /// Safe because each run is settled in full before its money leaves, and the lock keeps everybody out meanwhile.
    function claim(State storage state, address holder, uint256[] calldata works, address to) internal {
        if (to == address(0) || to == address(this)) revert Errors.Claim_InvalidReceiver(to);
        address currency;
        uint256 total;
        for (uint256 i; i < works.length; ++i) {
            (uint256 amount, address other) = settle(state.works[works[i]], works[i], holder);
            if (amount == 0) continue;
            if (other != currency) {
                payOut(currency, holder, to, total);
                (currency, total) = (other, 0);
            }
            // Safe because no sum of incomes that were paid in reaches 2^256.
            unchecked {
                total += amount;
            }
        }
        payOut(currency, holder, to, total);
    }

    /// In currency units, rounded down. Nothing is written for a claim of zero.
    function settle(
        WorkState storage w,
        uint256 work,
        address holder
    ) private returns (uint256 amount, address currency) {
        HotSlot hot = w.hot;
        HoldingSlot holding = w.holdings[holder];
        (RunningSlot running, int128 income) = Accrual.reach(w, hot);
        amount = payableOf(holding, income);
        if (amount == 0) return (0, address(0));
        hot = Accrual.keep(w, hot, running);
        if (hot.has(TOKEN)) currency = w.currency;
        unchecked {
            w.holdings[holder] = holding.settle(amount * PAYABLE);
        }
        (w.hot, w.head) = LedgerChain.claimed(hot, w.head, work, holder, amount);
    }

    function payableOf(HoldingSlot holding, int128 income) internal pure returns (uint256) {
        int256 due = holding.due(income);
        return due > 0 ? uint256(due) / PAYABLE : 0;
    }

    function payOut(address currency, address holder, address to, uint256 amount) private {
        if (amount == 0) return;
        if (to != holder) emit ITributary.PaidOut(holder, to, currency, amount);
        Money.send(currency, to, amount);
    }

    /// Others may make this contract pay an account without code, or one that only delegates its own (EIP-7702); other
    /// contracts must have opted in, because income that arrives unasked in a pool could be skimmed.
    function allowedByOthers(State storage state, address holder) internal view returns (bool) {
        uint256 size = holder.code.length;
        if (size == 0 || state.claimableByOthers[holder]) return true;
        return size == 23 && bytes3(holder.code) == 0xef0100;
    }
}
