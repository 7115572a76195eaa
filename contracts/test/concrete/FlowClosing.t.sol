// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Vm} from "forge-std/Vm.sol";
import {FlowWork} from "../FlowWork.t.sol";
import {IFlows} from "contracts/src/interfaces/IFlows.sol";
import {Errors} from "contracts/src/Errors.sol";

/// See flows.tree.
contract FlowClosingTest is FlowWork {
    function test_ClosingReturnsWhatIsNotSpent() public {
        uint40 end = ends(5);
        uint256 start = time;
        open(work, fan, 70_000, end);
        uint256 paid = address(tributary).balance;
        pass(2 hours + 13);
        uint256 refund = (70_000 * (end - time)) / UNIT;
        assertEq(tributary.refundOf(work, fan), refund);
        vm.recordLogs();
        bytes32 head = tributary.workOf(work).head;
        uint256 before = fan.balance;
        assertEq(close(work, fan), refund);
        assertEq(fan.balance - before, refund);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        assertEq(logs.length, 1);
        assertLog(logs[0], IFlows.FlowClosed.selector, work, uint160(fan));
        uint256 stamp = (uint256(4) << 80) | (time << 40) | block.number;
        assertEq(logs[0].data, abi.encode(stamp, 70_000, end, refund));
        assertEq(replay(head, work, logs), tributary.workOf(work).head);
        assertEq(incomeOf(work), (paid - refund) * UNIT);
        assertGt(incomeOf(work), 70_000 * (time - start));
        assertFlow(0, 0, 0);
        assertNothingRuns(work);
        refuses(abi.encodeWithSelector(Errors.Flow_NotRunning.selector, work, fan));
        close(work, fan);
    }

    function test_TheFirstHourIsSpent() public {
        uint256 child = publishFrom(list(work));
        uint40 end = ends(5);
        open(child, fan, RATE, end);
        pass(600);
        assertEq(tributary.refundOf(child, fan), end - time - 3000);
        vm.recordLogs();
        assertEq(close(child, fan), end - time - 3000);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        assertLog(logs[1], IFlows.FlowCredited.selector, work, child);
        uint256 stamp = (uint256(4) << 80) | (time << 40) | block.number;
        assertEq(logs[1].data, abi.encode(stamp, 4, RATE / 10, end, time, 300 * UNIT));
        assertEq(incomeOf(work), 360 * UNIT);
        assertEq(incomeOf(child), 3240 * UNIT);
        assertNothingRuns(child);
        assertNothingRuns(work);
    }

    function test_TheFirstHourEndsAfterAnHour() public {
        uint256 start = time;
        uint40 end = ends(5);
        open(work, fan, RATE, end);
        reach(start + 3599);
        assertEq(tributary.refundOf(work, fan), end - start - 3600);
        reach(start + 3600);
        assertEq(tributary.refundOf(work, fan), end - start - 3600);
        reach(start + 3601);
        assertEq(tributary.refundOf(work, fan), end - start - 3601);
    }

    function test_AnExtensionBeginsNoNewFirstHour() public {
        uint40 end = ends(2);
        open(work, fan, RATE, end);
        pass(2 hours);
        extend(work, fan, end + 3600);
        assertEq(close(work, fan), 3600 + 2400);
        assertEq(incomeOf(work), 7200 * UNIT);
    }

    function test_AFlowOfOneHourReturnsNothing() public {
        reach(ends(0));
        open(work, fan, RATE, time + 3600);
        pass(1);
        uint256 before = fan.balance;
        assertEq(close(work, fan), 0);
        assertEq(fan.balance, before);
        assertEq(incomeOf(work), 3600 * UNIT);
        assertNothingRuns(work);
    }

    function test_ClosingMakesRoomInTheSameBlock() public {
        uint40 end = ends(5);
        open(work, fan, RATE, end);
        close(work, fan);
        open(work, fan, 2 * RATE, end);
        assertFlow(2 * RATE, time, end);
        assertEq(incomeOf(work), 3600 * UNIT);
        close(work, fan);
        assertEq(incomeOf(work), 3 * 3600 * UNIT);
        assertNothingRuns(work);
    }

    function test_ManyFlowsWithOneEnd() public {
        uint40 end = ends(3);
        open(work, fan, RATE, end);
        open(work, anna, 2 * RATE, end);
        open(work, ben, 4 * RATE, end + 3600);
        pass(1 hours);
        close(work, anna);
        assertEq(tributary.workOf(work).flowRate, 5 * RATE);
        reach(end);
        assertEq(tributary.workOf(work).flowRate, 4 * RATE);
        assertEq(incomeOf(work), (13_200 + 2 * 3600 + 4 * 13_200) * UNIT);
        claim(ben, work);
        reach(end + 3600);
        assertEq(incomeOf(work), (13_200 + 2 * 3600 + 4 * 16_800) * UNIT);
        claim(anna, work);
        assertNothingRuns(work);
    }
}
