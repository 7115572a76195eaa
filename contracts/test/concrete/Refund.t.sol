// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {KeyBase} from "../KeyBase.t.sol";
import {Parrot, Receiver} from "../Receivers.sol";
import "contracts/src/ITributary.sol";
import {Errors} from "contracts/src/Errors.sol";

/// See refund.tree.
contract RefundTest is KeyBase {
    function test_IsRefusedUpToTheDeadline() public {
        KeyTerms memory t = request();
        bytes4 reason = Errors.Request_NotExpired.selector;
        refuses(abi.encodeWithSelector(reason, t.deadline, block.timestamp));
        tributary.refundKey(t);
        vm.warp(t.deadline);
        refuses(abi.encodeWithSelector(reason, t.deadline, t.deadline));
        tributary.refundKey(t);
        assertTrue(isOpen(t));
        deliver(t);
    }

    function test_LeavesTheMoneyToTheBuyer() public {
        KeyRequest memory r = wish();
        r.buyer = ben;
        KeyTerms memory t = request(r);
        Work memory before = tributary.workOf(work);
        vm.warp(t.deadline + 1);
        vm.roll(20_000_055);
        uint256 stamp = (uint256(before.sequence + 1) << 80) | ((t.deadline + 1) << 40) | before.lastBlock;
        vm.expectEmit(address(tributary));
        emit ITributary.Withdrawable(ben, address(0), PRICE + FEE);
        vm.expectEmit(address(tributary));
        emit IKeys.KeyRefunded(work, ben, stamp, t.id, PRICE + FEE);
        vm.prank(stranger);
        tributary.refundKey(t);
        assertTrue(isClosed(t));
        Work memory w = tributary.workOf(work);
        bytes memory log = abi.encode(IKeys.KeyRefunded.selector, work, ben, stamp, t.id, PRICE + FEE);
        assertEq(w.head, keccak256(bytes.concat(before.head, log)));
        assertEq(w.sequence, before.sequence + 1);
        assertEq(w.lastBlock, 20_000_055);
        assertEq(w.income, 0);
        assertEq(waits(fan), 0);
        vm.prank(ben);
        tributary.withdraw(address(0), ben);
        assertEq(ben.balance, PRICE + FEE);
        assertEq(address(tributary).balance, 0);
    }

    function test_GivesTokensBack() public {
        Publication memory p = sealedDraft(11);
        (p.currency, p.deliveryFee) = (address(dollar), 3);
        (work, keyAddress) = (publish(p), vm.addr(11));
        KeyRequest memory r = wish();
        r.fee = 3;
        vm.prank(fan);
        tributary.requestKey(r);
        KeyTerms memory t = termsOf(r);
        vm.warp(t.deadline + 1);
        tributary.refundKey(t);
        uint256 before = dollar.balanceOf(fan);
        vm.prank(fan);
        tributary.withdraw(address(dollar), fan);
        assertEq(dollar.balanceOf(fan) - before, PRICE + 3);
    }

    function test_CallsNobody() public {
        KeyRequest memory r = wish();
        r.buyer = address(new Parrot("no", true));
        KeyTerms memory t = request(r);
        vm.warp(t.deadline + 1);
        tributary.refundKey(t);
        assertEq(waits(r.buyer), PRICE + FEE);
    }

    function test_ClosesForEver() public {
        KeyTerms memory t = request();
        Answer memory a = answer(t);
        vm.warp(t.deadline + 1);
        tributary.refundKey(t);
        refuses(abi.encodeWithSelector(Errors.Request_NotOpen.selector, t.id));
        tributary.refundKey(t);
        refuses(abi.encodeWithSelector(Errors.Request_NotOpen.selector, t.id));
        deliver(t, a, anna);
        assertEq(waits(fan), PRICE + FEE);
    }

    function test_IsRefusedAfterADelivery() public {
        KeyTerms memory t = request();
        deliver(t);
        vm.warp(t.deadline + 1);
        refuses(abi.encodeWithSelector(Errors.Request_NotOpen.selector, t.id));
        tributary.refundKey(t);
        assertEq(waits(fan), 0);
    }

    /// Every bit of every word: another buyer, a larger fee, an earlier deadline. Dirty words do not even decode.
    function test_RefusesTermsThatWereNotAskedFor() public {
        KeyTerms memory t = request();
        vm.warp(t.deadline + 365 days);
        bytes memory call = abi.encodeCall(IKeys.refundKey, (t));
        for (uint256 i = 32; i < 8 * call.length; ++i) {
            flip(call, i);
            (bool done, ) = address(tributary).call(call);
            assertFalse(done);
            flip(call, i);
        }
        (bool right, ) = address(tributary).call(call);
        assertTrue(right, "the terms themselves are accepted");
    }

    function test_ClosesARequestThatCostNothing() public {
        Publication memory p = sealedDraft(11);
        p.offers[2].bringsKey = true;
        (work, keyAddress) = (publish(p), vm.addr(11));
        KeyRequest memory r = wish();
        (r.usage, r.price, r.fee) = (Usage.Train, 0, 0);
        KeyTerms memory t = request(r);
        vm.warp(t.deadline + 1);
        tributary.refundKey(t);
        assertTrue(isClosed(t));
        assertEq(waits(fan), 0);
    }

    function test_AWithdrawalThatCallsBackIsLockedOut() public {
        Receiver buyer = new Receiver();
        KeyRequest memory r = wish();
        r.buyer = address(buyer);
        KeyTerms memory t = request(r);
        r.ex += 1;
        KeyTerms memory open = request(r);
        Answer memory a = answer(open);
        vm.warp(t.deadline + 1);
        tributary.refundKey(t);
        bytes[5] memory calls = [
            abi.encodeCall(IKeys.refundKey, (open)),
            abi.encodeCall(IKeys.deliverKey, (open, a.scalar, a.commitment, a.response, a.server)),
            abi.encodeCall(ITributary.withdraw, (address(0), address(buyer))),
            abi.encodeCall(IKeys.setDelegate, (work, fan)),
            abi.encodeCall(IKeys.seal, (work))
        ];
        bytes memory call = abi.encodeCall(ITributary.withdraw, (address(0), address(buyer)));
        uint256 snapshot = vm.snapshotState();
        for (uint256 i; i < 5; ++i) {
            buyer.plan(address(tributary), calls[i]);
            buyer.act(address(tributary), 0, call);
            assertFalse(buyer.errandDone());
            assertEq(buyer.errandAnswer(), abi.encodeWithSelector(Errors.Lock_Held.selector));
            assertEq(address(buyer).balance, PRICE + FEE);
            vm.revertToState(snapshot);
        }
    }
}
