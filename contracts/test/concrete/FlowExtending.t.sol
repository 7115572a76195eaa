// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Vm} from "forge-std/Vm.sol";
import {FlowWork} from "../FlowWork.t.sol";
import {IFlows} from "contracts/src/interfaces/IFlows.sol";
import {Errors} from "contracts/src/Errors.sol";

/// See flows.tree.
contract FlowExtendingTest is FlowWork {
    function test_RefusesToExtendWhatDoesNotRun() public {
        uint40 end = ends(1);
        bytes memory reason = abi.encodeWithSelector(Errors.Flow_NotRunning.selector, work, fan);
        for (uint256 i; i < 2; ++i) {
            vm.startPrank(fan);
            refuses(reason);
            tributary.extendFlow{value: 3600}(work, end + 7200, 7200);
            refuses(reason);
            tributary.topUpFlow{value: 3600}(work, 3600);
            refuses(reason);
            tributary.closeFlow(work);
            vm.stopPrank();
            if (i != 0) continue;
            open(work, fan, RATE, end);
            reach(end);
        }
        assertEq(tributary.refundOf(work, fan), 0);
    }

    function test_RefusesToExtendToAWrongEnd() public {
        uint40 end = ends(2);
        open(work, fan, RATE, end);
        uint256 latest = ends(8_759);
        vm.startPrank(fan);
        refuses(abi.encodeWithSelector(Errors.Flow_EndNotLater.selector, end, end));
        tributary.extendFlow{value: 1 ether}(work, end, 1 ether);
        refuses(abi.encodeWithSelector(Errors.Flow_EndNotLater.selector, end - 3600, end));
        tributary.extendFlow{value: 1 ether}(work, end - 3600, 1 ether);
        refuses(abi.encodeWithSelector(Errors.Flow_EndInvalid.selector, end + 1, time));
        tributary.extendFlow{value: 1 ether}(work, end + 1, 1 ether);
        refuses(abi.encodeWithSelector(Errors.Flow_EndInvalid.selector, latest + 3600, time));
        tributary.extendFlow{value: 1 ether}(work, uint40(latest + 3600), 1 ether);
        refuses(abi.encodeWithSelector(Errors.Flow_EndInvalid.selector, latest + 3600, time));
        tributary.topUpFlow{value: 1 ether}(work, latest - end + 3600);
        tributary.topUpFlow{value: 1 ether}(work, latest - end);
        vm.stopPrank();
        assertEq(tributary.flowOf(work, fan).end, latest);
    }

    function test_ExtendingMovesTheEnd() public {
        uint256 start = time;
        uint40 end = ends(1);
        open(work, fan, 70_000, end);
        pass(50 minutes);
        uint256 before = incomeOf(work);
        vm.recordLogs();
        bytes32 head = tributary.workOf(work).head;
        extend(work, fan, end + 7200);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        assertLog(logs[0], IFlows.FlowExtended.selector, work, uint160(fan));
        uint256 stamp = (uint256(4) << 80) | (time << 40) | block.number;
        assertEq(logs[0].data, abi.encode(stamp, 70_000, end, end + 7200, 6));
        assertEq(replay(head, work, logs), tributary.workOf(work).head);
        assertFlow(70_000, start, end + 7200);
        // 5.04 units for 6.
        assertEq(incomeOf(work), before + 0.96e8);
        assertEq(address(tributary).balance, 5 + 6);
        reach(end + 7200);
        assertEq(incomeOf(work), 11 * UNIT);
    }

    function test_AnExtensionReachesTheAncestors() public {
        uint256 child = publishFrom(list(work));
        uint40 end = ends(1);
        open(child, fan, 70_000, end);
        pass(50 minutes);
        uint256 before = incomeOf(work);
        vm.recordLogs();
        vm.prank(fan);
        tributary.topUpFlow{value: 6}(child, 6);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        assertEq(logs.length, 2);
        assertLog(logs[1], IFlows.FlowCredited.selector, work, child);
        uint256 stamp = (uint256(4) << 80) | (time << 40) | block.number;
        assertEq(logs[1].data, abi.encode(stamp, 4, 7_000, end, end + 7200, 0.096e8));
        assertEq(incomeOf(work), before + 0.096e8);
        reach(end + 7200);
        assertEq(incomeOf(work), 1.1e8);
        assertEq(incomeOf(child), 9.9e8);
    }

    function test_ATopUpTakesWholeHoursOnly() public {
        uint40 end = ends(1);
        open(work, fan, 70_000, end);
        vm.startPrank(fan);
        // An hour is 2.52 units.
        refuses(abi.encodeWithSelector(Errors.Flow_TopUpTooSmall.selector, 2, 3));
        tributary.topUpFlow{value: 3}(work, 2);
        refuses(abi.encodeWithSelector(Errors.Flow_TopUpTooSmall.selector, 0, 3));
        tributary.topUpFlow(work, 0);
        uint256 before = fan.balance;
        tributary.topUpFlow{value: 8}(work, 7);
        assertEq(before - fan.balance, 6);
        assertEq(tributary.flowOf(work, fan).end, end + 7200);
        uint256 longest = ((uint256(uint128(type(int128).max)) / UNIT) * UNIT) / (uint256(70_000) * 3600);
        uint256 beyond = end + 7200 + longest * 3600;
        refuses(abi.encodeWithSelector(Errors.Flow_EndInvalid.selector, beyond, time));
        tributary.topUpFlow{value: 8}(work, type(uint256).max);
        vm.stopPrank();
    }
}
