// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Vm} from "forge-std/Vm.sol";
import {IERC1155} from "@openzeppelin/contracts/token/ERC1155/IERC1155.sol";
import {Base} from "../Base.t.sol";
import {IMarket} from "contracts/src/interfaces/IMarket.sol";
import {Parrot, Receiver} from "../Receivers.sol";
import "contracts/src/ITributary.sol";
import {Errors} from "contracts/src/Errors.sol";

contract MarketTest is Base {
    uint256 private work;
    uint32 private constant ONE = 1_000_000;

    function setUp() public override {
        super.setUp();
        work = publishOpen();
    }

    // ── Opening ──────────────────────────────────────────────────────────────────────────────────────────────────────

    function test_BeforeTheSaleIsOpenedNothingIsSold() public {
        refuses(abi.encodeWithSelector(Errors.Market_SaleNotOpen.selector, work));
        listAs(anna, ONE, 1 ether, birth + 1);
        refuses(abi.encodeWithSelector(Errors.Market_SaleNotOpen.selector, work));
        buy(ONE, 2 ether);
        give(anna, fan, work, ONE);
    }

    function test_TheCreatorOpensTheSaleOnce() public {
        refuses(abi.encodeWithSelector(Errors.Work_CallerNotCreator.selector, work, ben));
        vm.prank(ben);
        tributary.openSale(work);
        vm.expectEmit(address(tributary));
        emit IMarket.SaleOpened(work);
        openSale(work);
        assertTrue(tributary.workOf(work).onSale);
        refuses(abi.encodeWithSelector(Errors.Market_SaleAlreadyOpen.selector, work));
        openSale(work);
    }

    // ── Listing ──────────────────────────────────────────────────────────────────────────────────────────────────────

    function test_RefusesWrongListings() public {
        openSale(work);
        refuses(abi.encodeWithSelector(Errors.Shares_TooFew.selector, work, ben, 30_000_000, 30_000_001));
        listAs(ben, 30_000_001, 1, birth + 1);
        refuses(abi.encodeWithSelector(Errors.Market_PriceZero.selector));
        listAs(ben, ONE, 0, birth + 1);
        uint256 latest = birth + 90 days;
        refuses(abi.encodeWithSelector(Errors.Market_ExpiryOutOfRange.selector, birth - 1, birth, latest));
        listAs(ben, ONE, 1, birth - 1);
        refuses(abi.encodeWithSelector(Errors.Market_ExpiryOutOfRange.selector, latest + 1, birth, latest));
        listAs(ben, ONE, 1, latest + 1);
        listAs(ben, ONE, 1, birth);
        listAs(ben, 30_000_000, 1, latest);
    }

    function test_AListingIsReplacedAndWithdrawn() public {
        openSale(work);
        vm.expectEmit(address(tributary));
        emit IMarket.Listed(work, anna, ONE, 5, birth + 9);
        listAs(anna, ONE, 5, birth + 9);
        listAs(anna, 2 * ONE, 6, birth + 8);
        Listing memory l = tributary.listingOf(work, anna);
        assertEq(abi.encode(l), abi.encode(Listing(2 * ONE, 6, uint40(birth + 8))));
        assertEq(tributary.holdingOf(work, anna).listed, 2 * ONE);
        vm.expectEmit(address(tributary));
        emit IMarket.Listed(work, anna, 0, 0, 0);
        listAs(anna, 0, 7, birth - 5);
        assertEq(abi.encode(tributary.listingOf(work, anna)), abi.encode(Listing(0, 0, 0)));
        assertEq(tributary.balanceOf(anna, work), 70_000_000);
    }

    function test_ListingKeepsWhatIsDue() public {
        openSale(work);
        pay(play(work));
        listAs(anna, ONE, 5, birth + 9);
        assertEq(tributary.claimable(work, anna), (PRICE * 7) / 10);
    }

    // ── Conditions of a purchase ─────────────────────────────────────────────────────────────────────────────────────

    function test_RefusesAfterDeadlineAndExpiry() public {
        offerShares(work, 10 * ONE);
        vm.warp(birth + 30 days);
        buy(ONE, 2 ether);
        vm.warp(birth + 30 days + 1);
        refuses(abi.encodeWithSelector(Errors.Market_ListingExpired.selector, work, anna, birth + 30 days));
        buy(ONE, 2 ether);
        refuses(abi.encodeWithSelector(Errors.Market_DeadlinePassed.selector, birth + 30 days, birth + 30 days + 1));
        vm.prank(fan);
        tributary.buy{value: 2 ether}(work, anna, ONE, 2 ether, birth + 30 days);
    }

    function test_RefusesAPriceAboveTheMaximum() public {
        offerShares(work, 10 * ONE);
        refuses(abi.encodeWithSelector(Errors.Market_PriceAboveMaximum.selector, 2 ether, 2 ether - 1));
        vm.prank(fan);
        tributary.buy{value: 2 ether}(work, anna, ONE, 2 ether - 1, birth);
    }

    function test_RefusesOnesOwnListing() public {
        offerShares(work, 10 * ONE);
        vm.deal(anna, 2 ether);
        refuses(abi.encodeWithSelector(Errors.Market_OwnListing.selector, anna));
        vm.prank(anna);
        tributary.buy{value: 2 ether}(work, anna, ONE, 2 ether, birth);
    }

    function test_RefusesMoreThanIsListed() public {
        offerShares(work, ONE);
        refuses(abi.encodeWithSelector(Errors.Market_ListedTooFew.selector, work, anna, ONE, ONE + 1));
        buy(ONE + 1, 3 ether);
        refuses(abi.encodeWithSelector(Errors.Market_ListedTooFew.selector, work, ben, 0, ONE));
        vm.prank(fan);
        tributary.buy{value: 2 ether}(work, ben, ONE, 2 ether, birth);
    }

    function test_RefusesLessThanAHundredthUnlessItIsTheRest() public {
        offerShares(work, 15_000);
        refuses(abi.encodeWithSelector(Errors.Market_BelowMinimum.selector, 9_999, 10_000));
        buy(9_999, 1 ether);
        refuses(abi.encodeWithSelector(Errors.Market_BelowMinimum.selector, 0, 10_000));
        buy(0, 1 ether);
        buy(10_000, 0.02 ether);
        buy(5_000, 0.01 ether);
        assertEq(tributary.balanceOf(fan, work), 15_000);
        refuses(abi.encodeWithSelector(Errors.Market_BelowMinimum.selector, 0, 10_000));
        buy(0, 1 ether);
    }

    // ── Money of a purchase ──────────────────────────────────────────────────────────────────────────────────────────

    function test_RoundsTheTotalUp() public {
        openSale(work);
        listAs(anna, ONE, 101, birth + 1);
        vm.expectEmit(address(tributary));
        emit IMarket.Sold(work, anna, fan, 10_000, 2, 0);
        buy(10_000, 2);
        assertEq(anna.balance, 2);
    }

    function test_PaysSellerAndRoyaltyAndReturnsTheRest() public {
        offerShares(work, 10 * ONE);
        uint256 before = fan.balance;
        vm.expectEmit(address(tributary));
        emit IERC1155.TransferSingle(fan, anna, fan, work, 3 * ONE);
        vm.expectEmit(address(tributary));
        emit IMarket.Sold(work, anna, fan, 3 * ONE, 6 ether, 0.3 ether);
        buy(3 * ONE, 10 ether);
        assertEq(before - fan.balance, 6 ether);
        assertEq(anna.balance, 5.7 ether);
        assertEq(address(tributary).balance, 0.3 ether);
        assertEq(tributary.balanceOf(fan, work), 3 * ONE);
        assertEq(tributary.balanceOf(anna, work), 67 * ONE);
        assertEq(tributary.listingOf(work, anna).units, 7 * ONE);
    }

    function test_TheRoyaltyIsPaidBeforeTheSharesMove() public {
        offerShares(work, 10 * ONE);
        bytes32 seller = bytes32(uint256(uint160(anna)));
        vm.recordLogs();
        vm.expectEmit(address(tributary));
        emit ITributary.Paid(
            work,
            fan,
            fan,
            (3 << 80) | (birth << 40) | 20_000_000,
            Usage.Resale,
            ONE,
            0.1 ether,
            seller
        );
        buy(ONE, 2 ether);
        assertEq(tributary.claimable(work, fan), 0);
        assertEq(tributary.claimable(work, anna), 0.07 ether);
        assertEq(tributary.claimable(work, ben), 0.03 ether);
        assertEq(tributary.workOf(work).sequence, 4);
    }

    function test_TheRoyaltyReachesAncestors() public {
        uint256 remix = publishFrom(list(work));
        offerShares(remix, ONE);
        vm.prank(fan);
        tributary.buy{value: 2 ether}(remix, anna, ONE, 2 ether, birth);
        assertEq(tributary.claimable(work, anna), ((0.1 ether / 10) * 7) / 10);
    }

    function test_FromTheNextSecondOnlyNewIncomeIsTheBuyers() public {
        pay(tip(work, 1 ether));
        offerShares(work, 10 * ONE);
        buy(10 * ONE, 20 ether);
        assertEq(tributary.claimable(work, fan), 0);
        assertEq(tributary.claimable(work, anna), 0.7 ether + 0.7 ether);
        pay(tip(work, 1 ether));
        assertEq(tributary.claimable(work, fan), 0.1 ether);
    }

    function test_WithoutARoyaltyThereIsNoPayment() public {
        Publication memory p = draft();
        p.resaleRoyalty = 0;
        work = publish(p);
        offerShares(work, ONE);
        buy(ONE, 2 ether);
        assertEq(anna.balance, 2 ether);
        assertEq(tributary.workOf(work).income, 0);
        assertEq(tributary.workOf(work).sequence, 3);
    }

    function test_RefusesLessValueThanThePrice() public {
        offerShares(work, ONE);
        refuses(abi.encodeWithSelector(Errors.Payment_ValueMismatch.selector, 2 ether - 1, 2 ether));
        vm.prank(fan);
        tributary.buy{value: 2 ether - 1}(work, anna, ONE, 2 ether, birth);
    }

    function test_ASellerWhoTakesNoCoinsCannotSell() public {
        Parrot parrot = new Parrot(abi.encode(bytes4(0xf23a6e61)), false);
        give(anna, address(parrot), work, ONE);
        openSale(work);
        listAs(address(parrot), ONE, 1 ether, birth);
        vm.etch(address(parrot), hex"fe");
        refuses(abi.encodeWithSelector(Errors.Transfer_Failed.selector, address(parrot), 0.95 ether));
        vm.prank(fan);
        tributary.buy{value: 1 ether}(work, address(parrot), ONE, 1 ether, birth);
    }

    function test_ABuyerWhoRefusesTheHookCannotBuy() public {
        offerShares(work, ONE);
        vm.etch(fan, hex"fe");
        refuses(abi.encodeWithSelector(Errors.Shares_ReceiverRefused.selector, fan));
        buy(ONE, 2 ether);
        assertEq(tributary.listingOf(work, anna).units, ONE);
        assertEq(anna.balance, 0);
    }

    function test_ABuyerWithCodeIsAskedLast() public {
        offerShares(work, ONE);
        Receiver receiver = new Receiver();
        bytes memory call = abi.encodeCall(tributary.buy, (work, anna, ONE, 2 ether, birth));
        receiver.act{value: 2 ether}(address(tributary), 2 ether, call);
        assertEq(tributary.balanceOf(address(receiver), work), ONE);
        assertEq(
            receiver.question(),
            abi.encodeWithSelector(0xf23a6e61, address(receiver), anna, work, uint256(ONE), bytes(""))
        );
    }

    // ── Tokens ───────────────────────────────────────────────────────────────────────────────────────────────────────

    function test_TokensGoStraightToTheSeller() public {
        work = publishIn(address(dollar));
        offerShares(work, ONE);
        vm.prank(fan);
        tributary.buy(work, anna, ONE / 2, 1 ether, birth);
        assertEq(dollar.balanceOf(anna), 0.95 ether);
        assertEq(dollar.balanceOf(address(tributary)), 0.05 ether);
        assertEq(dollar.balanceOf(fan), 0);
        refuses(abi.encodeWithSelector(Errors.Payment_ValueMismatch.selector, 1, 0));
        vm.prank(fan);
        tributary.buy{value: 1}(work, anna, ONE / 2, 1 ether, birth);
    }

    // ── Listings and other doors ─────────────────────────────────────────────────────────────────────────────────────

    function test_EveryDoorShrinksTheListingToWhatIsLeft() public {
        openSale(work);
        listAs(anna, 70 * ONE, 1 ether, birth + 1);
        give(anna, ben, work, ONE);
        listedAre(69);
        vm.prank(anna);
        tributary.safeBatchTransferFrom(anna, ben, list(work, work), list(ONE, ONE), "");
        listedAre(67);
        buy(ONE, 1 ether);
        listedAre(66);
        vm.prank(fan);
        tributary.placeBid{value: 1 ether}(work, ONE, 1 ether, uint40(birth));
        vm.prank(anna);
        tributary.acceptBid(work, fan, ONE, 1 ether, birth);
        listedAre(65);
        give(ben, anna, work, 3 * ONE);
        listedAre(65);
    }

    function listedAre(uint256 shares) private view {
        assertEq(tributary.listingOf(work, anna).units, shares * ONE);
    }

    function listAs(address seller, uint32 units, uint128 price, uint256 expiry) private {
        vm.prank(seller);
        tributary.list(work, units, price, uint40(expiry));
    }

    function buy(uint32 units, uint256 value) private {
        vm.prank(fan);
        tributary.buy{value: value}(work, anna, units, value, birth + 365 days);
    }
}
