// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ITributary} from "../ITributary.sol";
import {Errors} from "../Errors.sol";
import {State} from "../types/State.sol";
import {Money} from "./Money.sol";

/// Money that waits for accounts until they withdraw it: where a transfer could fail, nothing is pushed.
library Waiting {
    /// Currency units, which this contract already has.
    function owe(State storage state, address currency, address account, uint256 amount) internal {
        if (amount == 0) return;
        state.withdrawable[currency][account] += amount;
        emit ITributary.Withdrawable(account, currency, amount);
    }

    /// To the caller's order, all of it.
    function withdraw(State storage state, address currency, address to) internal returns (uint256 amount) {
        if (to == address(0) || to == address(this)) revert Errors.Claim_InvalidReceiver(to);
        amount = state.withdrawable[currency][msg.sender];
        if (amount == 0) revert Errors.Withdraw_Nothing(msg.sender, currency);
        state.withdrawable[currency][msg.sender] = 0;
        emit ITributary.Withdrawn(msg.sender, to, currency, amount);
        Money.send(currency, to, amount);
    }
}
