// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Vm} from "forge-std/Vm.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Base} from "../Base.t.sol";
import {IInbox} from "contracts/src/interfaces/IInbox.sol";
import {IShareToken} from "contracts/src/interfaces/IShareToken.sol";
import "contracts/src/ITributary.sol";
import {Errors} from "contracts/src/Errors.sol";
import {Split} from "contracts/src/libraries/Split.sol";
import {FeeToken, PlainToken, ShrinkingToken} from "../attack/Tokens.sol";

/// The second half of `inbox.tree`: what is not the work's currency is sold.
contract AuctionTest is Base {
    uint256 private constant FIRST = 2 ** 96;
    /// After so many hours the price is 2^36, some 68 gwei.
    uint256 private constant CHEAP = 60 hours;

    uint256 private work;
    address private inbox;
    PlainToken private token;

    function setUp() public override {
        super.setUp();
        work = publishOpen();
        inbox = tributary.shareTokenOf(work);
        token = new PlainToken();
        token.mint(inbox, 1_000);
    }

    // ── Starting ─────────────────────────────────────────────────────────────────────────────────────────────────────

    function test_RefusesToSellWhatIsNotForSale() public {
        refuses(abi.encodeWithSelector(Errors.Work_Missing.selector, 9));
        tributary.startAuction(9, address(token));
        refuses(abi.encodeWithSelector(Errors.Auction_OwnCurrency.selector, work, address(0)));
        tributary.startAuction(work, address(0));
        uint256 inTokens = publishIn(address(token));
        refuses(abi.encodeWithSelector(Errors.Auction_OwnCurrency.selector, inTokens, address(token)));
        tributary.startAuction(inTokens, address(token));
    }

    function test_RefusesAnAssetThatIsNotThere() public {
        // A token, an account without code, contracts that are no token, the work's own shares, a work in tokens.
        nothingToSell(work, address(dollar));
        nothingToSell(work, stranger);
        nothingToSell(work, address(this));
        nothingToSell(work, address(tributary));
        nothingToSell(work, inbox);
        nothingToSell(publishIn(address(token)), address(0));
    }

    function test_StartsWithAllThatIsThereAt2To96() public {
        vm.expectEmit(address(tributary));
        emit IInbox.AuctionStarted(work, address(token), 1_000, FIRST);
        vm.prank(stranger);
        tributary.startAuction(work, address(token));
        Auction memory a = tributary.auctionOf(work, address(token));
        assertEq(abi.encode(a), abi.encode(Auction(1_000, FIRST, uint40(birth))));
        vm.warp(birth + 90 minutes);
        assertEq(tributary.auctionOf(work, address(token)).price, (FIRST * 3) / 8);
    }

    function test_StartsAnewOnceThereIsTwiceTheLot() public {
        tributary.startAuction(work, address(token));
        vm.warp(birth + CHEAP);
        token.mint(inbox, 999);
        refuses(abi.encodeWithSelector(Errors.Auction_Running.selector, work, address(token), 1_000));
        tributary.startAuction(work, address(token));
        token.mint(inbox, 1);
        tributary.startAuction(work, address(token));
        Auction memory a = tributary.auctionOf(work, address(token));
        assertEq(abi.encode(a), abi.encode(Auction(2_000, FIRST, uint40(birth + CHEAP))));
    }

    function test_TellsOfNoAuction() public {
        refuses(abi.encodeWithSelector(Errors.Work_Missing.selector, 9));
        tributary.auctionOf(9, address(token));
        assertEq(abi.encode(tributary.auctionOf(work, address(token))), abi.encode(Auction(0, 0, 0)));
    }

    // ── Buying ───────────────────────────────────────────────────────────────────────────────────────────────────────

    function test_RefusesToBuyOtherwise() public {
        refuses(abi.encodeWithSelector(Errors.Auction_Missing.selector, work, address(token)));
        buy(work, address(token), 0, FIRST, 1 ether);
        uint256 price = startAndWait(work, address(token));
        refuses(abi.encodeWithSelector(Errors.Market_PriceAboveMaximum.selector, price, price - 1));
        buy(work, address(token), 0, price - 1, 1 ether);
        refuses(abi.encodeWithSelector(Errors.Payment_ValueMismatch.selector, price - 1, price));
        buy(work, address(token), 0, price, price - 1);
        refuses(abi.encodeWithSelector(Errors.Auction_LotTooSmall.selector, 1_000, 1_001));
        buy(work, address(token), 1_001, price, price);
        uint256 inDollars = publishIn(address(dollar));
        vm.deal(tributary.shareTokenOf(inDollars), 1 ether);
        price = startAndWait(inDollars, address(0));
        refuses(abi.encodeWithSelector(Errors.Payment_ValueMismatch.selector, 1, 0));
        buy(inDollars, address(0), 0, price, 1);
        refuses(abi.encodeWithSelector(Errors.Auction_LotTooSmall.selector, 1 ether, 1 ether + 1));
        buy(inDollars, address(0), 1 ether + 1, price, 0);
    }

    function test_TokensForCoinsWithChange() public {
        uint256 remix = publishFrom(list(work));
        token.mint(tributary.shareTokenOf(remix), 500);
        uint256 price = startAndWait(remix, address(token));
        uint256 before = fan.balance;
        token.mint(tributary.shareTokenOf(remix), 70);
        vm.recordLogs();
        buy(remix, address(token), 500, price, price + 1 ether);
        assertEq(before - fan.balance, price);
        assertEq(token.balanceOf(fan), 500);
        assertEq(token.balanceOf(tributary.shareTokenOf(remix)), 70);
        assertEq(abi.encode(tributary.auctionOf(remix, address(token))), abi.encode(Auction(0, 0, 0)));
        // A tenth belongs to the ancestor.
        assertEq(tributary.workOf(remix).income, price * Split.INCOME - (price * Split.INCOME) / 10);
        assertEq(tributary.workOf(work).income, (price * Split.INCOME) / 10);
        assertEq(address(tributary).balance, price);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        (, Usage usage, uint256 units, uint256 amount, bytes32 ref) = abi.decode(
            logs[0].data,
            (uint256, Usage, uint256, uint256, bytes32)
        );
        assertEq(logs[0].topics[0], ITributary.Paid.selector);
        assertEq(logs[0].topics[2], bytes32(uint256(uint160(fan))));
        assertEq(logs[0].topics[3], bytes32(uint256(uint160(fan))));
        assertEq(uint8(usage), uint8(Usage.External));
        assertEq(abi.encode(units, amount, ref), abi.encode(0, price, uint256(uint160(address(token)))));
        Vm.Log memory last = logs[logs.length - 1];
        assertEq(last.topics[0], IInbox.AuctionSettled.selector);
        assertEq(abi.encode(last.topics[1], last.topics[2], last.topics[3]), abi.encode(remix, token, fan));
        assertEq(last.data, abi.encode(500, price));
    }

    function test_CoinsAndTokensForTokens() public {
        uint256 inDollars = publishIn(address(dollar));
        address box = tributary.shareTokenOf(inDollars);
        vm.deal(box, 1 ether);
        token.mint(box, 500);
        tributary.startAuction(inDollars, address(token));
        uint256 price = startAndWait(inDollars, address(0));
        uint256 before = fan.balance;
        buy(inDollars, address(0), 1 ether, price, 0);
        buy(inDollars, address(token), 500, price, 0);
        assertEq(fan.balance, before + 1 ether);
        assertEq(token.balanceOf(fan), 500);
        assertEq(dollar.balanceOf(address(tributary)), 2 * price);
        assertEq(tributary.workOf(inDollars).income, 2 * price * Split.INCOME);
    }

    function test_WhatIsLeftOfALotIsSoldIfTheBuyerStillWantsIt() public {
        ShrinkingToken shrinking = new ShrinkingToken();
        shrinking.mint(inbox, 1_000);
        uint256 price = startAndWait(work, address(shrinking));
        shrinking.shrink(inbox);
        refuses(abi.encodeWithSelector(Errors.Auction_LotTooSmall.selector, 500, 501));
        buy(work, address(shrinking), 501, price, price);
        buy(work, address(shrinking), 500, price, price);
        assertEq(shrinking.balanceOf(fan), 500);
    }

    function test_AnAssetThatIsGoneIsNotSold() public {
        ShrinkingToken shrinking = new ShrinkingToken();
        shrinking.mint(inbox, 2);
        uint256 price = startAndWait(work, address(shrinking));
        shrinking.shrink(inbox);
        vm.prank(inbox);
        shrinking.transfer(stranger, 1);
        refuses(abi.encodeWithSelector(Errors.Inbox_Empty.selector, work, address(shrinking)));
        buy(work, address(shrinking), 0, price, price);
        // It can come back, and with twice the lot it starts anew.
        shrinking.mint(inbox, 4);
        tributary.startAuction(work, address(shrinking));
        assertEq(tributary.auctionOf(work, address(shrinking)).price, FIRST);
    }

    function test_ATokenThatTakesFeesMustBringTheMinimum() public {
        FeeToken taxed = new FeeToken();
        taxed.mint(inbox, 100);
        uint256 price = startAndWait(work, address(taxed));
        refuses(abi.encodeWithSelector(Errors.Auction_LotTooSmall.selector, 99, 100));
        buy(work, address(taxed), 100, price, price);
        buy(work, address(taxed), 99, price, price);
        assertEq(taxed.balanceOf(fan), 99);
    }

    // ── Shares of other works ────────────────────────────────────────────────────────────────────────────────────────

    function test_SharesOfAnotherWorkAreMovedToTheBuyer() public {
        uint256 other = publishOpen();
        openSale(other);
        IERC20 shares = IERC20(tributary.shareTokenOf(other));
        vm.prank(anna);
        shares.transfer(inbox, 2 * SHARE);
        uint256 price = startAndWait(work, address(shares));
        pay(play(other));
        vm.expectEmit(address(shares));
        emit IERC20.Transfer(inbox, fan, 2 * SHARE);
        buy(work, address(shares), 2 * SHARE, price, price);
        assertEq(tributary.balanceOf(fan, other), 2 * SHARE);
        assertEq(tributary.balanceOf(inbox, other), 0);
        assertEq(tributary.claimable(other, fan), 0);
        // What they earned meanwhile belongs to the work in whose inbox they lay.
        assertEq(tributary.claimable(other, inbox), PRICE / 50);
        IShareToken(inbox).claim(list(other));
        tributary.sweep(work);
        assertEq(tributary.workOf(work).income, (price + PRICE / 50) * Split.INCOME);
    }

    // ── Helpers ──────────────────────────────────────────────────────────────────────────────────────────────────────

    function startAndWait(uint256 work_, address asset) private returns (uint256 price) {
        tributary.startAuction(work_, asset);
        vm.warp(tributary.auctionOf(work_, asset).start + CHEAP);
        price = tributary.auctionOf(work_, asset).price;
        assertEq(price, FIRST >> 60);
    }

    function nothingToSell(uint256 work_, address asset) private {
        refuses(abi.encodeWithSelector(Errors.Inbox_Empty.selector, work_, asset));
        tributary.startAuction(work_, asset);
    }

    function buy(uint256 work_, address asset, uint256 minimumLot, uint256 maximumPrice, uint256 value) private {
        vm.prank(fan);
        tributary.buyAsset{value: value}(work_, asset, minimumLot, maximumPrice);
    }
}
