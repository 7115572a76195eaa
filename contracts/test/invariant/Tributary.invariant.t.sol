// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";
import {TestDollar} from "contracts/local/TestDollar.sol";
import "contracts/src/ITributary.sol";
import {Tributary} from "contracts/src/Tributary.sol";
import {Crowd} from "./Crowd.sol";
import {Ledger} from "./Ledger.sol";

/// The numbered invariants of contracts/README.md. 4 and 5 are checked by the Crowd after every step.
contract TributaryInvariantTest is Test {
    Tributary private tributary;
    TestDollar private dollar;
    Crowd private crowd;
    Ledger private ledger;

    function setUp() public {
        vm.warp(1_800_000_000);
        tributary = new Tributary();
        dollar = new TestDollar();
        crowd = new Crowd(tributary, dollar);
        ledger = crowd.ledger();
        crowd.publish(4, false, 0);
        crowd.publish(9, true, 0);
        crowd.publish(17, false, 1);
        targetContract(address(crowd));
        bytes4[] memory steps = new bytes4[](9);
        (steps[0], steps[1], steps[2], steps[3]) = (
            Crowd.publish.selector,
            Crowd.pay.selector,
            Crowd.tipMany.selector,
            Crowd.move.selector
        );
        (steps[4], steps[5], steps[6], steps[7]) = (
            Crowd.claim.selector,
            Crowd.claimFor.selector,
            Crowd.list.selector,
            Crowd.buy.selector
        );
        steps[8] = Crowd.force.selector;
        targetSelector(FuzzSelector(address(crowd), steps));
    }

    /// One campaign for all rules: each would run its own otherwise.
    function invariant_TheRulesHold() public view {
        rule_1_AWorkAlwaysHas100Shares();
        rule_2_WhatIsDueAndWasPaidOutIsTheIncomeExactly();
        rule_3_TheContractCanPayEverythingItOwes();
        rule_6_TheEventsAloneGiveTheState();
        rule_7_TheHeadIsReproducible();
        rule_8_AListingIsNeverMoreThanTheBalance();
    }

    function rule_1_AWorkAlwaysHas100Shares() private view {
        for (uint256 work = 1; work <= tributary.count(); ++work) {
            uint256 sum;
            for (uint256 i; i < 5; ++i) sum += tributary.balanceOf(crowd.person(i), work);
            assertEq(sum, 100_000_000);
        }
    }

    function rule_2_WhatIsDueAndWasPaidOutIsTheIncomeExactly() private view {
        for (uint256 work = 1; work <= tributary.count(); ++work) {
            int256 sum;
            int256 debts;
            for (uint256 i; i < 5; ++i) {
                int256 due = crowd.due(work, crowd.person(i));
                assertGe(due, 0);
                sum += due;
                debts += tributary.holdingOf(work, crowd.person(i)).debt;
            }
            uint256 paidOut = ledger.book(work).paidOut;
            assertEq(debts, int256(paidOut * 1e16));
            assertEq(sum + debts, int256(uint256(tributary.workOf(work).income) * 1e8));
        }
    }

    function rule_3_TheContractCanPayEverythingItOwes() private view {
        uint256 coins;
        uint256 dollars;
        for (uint256 work = 1; work <= tributary.count(); ++work) {
            Work memory w = tributary.workOf(work);
            uint256 owed = uint256(w.income) - ledger.book(work).paidOut * 1e8;
            if (w.currency == address(0)) coins += owed;
            else dollars += owed;
        }
        assertGe(address(tributary).balance * 1e8, coins);
        assertGe(dollar.balanceOf(address(tributary)) * 1e8, dollars);
    }

    function rule_6_TheEventsAloneGiveTheState() private view {
        for (uint256 work = 1; work <= tributary.count(); ++work) {
            Ledger.Book memory book = ledger.book(work);
            Work memory w = tributary.workOf(work);
            assertEq(book.income, w.income);
            for (uint256 i; i < 5; ++i) {
                address who = crowd.person(i);
                assertEq(ledger.units(work, who), tributary.balanceOf(who, work));
                assertEq(int256(ledger.earned(work, who)), crowd.due(work, who));
                assertEq(ledger.earned(work, who) / 1e16, tributary.claimable(work, who));
            }
        }
    }

    function rule_7_TheHeadIsReproducible() private view {
        for (uint256 work = 1; work <= tributary.count(); ++work) {
            Ledger.Book memory book = ledger.book(work);
            Work memory w = tributary.workOf(work);
            assertEq(book.head, w.head);
            assertEq(book.sequence, w.sequence);
            assertEq(book.lastBlock, w.lastBlock);
            assertEq(book.anchorBlock, w.anchorBlock);
        }
    }

    function rule_8_AListingIsNeverMoreThanTheBalance() private view {
        for (uint256 work = 1; work <= tributary.count(); ++work) {
            for (uint256 i; i < 5; ++i) {
                Holding memory h = tributary.holdingOf(work, crowd.person(i));
                assertLe(h.listed, h.units);
            }
        }
    }

    /// Rule 9. Everybody can always take everything, in any order, and then nothing but fractions of a unit is left.
    function afterInvariant() public {
        uint256[] memory works = new uint256[](tributary.count());
        for (uint256 i; i < works.length; ++i) works[i] = i + 1;
        for (uint256 i = 5; i > 0; --i) {
            address who = crowd.person(i - 1);
            uint256 before = who.balance + dollar.balanceOf(who);
            uint256 total;
            for (uint256 j; j < works.length; ++j) total += tributary.claimable(works[j], who);
            vm.prank(who);
            tributary.claim(works, who);
            assertEq(who.balance + dollar.balanceOf(who), before + total);
        }
        for (uint256 i; i < works.length; ++i) {
            for (uint256 j; j < 5; ++j) assertLt(crowd.due(works[i], crowd.person(j)), 1e16);
        }
    }
}
