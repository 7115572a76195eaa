// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Vm} from "forge-std/Vm.sol";
import {FlowBase} from "../FlowBase.t.sol";
import {IFlows} from "contracts/src/interfaces/IFlows.sol";
import "contracts/src/ITributary.sol";
import {Errors} from "contracts/src/Errors.sol";

contract FlowsTest is FlowBase {
    uint256 private work;

    function setUp() public override {
        super.setUp();
        work = publishOpen();
        pass(20 minutes);
    }

    // ── Opening ──────────────────────────────────────────────────────────────────────────────────────────────────────

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

    // ── Running ──────────────────────────────────────────────────────────────────────────────────────────────────────

    function test_IsEarnedByTheSecondByEverybody() public {
        uint256 grandchild = publishFrom(list(publishFrom(list(work))));
        uint256 start = time;
        uint40 end = ends(2);
        open(grandchild, fan, RATE, end);
        for (uint256 i; i < 5; ++i) {
            uint256 ran = time < end ? time - start : end - start;
            uint256 part = (ran * UNIT) / 10;
            assertEq(incomeOf(work), part);
            assertEq(incomeOf(work + 1), part);
            assertEq(incomeOf(grandchild), ran * UNIT - 2 * part);
            assertEq(tributary.claimable(grandchild, anna), (ran * 8 * 7) / 100);
            pass(33 minutes + 7);
        }
        assertEq(time > end, true);
        assertEq(tributary.workOf(work).flowRate, 0);
        claim(anna, work);
        claim(ben, work);
        assertEq(anna.balance + ben.balance, 2_000_000 ether + (end - start) / 10);
    }

    function test_PaymentsOpeningsAndClosingsSettleNothing() public {
        uint40 end = ends(9);
        open(work, fan, RATE, end);
        bytes32 running = vm.load(address(tributary), slotOf(work, 2));
        pass(2 hours);
        uint256 before = incomeOf(work);
        open(work, anna, 3 * RATE, end - 3600);
        assertEq(incomeOf(work), before);
        assertEq(tributary.workOf(work).flowRate, 4 * RATE);
        pay(tip(work, 5));
        assertEq(incomeOf(work), before + 5 * UNIT);
        assertEq(uint256(vm.load(address(tributary), slotOf(work, 2))) >> 216, uint256(running) >> 216);
        pass(1 hours);
        assertEq(incomeOf(work), before + 5 * UNIT + 4 * 3600 * UNIT);
        close(work, anna);
        close(work, fan);
        assertEq(incomeOf(work), before + 5 * UNIT + 4 * 3600 * UNIT);
        assertNothingRuns(work);
    }

    function test_SharesThatMoveTakeNothingAlong() public {
        open(work, fan, RATE, ends(2));
        pass(1000);
        assertEq(tributary.claimable(work, anna), 700);
        give(anna, stranger, work, 70 * SHARE);
        assertEq(tributary.claimable(work, anna), 700);
        assertEq(tributary.claimable(work, stranger), 0);
        pass(1000);
        assertEq(tributary.claimable(work, anna), 700);
        assertEq(tributary.claimable(work, stranger), 700);
        assertEq(tributary.claimable(work, ben), 600);
    }

    function test_AClaimOfZeroWritesNothing() public {
        open(work, fan, RATE, ends(2));
        pass(1000);
        claim(anna, work);
        bytes32 running = vm.load(address(tributary), slotOf(work, 2));
        bytes32 head = tributary.workOf(work).head;
        pass(1);
        claim(anna, work);
        assertEq(vm.load(address(tributary), slotOf(work, 2)), running);
        assertEq(tributary.workOf(work).head, head);
        pass(1);
        claim(anna, work);
        assertNotEq(vm.load(address(tributary), slotOf(work, 2)), running);
    }

    function test_TheLastEndLeavesNothingBehind() public {
        open(work, fan, RATE, ends(1));
        open(work, ben, 2 * RATE, ends(2));
        pass(30 days);
        claim(anna, work);
        assertNothingRuns(work);
        assertEq(incomeOf(work), (6_000 + 2 * 9_600) * UNIT);
        pass(365 days);
        open(work, fan, RATE, ends(1));
        assertEq(incomeOf(work), (6_000 + 2 * 9_600) * UNIT);
        pass(10);
        assertEq(incomeOf(work), (6_010 + 2 * 9_600) * UNIT);
    }

    function test_ANewFlowAfterOneThatEndedUnsettled() public {
        open(work, fan, RATE, ends(1));
        pass(400 days + 5);
        open(work, fan, 3 * RATE, ends(4));
        assertEq(incomeOf(work), 6_000 * UNIT);
        assertEq(tributary.workOf(work).flowRate, 3 * RATE);
        pass(7);
        assertEq(incomeOf(work), 6_021 * UNIT);
        claim(anna, work);
        pass(7);
        assertEq(incomeOf(work), 6_042 * UNIT);
        pass(1 days);
        claim(anna, work);
        assertNothingRuns(work);
    }

    function test_AtTheVerySecondOfAnEnd() public {
        uint40 end = ends(1);
        open(work, fan, RATE, end);
        reach(end);
        assertEq(incomeOf(work), 6_000 * UNIT);
        assertEq(tributary.workOf(work).flowRate, 0);
        // Begins where the other ended, before anybody settled that; settled twice in one second.
        open(work, fan, 2 * RATE, end + 3600);
        assertEq(tributary.workOf(work).flowRate, 2 * RATE);
        claim(anna, work);
        claim(ben, work);
        assertEq(tributary.workOf(work).prepaid, 7_200 * UNIT);
        reach(end + 3600);
        assertEq(incomeOf(work), 13_200 * UNIT);
    }

    function test_AHolderMayPayHimself() public {
        uint256 before = anna.balance + ben.balance;
        open(work, anna, RATE, ends(1));
        pass(1 days);
        claim(anna, work);
        claim(ben, work);
        assertEq(anna.balance + ben.balance, before);
        assertEq(ben.balance, 1_000_000 ether + 1_800);
    }

    function test_AFlowOfEnoughRateIsALicenceWhileItRuns() public {
        Publication memory p = draft();
        p.minimumFlowRate = 2 * RATE;
        uint256 number = publish(p);
        uint40 end = ends(1);
        assertFalse(tributary.hasLicence(number, fan, Usage.Flow));
        open(number, fan, 2 * RATE, end);
        open(number, anna, 2 * RATE - 10_000, end);
        assertTrue(tributary.hasLicence(number, fan, Usage.Flow));
        assertFalse(tributary.hasLicence(number, anna, Usage.Flow));
        reach(end - 1);
        assertTrue(tributary.hasLicence(number, fan, Usage.Flow));
        reach(end);
        assertFalse(tributary.hasLicence(number, fan, Usage.Flow));
        // Where no rate is asked for, no flow is still no licence.
        assertFalse(tributary.hasLicence(work, fan, Usage.Flow));
    }

    // ── Extending ────────────────────────────────────────────────────────────────────────────────────────────────────

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

    // ── Closing ──────────────────────────────────────────────────────────────────────────────────────────────────────

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

    // ── Settling ahead ───────────────────────────────────────────────────────────────────────────────────────────────

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

    // ── Helpers ──────────────────────────────────────────────────────────────────────────────────────────────────────

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

    function slotOf(uint256 number, uint256 index) private pure returns (bytes32) {
        return bytes32(uint256(keccak256(abi.encode(number, uint256(1)))) + index);
    }

    function assertFlow(uint256 rate, uint256 start, uint256 end) private view {
        Flow memory flow = tributary.flowOf(work, fan);
        assertEq(flow.rate, rate);
        assertEq(flow.start, start);
        assertEq(flow.end, end);
    }

    /// Not only is the rate zero: nothing is prepaid any more, and the flag is down.
    function assertNothingRuns(uint256 number) private view {
        uint256 running = uint256(vm.load(address(tributary), slotOf(number, 2)));
        assertEq(uint216(running), 0);
        assertEq((uint256(vm.load(address(tributary), slotOf(number, 0))) >> 240) & 2, 0);
        Work memory w = tributary.workOf(number);
        assertEq(w.prepaid, 0);
        assertEq(w.flowRate, 0);
    }

    function assertLog(Vm.Log memory log, bytes32 kind, uint256 first, uint256 second) private pure {
        assertEq(log.topics.length, 3);
        assertEq(log.topics[0], kind);
        assertEq(uint256(log.topics[1]), first);
        assertEq(uint256(log.topics[2]), second);
    }
}
