// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IShareToken} from "../interfaces/IShareToken.sol";
import {Usage} from "../Types.sol";
import {Errors} from "../Errors.sol";
import {State} from "../types/State.sol";
import {Cascade} from "./Cascade.sol";
import {Split} from "./Split.sol";

/// Money that waits at a work's share token becomes income before shares move: it belongs to those who hold them now.
///
/// A currency that fails is passed over, or it would freeze the shares. It gets so much gas and no more; and because a
/// failure for want of gas would leave the money to those who hold the shares afterwards, only a caller who gave enough
/// may pass over anything.
library Sweeping {
    uint256 internal constant READ_GAS = 100_000;
    uint256 internal constant RELEASE_GAS = 400_000;
    /// What three reads and a release need so that each gets its own (a call keeps back a 64th), and some to make them.
    uint256 internal constant ENOUGH_GAS = 750_000;

    /// `token` and `currency` are the work's. Returns what came in.
    function sweep(
        State storage state,
        uint256 work,
        address token,
        address currency
    ) internal returns (uint256 amount) {
        amount = currency == address(0) ? pullCoins(token) : pullTokens(token, currency);
        if (amount != 0) credit(state, work, token, amount);
    }

    /// Assumes: `amount` has arrived.
    function credit(State storage state, uint256 work, address token, uint256 amount) internal {
        Cascade.distribute(state, state.works[work].hot, work, token, token, Usage.External, 0, amount, 0);
    }

    /// Of an account in a token. Asks with limited gas and never fails: what is no number is not `known`, and 0.
    function balanceOf(address currency, address account) internal view returns (bool known, uint256 units) {
        bytes memory question = abi.encodeCall(IERC20.balanceOf, (account));
        assembly ("memory-safe") {
            // However long the answer is, only its first word is taken.
            known := staticcall(READ_GAS, currency, add(question, 32), mload(question), 0, 32)
            known := and(known, gt(returndatasize(), 31))
            units := mul(known, mload(0))
        }
    }

    /// Nothing foreign is called, so nothing can fail.
    function pullCoins(address token) private returns (uint256 amount) {
        amount = Math.min(token.balance, Split.MAXIMUM_AMOUNT);
        if (amount != 0) IShareToken(token).release(address(0), address(this), amount);
    }

    function pullTokens(address token, address currency) private returns (uint256 amount) {
        uint256 available = gasleft();
        (bool known, uint256 waiting) = balanceOf(currency, token);
        if (known && waiting == 0) return 0;
        if (known) amount = receiveTokens(token, currency, Math.min(waiting, Split.MAXIMUM_AMOUNT));
        if (amount == 0 && available < ENOUGH_GAS) revert Errors.Inbox_GasTooLow(ENOUGH_GAS);
    }

    /// Returns what arrived, whatever was sent: 0 if the currency cannot say.
    function receiveTokens(address token, address currency, uint256 amount) private returns (uint256) {
        (bool known, uint256 before) = balanceOf(currency, address(this));
        if (!known) return 0;
        try IShareToken(token).release{gas: RELEASE_GAS}(currency, address(this), amount) {} catch {}
        (, uint256 held) = balanceOf(currency, address(this));
        return held > before ? Math.min(held - before, Split.MAXIMUM_AMOUNT) : 0;
    }
}
