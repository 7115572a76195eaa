// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";
import {TestDollar} from "contracts/local/TestDollar.sol";
import "contracts/src/ITributary.sol";
import {Tributary} from "contracts/src/Tributary.sol";
import {Crowd} from "./Crowd.sol";
import {Ledger} from "./Ledger.sol";
import {Records} from "./Records.sol";

/// The invariants of contracts/README.md under their numbers.
abstract contract Rules is Test {
    uint256 internal constant PEOPLE = 5;
    Tributary internal tributary;
    TestDollar internal dollar;
    Crowd internal crowd;
    Ledger internal ledger;
    Records internal records;

    function rule_1_AWorkAlwaysHas100Shares(uint256 work) internal view {
        address[] memory holders = ledger.holdersOf(work);
        uint256 sum;
        for (uint256 i; i < holders.length; ++i) sum += tributary.balanceOf(holders[i], work);
        assertEq(sum, 100_000_000);
    }

    function rule_2_WhatIsDueAndWasPaidOutIsTheIncomeExactly(uint256 work) internal view {
        address[] memory holders = ledger.holdersOf(work);
        int256 sum;
        int256 debts;
        for (uint256 i; i < holders.length; ++i) {
            int256 due = crowd.due(work, holders[i]);
            assertGe(due, 0);
            sum += due;
            debts += tributary.holdingOf(work, holders[i]).debt;
        }
        assertEq(debts, int256(ledger.book(work).paidOut * 1e16));
        assertEq(sum + debts, int256(uint256(tributary.workOf(work).income) * 1e8));
    }

    /// In 1e-8 of a currency unit.
    function rule_3_TheContractHasExactlyWhatItOwes(address currency) internal view {
        uint256 owed = records.inBids(currency) + records.inRequests(currency) + records.inWaiting(currency);
        owed = (owed + crowd.uninvited(currency)) * 1e8;
        for (uint256 work = 1; work <= tributary.count(); ++work) {
            Work memory w = tributary.workOf(work);
            if (w.currency == currency) owed += uint256(w.income) + w.prepaid - ledger.book(work).paidOut * 1e8;
        }
        assertEq(fortune(currency, address(tributary)) * 1e8, owed);
    }

    function rule_6_TheEventsAloneGiveTheState(uint256 work) internal view {
        assertEq(ledger.book(work).income, tributary.workOf(work).income);
        address[] memory holders = ledger.holdersOf(work);
        for (uint256 i; i < holders.length; ++i) {
            address who = holders[i];
            assertEq(ledger.units(work, who), tributary.balanceOf(who, work));
            assertEq(int256(ledger.earned(work, who)), crowd.due(work, who));
            assertEq(ledger.earned(work, who) / 1e16, tributary.claimable(work, who));
        }
    }

    function rule_7_TheHeadIsReproducible(uint256 work) internal view {
        Ledger.Book memory book = ledger.book(work);
        Work memory w = tributary.workOf(work);
        assertEq(book.head, w.head);
        assertEq(book.sequence, w.sequence);
        assertEq(book.lastBlock, w.lastBlock);
        assertEq(book.anchorBlock, w.anchorBlock);
    }

    function rule_8_AListingIsNeverMoreThanTheBalance(uint256 work) internal view {
        for (uint256 i; i < PEOPLE; ++i) {
            Holding memory h = tributary.holdingOf(work, crowd.person(i));
            assertLe(h.listed, h.units);
        }
    }

    /// Everybody takes everything, in two orders: the same sums, and less than one unit a holder and work is left.
    function rule_9_ClaimsNeverFailAndTheirOrderDoesNotMatter() internal {
        uint256 snapshot = vm.snapshotState();
        uint256[2][] memory forwards = claimAll(false);
        vm.revertToState(snapshot);
        uint256[2][] memory backwards = claimAll(true);
        assertEq(abi.encode(forwards), abi.encode(backwards));
        for (uint256 work = 1; work <= tributary.count(); ++work) {
            address[] memory holders = ledger.holdersOf(work);
            for (uint256 i; i < holders.length; ++i) assertLt(crowd.due(work, holders[i]), 1e16);
        }
    }

    function rule_10_AFlowIsWhatItSpentAndWhatItWouldRefund(uint256 work) internal view {
        uint256 time = crowd.time();
        uint256 speed;
        for (uint256 i; i < PEOPLE; ++i) {
            address payer = crowd.person(i);
            (uint256 rate, uint256 start, uint256 end, uint256 deposit, uint256 roundings) = ledger.accounts(
                work,
                payer
            );
            assertEq(abi.encode(tributary.flowOf(work, payer)), abi.encode(rate, start, end));
            uint256 rest = deposit * 1e8 - rate * (end - start);
            assertTrue(rest == 0 || rest < roundings * 1e8, "paid for more than it runs");
            uint256 from = time > start + 1 hours ? time : start + 1 hours;
            assertEq(tributary.refundOf(work, payer), end > time && end > from ? (rate * (end - from)) / 1e8 : 0);
            if (end > time) speed += rate;
        }
        Work memory w = tributary.workOf(work);
        (uint256 income, uint256 own) = ledger.ahead(work, time);
        assertEq(w.prepaid, income);
        assertEq(w.flowRate, own);
        if (tributary.ancestorsOf(work).length == 0) assertGe(own, speed);
        if (own == 0) assertEq(w.prepaid, 0);
    }

    function rule_11_BidsAreWhatTheirEventsTell(uint256 work) internal view {
        for (uint256 i; i < PEOPLE; ++i) {
            Bid memory b = tributary.bidOf(work, crowd.person(i));
            (uint256 units, uint256 unitPrice) = records.bidOf(work, crowd.person(i));
            assertEq(b.units, units);
            assertEq(b.unitPrice, units == 0 ? 0 : unitPrice);
        }
    }

    function rule_11_WhatWaitsIsWhatItsEventsTell() internal view {
        for (uint256 i; i < records.requestCount(); ++i) {
            (KeyTerms memory terms, bytes32 stored) = records.request(i);
            assertEq(tributary.requestOf(terms.id), stored);
        }
        for (uint256 i; i < PEOPLE; ++i) {
            address who = crowd.person(i);
            assertEq(tributary.withdrawableOf(address(0), who), records.waiting(address(0), who));
            assertEq(tributary.withdrawableOf(address(dollar), who), records.waiting(address(dollar), who));
        }
    }

    function rule_12_LicencesAreWhatTheirEventsTell(uint256 work) internal view {
        Work memory w = tributary.workOf(work);
        for (uint256 i; i < PEOPLE; ++i) {
            address who = crowd.person(i);
            for (uint256 usage; usage <= uint256(Usage.Perform); ++usage) {
                bool told = (records.licences(work, who) >> usage) & 1 != 0;
                assertEq(tributary.hasLicence(work, who, Usage(usage)), told);
            }
            assertEq(tributary.isKeyHolder(work, who), records.holdsKey(work, who));
            Flow memory f = tributary.flowOf(work, who);
            bool flows = f.rate != 0 && f.end > crowd.time() && f.rate >= w.minimumFlowRate;
            assertEq(tributary.hasLicence(work, who, Usage.Flow), flows);
        }
    }

    function rule_13_BothStandardsTellTheSameShares(uint256 work) internal view {
        address[] memory holders = ledger.holdersOf(work);
        for (uint256 i; i < holders.length; ++i) {
            uint256 units = tributary.balanceOf(holders[i], work);
            assertEq(records.unitsByErc1155(work, holders[i]), units);
            assertEq(records.unitsByErc20(work, holders[i]), units);
        }
    }

    /// Flows are closed, bids cancelled, requests refunded after their deadline, and everything is claimed and withdrawn:
    /// then only fractions of a unit are left, less than one a holder and work, and what nobody was invited to bring.
    function rule_15_NothingIsLeftWhenEverybodyLeaves() internal {
        for (uint256 work = 1; work <= tributary.count(); ++work) {
            for (uint256 i; i < PEOPLE; ++i) leave(work, crowd.person(i));
        }
        vm.warp(crowd.time() + 31 days);
        for (uint256 i; i < records.requestCount(); ++i) {
            (KeyTerms memory terms, ) = records.request(i);
            if (tributary.requestOf(terms.id) != bytes32(uint256(1))) tributary.refundKey(terms);
        }
        claimAll(false);
        uint256 fractions = tributary.count() * PEOPLE;
        address[2] memory currencies = [address(0), address(dollar)];
        for (uint256 i; i < 2; ++i) {
            for (uint256 j; j < PEOPLE; ++j) withdraw(currencies[i], crowd.person(j));
            uint256 left = fortune(currencies[i], address(tributary)) - crowd.uninvited(currencies[i]);
            assertLt(left, fractions);
        }
    }

    function leave(uint256 work, address who) private {
        Work memory w = tributary.workOf(work);
        uint256 before = fortune(w.currency, who);
        uint256 back = tributary.refundOf(work, who);
        vm.startPrank(who);
        if (tributary.flowOf(work, who).end > crowd.time()) tributary.closeFlow(work);
        assertEq(fortune(w.currency, who), before + back);
        if (tributary.bidOf(work, who).units != 0) tributary.cancelBid(work);
        vm.stopPrank();
    }

    function withdraw(address currency, address who) private {
        if (tributary.withdrawableOf(currency, who) == 0) return;
        vm.prank(who);
        tributary.withdraw(currency, who);
    }

    /// Everybody claims all works; what each then has of both currencies.
    function claimAll(bool backwards) private returns (uint256[2][] memory fortunes) {
        uint256 count = tributary.count();
        uint256[] memory works = new uint256[](count);
        for (uint256 i; i < count; ++i) works[i] = backwards ? count - i : i + 1;
        for (uint256 i; i < PEOPLE; ++i) {
            address who = crowd.person(backwards ? PEOPLE - 1 - i : i);
            uint256 before = who.balance + dollar.balanceOf(who);
            uint256 total;
            for (uint256 j; j < count; ++j) total += tributary.claimable(works[j], who);
            vm.prank(who);
            tributary.claim(works, who);
            assertEq(who.balance + dollar.balanceOf(who), before + total);
        }
        fortunes = new uint256[2][](PEOPLE);
        for (uint256 i; i < PEOPLE; ++i) {
            fortunes[i] = [crowd.person(i).balance, dollar.balanceOf(crowd.person(i))];
        }
    }

    function fortune(address currency, address who) private view returns (uint256) {
        return currency == address(0) ? who.balance : dollar.balanceOf(who);
    }
}
