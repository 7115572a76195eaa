// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ITributary} from "../ITributary.sol";
import {IFlows} from "../interfaces/IFlows.sol";
import {IKeys} from "../interfaces/IKeys.sol";
import {KeyTerms, Usage} from "../Types.sol";
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

    function flowOpened(
        HotSlot hot,
        bytes32 head,
        uint256 work,
        uint256 rate,
        uint256 end,
        uint256 deposit
    ) internal returns (HotSlot, bytes32) {
        uint256 stamp;
        (hot, stamp) = next(hot);
        emit IFlows.FlowOpened(work, msg.sender, stamp, rate, end, deposit);
        bytes32 topic = IFlows.FlowOpened.selector;
        return (hot, keccak256(abi.encode(head, topic, work, msg.sender, stamp, rate, end, deposit)));
    }

    function flowExtended(
        HotSlot hot,
        bytes32 head,
        uint256 work,
        uint256 rate,
        uint256 oldEnd,
        uint256 newEnd,
        uint256 deposit
    ) internal returns (HotSlot, bytes32) {
        uint256 stamp;
        (hot, stamp) = next(hot);
        emit IFlows.FlowExtended(work, msg.sender, stamp, rate, oldEnd, newEnd, deposit);
        bytes32 topic = IFlows.FlowExtended.selector;
        return (hot, keccak256(abi.encode(head, topic, work, msg.sender, stamp, rate, oldEnd, newEnd, deposit)));
    }

    function flowClosed(
        HotSlot hot,
        bytes32 head,
        uint256 work,
        uint256 rate,
        uint256 oldEnd,
        uint256 refund
    ) internal returns (HotSlot, bytes32) {
        uint256 stamp;
        (hot, stamp) = next(hot);
        emit IFlows.FlowClosed(work, msg.sender, stamp, rate, oldEnd, refund);
        bytes32 topic = IFlows.FlowClosed.selector;
        return (hot, keccak256(abi.encode(head, topic, work, msg.sender, stamp, rate, oldEnd, refund)));
    }

    function flowCredited(
        HotSlot hot,
        bytes32 head,
        uint256 work,
        uint256 source,
        uint256 sourceSequence,
        uint256 rate,
        uint256 oldEnd,
        uint256 newEnd,
        uint256 income
    ) internal returns (HotSlot, bytes32) {
        uint256 stamp;
        (hot, stamp) = next(hot);
        emit IFlows.FlowCredited(work, source, stamp, sourceSequence, rate, oldEnd, newEnd, income);
        bytes32 topic = IFlows.FlowCredited.selector;
        return (
            hot,
            keccak256(abi.encode(head, topic, work, source, stamp, sourceSequence, rate, oldEnd, newEnd, income))
        );
    }

    function accrued(HotSlot hot, bytes32 head, uint256 work, uint256 until) internal returns (HotSlot, bytes32) {
        uint256 stamp;
        (hot, stamp) = next(hot);
        emit IFlows.Accrued(work, stamp, until);
        bytes32 topic = IFlows.Accrued.selector;
        return (hot, keccak256(abi.encode(head, topic, work, stamp, until)));
    }

    function keyRequested(
        HotSlot hot,
        bytes32 head,
        KeyTerms memory t,
        uint256 ex
    ) internal returns (HotSlot, bytes32) {
        uint256 stamp;
        (hot, stamp) = next(hot);
        emit IKeys.KeyRequested(
            t.work,
            t.buyer,
            stamp,
            t.id,
            t.keyAddress,
            t.usage,
            t.units,
            t.ref,
            ex,
            t.kAddress,
            t.deadline,
            t.price,
            t.fee
        );
        bytes memory start = abi.encode(head, IKeys.KeyRequested.selector, t.work, t.buyer, stamp, t.id, t.keyAddress);
        bytes memory rest = abi.encode(t.usage, t.units, t.ref, ex, t.kAddress, t.deadline, t.price, t.fee);
        return (hot, keccak256(bytes.concat(start, rest)));
    }

    function keyDelivered(
        HotSlot hot,
        bytes32 head,
        KeyTerms calldata t,
        address server,
        uint256 scalar
    ) internal returns (HotSlot, bytes32) {
        uint256 stamp;
        (hot, stamp) = next(hot);
        emit IKeys.KeyDelivered(t.work, t.buyer, server, stamp, t.id, scalar, t.fee);
        bytes32 topic = IKeys.KeyDelivered.selector;
        return (hot, keccak256(abi.encode(head, topic, t.work, t.buyer, server, stamp, t.id, scalar, t.fee)));
    }

    function keyRefunded(
        HotSlot hot,
        bytes32 head,
        uint256 work,
        address buyer,
        bytes32 id,
        uint256 amount
    ) internal returns (HotSlot, bytes32) {
        uint256 stamp;
        (hot, stamp) = next(hot);
        emit IKeys.KeyRefunded(work, buyer, stamp, id, amount);
        return (hot, keccak256(abi.encode(head, IKeys.KeyRefunded.selector, work, buyer, stamp, id, amount)));
    }

    function next(HotSlot hot) private view returns (HotSlot, uint256 stamp) {
        return hot.advance(block.timestamp, Clock.blockNumber(hot));
    }
}
