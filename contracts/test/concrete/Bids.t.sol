// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Vm} from "forge-std/Vm.sol";
import {IERC1155} from "@openzeppelin/contracts/token/ERC1155/IERC1155.sol";
import {Base} from "../Base.t.sol";
import {Parrot, Receiver} from "../Receivers.sol";
import {FeeToken} from "../attack/Tokens.sol";
import {IMarket} from "contracts/src/interfaces/IMarket.sol";
import "contracts/src/ITributary.sol";
import {Errors} from "contracts/src/Errors.sol";

contract BidsTest is Base {
    uint256 private work;
    uint32 private constant ONE = 1_000_000;
    uint40 private expiry;

    function setUp() public override {
        super.setUp();
        work = publishOpen();
        expiry = uint40(birth + 30 days);
        openSale(work);
    }

    // ── Placing ──────────────────────────────────────────────────────────────────────────────────────────────────────

    function test_BeforeTheSaleIsOpenedNothingIsBid() public {
        uint256 closed = publishOpen();
        refuses(abi.encodeWithSelector(Errors.Market_SaleNotOpen.selector, closed));
        bid(closed, ONE, 1 ether, expiry);
        refuses(abi.encodeWithSelector(Errors.Market_SaleNotOpen.selector, 99));
        bid(99, ONE, 1 ether, expiry);
    }

    function test_RefusesWrongBids() public {
        refuses(abi.encodeWithSelector(Errors.Market_BelowMinimum.selector, 9_999, 10_000));
        bid(work, 9_999, 1 ether, expiry);
        refuses(abi.encodeWithSelector(Errors.Market_PriceZero.selector));
        bid(work, ONE, 0, expiry);
        uint256 latest = birth + 90 days;
        refuses(abi.encodeWithSelector(Errors.Market_ExpiryOutOfRange.selector, birth - 1, birth, latest));
        bid(work, ONE, 1, birth - 1);
        refuses(abi.encodeWithSelector(Errors.Market_ExpiryOutOfRange.selector, latest + 1, birth, latest));
        bid(work, ONE, 1, latest + 1);
        bid(work, 10_000, 1, birth);
        refuses(abi.encodeWithSelector(Errors.Market_BidExists.selector, work, fan));
        bid(work, ONE, 1, latest);
        cancel();
        bid(work, ONE, 1, latest);
    }

    function test_TakesThePriceRoundedUp() public {
        vm.expectEmit(address(tributary));
        emit IMarket.BidPlaced(work, fan, 10_000, 101, expiry);
        place(work, 10_000, 101, expiry, 2);
        assertEq(abi.encode(tributary.bidOf(work, fan)), abi.encode(Bid(10_000, 101, expiry)));
        assertEq(address(tributary).balance, 2);
        assertEq(tributary.workOf(work).income, 0);
        assertEq(tributary.workOf(work).sequence, 2);
    }

    function test_TakesNeitherLessNorMore() public {
        refuses(abi.encodeWithSelector(Errors.Payment_ValueMismatch.selector, 2 ether - 1, 2 ether));
        place(work, ONE, 2 ether, expiry, 2 ether - 1);
        refuses(abi.encodeWithSelector(Errors.Payment_ValueMismatch.selector, 2 ether + 1, 2 ether));
        place(work, ONE, 2 ether, expiry, 2 ether + 1);
    }

    function test_TakesTokensExactlyAndNothingBeside() public {
        uint256 inDollars = publishIn(address(dollar));
        openSale(inDollars);
        refuses(abi.encodeWithSelector(Errors.Payment_ValueMismatch.selector, 1, 0));
        place(inDollars, ONE, 7, expiry, 1);
        uint256 before = dollar.balanceOf(fan);
        place(inDollars, 3 * ONE, 7, expiry, 0);
        assertEq(before - dollar.balanceOf(fan), 21);
        assertEq(dollar.balanceOf(address(tributary)), 21);
        accept(anna, inDollars, ONE);
        assertEq(dollar.balanceOf(anna), 7);
        vm.prank(fan);
        tributary.cancelBid(inDollars);
        assertEq(before - dollar.balanceOf(fan), 7);
        assertEq(dollar.balanceOf(address(tributary)), 0);
    }

    function test_RefusesATokenThatTakesFees() public {
        FeeToken token = new FeeToken();
        uint256 id = publishIn(address(token));
        openSale(id);
        token.mint(fan, 1 ether);
        vm.prank(fan);
        token.approve(address(tributary), 1 ether);
        refuses(abi.encodeWithSelector(Errors.Payment_ReceivedMismatch.selector, address(token), 99, 100));
        place(id, ONE, 100, expiry, 0);
    }

    // ── Cancelling ───────────────────────────────────────────────────────────────────────────────────────────────────

    function test_CancellingReturnsWhatIsLeft() public {
        bid(work, 3 * ONE, 2 ether, expiry);
        accept(ben, work, ONE);
        uint256 before = fan.balance;
        vm.expectEmit(address(tributary));
        emit IMarket.BidClosed(work, fan, 4 ether);
        cancel();
        assertEq(fan.balance - before, 4 ether);
        assertEq(abi.encode(tributary.bidOf(work, fan)), abi.encode(Bid(0, 0, 0)));
        refuses(abi.encodeWithSelector(Errors.Market_BidMissing.selector, work, fan));
        cancel();
    }

    function test_AnExpiredBidIsCancelledAsWell() public {
        uint256 before = fan.balance;
        bid(work, ONE, 2 ether, expiry);
        vm.warp(expiry + 1);
        cancel();
        assertEq(fan.balance, before);
    }

    function test_OnlyTheBidderCancels() public {
        bid(work, ONE, 2 ether, expiry);
        refuses(abi.encodeWithSelector(Errors.Market_BidMissing.selector, work, stranger));
        vm.prank(stranger);
        tributary.cancelBid(work);
    }

    function test_ABidderWhoTakesNoCoinsGetsThemLater() public {
        bid(work, ONE, 2 ether, expiry);
        vm.etch(fan, hex"fe");
        refuses(abi.encodeWithSelector(Errors.Transfer_Failed.selector, fan, 2 ether));
        cancel();
        vm.warp(expiry + 1);
        tributary.refundBid(work, fan);
        vm.prank(fan);
        tributary.withdraw(address(0), ben);
        assertEq(ben.balance, 2 ether);
    }

    // ── Refunding ────────────────────────────────────────────────────────────────────────────────────────────────────

    function test_AnyoneRefundsAnExpiredBid() public {
        bid(work, 3 * ONE, 2 ether, expiry);
        accept(ben, work, ONE);
        vm.warp(expiry);
        refuses(abi.encodeWithSelector(Errors.Market_BidNotExpired.selector, work, fan, expiry));
        tributary.refundBid(work, fan);
        vm.warp(expiry + 1);
        vm.expectEmit(address(tributary));
        emit IMarket.BidClosed(work, fan, 4 ether);
        vm.expectEmit(address(tributary));
        emit ITributary.Withdrawable(fan, address(0), 4 ether);
        vm.prank(stranger);
        tributary.refundBid(work, fan);
        assertEq(tributary.withdrawableOf(address(0), fan), 4 ether);
        assertEq(tributary.bidOf(work, fan).units, 0);
        refuses(abi.encodeWithSelector(Errors.Market_BidMissing.selector, work, fan));
        tributary.refundBid(work, fan);
    }

    // ── Conditions of accepting ──────────────────────────────────────────────────────────────────────────────────────

    function test_RefusesAfterDeadlineAndExpiry() public {
        bid(work, 3 * ONE, 2 ether, expiry);
        vm.warp(expiry);
        accept(anna, work, ONE);
        vm.warp(expiry + 1);
        refuses(abi.encodeWithSelector(Errors.Market_BidExpired.selector, work, fan, expiry));
        accept(anna, work, ONE);
        refuses(abi.encodeWithSelector(Errors.Market_DeadlinePassed.selector, expiry, expiry + 1));
        vm.prank(anna);
        tributary.acceptBid(work, fan, ONE, 2 ether, expiry);
    }

    function test_RefusesAPriceBelowTheMinimum() public {
        bid(work, ONE, 2 ether, expiry);
        refuses(abi.encodeWithSelector(Errors.Market_PriceBelowMinimum.selector, 2 ether, 2 ether + 1));
        vm.prank(anna);
        tributary.acceptBid(work, fan, ONE, 2 ether + 1, expiry);
        vm.prank(anna);
        tributary.acceptBid(work, fan, ONE, 2 ether, birth);
    }

    function test_RefusesOnesOwnBidAndNone() public {
        give(anna, fan, work, ONE);
        bid(work, ONE, 2 ether, expiry);
        refuses(abi.encodeWithSelector(Errors.Market_OwnBid.selector, fan));
        accept(fan, work, ONE);
        refuses(abi.encodeWithSelector(Errors.Market_BidMissing.selector, work, stranger));
        vm.prank(anna);
        tributary.acceptBid(work, stranger, ONE, 0, expiry);
    }

    function test_RefusesMoreThanIsBidForAndThanThereIs() public {
        bid(work, 40 * ONE, 2 ether, expiry);
        refuses(abi.encodeWithSelector(Errors.Market_BidTooSmall.selector, work, fan, 40 * ONE, 40 * ONE + 1));
        accept(anna, work, 40 * ONE + 1);
        refuses(abi.encodeWithSelector(Errors.Shares_TooFew.selector, work, ben, 30 * ONE, 30 * ONE + 1));
        accept(ben, work, 30 * ONE + 1);
    }

    function test_RefusesLessThanAHundredthUnlessItIsTheRest() public {
        bid(work, 15_000, 2 ether, expiry);
        refuses(abi.encodeWithSelector(Errors.Market_BelowMinimum.selector, 0, 10_000));
        accept(anna, work, 0);
        refuses(abi.encodeWithSelector(Errors.Market_BelowMinimum.selector, 9_999, 10_000));
        accept(anna, work, 9_999);
        accept(anna, work, 10_000);
        refuses(abi.encodeWithSelector(Errors.Market_BelowMinimum.selector, 4_999, 10_000));
        accept(anna, work, 4_999);
        accept(anna, work, 5_000);
        assertEq(tributary.balanceOf(fan, work), 15_000);
        assertEq(abi.encode(tributary.bidOf(work, fan)), abi.encode(Bid(0, 0, 0)));
    }

    // ── Money of accepting ───────────────────────────────────────────────────────────────────────────────────────────

    function test_PaysSellerAndRoyalty() public {
        bid(work, 10 * ONE, 2 ether, expiry);
        vm.expectEmit(address(tributary));
        emit IERC1155.TransferSingle(anna, anna, fan, work, 3 * ONE);
        vm.expectEmit(address(tributary));
        emit IMarket.Sold(work, anna, fan, 3 * ONE, 6 ether, 0.3 ether);
        accept(anna, work, 3 * ONE);
        assertEq(anna.balance, 5.7 ether);
        assertEq(address(tributary).balance, 14.3 ether);
        assertEq(tributary.balanceOf(fan, work), 3 * ONE);
        assertEq(tributary.balanceOf(anna, work), 67 * ONE);
        assertEq(abi.encode(tributary.bidOf(work, fan)), abi.encode(Bid(7 * ONE, 2 ether, expiry)));
    }

    function test_TheRoyaltyIsPaidBeforeTheSharesMove() public {
        bid(work, ONE, 2 ether, expiry);
        vm.expectEmit(address(tributary));
        emit ITributary.Paid(
            work,
            fan,
            fan,
            (3 << 80) | (birth << 40) | 20_000_000,
            Usage.Resale,
            ONE,
            0.1 ether,
            bytes32(uint256(uint160(anna)))
        );
        accept(anna, work, ONE);
        assertEq(tributary.claimable(work, fan), 0);
        assertEq(tributary.claimable(work, anna), 0.07 ether);
        assertEq(tributary.claimable(work, ben), 0.03 ether);
    }

    function test_TheRoyaltyReachesAncestors() public {
        uint256 remix = publishFrom(list(work));
        openSale(remix);
        bid(remix, ONE, 2 ether, expiry);
        accept(anna, remix, ONE);
        assertEq(tributary.workOf(work).income, 0.01 ether * 1e8);
        assertEq(tributary.workOf(remix).income, 0.09 ether * 1e8);
    }

    function test_IncomeBeforeTheSaleStaysWithTheSeller() public {
        Publication memory p = draft();
        p.resaleRoyalty = 0;
        work = publish(p);
        openSale(work);
        pay(tip(work, 1 ether));
        bid(work, 10 * ONE, 1 ether, expiry);
        accept(anna, work, 10 * ONE);
        assertEq(tributary.claimable(work, anna), 0.7 ether);
        assertEq(tributary.claimable(work, fan), 0);
        // No royalty, no payment: publishing moved twice, then the tip and the sale.
        assertEq(tributary.workOf(work).sequence, 4);
        pay(tip(work, 1 ether));
        assertEq(tributary.claimable(work, anna), 1.3 ether);
        assertEq(tributary.claimable(work, fan), 0.1 ether);
    }

    /// 101 a share: 15 000 units cost 2, 5 000 cost 1, so the first 10 000 cost 1, though they would cost 2 alone.
    function test_PartsCostTheWholeTogether() public {
        place(work, 15_000, 101, expiry, 2);
        vm.expectEmit(address(tributary));
        emit IMarket.Sold(work, anna, fan, 10_000, 1, 0);
        accept(anna, work, 10_000);
        vm.expectEmit(address(tributary));
        emit IMarket.Sold(work, ben, fan, 5_000, 1, 0);
        accept(ben, work, 5_000);
        assertEq(anna.balance + ben.balance, 2);
        assertEq(address(tributary).balance, 0);
    }

    function test_SellingIntoABidShrinksTheListing() public {
        vm.startPrank(ben);
        tributary.list(work, 30 * ONE, 1 ether, expiry);
        vm.stopPrank();
        bid(work, ONE, 1 ether, expiry);
        accept(ben, work, ONE);
        assertEq(tributary.listingOf(work, ben).units, 29 * ONE);
    }

    // ── Sellers and bidders with code ────────────────────────────────────────────────────────────────────────────────

    function test_ASellerWhoTakesNoCoinsCannotSell() public {
        Parrot parrot = new Parrot(abi.encode(bytes4(0xf23a6e61)), false);
        give(anna, address(parrot), work, ONE);
        bid(work, ONE, 1 ether, expiry);
        vm.etch(address(parrot), hex"fe");
        refuses(abi.encodeWithSelector(Errors.Transfer_Failed.selector, address(parrot), 0.95 ether));
        accept(address(parrot), work, ONE);
        assertEq(tributary.bidOf(work, fan).units, ONE);
    }

    function test_ABidderWhoRefusesTheHookKeepsTheBid() public {
        bid(work, ONE, 1 ether, expiry);
        vm.etch(fan, hex"fe");
        refuses(abi.encodeWithSelector(Errors.Shares_ReceiverRefused.selector, fan));
        accept(anna, work, ONE);
        assertEq(tributary.bidOf(work, fan).units, ONE);
        assertEq(anna.balance, 0);
    }

    function test_ABidderWithCodeIsAskedLast() public {
        Receiver receiver = new Receiver();
        bytes memory call = abi.encodeCall(tributary.placeBid, (work, ONE, 1 ether, expiry));
        receiver.act{value: 1 ether}(address(tributary), 1 ether, call);
        receiver.plan(address(this), abi.encodeCall(this.noteAnnasCoins, ()));
        vm.prank(anna);
        tributary.acceptBid(work, address(receiver), ONE, 1 ether, expiry);
        assertEq(annasCoins, 0.95 ether);
        assertEq(receiver.question(), abi.encodeWithSelector(0xf23a6e61, anna, anna, work, uint256(ONE), bytes("")));
    }

    uint256 private annasCoins;

    function noteAnnasCoins() external {
        annasCoins = anna.balance;
    }

    // ── Whatever happens ─────────────────────────────────────────────────────────────────────────────────────────────

    /// Random prices and parts of two bids in one currency: what is held is their worth, never more, never less.
    function testFuzz_WhatIsHeldIsWhatBidsAreWorth(uint128 unitPrice, uint32 units, uint256[6] memory parts) public {
        Publication memory p = draft();
        (p.currency, p.resaleRoyalty) = (address(dollar), 0);
        work = publish(p);
        openSale(work);
        unitPrice = uint128(bound(unitPrice, 1, 1e12));
        units = uint32(bound(units, 10_000, 60 * ONE));
        place(work, units, unitPrice, expiry, 0);
        dollar.mint(stranger, 1e18);
        vm.startPrank(stranger);
        dollar.approve(address(tributary), 1e18);
        tributary.placeBid(work, 7 * ONE, 3, expiry);
        vm.stopPrank();
        for (uint256 i; i < parts.length; ++i) {
            uint256 left = tributary.bidOf(work, fan).units;
            if (left == 0) break;
            uint256 part = left <= 10_000 ? left : bound(parts[i], 10_000, left);
            uint256 before = dollar.balanceOf(anna);
            accept(anna, work, uint32(part));
            uint256 exact = part * unitPrice;
            // Never off by a whole unit of the currency.
            assertApproxEqAbs((dollar.balanceOf(anna) - before) * 1e6, exact, 1e6 - 1);
            assertEq(dollar.balanceOf(address(tributary)), worth(fan) + 21);
        }
        if (tributary.bidOf(work, fan).units != 0) cancel();
        assertEq(dollar.balanceOf(address(tributary)), 21);
    }

    function worth(address bidder) private view returns (uint256) {
        Bid memory b = tributary.bidOf(work, bidder);
        return (uint256(b.units) * b.unitPrice + 999_999) / 1e6;
    }

    /// With the value a native work asks for.
    function bid(uint256 id, uint32 units, uint128 unitPrice, uint256 until) private {
        place(id, units, unitPrice, until, (uint256(units) * unitPrice + 999_999) / 1e6);
    }

    function place(uint256 id, uint32 units, uint128 unitPrice, uint256 until, uint256 value) private {
        vm.prank(fan);
        tributary.placeBid{value: value}(id, units, unitPrice, uint40(until));
    }

    function accept(address seller, uint256 id, uint32 units) private {
        vm.prank(seller);
        tributary.acceptBid(id, fan, units, 0, birth + 365 days);
    }

    function cancel() private {
        vm.prank(fan);
        tributary.cancelBid(work);
    }
}
