// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC1155Receiver} from "@openzeppelin/contracts/token/ERC1155/IERC1155Receiver.sol";
import {IShareToken} from "../interfaces/IShareToken.sol";
import {ITransferPolicy} from "../interfaces/ITransferPolicy.sol";
import {Errors} from "../Errors.sol";
import {State, WorkState} from "../types/State.sol";
import {HotSlot, POLICED} from "../types/HotSlot.sol";
import {HoldingSlot} from "../types/HoldingSlot.sol";
import {Accrual} from "./Accrual.sol";
import {LedgerChain} from "./LedgerChain.sol";
import {Money} from "./Money.sol";
import {ShareTokens} from "./ShareTokens.sol";
import {Sweeping} from "./Sweeping.sol";

/// The one movement of shares that every door uses, and the hook that follows it.
library Shares {
    uint256 internal constant POLICY_GAS = 100_000;

    /// Moves units, and makes the share token say so. The doors add the ERC-1155 event. Zero units and moves to oneself
    /// change nothing: they are announced, but no ledger event.
    function move(State storage state, uint256 work, address from, address to, uint256 units) internal {
        IShareToken token = IShareToken(ShareTokens.addressOf(work));
        checkReceiver(to);
        if (to == address(token)) revert Errors.Shares_InvalidReceiver(to);
        WorkState storage w = state.works[work];
        HotSlot hot = w.hot;
        if (hot.sequence() == 0) revert Errors.Work_Missing(work);
        HoldingSlot source = w.holdings[from];
        if (units > source.units()) revert Errors.Shares_TooFew(work, from, source.units(), units);
        if (units != 0 && from != to) {
            // Money that waits in the inbox belongs to those who hold the shares now.
            address currency = Money.currencyOf(w, hot);
            if (Sweeping.sweep(state, work, address(token), currency) != 0) hot = w.hot;
            settle(w, hot, source, work, from, to, units);
        }
        token.announce(from, to, units);
    }

    /// Also asked by a batch, which may be empty.
    function checkReceiver(address to) internal view {
        if (to == address(0) || to == address(this)) revert Errors.Shares_InvalidReceiver(to);
    }

    /// Income up to now stays with `from`. `hot` and `source`: the slots of the work and of `from`, as stored.
    function settle(
        WorkState storage w,
        HotSlot hot,
        HoldingSlot source,
        uint256 work,
        address from,
        address to,
        uint256 units
    ) private {
        if (hot.has(POLICED)) askPolicy(w.policy, work, from, to, units);
        int128 income;
        (hot, income) = Accrual.settle(w, hot);
        w.holdings[from] = source.give(units, income);
        w.holdings[to] = w.holdings[to].take(units, income);
        (w.hot, w.head) = LedgerChain.moved(hot, w.head, work, from, to, units);
    }

    /// Copies one word of the answer, however long it is: a policy must not be able to make the mover pay for more than its
    /// share of gas.
    function askPolicy(address policy, uint256 work, address from, address to, uint256 units) private view {
        bytes memory question = abi.encodeCall(ITransferPolicy.allows, (work, from, to, units));
        bool allowed;
        assembly ("memory-safe") {
            let answered := staticcall(POLICY_GAS, policy, add(question, 32), mload(question), 0, 32)
            allowed := and(and(answered, gt(returndatasize(), 31)), eq(mload(0), 1))
        }
        if (!allowed) revert Errors.Shares_PolicyRefused(policy, from, to, units);
    }

    function askReceiver(
        address operator,
        address from,
        address to,
        uint256 work,
        uint256 units,
        bytes memory data
    ) internal {
        if (to.code.length == 0) return;
        ask(
            to,
            abi.encodeCall(IERC1155Receiver.onERC1155Received, (operator, from, work, units, data)),
            IERC1155Receiver.onERC1155Received.selector
        );
    }

    function askReceiverOfMany(
        address operator,
        address from,
        address to,
        uint256[] calldata works,
        uint256[] calldata units,
        bytes calldata data
    ) internal {
        if (to.code.length == 0) return;
        ask(
            to,
            abi.encodeCall(IERC1155Receiver.onERC1155BatchReceived, (operator, from, works, units, data)),
            IERC1155Receiver.onERC1155BatchReceived.selector
        );
    }

    /// Low level, so that an account that answers nothing, or anything, is named instead of a bare revert.
    function ask(address to, bytes memory question, bytes4 expected) private {
        (bool answered, bytes memory answer) = to.call(question);
        if (!answered || answer.length < 32 || bytes4(answer) != expected) revert Errors.Shares_ReceiverRefused(to);
    }
}
