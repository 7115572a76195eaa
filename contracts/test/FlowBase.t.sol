// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Vm} from "forge-std/Vm.sol";
import {Base} from "./Base.t.sol";
import {IFlows} from "contracts/src/interfaces/IFlows.sol";
import "contracts/src/ITributary.sol";

/// Flows of a fan, and a clock that the compiler cannot take for a constant.
abstract contract FlowBase is Base {
    uint256 internal constant UNIT = 1e8;
    /// One coin unit a second.
    uint96 internal constant RATE = 1e8;

    /// `block.timestamp` is read once a function by the optimizer, whatever `vm.warp` does.
    uint256 internal time;

    function setUp() public virtual override {
        super.setUp();
        time = birth;
        assertEq(birth % 1 hours, 0, "births are on the hour");
        vm.deal(anna, 1_000_000 ether);
        vm.deal(ben, 1_000_000 ether);
    }

    function pass(uint256 duration) internal {
        reach(time + duration);
    }

    function reach(uint256 when) internal {
        time = when;
        vm.warp(when);
    }

    /// Of the next full hour that is `hours_` whole hours ahead or more.
    function ends(uint256 hours_) internal view returns (uint40) {
        return uint40(((time + 3599) / 3600 + hours_) * 3600);
    }

    function open(uint256 work, address payer, uint256 rate, uint256 end) internal {
        uint256 cost = costOf(rate, end - time);
        vm.prank(payer);
        tributary.openFlow{value: cost}(work, uint96(rate), uint40(end), cost);
    }

    function extend(uint256 work, address payer, uint256 end) internal {
        Flow memory flow = tributary.flowOf(work, payer);
        uint256 cost = costOf(flow.rate, end - flow.end);
        vm.prank(payer);
        tributary.extendFlow{value: cost}(work, uint40(end), cost);
    }

    function close(uint256 work, address payer) internal returns (uint256) {
        vm.prank(payer);
        return tributary.closeFlow(work);
    }

    /// Rounded up, by another road than the contract's.
    function costOf(uint256 rate, uint256 duration) internal pure returns (uint256 cost) {
        cost = (rate * duration) / UNIT;
        if (cost * UNIT != rate * duration) ++cost;
    }

    function incomeOf(uint256 work) internal view returns (uint256) {
        return tributary.workOf(work).income;
    }

    /// The end of a work's hash chain after these logs.
    function replay(bytes32 head, uint256 work, Vm.Log[] memory logs) internal view returns (bytes32) {
        for (uint256 i; i < logs.length; ++i) {
            bytes32[] memory topics = logs[i].topics;
            if (logs[i].emitter != address(tributary) || !isLedger(topics[0]) || topics[1] != bytes32(work)) continue;
            bytes memory words = abi.encodePacked(head, topics, logs[i].data);
            head = keccak256(words);
        }
        return head;
    }

    function isLedger(bytes32 kind) private pure returns (bool) {
        return
            kind == ITributary.Paid.selector ||
            kind == ITributary.Credited.selector ||
            kind == ITributary.Moved.selector ||
            kind == ITributary.Claimed.selector ||
            kind == IFlows.FlowOpened.selector ||
            kind == IFlows.FlowExtended.selector ||
            kind == IFlows.FlowClosed.selector ||
            kind == IFlows.FlowCredited.selector ||
            kind == IFlows.Accrued.selector;
    }
}
