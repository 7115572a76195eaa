// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Vm} from "forge-std/Vm.sol";
import {FlowWork} from "../FlowWork.t.sol";
import {IFlows} from "contracts/src/interfaces/IFlows.sol";
import {Errors} from "contracts/src/Errors.sol";

/// See flows.tree.
contract FlowSettlingTest is FlowWork {
    function test_NothingToSettle() public {
        refuses(abi.encodeWithSelector(Errors.Work_Missing.selector, 99));
        tributary.accrue(99, 1);
        bytes32 head = tributary.workOf(work).head;
        assertTrue(tributary.accrue(work, 0));
        open(work, fan, RATE, ends(1));
        pass(1 hours);
        head = tributary.workOf(work).head;
        bytes32 running = vm.load(address(tributary), slotOf(work, 2));
        assertTrue(tributary.accrue(work, 1));
        assertEq(tributary.workOf(work).head, head);
        assertEq(vm.load(address(tributary), slotOf(work, 2)), running);
        pass(1 hours);
        assertFalse(tributary.accrue(work, 0));
        assertEq(tributary.workOf(work).head, head);
    }

    function test_SettlesStepByStep() public {
        uint40 first = ends(1);
        open(work, fan, RATE, first);
        open(work, anna, 2 * RATE, first + 3600);
        uint40 end = ends(1_000);
        open(work, ben, 4 * RATE, end);
        reach(first + 10 hours);
        uint256 before = incomeOf(work);
        bytes32 head = tributary.workOf(work).head;
        vm.recordLogs();
        vm.startPrank(stranger);
        assertFalse(tributary.accrue(work, 1));
        assertEq(incomeOf(work), before);
        assertTrue(tributary.accrue(work, 1));
        assertTrue(tributary.accrue(work, type(uint256).max));
        vm.stopPrank();
        Vm.Log[] memory logs = vm.getRecordedLogs();
        assertEq(logs.length, 2);
        assertEq(logs[0].topics.length, 2);
        assertEq(logs[0].topics[0], IFlows.Accrued.selector);
        assertEq(logs[0].data, abi.encode((uint256(6) << 80) | (time << 40) | block.number, first));
        assertEq(logs[1].data, abi.encode((uint256(7) << 80) | (time << 40) | block.number, first + 3600));
        assertEq(replay(head, work, logs), tributary.workOf(work).head);
        assertEq(incomeOf(work), before);
        assertEq(tributary.workOf(work).flowRate, 4 * RATE);
        assertEq(uint256(vm.load(address(tributary), slotOf(work, 2))) >> 216, first + 3600);
        // Closing after a partial settling gives back exactly the rest.
        assertEq(close(work, ben), 4 * (end - time));
        assertEq(incomeOf(work), before);
        assertNothingRuns(work);
    }

    function test_SettlingTheLastEndEndsIt() public {
        open(work, fan, RATE, ends(1));
        pass(9 hours);
        assertTrue(tributary.accrue(work, 1));
        assertNothingRuns(work);
        assertEq(incomeOf(work), 6_000 * UNIT);
    }

    /// A closed flow's end is none any more; the others in its word of the bitmap stay the only ones.
    function test_AClosedFlowLeavesNoStep() public {
        uint40 end = ends(5);
        open(work, fan, RATE, end);
        open(work, anna, RATE, end - 3600);
        close(work, fan);
        open(work, ben, RATE, end + 3600);
        reach(end + 3600);
        assertFalse(tributary.accrue(work, 1));
        assertTrue(tributary.accrue(work, 1));
        assertNothingRuns(work);
    }

    /// Hours on both sides of a border between two words of the bitmap, and far into the next ones.
    function test_EndsInSeveralWordsOfTheBitmap() public {
        uint256 border = (time / 3600 / 256 + 1) * 256;
        address[6] memory payers;
        uint16[6] memory offsets = [0, 1, 256, 257, 767, 2_047];
        uint256 expected;
        for (uint256 i; i < 6; ++i) {
            payers[i] = address(uint160(0xF000 + i));
            vm.deal(payers[i], 1 ether);
            uint256 end = (border - 1 + offsets[i]) * 3600;
            open(work, payers[i], RATE * (i + 1), end);
            expected += (i + 1) * (end - time) * UNIT;
        }
        reach(border * 3600 + 3600 * 256);
        uint256 steps;
        while (!tributary.accrue(work, 1)) ++steps;
        assertEq(steps, 3);
        assertEq(tributary.workOf(work).flowRate, 11 * RATE);
        reach((border + 3_000) * 3600);
        assertEq(incomeOf(work), expected);
        assertTrue(tributary.accrue(work, 2));
        assertNothingRuns(work);
        assertEq(incomeOf(work), expected);
    }

    /// The last hour of a word, looked for from an even and from an odd hour on.
    function test_TheLastHourOfAWordDropsOnce() public {
        uint256 end = ((time / 3600 / 256) * 256 + 255) * 3600;
        for (uint256 i; i < 2; ++i) {
            uint256 other = publishOpen();
            open(other, fan, 3 * RATE, end);
            open(other, anna, 4 * RATE, end + 9 hours);
            assertEq(tributary.workOf(other).flowRate, 7 * RATE);
            pass(1 hours);
        }
        reach(end + 1 hours);
        assertEq(tributary.workOf(work + 1).flowRate, 4 * RATE);
        assertEq(tributary.workOf(work + 2).flowRate, 4 * RATE);
    }
}
