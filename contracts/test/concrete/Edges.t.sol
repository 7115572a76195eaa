// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";
import {Errors} from "contracts/src/Errors.sol";
import {Inbox} from "contracts/src/libraries/Inbox.sol";
import {Prices} from "contracts/src/libraries/Prices.sol";
import {Sales} from "contracts/src/libraries/Sales.sol";
import {Split} from "contracts/src/libraries/Split.sol";
import {Tide} from "contracts/src/libraries/Tide.sol";
import {FlowSlot, packFlow} from "contracts/src/types/FlowSlot.sol";
import {HoldingSlot, pack} from "contracts/src/types/HoldingSlot.sol";
import {HotSlot, ARBITRUM, FLOWING, ON_SALE, POLICED, TOKEN} from "contracts/src/types/HotSlot.sol";
import {MAXIMUM_PRICE, OFFERS_PER_SLOT, OfferSlot} from "contracts/src/types/OfferSlot.sol";
import {ReaderSlot} from "contracts/src/types/ReaderSlot.sol";
import {MAXIMUM_PREPAID, MAXIMUM_RATE, RunningSlot, packRunning} from "contracts/src/types/RunningSlot.sol";

/// The last number that still is, and the first that is not; and every bit where proofs of storage look for it
/// (`contracts-abi/layout.ts`), which nothing but this would notice to have moved.
contract EdgesTest is Test {
    uint256 private constant LIMIT = uint256(uint128(type(int128).max));

    // ── Where the bits are ───────────────────────────────────────────────────────────────────────────────────────────

    function test_TheHotSlotIsLaidOutAsProofsReadIt() public pure {
        HotSlot hot = HotSlot.wrap(
            (uint256(5) << 248) | (uint256(6) << 200) | (uint256(7) << 160) | (uint256(8) << 128) | 9
        );
        assertEq(hot.ancestorCount(), 5);
        assertEq(hot.anchorBlock(), 6);
        assertEq(hot.lastBlock(), 7);
        assertEq(hot.sequence(), 8);
        assertEq(hot.income(), 9);
        assertEq(HotSlot.unwrap(HotSlot.wrap(0).withAncestorCount(5)), uint256(5) << 248);
        assertEq(HotSlot.unwrap(HotSlot.wrap(0).with(TOKEN)), uint256(1) << 240);
        assertEq(HotSlot.unwrap(HotSlot.wrap(0).with(FLOWING)), uint256(2) << 240);
        assertEq(HotSlot.unwrap(HotSlot.wrap(0).with(ARBITRUM)), uint256(4) << 240);
        assertEq(HotSlot.unwrap(HotSlot.wrap(0).with(ON_SALE)), uint256(8) << 240);
        assertEq(HotSlot.unwrap(HotSlot.wrap(0).with(POLICED)), uint256(16) << 240);
    }

    function test_AnEventWritesEveryFieldInItsPlace() public pure {
        HotSlot hot = HotSlot.wrap((uint256(3) << 248) | (uint256(255) << 128) | 9);
        (HotSlot next, uint256 stamp) = hot.advance(11, 12);
        assertEq(
            HotSlot.unwrap(next),
            (uint256(3) << 248) | (uint256(12) << 200) | (uint256(12) << 160) | (uint256(256) << 128) | 9
        );
        assertEq(stamp, (uint256(256) << 80) | (uint256(11) << 40));
    }

    function test_AHoldingIsLaidOutAsProofsReadIt() public pure {
        assertEq(HoldingSlot.unwrap(pack(5, 6, 7)), (uint256(7) << 56) | (uint256(6) << 28) | 5);
        HoldingSlot full = HoldingSlot.wrap(type(uint256).max);
        assertEq(full.units(), (1 << 28) - 1);
        assertEq(full.listed(), (1 << 28) - 1);
        assertEq(full.debt(), -1);
    }

    function test_AFlowIsLaidOutAsProofsReadIt() public pure {
        assertEq(FlowSlot.unwrap(packFlow(5, 6, 7)), (uint256(7) << 136) | (uint256(6) << 96) | 5);
        assertEq(RunningSlot.unwrap(packRunning(5, 6, 7)), (uint256(7) << 216) | (uint256(6) << 104) | 5);
        RunningSlot most = packRunning(MAXIMUM_RATE, MAXIMUM_PREPAID, type(uint40).max);
        assertEq(RunningSlot.unwrap(most), type(uint256).max);
        assertEq(most.rate(), (1 << 104) - 1);
        assertEq(most.prepaid(), (1 << 112) - 1);
    }

    function test_AnOfferIsLaidOutAsProofsReadIt() public pure {
        assertEq(OFFERS_PER_SLOT, 3);
        assertEq(MAXIMUM_PRICE, (1 << 84) - 2);
        OfferSlot offers = OfferSlot.wrap(0).withOffer(1, 7, true).withOffer(2, MAXIMUM_PRICE, false);
        assertEq(
            OfferSlot.unwrap(offers),
            (((uint256(1) << 84) - 1) << 170) | (uint256(1) << 169) | (uint256(8) << 85)
        );
        assertEq(offers.priceOf(2), MAXIMUM_PRICE);
        assertFalse(offers.bringsKey(2));
        assertTrue(offers.bringsKey(1));
    }

    function test_AReaderIsLaidOutAsProofsReadIt() public pure {
        assertEq(ReaderSlot.unwrap(ReaderSlot.wrap(0).withLicence(15)), 1 << 15);
        assertEq(ReaderSlot.unwrap(ReaderSlot.wrap(2).withKey(1)), (1 << 16) | 2);
    }

    // ── Where income ends ────────────────────────────────────────────────────────────────────────────────────────────

    function test_IncomeFitsUpToTheLastUnit() public {
        HotSlot empty = HotSlot.wrap(0);
        assertTrue(empty.fits(LIMIT));
        assertFalse(empty.fits(LIMIT + 1));
        assertEq(uint128(empty.earn(1, LIMIT).income()), LIMIT);
        HotSlot one = empty.earn(1, 1);
        assertTrue(one.fits(LIMIT - 1));
        assertFalse(one.fits(LIMIT));
        assertEq(uint128(one.earn(1, LIMIT - 1).income()), LIMIT);
        vm.expectRevert(abi.encodeWithSelector(Errors.Income_TooLarge.selector, 7));
        this.earn(one, LIMIT);
    }

    function earn(HotSlot hot, uint256 amount) external pure returns (HotSlot) {
        return hot.earn(7, amount);
    }

    function test_TheLargestPaymentIsTheLargestIncomeRoundedDown() public pure {
        assertEq(Split.MAXIMUM_AMOUNT, LIMIT / 1e8);
        assertLe(Split.whole(Split.MAXIMUM_AMOUNT), LIMIT);
        assertGt(Split.whole(Split.MAXIMUM_AMOUNT) + 1e8, LIMIT);
        assertEq(Split.part(Split.MAXIMUM_AMOUNT, 10_000), Split.whole(Split.MAXIMUM_AMOUNT));
        assertEq(Split.part(3, 1), 30_000);
    }

    // ── Where a price is rounded ─────────────────────────────────────────────────────────────────────────────────────

    function test_APriceIsRoundedUpFromTheFirstMillionth() public pure {
        assertEq(Prices.total(1_000_000, 5), 5);
        assertEq(Prices.total(1_000_001, 1), 2);
        assertEq(Prices.total(999_999, 1), 1);
        assertEq(Prices.total(0, 5), 0);
        assertEq(Sales.MINIMUM_UNITS, 10_000);
        assertEq(Sales.LONGEST, 90 days);
    }

    function test_FlowsRoundAgainstThePayer() public pure {
        assertEq(Tide.cost(1e8, 7), 7);
        assertEq(Tide.cost(1, 1), 1);
        assertEq(Tide.cost(1e8 + 1, 1), 2);
        assertEq(Tide.cost(1e8, 0), 0);
        assertEq(Tide.refund(1e8, 7), 7);
        assertEq(Tide.refund(1e8 - 1, 1), 0);
        assertEq(Tide.refund(2e8 - 1, 1), 1);
    }

    function test_TheFirstHourIsSpentToItsLastSecond() public pure {
        assertEq(Tide.spentUntil(100, 100), 3_700);
        assertEq(Tide.spentUntil(100, 3_699), 3_700);
        assertEq(Tide.spentUntil(100, 3_700), 3_700);
        assertEq(Tide.spentUntil(100, 3_701), 3_701);
    }

    function test_ATopUpBuysWholeHours() public pure {
        assertEq(Tide.hoursFor(3_600, 1e8), 1);
        assertEq(Tide.hoursFor(3_599, 1e8), 0);
        assertEq(Tide.hoursFor(7_199, 1e8), 1);
        assertEq(Tide.hoursFor(7_200, 1e8), 2);
    }

    function test_AnAssetsPriceHalvesEachHourAndNeverReachesZero() public pure {
        assertEq(Inbox.priceAfter(0), 2 ** 96);
        assertEq(Inbox.priceAfter(30 minutes), 3 * 2 ** 94);
        assertEq(Inbox.priceAfter(1 hours), 2 ** 95);
        assertEq(Inbox.priceAfter(96 hours), 1);
        assertEq(Inbox.priceAfter(97 hours - 1), 1);
        assertEq(Inbox.priceAfter(97 hours), 1);
        assertEq(Inbox.priceAfter(type(uint40).max), 1);
    }

    function test_WhatNoRateExpressesIsIncomeAtOnce() public pure {
        assertEq(Tide.atOnce(1_000, 10, 50, 140), 100);
        assertEq(Tide.atOnce(800, 10, 140, 50), 100);
        assertEq(Tide.atOnce(900, 10, 50, 140), 0);
        assertEq(Tide.shift(77, 10, 50, 140), 977);
        assertEq(Tide.shift(977, 10, 140, 50), 77);
        assertEq(Tide.ebb(977, 10, 90), 77);
        assertEq(Tide.part(70_000, 250), 1_750);
    }

    // ── Where shares end ─────────────────────────────────────────────────────────────────────────────────────────────

    function test_AListingShrinksOnlyWhenItMust() public pure {
        HoldingSlot holding = pack(100, 60, 0);
        assertEq(holding.give(39, 3).listed(), 60);
        assertEq(holding.give(40, 3).listed(), 60);
        assertEq(holding.give(41, 3).listed(), 59);
        assertEq(holding.give(100, 3).units(), 0);
        assertEq(holding.give(100, 3).debt(), -300);
        assertEq(holding.take(5, 3).debt(), 15);
        assertEq(holding.take(5, 3).listed(), 60);
        assertEq(holding.settle(9).debt(), 9);
        assertEq(holding.due(2), 200);
        assertEq(holding.settle(9).due(2), 191);
        assertEq(pack(100, 60, -4).due(-2), -196);
        assertEq(pack(100, 60, -4).withListed(7).debt(), -4);
    }
}
