// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {FlowWork} from "../FlowWork.t.sol";
import "contracts/src/ITributary.sol";

/// See flows.tree.
contract FlowRunningTest is FlowWork {
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
}
