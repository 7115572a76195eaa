// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ITributary} from "../ITributary.sol";
import {Usage} from "../Types.sol";
import {HotSlot} from "../types/HotSlot.sol";
import {Clock} from "./Clock.sol";

/// The ledger events, each emitted and hashed into its work's chain by the same function, so that none can be forgotten.
/// `head = keccak256(head ‖ topics ‖ data)`: every word of a log is 32 bytes, so `abi.encode` is that concatenation.
/// The functions return the new slot and head; the caller stores both.
library LedgerChain {
    function genesis(uint256 work) internal view returns (bytes32) {
        return keccak256(abi.encode(block.chainid, address(this), work));
    }

    function paid(
        HotSlot hot,
        bytes32 head,
        uint256 work,
        address payer,
        address beneficiary,
        Usage usage,
        uint256 units,
        uint256 amount,
        bytes32 ref
    ) internal returns (HotSlot, bytes32) {
        uint256 stamp;
        (hot, stamp) = next(hot);
        emit ITributary.Paid(work, payer, beneficiary, stamp, usage, units, amount, ref);
        bytes32 topic = ITributary.Paid.selector;
        return (hot, keccak256(abi.encode(head, topic, work, payer, beneficiary, stamp, usage, units, amount, ref)));
    }

    function credited(
        HotSlot hot,
        bytes32 head,
        uint256 work,
        uint256 source,
        uint256 sourceSequence,
        uint256 income
    ) internal returns (HotSlot, bytes32) {
        uint256 stamp;
        (hot, stamp) = next(hot);
        emit ITributary.Credited(work, source, stamp, sourceSequence, income);
        bytes32 topic = ITributary.Credited.selector;
        return (hot, keccak256(abi.encode(head, topic, work, source, stamp, sourceSequence, income)));
    }

    function moved(
        HotSlot hot,
        bytes32 head,
        uint256 work,
        address from,
        address to,
        uint256 units
    ) internal returns (HotSlot, bytes32) {
        uint256 stamp;
        (hot, stamp) = next(hot);
        emit ITributary.Moved(work, from, to, stamp, units);
        return (hot, keccak256(abi.encode(head, ITributary.Moved.selector, work, from, to, stamp, units)));
    }

    function claimed(
        HotSlot hot,
        bytes32 head,
        uint256 work,
        address holder,
        uint256 amount
    ) internal returns (HotSlot, bytes32) {
        uint256 stamp;
        (hot, stamp) = next(hot);
        emit ITributary.Claimed(work, holder, stamp, amount);
        return (hot, keccak256(abi.encode(head, ITributary.Claimed.selector, work, holder, stamp, amount)));
    }

    function next(HotSlot hot) private view returns (HotSlot, uint256 stamp) {
        return hot.advance(block.timestamp, Clock.blockNumber(hot));
    }
}
