// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IKeys} from "../interfaces/IKeys.sol";
import {Errors} from "../Errors.sol";
import {State, WorkState} from "../types/State.sol";
import {HotSlot} from "../types/HotSlot.sol";
import {Clock} from "./Clock.sol";
import {Secp} from "./Secp.sol";

/// The beacon of an audited sample (key-delivery 9): a number nobody knew at the mint says which shards are opened.
library Audit {
    /// Blocks between the mint and the one whose hash decides.
    uint256 internal constant DISTANCE = 32;

    function draw(State storage state, uint256 work) internal {
        WorkState storage w = state.works[work];
        HotSlot hot = w.hot;
        if (hot.sequence() == 0) revert Errors.Work_Missing(work);
        uint256 x = w.keyX;
        if (x == 0) revert Errors.Audit_OfOpenWork(work);
        if (w.audit != 0) revert Errors.Audit_AlreadyDrawn(work);
        uint256 number = Clock.blockNumber(hot);
        uint256 decisive = w.mintBlock + DISTANCE;
        bytes32 hash = number > decisive ? Clock.blockHash(hot, decisive) : bytes32(0);
        if (hash == 0) revert Errors.Audit_OutOfWindow(work, number);
        bool odd = w.keyOdd;
        bytes32 beacon = keccak256(abi.encode(hash, Secp.addressOf(x, Secp.lift(x, odd))));
        w.audit = beacon;
        emit IKeys.AuditDrawn(work, beacon);
    }
}
