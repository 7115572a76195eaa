// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC1155Receiver} from "@openzeppelin/contracts/token/ERC1155/IERC1155Receiver.sol";
import {Errors} from "../Errors.sol";
import {State, WorkState} from "../types/State.sol";
import {HotSlot} from "../types/HotSlot.sol";
import {HoldingSlot} from "../types/HoldingSlot.sol";
import {Accrual} from "./Accrual.sol";
import {LedgerChain} from "./LedgerChain.sol";

/// The one movement of shares that every door uses, and the hook that follows it.
library Shares {
    /// Moves units and settles both sides: income up to now stays with `from`. Zero units and moves to oneself change
    /// nothing and are no ledger event.
    function move(State storage state, uint256 work, address from, address to, uint256 units) internal {
        checkReceiver(to);
        WorkState storage w = state.works[work];
        HoldingSlot source = w.holdings[from];
        if (units > source.units()) revert Errors.Shares_TooFew(work, from, source.units(), units);
        if (units == 0 || from == to) return;
        (HotSlot hot, int128 income) = Accrual.settle(w, w.hot);
        w.holdings[from] = source.give(units, income);
        w.holdings[to] = w.holdings[to].take(units, income);
        (w.hot, w.head) = LedgerChain.moved(hot, w.head, work, from, to, units);
    }

    /// Also asked by a batch, which may be empty.
    function checkReceiver(address to) internal view {
        if (to == address(0) || to == address(this)) revert Errors.Shares_InvalidReceiver(to);
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
