// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Base} from "../Base.t.sol";
import "contracts/src/ITributary.sol";
import {Errors} from "contracts/src/Errors.sol";
import {Inbox} from "contracts/src/libraries/Inbox.sol";
import {Split} from "contracts/src/libraries/Split.sol";
import {ShrinkingToken} from "../attack/Tokens.sol";

contract AuctionFuzz is Base {
    uint256 private constant FIRST = 2 ** 96;

    // ── The price curve ──────────────────────────────────────────────────────────────────────────────────────────────

    function test_ThePriceHalvesAtEveryFullHourDownTo1() public pure {
        for (uint256 hour; hour <= 96; ++hour) {
            assertEq(Inbox.priceAfter(hour * 1 hours), FIRST >> hour);
            // Continuous: the last second of an hour is next to the border, from above.
            uint256 border = FIRST >> (hour + 1);
            uint256 step = Inbox.priceAfter((hour + 1) * 1 hours - 1) - (border == 0 ? 1 : border);
            assertLe(step, border / 3_600 + 1);
        }
        assertEq(Inbox.priceAfter(30 minutes), (FIRST / 4) * 3);
    }

    function testFuzz_ThePriceNeverRises(uint256 time, uint256 later) public pure {
        time = bound(time, 0, 120 hours);
        later = bound(later, time, 130 hours);
        assertGe(Inbox.priceAfter(time), Inbox.priceAfter(later));
    }

    /// A second never costs more than a 3 600th of what is left, so nobody gains by more than this by being slow.
    function testFuzz_ThePriceNeverJumps(uint256 time) public pure {
        time = bound(time, 0, 120 hours);
        uint256 price = Inbox.priceAfter(time);
        assertLe(price - Inbox.priceAfter(time + 1), price / 3_600 + 1);
    }

    function testFuzz_AnHourHalvesThePrice(uint256 time) public pure {
        time = bound(time, 0, 94 hours);
        assertApproxEqAbs(Inbox.priceAfter(time), 2 * Inbox.priceAfter(time + 1 hours), 2);
    }

    function testFuzz_ThePriceIsNeverBelow1(uint256 time) public pure {
        assertGe(Inbox.priceAfter(time), 1);
        assertEq(Inbox.priceAfter(time | (1 << 250)), 1);
        assertEq(Inbox.priceAfter(96 hours + (time >> 1)), 1);
    }

    // ── A whole sale ─────────────────────────────────────────────────────────────────────────────────────────────────

    /// Whatever comes in or vanishes after the start: the buyer gets at most the lot, the rest stays, the work gets the
    /// price and the payer pays nothing else.
    function testFuzz_ASaleIsExact(uint256 lot, uint256 more, bool shrinks, uint256 time, uint256 value) public {
        lot = bound(lot, 2, 1e30);
        more = bound(more, 0, 1e30);
        time = bound(time, 45 hours, 120 hours);
        value = bound(value, Inbox.priceAfter(time), 1_000 ether);
        uint256 work = publishFrom(list(publishOpen()));
        address inbox = tributary.shareTokenOf(work);
        ShrinkingToken token = new ShrinkingToken();
        token.mint(inbox, lot);
        tributary.startAuction(work, address(token));
        token.mint(inbox, more);
        if (shrinks) token.shrink(inbox);
        uint256 there = token.balanceOf(inbox);
        uint256 sold = there < lot ? there : lot;
        vm.warp(block.timestamp + time);
        uint256 before = fan.balance;
        uint256 price = tributary.auctionOf(work, address(token)).price;
        assertEq(price, Inbox.priceAfter(time));
        vm.prank(fan);
        tributary.buyAsset{value: value}(work, address(token), sold, price);
        assertEq(token.balanceOf(fan), sold);
        assertEq(token.balanceOf(inbox), there - sold);
        assertEq(fan.balance, before - price);
        assertEq(address(tributary).balance, price);
        assertEq(tributary.workOf(work).income + tributary.workOf(work - 1).income, price * Split.INCOME);
        assertEq(tributary.workOf(work - 1).income, (price * Split.INCOME) / 10);
    }

    /// A lot stays what it was at its start until there is twice as much, however dust and deposits are timed.
    function testFuzz_ALotIsFixedUntilThereIsTwiceAsMuch(uint256 lot, uint256 more, uint256 time) public {
        lot = bound(lot, 1, type(uint128).max);
        more = bound(more, 0, type(uint128).max);
        time = bound(time, 0, 1_000 hours);
        uint256 work = publishOpen();
        ShrinkingToken token = new ShrinkingToken();
        token.mint(tributary.shareTokenOf(work), lot);
        tributary.startAuction(work, address(token));
        token.mint(tributary.shareTokenOf(work), more);
        vm.warp(birth + time);
        if (more < lot) refuses(abi.encodeWithSelector(Errors.Auction_Running.selector, work, address(token), lot));
        tributary.startAuction(work, address(token));
        Auction memory a = tributary.auctionOf(work, address(token));
        assertEq(a.lot, more < lot ? lot : lot + more);
        assertEq(a.start, more < lot ? birth : birth + time);
    }
}
