// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Vm} from "forge-std/Vm.sol";
import {FlowBase} from "./FlowBase.t.sol";
import "contracts/src/ITributary.sol";

/// A work twenty minutes past the hour, and what can be said about its flows.
abstract contract FlowWork is FlowBase {
    uint256 internal work;

    function setUp() public override {
        super.setUp();
        work = publishOpen();
        pass(20 minutes);
    }

    function slotOf(uint256 number, uint256 index) internal pure returns (bytes32) {
        return bytes32(uint256(keccak256(abi.encode(number, uint256(1)))) + index);
    }

    function assertFlow(uint256 rate, uint256 start, uint256 end) internal view {
        Flow memory flow = tributary.flowOf(work, fan);
        assertEq(flow.rate, rate);
        assertEq(flow.start, start);
        assertEq(flow.end, end);
    }

    /// Not only is the rate zero: nothing is prepaid any more, and the flag is down.
    function assertNothingRuns(uint256 number) internal view {
        uint256 running = uint256(vm.load(address(tributary), slotOf(number, 2)));
        assertEq(uint216(running), 0);
        assertEq((uint256(vm.load(address(tributary), slotOf(number, 0))) >> 240) & 2, 0);
        Work memory w = tributary.workOf(number);
        assertEq(w.prepaid, 0);
        assertEq(w.flowRate, 0);
    }

    function assertLog(Vm.Log memory log, bytes32 kind, uint256 first, uint256 second) internal pure {
        assertEq(log.topics.length, 3);
        assertEq(log.topics[0], kind);
        assertEq(uint256(log.topics[1]), first);
        assertEq(uint256(log.topics[2]), second);
    }
}
