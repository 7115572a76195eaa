// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Vm} from "forge-std/Vm.sol";
import {Base} from "../Base.t.sol";
import "contracts/src/ITributary.sol";

/// See spill.tree.
contract SpillTest is Base {
    uint256 private constant MOST = uint256(uint128(type(int128).max)) / 1e8;
    /// What is left of an income after MOST: less than one currency unit.
    uint256 private constant REST = uint256(uint128(type(int128).max)) % 1e8;
    uint256 private parent;
    uint256 private other;
    uint256 private child;

    /// A child of two works, which ask for 10 % and 5 %.
    function setUp() public override {
        super.setUp();
        dollar.mint(fan, type(uint128).max);
        parent = publishIn(address(dollar));
        Publication memory p = draft();
        (p.currency, p.ancestorRoyalty) = (address(dollar), 500);
        other = publish(p);
        p.ancestorRoyalty = 0;
        p.parents = list(parent, other);
        vm.prank(ben);
        child = tributary.publish(p);
    }

    function test_AFullWorkLeavesAPaymentToItsPayer() public {
        payDollars(tip(parent, MOST));
        Work memory before = tributary.workOf(parent);
        vm.expectEmit(true, true, true, false, address(tributary));
        emit ITributary.Paid(parent, fan, fan, 0, Usage.Tip, 1, 9, "thanks");
        vm.expectEmit(address(tributary));
        emit ITributary.Withdrawable(fan, address(dollar), 9);
        payDollars(tip(parent, 9));
        Work memory w = tributary.workOf(parent);
        assertEq(w.income, before.income);
        assertEq(w.sequence, before.sequence + 1);
        assertTrue(w.head != before.head);
        assertEq(tributary.withdrawableOf(address(dollar), fan), 9);
        uint256 held = dollar.balanceOf(fan);
        vm.prank(fan);
        tributary.withdraw(address(dollar), fan);
        assertEq(dollar.balanceOf(fan), held + 9);
    }

    /// The same money, paid and claimed over and over. What is sold afterwards earns nothing, and neither does he who sold it.
    function test_WhoHoldsAllSharesFillsAWorkWithTheSameMoney() public {
        give(ben, anna, parent, 30 * SHARE);
        uint256 loan = MOST / 16;
        dollar.mint(anna, loan);
        vm.startPrank(anna);
        dollar.approve(address(tributary), type(uint256).max);
        for (uint256 i; i < 16; ++i) {
            tributary.pay(tip(parent, loan));
            tributary.claim(list(parent), anna);
        }
        vm.stopPrank();
        assertEq(dollar.balanceOf(anna), loan);
        give(anna, ben, parent, 100 * SHARE);
        payDollars(tip(parent, 100));
        assertEq(tributary.claimable(parent, ben), 0);
        assertEq(tributary.withdrawableOf(address(dollar), anna), 0);
        assertEq(tributary.withdrawableOf(address(dollar), fan), 100);
    }

    function test_AFullAncestorLeavesItsPartToThePayerInSilence() public {
        payDollars(tip(parent, MOST));
        Work memory before = tributary.workOf(parent);
        vm.recordLogs();
        payDollars(tip(child, 1000));
        Vm.Log[] memory logs = vm.getRecordedLogs();
        uint256 credits;
        for (uint256 i; i < logs.length; ++i) {
            if (logs[i].topics[0] != ITributary.Credited.selector) continue;
            assertEq(uint256(logs[i].topics[1]), other);
            ++credits;
        }
        assertEq(credits, 1, "only the ancestor that was credited says so");
        Work memory w = tributary.workOf(parent);
        assertEq(abi.encode(w), abi.encode(before));
        assertEq(tributary.withdrawableOf(address(dollar), fan), 100);
        assertEq(tributary.workOf(other).income, 50 * 1e8);
        assertEq(tributary.workOf(child).income, 850 * 1e8);
    }

    function test_AWorkAndItsAncestorMayBeFullAtOnce() public {
        payDollars(tip(parent, MOST));
        while (tributary.workOf(child).income + 850 * 1e8 <= uint128(type(int128).max)) fill(child);
        payDollars(tip(child, 1000));
        uint256 waiting = tributary.withdrawableOf(address(dollar), fan);
        payDollars(tip(child, 1000));
        assertEq(tributary.withdrawableOf(address(dollar), fan) - waiting, 850 + 100);
        assertLe(tributary.workOf(child).income, uint128(type(int128).max));
    }

    function test_TheLimitItselfIsIncome() public {
        payDollars(tip(parent, MOST - 1));
        payDollars(tip(parent, 1));
        assertEq(tributary.workOf(parent).income, MOST * 1e8);
        assertEq(tributary.withdrawableOf(address(dollar), fan), 0);
        payDollars(tip(parent, 1));
        assertEq(tributary.workOf(parent).income, MOST * 1e8);
        assertEq(tributary.withdrawableOf(address(dollar), fan), 1);
    }

    /// The parent's part of 9 units is 0.9 units: too much for what is left of its income, too little to be owed.
    function test_LessThanAUnitIsOwedToNobody() public {
        assertLt(REST, 9 * 1e7);
        payDollars(tip(parent, MOST));
        payDollars(tip(child, 9));
        assertEq(tributary.workOf(parent).income, MOST * 1e8);
        assertEq(tributary.withdrawableOf(address(dollar), fan), 0);
        assertEq(tributary.workOf(child).income, 9 * 1e8 - 9e7 - 45e6);
    }

    function test_EverybodyIsStillPaidInFull() public {
        payDollars(tip(parent, MOST));
        payDollars(tip(child, 1000));
        claim(anna, parent);
        claim(ben, parent);
        assertEq(dollar.balanceOf(anna), (MOST * 7) / 10);
        assertEq(dollar.balanceOf(ben), (MOST * 3) / 10);
        claim(anna, child);
        assertEq(dollar.balanceOf(anna), (MOST * 7) / 10 + 595);
    }

    function test_WhatFitsAfterwardsIsIncomeAgain() public {
        payDollars(tip(parent, MOST - 10));
        payDollars(tip(parent, 11));
        assertEq(tributary.withdrawableOf(address(dollar), fan), 11);
        payDollars(tip(parent, 10));
        assertEq(tributary.workOf(parent).income, MOST * 1e8);
        assertEq(tributary.withdrawableOf(address(dollar), fan), 11);
    }

    /// As much as one payment can bring to the child without spilling there.
    function fill(uint256 work) private {
        uint256 room = (uint128(type(int128).max) - tributary.workOf(work).income) / 1e8;
        uint256 amount = (room * 100) / 85;
        payDollars(tip(work, amount > MOST ? MOST : amount));
    }
}
