// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC1155} from "@openzeppelin/contracts/token/ERC1155/IERC1155.sol";
import {Errors} from "../Errors.sol";
import {State} from "../types/State.sol";
import {ON_SALE} from "../types/HotSlot.sol";
import {Shares} from "./Shares.sol";
import {ShareTokens} from "./ShareTokens.sol";

/// The doors through which shares move: ERC-1155, one or many, and the work's share token. Linked.
library Moving {
    function transfer(
        State storage state,
        address from,
        address to,
        uint256 work,
        uint256 units,
        bytes calldata data
    ) external {
        checkOperator(state, from);
        Shares.move(state, work, from, to, units);
        emit IERC1155.TransferSingle(msg.sender, from, to, work, units);
        Shares.askReceiver(msg.sender, from, to, work, units, data);
    }

    function transferMany(
        State storage state,
        address from,
        address to,
        uint256[] calldata works,
        uint256[] calldata units,
        bytes calldata data
    ) external {
        checkOperator(state, from);
        if (works.length != units.length) revert Errors.Shares_LengthMismatch(works.length, units.length);
        Shares.checkReceiver(to);
        for (uint256 i; i < works.length; ++i) Shares.move(state, works[i], from, to, units[i]);
        emit IERC1155.TransferBatch(msg.sender, from, to, works, units);
        Shares.askReceiverOfMany(msg.sender, from, to, works, units, data);
    }

    /// The token has checked who may. For ERC-1155 it is the operator: no other account is known here, and who follows
    /// only this contract's events sees which door it was.
    function transferByToken(State storage state, uint256 work, address from, address to, uint256 units) external {
        if (msg.sender != ShareTokens.addressOf(work)) revert Errors.Inbox_CallerNotShareToken(work, msg.sender);
        if (!state.works[work].hot.has(ON_SALE)) revert Errors.Market_SaleNotOpen(work);
        Shares.move(state, work, from, to, units);
        emit IERC1155.TransferSingle(msg.sender, from, to, work, units);
    }

    function checkOperator(State storage state, address from) private view {
        if (from != msg.sender && !state.operators[from][msg.sender]) {
            revert Errors.Shares_NotApproved(from, msg.sender);
        }
    }
}
