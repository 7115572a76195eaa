// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Vm} from "forge-std/Vm.sol";
import {FlowWork} from "../FlowWork.t.sol";
import {IFlows} from "contracts/src/interfaces/IFlows.sol";
import "contracts/src/ITributary.sol";
import {Errors} from "contracts/src/Errors.sol";

/// See flows.tree.
contract FlowOpeningTest is FlowWork {
    function test_RefusesToOpenWhatIsWrong() public {
        uint40 end = ends(5);
        opening(abi.encodeWithSelector(Errors.Work_Missing.selector, 99), 99, RATE, end);
        opening(abi.encodeWithSelector(Errors.Flow_RateInvalid.selector, 0), work, 0, end);
        opening(abi.encodeWithSelector(Errors.Flow_RateInvalid.selector, 10_001), work, 10_001, end);
        opening(abi.encodeWithSelector(Errors.Flow_RateInvalid.selector, 9_999), work, 9_999, end);
    }

    function test_RefusesToOpenUntilAWrongEnd() public {
        uint256 now_ = time;
        wrongEnd(ends(5) + 1, now_);
        wrongEnd(ends(0), now_);
        wrongEnd(0, now_);
        wrongEnd(type(uint40).max - (type(uint40).max % 3600), now_);
        wrongEnd(now_ - (now_ % 3600) + 365 days + 1 hours, now_);
        open(work, fan, RATE, now_ - (now_ % 3600) + 365 days);
        // On the full hour exactly an hour and exactly a year are right.
        reach(ends(0));
        open(work, anna, RATE, time + 1 hours);
        open(work, ben, RATE, time + 365 days);
        wrongEnd(time + 365 days + 1 hours, time);
    }

    function test_OnePayerHasOneFlowAtATime() public {
        uint40 end = ends(1);
        open(work, fan, RATE, end);
        open(work, anna, RATE, end);
        reach(end - 1);
        opening(abi.encodeWithSelector(Errors.Flow_Running.selector, work, fan, end), work, RATE, end + 7200);
        reach(end);
        open(work, fan, 3 * RATE, end + 7200);
        assertFlow(3 * RATE, end, end + 7200);
    }

    function test_CostsAreRoundedUpAndTheRestIsIncomeAtOnce() public {
        uint40 end = ends(3);
        uint256 duration = end - time;
        uint96 rate = 70_000;
        uint256 cost = costOf(rate, duration);
        assertEq(cost, 10, "13 200 s at 0.0007 units are 9.24 units");
        vm.prank(fan);
        tributary.openFlow{value: 10}(work, rate, end, 10);
        assertEq(address(tributary).balance, 10);
        assertEq(incomeOf(work), 10 * UNIT - rate * duration);
        assertEq(tributary.workOf(work).prepaid, rate * duration);
        reach(end);
        assertEq(incomeOf(work), 10 * UNIT);
    }

    function test_TheMaximumHoldsAndCoinsAboveTheCostComeBack() public {
        uint40 end = ends(2);
        uint256 cost = end - time;
        vm.startPrank(fan);
        refuses(abi.encodeWithSelector(Errors.Flow_CostAboveMaximum.selector, cost, cost - 1));
        tributary.openFlow{value: cost}(work, RATE, end, cost - 1);
        refuses(abi.encodeWithSelector(Errors.Payment_ValueMismatch.selector, cost - 1, cost));
        tributary.openFlow{value: cost - 1}(work, RATE, end, cost);
        uint256 before = fan.balance;
        tributary.openFlow{value: cost + 1 ether}(work, RATE, end, type(uint256).max);
        assertEq(before - fan.balance, cost);
        before = fan.balance;
        refuses(abi.encodeWithSelector(Errors.Flow_CostAboveMaximum.selector, 3600, 3599));
        tributary.extendFlow{value: 3600}(work, end + 3600, 3599);
        refuses(abi.encodeWithSelector(Errors.Payment_ValueMismatch.selector, 3599, 3600));
        tributary.extendFlow{value: 3599}(work, end + 3600, 3600);
        tributary.extendFlow{value: 1 ether}(work, end + 3600, 3600);
        assertEq(before - fan.balance, 3600);
        tributary.topUpFlow{value: 1 ether}(work, 3600);
        assertEq(before - fan.balance, 7200);
        refuses(abi.encodeWithSelector(Errors.Payment_ValueMismatch.selector, 3599, 3600));
        tributary.topUpFlow{value: 3599}(work, 3600);
        vm.stopPrank();
        assertEq(address(tributary).balance, cost + 7200);
    }

    function test_WhatDoesNotFitIsRefused() public {
        uint40 end = ends(8_000);
        uint256 now_ = time;
        vm.deal(fan, type(uint128).max);
        // The rate alone would fit; what it prepays in a year does not fit into 112 bits.
        uint96 big = uint96((uint256(1) << 112) / (end - now_) / 10_000 + 1) * 10_000;
        opening(abi.encodeWithSelector(Errors.Flow_TooLarge.selector, work), work, big, end);
        open(work, fan, big - 10_000, end);
        // Nor does what is added later, be it by the same flow or by another.
        uint256 cost = costOf(big - 10_000, 3600);
        vm.prank(fan);
        refuses(abi.encodeWithSelector(Errors.Flow_TooLarge.selector, work));
        tributary.extendFlow{value: cost}(work, end + 3600, cost);
        vm.prank(anna);
        refuses(abi.encodeWithSelector(Errors.Flow_TooLarge.selector, work));
        tributary.openFlow{value: 1 ether}(work, 1e16, end, 1 ether);
        // All of it comes back but the first hour.
        assertEq(close(work, fan), ((big - 10_000) * (end - now_ - 3600)) / UNIT);
    }

    /// Coins stand here for a currency of which so much is cheap.
    function test_AFlowThatFillsAWorkKeepsOutFlowsAndNothingElse() public {
        uint40 last = ends(50);
        open(work, ben, RATE, last);
        vm.deal(stranger, type(uint128).max);
        uint40 end = ends(8_000);
        uint256 room = type(uint112).max - uint256(RATE) * (last - time);
        open(work, stranger, (room / (end - time) / 10_000) * 10_000, end);
        opening(abi.encodeWithSelector(Errors.Flow_TooLarge.selector, work), work, 1e16, end);
        pass(1 hours);
        pay(tip(work, 1 ether));
        give(anna, stranger, work, SHARE);
        claim(anna, work);
        claim(stranger, work);
        assertEq(close(work, ben), last - time);
        close(work, stranger);
        open(work, fan, 1e16, end);
    }

    function test_AnAncestorThatCannotTakeItsPartRefusesForAll() public {
        uint256 child = publishFrom(list(work));
        uint40 end = ends(8_000);
        uint256 year = end - time;
        vm.deal(fan, type(uint128).max);
        uint256 most = (((uint256(1) << 112) - 1) / year / 10_000) * 10_000;
        open(work, fan, most, end);
        vm.prank(fan);
        refuses(abi.encodeWithSelector(Errors.Flow_TooLarge.selector, work));
        tributary.openFlow{value: 1e30}(child, 1e24, end, 1e30);
    }

    function test_AFullIncomeRefuses() public {
        uint256 full = publishIn(address(dollar));
        uint256 child = publishFromIn(full);
        uint256 most = uint256(uint128(type(int128).max)) / UNIT;
        dollar.mint(fan, most);
        payDollars(tip(full, most - 3_599));
        uint40 end = uint40(time + 40 minutes + 1 hours);
        uint256 cost = 6000;
        vm.startPrank(fan);
        refuses(abi.encodeWithSelector(Errors.Income_TooLarge.selector, full));
        tributary.openFlow(full, RATE, end, cost);
        refuses(abi.encodeWithSelector(Errors.Income_TooLarge.selector, full));
        tributary.openFlow(child, 10 * RATE, end, 10 * cost);
        tributary.openFlow(child, RATE, end, cost);
        tributary.openFlow(full, 4e7, end, cost);
        refuses(abi.encodeWithSelector(Errors.Income_TooLarge.selector, full));
        tributary.extendFlow(full, end + 3600, cost);
        vm.stopPrank();
    }

    function test_OpeningIsTold() public {
        uint256 child = publishFrom(list(work, publishOpen()));
        uint40 end = ends(2);
        bytes32 head = tributary.workOf(child).head;
        bytes32 above = tributary.workOf(work).head;
        uint96 rate = 70_000;
        vm.recordLogs();
        open(child, fan, rate, end);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        assertEq(logs.length, 3);
        uint256 stamp = (uint256(3) << 80) | (time << 40) | block.number;
        assertLog(logs[0], IFlows.FlowOpened.selector, child, uint160(fan));
        assertEq(logs[0].data, abi.encode(stamp, rate, end, 7));
        for (uint256 i = 1; i < 3; ++i) {
            assertLog(logs[i], IFlows.FlowCredited.selector, i == 1 ? work : work + 1, child);
            uint256 lump = 7 * UNIT - rate * (end - time);
            assertEq(logs[i].data, abi.encode(stamp, 3, 7_000, time, end, lump / 10));
        }
        assertEq(replay(head, child, logs), tributary.workOf(child).head);
        assertEq(replay(above, work, logs), tributary.workOf(work).head);
    }

    function opening(bytes memory reason, uint256 target, uint96 rate, uint256 end) private {
        vm.deal(fan, type(uint128).max);
        vm.prank(fan);
        refuses(reason);
        tributary.openFlow{value: 1e36}(target, rate, uint40(end), 1e36);
    }

    function wrongEnd(uint256 end, uint256 now_) private {
        opening(abi.encodeWithSelector(Errors.Flow_EndInvalid.selector, end, now_), work, RATE, end);
    }

    function publishFromIn(uint256 parent) private returns (uint256) {
        Publication memory p = draft();
        p.currency = address(dollar);
        p.parents = list(parent);
        return publish(p);
    }
}
