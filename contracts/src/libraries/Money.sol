// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Permit} from "../Types.sol";
import {Errors} from "../Errors.sol";
import {HotSlot, TOKEN} from "../types/HotSlot.sol";
import {WorkState} from "../types/State.sol";

/// The only place where money crosses the border of this contract. `address(0)` is the native currency.
library Money {
    using SafeERC20 for IERC20;

    /// `hot` is the work's slot and saves works in coins a read. Payments, claims and keys say the same inline: a call would
    /// cost each of them 20 gas.
    function currencyOf(WorkState storage w, HotSlot hot) internal view returns (address) {
        return hot.has(TOKEN) ? w.currency : address(0);
    }

    /// Reverts unless exactly `amount` arrives: native currency with the call, tokens from the payer and nothing beside.
    function collect(address currency, address payer, uint256 amount) internal {
        uint256 required = currency == address(0) ? amount : 0;
        if (msg.value != required) revert Errors.Payment_ValueMismatch(msg.value, required);
        if (currency != address(0) && amount != 0) pass(currency, payer, address(this), amount);
    }

    /// As `collect`, but coins may be more: a payer cannot always know the price at the block's time. Returns how many are
    /// too many, to be given back last, because that calls the payer.
    function collectAtLeast(address currency, address payer, uint256 amount) internal returns (uint256 change) {
        if (currency == address(0)) {
            if (msg.value < amount) revert Errors.Payment_ValueMismatch(msg.value, amount);
            return msg.value - amount;
        }
        collect(currency, payer, amount);
    }

    /// Coins, to the caller.
    function giveChange(uint256 change) internal {
        if (change != 0) send(address(0), msg.sender, change);
    }

    /// Tokens from one account to another, measured where they arrive: a token that takes fees reverts.
    function pass(address currency, address from, address to, uint256 amount) internal {
        uint256 before = IERC20(currency).balanceOf(to);
        IERC20(currency).safeTransferFrom(from, to, amount);
        unchecked {
            // Safe because a balance that fell wraps to a number no amount equals.
            uint256 received = IERC20(currency).balanceOf(to) - before;
            if (received != amount) revert Errors.Payment_ReceivedMismatch(currency, received, amount);
        }
    }

    function send(address currency, address to, uint256 amount) internal {
        if (currency != address(0)) return IERC20(currency).safeTransfer(to, amount);
        (bool sent, ) = to.call{value: amount}("");
        if (!sent) revert Errors.Transfer_Failed(to, amount);
    }

    /// Grants this contract the caller's allowance. Failing is no error: somebody may have used the permit before us, and
    /// without an allowance the transfer fails anyway.
    function allow(address currency, Permit calldata p) internal {
        if (currency.code.length == 0) return;
        try IERC20Permit(currency).permit(msg.sender, address(this), p.value, p.deadline, p.v, p.r, p.s) {} catch {}
    }
}
