// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Base} from "../Base.t.sol";
import {IShareToken} from "contracts/src/interfaces/IShareToken.sol";
import "contracts/src/ITributary.sol";
import {Errors} from "contracts/src/Errors.sol";
import {Split} from "contracts/src/libraries/Split.sol";
import {BlacklistToken, FeeToken, PlainToken} from "../attack/Tokens.sol";

contract InboxTest is Base {
    uint256 private work;
    address private inbox;

    function setUp() public override {
        super.setUp();
        work = publishOpen();
        inbox = tributary.shareTokenOf(work);
    }

    function test_RefusesWhatIsNotThere() public {
        refuses(abi.encodeWithSelector(Errors.Work_Missing.selector, 9));
        tributary.sweep(9);
        refuses(abi.encodeWithSelector(Errors.Inbox_Empty.selector, work, address(0)));
        tributary.sweep(work);
        dollar.mint(inbox, 5);
        refuses(abi.encodeWithSelector(Errors.Inbox_Empty.selector, work, address(0)));
        tributary.sweep(work);
        uint256 inDollars = publishIn(address(dollar));
        vm.deal(tributary.shareTokenOf(inDollars), 1 ether);
        refuses(abi.encodeWithSelector(Errors.Inbox_Empty.selector, inDollars, address(dollar)));
        tributary.sweep(inDollars);
    }

    // ── Coins ────────────────────────────────────────────────────────────────────────────────────────────────────────

    function test_CoinsArriveWithin2300Gas() public {
        vm.prank(stranger);
        payable(inbox).transfer(3 ether);
        vm.expectEmit(address(tributary));
        emit ITributary.Paid(work, inbox, inbox, stampOfNext(work), Usage.External, 0, 3 ether, 0);
        vm.prank(stranger);
        assertEq(tributary.sweep(work), 3 ether);
        assertEq(inbox.balance, 0);
        assertEq(tributary.workOf(work).income, 3 ether * Split.INCOME);
        claim(anna, work);
        claim(ben, work);
        assertEq(anna.balance, 2.1 ether);
        assertEq(ben.balance, 0.9 ether);
        assertEq(address(tributary).balance, 0);
    }

    function test_CoinsArriveBeforeTheWorkDoes() public {
        address unborn = tributary.shareTokenOf(work + 1);
        vm.deal(unborn, 1 ether);
        refuses(abi.encodeWithSelector(Errors.Work_Missing.selector, work + 1));
        tributary.sweep(work + 1);
        assertEq(tributary.shareTokenOf(publishOpen()), unborn);
        tributary.sweep(work + 1);
        assertEq(tributary.claimable(work + 1, anna), 0.7 ether);
        assertEq(tributary.claimable(work, anna), 0);
    }

    function test_CoinsReachAncestors() public {
        uint256 remix = publishFrom(list(work));
        vm.deal(tributary.shareTokenOf(remix), 1 ether);
        tributary.sweep(remix);
        assertEq(tributary.workOf(work).income, 0.1 ether * Split.INCOME);
        assertEq(tributary.workOf(remix).income, 0.9 ether * Split.INCOME);
    }

    // ── Tokens ───────────────────────────────────────────────────────────────────────────────────────────────────────

    function test_TokensOfTheWorksCurrencyAreSwept() public {
        uint256 inDollars = publishIn(address(dollar));
        dollar.mint(tributary.shareTokenOf(inDollars), 100);
        new PlainToken().mint(tributary.shareTokenOf(inDollars), 7);
        assertEq(tributary.sweep(inDollars), 100);
        assertEq(tributary.claimable(inDollars, anna), 70);
        claim(ben, inDollars);
        assertEq(dollar.balanceOf(ben), 30);
    }

    function test_TokensCountAsTheyArrive() public {
        FeeToken token = new FeeToken();
        uint256 taxed = publishIn(address(token));
        token.mint(tributary.shareTokenOf(taxed), 101);
        assertEq(tributary.sweep(taxed), 100);
        assertEq(tributary.workOf(taxed).income, 100 * Split.INCOME);
        token.mint(tributary.shareTokenOf(taxed), 1);
        refuses(abi.encodeWithSelector(Errors.Payment_ReceivedMismatch.selector, address(token), 0, 1));
        tributary.sweep(taxed);
        give(anna, fan, taxed, SHARE);
        assertEq(tributary.workOf(taxed).income, 100 * Split.INCOME);
    }

    function test_ATokenThatRefusesSaysSo() public {
        BlacklistToken token = new BlacklistToken();
        uint256 barred = publishIn(address(token));
        token.mint(tributary.shareTokenOf(barred), 100);
        token.block_(address(tributary));
        refuses("blocked");
        tributary.sweep(barred);
        give(anna, fan, barred, SHARE);
        assertEq(token.balanceOf(tributary.shareTokenOf(barred)), 100);
    }

    function test_MoreThanAPaymentMayBeComesInParts() public {
        PlainToken token = new PlainToken();
        uint256 rich = publishIn(address(token));
        token.mint(tributary.shareTokenOf(rich), Split.MAXIMUM_AMOUNT + 5);
        assertEq(tributary.sweep(rich), Split.MAXIMUM_AMOUNT);
        assertEq(token.balanceOf(tributary.shareTokenOf(rich)), 5);
        // The work is full, and an inbox has no payer: what it cannot take is nobody's.
        assertEq(tributary.sweep(rich), 5);
        assertEq(tributary.workOf(rich).income, Split.MAXIMUM_AMOUNT * Split.INCOME);
        assertEq(tributary.withdrawableOf(address(token), tributary.shareTokenOf(rich)), 5);
    }

    function test_StrayMoneyIsNobodysIncome() public {
        uint256 inDollars = publishIn(address(dollar));
        vm.deal(address(tributary), 5 ether);
        dollar.mint(address(tributary), 5 ether);
        vm.deal(inbox, 1);
        dollar.mint(tributary.shareTokenOf(inDollars), 1);
        assertEq(tributary.sweep(work), 1);
        assertEq(tributary.sweep(inDollars), 1);
        assertEq(tributary.workOf(work).income, Split.INCOME);
        assertEq(tributary.workOf(inDollars).income, Split.INCOME);
        refuses(abi.encodeWithSelector(Errors.Money_Unasked.selector, stranger, 1));
        vm.prank(stranger);
        payable(address(tributary)).transfer(1);
    }

    // ── Before shares move ───────────────────────────────────────────────────────────────────────────────────────────

    function test_WhatWaitsBelongsToThoseWhoHoldTheSharesUntilThen() public {
        vm.deal(inbox, 1 ether);
        give(anna, fan, work, 70_000_000);
        assertEq(tributary.claimable(work, anna), 0.7 ether);
        assertEq(tributary.claimable(work, ben), 0.3 ether);
        assertEq(tributary.claimable(work, fan), 0);
        assertEq(inbox.balance, 0);
    }

    function test_ABatchSweepsEachWorkInItsCurrency() public {
        uint256 inDollars = publishIn(address(dollar));
        vm.deal(inbox, 1 ether);
        dollar.mint(tributary.shareTokenOf(inDollars), 1e6);
        uint256[] memory units = list(SHARE, SHARE);
        vm.prank(anna);
        tributary.safeBatchTransferFrom(anna, fan, list(work, inDollars), units, "");
        assertEq(tributary.claimable(work, anna), 0.7 ether);
        assertEq(tributary.claimable(inDollars, anna), 0.7e6);
        assertEq(tributary.claimable(work, fan) + tributary.claimable(inDollars, fan), 0);
    }

    function test_AMoveOfNothingSweepsNothing() public {
        vm.deal(inbox, 1 ether);
        give(anna, fan, work, 0);
        give(anna, anna, work, SHARE);
        assertEq(inbox.balance, 1 ether);
        assertEq(tributary.workOf(work).sequence, 2);
    }

    function test_AMoveGivesACurrencySoMuchGasAndNoMore() public {
        uint256 inDollars = publishIn(address(dollar));
        address there = tributary.shareTokenOf(inDollars);
        dollar.mint(there, 100);
        vm.expectCall(address(dollar), 0, 100_000, abi.encodeCall(IERC20.balanceOf, (there)), 1);
        vm.expectCall(address(dollar), 0, 100_000, abi.encodeCall(IERC20.balanceOf, (address(tributary))), 2);
        vm.expectCall(
            there,
            0,
            400_000,
            abi.encodeCall(IShareToken.release, (address(dollar), address(tributary), 100)),
            1
        );
        give(anna, fan, inDollars, SHARE);
    }

    function test_AnEmptyInboxAddsNoEvent() public {
        give(anna, fan, work, SHARE);
        assertEq(tributary.workOf(work).sequence, 3);
    }

    function stampOfNext(uint256 work_) private view returns (uint256) {
        Work memory w = tributary.workOf(work_);
        return (uint256(w.anchorBlock) << 112) | (uint256(w.sequence + 1) << 80) | (birth << 40) | w.lastBlock;
    }
}
