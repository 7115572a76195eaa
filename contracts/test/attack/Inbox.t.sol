// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Base} from "../Base.t.sol";
import {IShareToken} from "contracts/src/interfaces/IShareToken.sol";
import "contracts/src/ITributary.sol";
import {Errors} from "contracts/src/Errors.sol";
import {Split} from "contracts/src/libraries/Split.sol";
import {CallbackToken, PlainToken} from "./Tokens.sol";
import {Mood, MoodyToken} from "./MoodyToken.sol";

contract InboxAttack is Base {
    /// What the worst currency can add to a move: three reads, a release, and copying nothing of what they say.
    uint256 private constant DEAREST_MOVE = 900_000;
    uint256 private constant WAITING = 1_000;

    uint256 private honest;

    function setUp() public override {
        super.setUp();
        honest = publishIn(address(dollar));
        dollar.mint(tributary.shareTokenOf(honest), 100);
        tributary.sweep(honest);
    }

    // ── Currencies ───────────────────────────────────────────────────────────────────────────────────────────────────

    function test_NoMoodOfACurrencyFreezesShares() public {
        forEachMood(this.sharesMove);
    }

    function test_NoMoodOfACurrencyInventsIncomeByTheDoor() public {
        forEachMood(this.doorIsHonest);
    }

    /// Money that could not be swept is not lost: in a better mood it comes.
    function test_WhatCouldNotBeSweptWaits() public {
        (uint256 work, MoodyToken token) = moody();
        token.feel(Mood.Reverts, Mood.Honest);
        give(anna, fan, work, SHARE);
        assertEq(tributary.workOf(work).income, 0);
        token.feel(Mood.Honest, Mood.Honest);
        give(anna, fan, work, SHARE);
        assertEq(tributary.workOf(work).income, WAITING * Split.INCOME);
        assertEq(tributary.claimable(work, fan), WAITING / 100);
    }

    function sharesMove(uint256 work, MoodyToken token, bool truthful) external {
        uint256 gas = gasleft();
        give(anna, fan, work, SHARE);
        assertLt(gas - gasleft(), DEAREST_MOVE);
        assertEq(tributary.balanceOf(fan, work), SHARE);
        if (truthful) assertLe(tributary.workOf(work).income, arrived(token));
        othersAreWhole();
    }

    function doorIsHonest(uint256 work, MoodyToken token, bool truthful) external {
        try tributary.sweep{gas: 5_000_000}(work) returns (uint256 amount) {
            assertEq(tributary.workOf(work).income, amount * Split.INCOME);
            if (truthful) assertEq(amount * Split.INCOME, arrived(token));
        } catch {
            assertEq(tributary.workOf(work).income, 0);
            if (address(token).code.length != 0) assertEq(token.truth(address(tributary)), 0);
        }
        othersAreWhole();
    }

    /// A currency can lie about what anybody has: then it is the currency that is worth nothing.
    function test_ALiarInventsIncomeInItselfAlone() public {
        (uint256 work, MoodyToken token) = moody();
        token.feel(Mood.Honest, Mood.SaysFalse);
        give(anna, fan, work, SHARE);
        assertEq(tributary.workOf(work).income, 0);
        token.feel(Mood.Honest, Mood.MovesNothing);
        tributary.sweep(work);
        assertEq(tributary.workOf(work).income, (WAITING / 4) * Split.INCOME);
        othersAreWhole();
    }

    function test_ACurrencyThatCallsBackIsLockedOutWhileItIsSwept() public {
        bytes[] memory entries = allEntries(honest, address(dollar));
        CallbackToken token = new CallbackToken();
        uint256 work = publishIn(address(token));
        address inbox = tributary.shareTokenOf(work);
        for (uint256 i; i < entries.length; ++i) {
            token.mint(inbox, 10);
            token.plan(address(tributary), entries[i]);
            if (i % 2 == 0) tributary.sweep(work);
            else give(anna, fan, work, 1);
            lockedOut(token);
            token.plan(address(0), "");
        }
        assertEq(tributary.workOf(work).income, 10 * entries.length * Split.INCOME);
        othersAreWhole();
    }

    function test_CoinsSentDuringASweepAreNobodys() public {
        CallbackToken token = new CallbackToken();
        uint256 work = publishIn(address(token));
        CoinSender sender = new CoinSender{value: 1 ether}();
        token.mint(tributary.shareTokenOf(work), 10);
        token.plan(address(sender), abi.encodeCall(sender.send, (address(tributary))));
        tributary.sweep(work);
        assertTrue(token.succeeded());
        assertEq(address(tributary).balance, 1 ether);
        assertEq(tributary.workOf(work).income, 10 * Split.INCOME);
        uint256 inCoins = publishOpen();
        vm.deal(tributary.shareTokenOf(inCoins), 5);
        tributary.sweep(inCoins);
        assertEq(tributary.workOf(inCoins).income, 5 * Split.INCOME);
    }

    // ── Assets ───────────────────────────────────────────────────────────────────────────────────────────────────────

    function test_AnAssetThatCallsBackIsLockedOut() public {
        CallbackToken asset = new CallbackToken();
        bytes[] memory entries = allEntries(honest, address(asset));
        uint256 work = publishOpen();
        for (uint256 i; i < entries.length; ++i) {
            asset.mint(tributary.shareTokenOf(work), 10);
            uint256 price = start(work, address(asset));
            asset.plan(address(tributary), entries[i]);
            vm.prank(stranger);
            tributary.buyAsset{value: price + 1}(work, address(asset), 10, price);
            lockedOut(asset);
            asset.plan(address(0), "");
        }
        assertEq(address(tributary).balance * Split.INCOME, tributary.workOf(work).income);
        othersAreWhole();
    }

    function test_AnAssetThatCannotBeHandedOverCostsNobodyAnything() public {
        uint256 work = publishOpen();
        for (uint8 mood = 1; mood < uint8(Mood.Destroyed); ++mood) {
            MoodyToken asset = new MoodyToken();
            asset.mint(tributary.shareTokenOf(work), WAITING);
            uint256 price = start(work, address(asset));
            asset.feel(Mood(mood), Mood.Honest);
            uint256 before = stranger.balance;
            vm.prank(stranger);
            (bool bought, ) = address(tributary).call{value: price, gas: 2_000_000}(
                abi.encodeCall(tributary.buyAsset, (work, address(asset), 1, price))
            );
            // What says nothing has moved all the same, as the oldest tokens do.
            assertEq(bought, Mood(mood) == Mood.SaysNothing);
            assertEq(stranger.balance, bought ? before - price : before);
            assertEq(asset.balanceOf(stranger), bought ? WAITING : 0);
        }
    }

    function test_ADestroyedAssetIsNotSold() public {
        uint256 work = publishOpen();
        PlainToken asset = new PlainToken();
        asset.mint(tributary.shareTokenOf(work), WAITING);
        uint256 price = start(work, address(asset));
        vm.etch(address(asset), "");
        refuses(abi.encodeWithSelector(Errors.Inbox_Empty.selector, work, asset));
        vm.prank(stranger);
        tributary.buyAsset{value: price}(work, address(asset), 0, price);
    }

    // ── The share token ──────────────────────────────────────────────────────────────────────────────────────────────

    function test_OnlyTributaryReleases() public {
        address inbox = tributary.shareTokenOf(honest);
        dollar.mint(inbox, 5);
        refuses(abi.encodeWithSelector(IShareToken.ShareToken_CallerNotTributary.selector, anna));
        vm.prank(anna);
        IShareToken(inbox).release(address(dollar), anna, 5);
        refuses(abi.encodeWithSelector(IShareToken.ShareToken_CallerNotTributary.selector, address(this)));
        IShareToken(inbox).release(address(0), address(this), 0);
    }

    // ── Helpers ──────────────────────────────────────────────────────────────────────────────────────────────────────

    function forEachMood(function(uint256, MoodyToken, bool) external check) private {
        for (uint8 transferring; transferring <= uint8(Mood.Destroyed); ++transferring) {
            for (uint8 counting; counting < uint8(Mood.Destroyed); ++counting) {
                uint256 snapshot = vm.snapshotState();
                (uint256 work, MoodyToken token) = moody();
                token.feel(Mood(transferring), Mood(counting));
                if (Mood(transferring) == Mood.Destroyed) vm.etch(address(token), "");
                check(work, token, Mood(counting) != Mood.SaysFalse && Mood(counting) != Mood.MovesNothing);
                vm.revertToState(snapshot);
            }
        }
    }

    function moody() private returns (uint256 work, MoodyToken token) {
        token = new MoodyToken();
        work = publishIn(address(token));
        token.mint(tributary.shareTokenOf(work), WAITING);
    }

    /// As income.
    function arrived(MoodyToken token) private view returns (uint256) {
        return address(token).code.length == 0 ? 0 : token.truth(address(tributary)) * Split.INCOME;
    }

    function othersAreWhole() private {
        uint256 snapshot = vm.snapshotState();
        claim(anna, honest);
        claim(ben, honest);
        assertEq(dollar.balanceOf(anna), 70);
        assertEq(dollar.balanceOf(ben), 30);
        vm.revertToState(snapshot);
    }

    function start(uint256 work, address asset) private returns (uint256 price) {
        tributary.startAuction(work, asset);
        skip(70 hours);
        price = tributary.auctionOf(work, asset).price;
    }

    function lockedOut(CallbackToken token) private view {
        assertFalse(token.succeeded());
        assertEq(token.answer(), abi.encodeWithSelector(Errors.Lock_Held.selector));
    }

    /// One call of every kind that moves money or shares.
    function allEntries(uint256 work, address asset) private view returns (bytes[] memory e) {
        e = new bytes[](14);
        e[0] = abi.encodeCall(tributary.sweep, (work));
        e[1] = abi.encodeCall(tributary.startAuction, (work, asset));
        e[2] = abi.encodeCall(tributary.buyAsset, (work, asset, 0, type(uint256).max));
        e[3] = abi.encodeCall(tributary.transferByToken, (work, anna, fan, 1));
        e[4] = abi.encodeCall(tributary.pay, (tip(work, 1)));
        e[5] = abi.encodeCall(tributary.claim, (list(work), anna));
        e[6] = abi.encodeCall(tributary.claimFor, (anna, list(work)));
        e[7] = abi.encodeCall(tributary.withdraw, (asset, anna));
        e[8] = abi.encodeCall(tributary.safeTransferFrom, (anna, fan, work, 1, ""));
        e[9] = abi.encodeCall(tributary.safeBatchTransferFrom, (anna, fan, list(work), list(1), ""));
        e[10] = abi.encodeCall(tributary.openFlow, (work, 10_000, uint40(birth), 1));
        e[11] = abi.encodeCall(tributary.closeFlow, (work));
        e[12] = abi.encodeCall(tributary.cancelBid, (work));
        e[13] = abi.encodeCall(tributary.buy, (work, anna, 1, 1, birth));
    }
}

contract CoinSender {
    constructor() payable {}

    function send(address to) external {
        (bool sent, ) = to.call{value: address(this).balance}("");
        require(sent);
    }
}
