// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Vm} from "forge-std/Vm.sol";
import {Base} from "../Base.t.sol";
import {Receiver} from "../Receivers.sol";
import "contracts/src/ITributary.sol";
import {Errors} from "contracts/src/Errors.sol";

contract ClaimTest is Base {
    uint256 private work;

    function setUp() public override {
        super.setUp();
        work = publishOpen();
    }

    // ── Amounts ──────────────────────────────────────────────────────────────────────────────────────────────────────

    function test_PaysWhatIsDueAndKeepsTheRemainder() public {
        pay(tip(work, 5));
        assertEq(tributary.claimable(work, anna), 3);
        claim(anna, work);
        assertEq(anna.balance, 3);
        assertEq(tributary.holdingOf(work, anna).debt, 3e16);
        assertEq(tributary.claimable(work, anna), 0);
        pay(tip(work, 1));
        // 0.5 were left, 0.7 came.
        assertEq(tributary.claimable(work, anna), 1);
        claim(anna, work);
        claim(ben, work);
        assertEq(anna.balance, 4);
        assertEq(ben.balance, 1);
        assertEq(address(tributary).balance, 1);
    }

    function test_AnnouncesAndChainsTheClaim() public {
        pay(play(work));
        bytes32 head = tributary.workOf(work).head;
        vm.roll(20_000_003);
        uint256 stamp = (4 << 80) | (birth << 40) | 20_000_000;
        vm.expectEmit(address(tributary));
        emit ITributary.Claimed(work, anna, stamp, (PRICE * 7) / 10);
        claim(anna, work);
        Work memory w = tributary.workOf(work);
        bytes32 topic = ITributary.Claimed.selector;
        assertEq(w.head, keccak256(abi.encode(head, topic, work, anna, stamp, (PRICE * 7) / 10)));
        assertEq(w.lastBlock, 20_000_003);
        assertEq(w.income, PRICE * 1e8);
    }

    function test_WritesNothingWhereNothingIsDue() public {
        uint256 other = publishOpen();
        pay(play(other));
        bytes32 before = keccak256(abi.encode(tributary.workOf(work)));
        vm.record();
        vm.startPrank(anna);
        vm.recordLogs();
        tributary.claim(list(work, 77, 0), anna);
        assertEq(vm.getRecordedLogs().length, 0);
        (, bytes32[] memory writes) = vm.accesses(address(tributary));
        assertEq(writes.length, 0);
        tributary.claim(new uint256[](0), anna);
        vm.stopPrank();
        claim(stranger, other);
        assertEq(keccak256(abi.encode(tributary.workOf(work))), before);
    }

    function test_AWorkThatComesTwiceIsPaidOnce() public {
        pay(play(work));
        vm.prank(anna);
        tributary.claim(list(work, work, work), anna);
        assertEq(anna.balance, (PRICE * 7) / 10);
        assertEq(tributary.workOf(work).sequence, 4);
    }

    // ── Currencies and receivers ─────────────────────────────────────────────────────────────────────────────────────

    function test_PaysEachRunOfACurrencyOnce() public {
        uint256 second = publishOpen();
        uint256 inDollars = publishIn(address(dollar));
        uint256 silent = publishIn(address(dollar));
        pay(play(work));
        pay(play(second));
        payDollars(plays(inDollars, 2));
        uint256 third = publishOpen();
        pay(play(third));
        uint256[] memory all = new uint256[](5);
        (all[0], all[1], all[2], all[3], all[4]) = (work, inDollars, silent, second, third);
        vm.recordLogs();
        vm.prank(anna);
        tributary.claim(all, stranger);
        assertEq(stranger.balance, 1_000 ether + (3 * uint256(PRICE) * 7) / 10);
        assertEq(dollar.balanceOf(stranger), (2 * uint256(PRICE) * 7) / 10);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        uint256 payOuts;
        for (uint256 i; i < logs.length; ++i) {
            if (logs[i].topics[0] == ITributary.PaidOut.selector) ++payOuts;
        }
        assertEq(payOuts, 3);
    }

    function test_SaysWhereTheMoneyWentWhenNotToTheHolder() public {
        payDollars(play(publishIn(address(dollar))));
        vm.expectEmit(address(tributary));
        emit ITributary.PaidOut(anna, stranger, address(dollar), (PRICE * 7) / 10);
        vm.prank(anna);
        tributary.claim(list(2), stranger);
        vm.recordLogs();
        claim(ben, 2);
        assertEq(vm.getRecordedLogs().length, 2, "Claimed and the token's Transfer");
    }

    function test_RefusesReceiversThatWouldLoseTheMoney() public {
        vm.startPrank(anna);
        refuses(abi.encodeWithSelector(Errors.Claim_InvalidReceiver.selector, address(0)));
        tributary.claim(list(work), address(0));
        refuses(abi.encodeWithSelector(Errors.Claim_InvalidReceiver.selector, address(tributary)));
        tributary.claim(list(work), address(tributary));
    }

    function test_RefusesAReceiverThatDoesNotTakeCoins() public {
        pay(play(work));
        refuses(abi.encodeWithSelector(Errors.Transfer_Failed.selector, address(dollar), (PRICE * 7) / 10));
        vm.prank(anna);
        tributary.claim(list(work), address(dollar));
        assertEq(tributary.claimable(work, anna), (PRICE * 7) / 10);
    }

    // ── For others ───────────────────────────────────────────────────────────────────────────────────────────────────

    function test_AnyoneMayPayAnAccountWithoutCode() public {
        pay(play(work));
        assertTrue(tributary.claimableByOthers(anna));
        vm.prank(stranger);
        tributary.claimFor(anna, list(work));
        assertEq(anna.balance, (PRICE * 7) / 10);
    }

    function test_AnyoneMayPayAnAccountThatDelegatesItsCode() public {
        pay(play(work));
        vm.etch(ben, abi.encodePacked(hex"ef0100", address(0)));
        assertTrue(tributary.claimableByOthers(ben));
        assertEq(ben.code.length, 23);
        tributary.claimFor(ben, list(work));
        assertEq(ben.balance, (PRICE * 3) / 10);
    }

    function test_ContractsMustOptIn() public {
        pay(play(work));
        bytes[2] memory codes = [bytes(hex"00"), hex"ef0200"];
        for (uint256 i; i < 2; ++i) {
            vm.etch(ben, codes[i]);
            assertFalse(tributary.claimableByOthers(ben));
            refuses(abi.encodeWithSelector(Errors.Claim_NotAllowed.selector, ben));
            tributary.claimFor(ben, list(work));
        }
        vm.etch(ben, hex"0000000000000000000000000000000000000000000000");
        assertEq(ben.code.length, 23);
        assertFalse(tributary.claimableByOthers(ben));
        vm.expectEmit(address(tributary));
        emit ITributary.ClaimableByOthersSet(ben, true);
        allow(true);
        tributary.claimFor(ben, list(work));
        assertEq(ben.balance, (PRICE * 3) / 10);
        allow(false);
        refuses(abi.encodeWithSelector(Errors.Claim_NotAllowed.selector, ben));
        tributary.claimFor(ben, list(work));
        claim(ben, work);
    }

    function test_NobodyOptsInWhileHeIsPaid() public {
        Receiver holder = new Receiver();
        give(anna, address(holder), work, SHARE);
        holder.plan(address(tributary), abi.encodeCall(tributary.setClaimableByOthers, (true)));
        pay(play(work));
        claim(address(holder), work);
        assertEq(address(holder).balance, PRICE / 100);
        assertFalse(holder.errandDone());
        assertEq(holder.errandAnswer(), abi.encodeWithSelector(Errors.Lock_Held.selector));
        assertFalse(tributary.claimableByOthers(address(holder)));
    }

    function test_ViewsOfManyAreThoseOfEach() public {
        pay(plays(work, 3));
        uint256 second = publishOpen();
        uint256[] memory due = tributary.claimableOf(list(second, work), ben);
        assertEq(due[0], 0);
        assertEq(due[1], (3 * uint256(PRICE) * 3) / 10);
    }

    function allow(bool allowed) private {
        vm.prank(ben);
        tributary.setClaimableByOthers(allowed);
    }
}
