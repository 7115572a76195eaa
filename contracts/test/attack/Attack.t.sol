// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Base} from "../Base.t.sol";
import {Furnace, Parrot, Receiver} from "../Receivers.sol";
import "contracts/src/ITributary.sol";
import {Errors} from "contracts/src/Errors.sol";
import {
    BlacklistToken,
    CallbackToken,
    EmptyToken,
    FeeToken,
    GenerousToken,
    LyingToken,
    PlainToken,
    ShrinkingToken,
    SilentToken
} from "./Tokens.sol";

/// What the matrix does not have: chosen histories, one attack at a time.
contract AttackTest is Base {
    uint256 private work;
    uint32 private constant ONE = 1_000_000;

    function setUp() public override {
        super.setUp();
        work = publishOpen();
    }

    // ── Re-entry ─────────────────────────────────────────────────────────────────────────────────────────────────────

    function test_AReceiverOfABatchCannotReenter() public {
        Receiver receiver = new Receiver();
        receiver.plan(address(tributary), abi.encodeCall(tributary.claim, (list(work), anna)));
        vm.prank(anna);
        tributary.safeBatchTransferFrom(anna, address(receiver), list(work), list(1), "");
        wasLockedOut(receiver);
    }

    function test_ASellerCannotReenterWhenPaid() public {
        Receiver receiver = new Receiver();
        give(anna, address(receiver), work, ONE);
        openSale(work);
        receiver.act(address(tributary), 0, abi.encodeCall(tributary.list, (work, ONE, 1 ether, uint40(birth))));
        receiver.plan(address(tributary), abi.encodeCall(tributary.list, (work, 0, 0, 0)));
        vm.prank(fan);
        tributary.buy{value: 1 ether}(work, address(receiver), ONE, 1 ether, birth);
        wasLockedOut(receiver);
        assertEq(address(receiver).balance, 0.95 ether);
    }

    function test_ABuyerCannotReenterWithItsChange() public {
        offerShares(work, ONE);
        Receiver receiver = new Receiver();
        receiver.plan(address(tributary), abi.encodeCall(tributary.safeTransferFrom, (anna, fan, work, 0, "")));
        bytes memory call = abi.encodeCall(tributary.buy, (work, anna, ONE, 2 ether, birth));
        receiver.act{value: 3 ether}(address(tributary), 3 ether, call);
        wasLockedOut(receiver);
        assertEq(address(receiver).balance, 1 ether);
    }

    function test_AHolderCannotReenterWhilePublishing() public {
        Receiver receiver = new Receiver();
        receiver.plan(address(tributary), abi.encodeCall(tributary.claim, (list(work), anna)));
        Publication memory p = draft();
        p.holders[0].account = address(receiver);
        publish(p);
        wasLockedOut(receiver);
    }

    function test_ATokenThatCallsBackIsLockedOutAndSeesMoneyFirst() public {
        CallbackToken token = new CallbackToken();
        uint256 id = publishIn(address(token));
        fund(token);
        token.plan(address(tributary), abi.encodeCall(tributary.pay, (tip(work, 0))));
        payDollars(play(id));
        assertFalse(token.succeeded());
        assertEq(token.answer(), abi.encodeWithSelector(Errors.Lock_Held.selector));
        token.plan(address(tributary), abi.encodeCall(tributary.claimable, (id, ben)));
        uint256 before = tributary.claimable(id, ben);
        payDollars(play(id));
        assertTrue(token.succeeded());
        assertEq(abi.decode(token.answer(), (uint256)), before);
        claim(anna, id);
        assertEq(token.balanceOf(anna), (2 * uint256(PRICE) * 7) / 10);
    }

    // ── Receivers ────────────────────────────────────────────────────────────────────────────────────────────────────

    function test_OneBadHolderStopsOnlyItself() public {
        address[2] memory bad = [address(new Parrot("no", true)), address(new Furnace())];
        for (uint256 i; i < 2; ++i) {
            bytes memory code = bad[i].code;
            vm.etch(bad[i], "");
            give(anna, bad[i], work, ONE);
            vm.etch(bad[i], code);
        }
        pay(tip(work, 1 ether));
        for (uint256 i; i < 2; ++i) {
            vm.prank(bad[i]);
            (bool done, ) = address(tributary).call{gas: 500_000}(
                abi.encodeCall(tributary.claim, (list(work), bad[i]))
            );
            assertFalse(done);
            assertEq(tributary.claimable(work, bad[i]), 0.01 ether);
            vm.prank(bad[i]);
            tributary.claim(list(work), stranger);
        }
        claim(anna, work);
        claim(ben, work);
        assertEq(address(tributary).balance, 0);
    }

    function test_AnAccountThatDelegatesToABadContractHurtsNobody() public {
        Parrot parrot = new Parrot("no", true);
        vm.etch(ben, abi.encodePacked(hex"ef0100", address(parrot)));
        refuses(abi.encodeWithSelector(Errors.Shares_ReceiverRefused.selector, ben));
        give(anna, ben, work, 1);
        give(ben, anna, work, 1);
        pay(play(work));
        claim(anna, work);
        vm.prank(ben);
        tributary.claim(list(work), fan);
    }

    // ── Tokens ───────────────────────────────────────────────────────────────────────────────────────────────────────

    function test_TokensThatTakeFeesAreRefused() public {
        FeeToken token = new FeeToken();
        uint256 id = publishIn(address(token));
        fund(token);
        refuses(mismatch(address(token), PRICE - 1, PRICE));
        payDollars(play(id));
        offerShares(id, ONE);
        refuses(mismatch(address(token), 0.1 ether - 1, 0.1 ether));
        vm.prank(fan);
        tributary.buy(id, anna, ONE, 2 ether, birth);
    }

    function test_ASellerMustGetTheWholePriceInTokens() public {
        FeeToken token = new FeeToken();
        Publication memory p = draft();
        (p.currency, p.resaleRoyalty) = (address(token), 0);
        uint256 id = publish(p);
        fund(token);
        offerShares(id, ONE);
        refuses(mismatch(address(token), 2 ether - 1, 2 ether));
        vm.prank(fan);
        tributary.buy(id, anna, ONE, 2 ether, birth);
    }

    function test_TokensThatBringMoreAreRefused() public {
        GenerousToken token = new GenerousToken();
        uint256 id = publishIn(address(token));
        fund(token);
        refuses(mismatch(address(token), uint256(PRICE) + 1, PRICE));
        payDollars(play(id));
    }

    function test_TokensThatMoveNothingAreRefused() public {
        EmptyToken empty = new EmptyToken();
        uint256 id = publishIn(address(empty));
        refuses(mismatch(address(empty), 0, PRICE));
        payDollars(play(id));
        LyingToken lying = new LyingToken();
        id = publishIn(address(lying));
        refuses(abi.encodeWithSelector(SafeERC20.SafeERC20FailedOperation.selector, address(lying)));
        payDollars(play(id));
    }

    function test_TokensWithoutReturnValueAndWithTwoDecimalsWork() public {
        SilentToken token = new SilentToken();
        uint256 parent = publishIn(address(token));
        Publication memory p = draft();
        (p.currency, p.parents) = (address(token), list(parent));
        uint256 id = publish(p);
        token.mint(fan, 1_000);
        vm.prank(fan);
        token.approve(address(tributary), 1_000);
        for (uint256 i; i < 7; ++i) payDollars(tip(id, 1));
        assertEq(tributary.workOf(parent).income, 7 * 1e7);
        assertEq(tributary.workOf(id).income, 7 * 9e7);
        claim(anna, id);
        claim(ben, id);
        claim(anna, parent);
        // 6.3 of 7 units are the work's, 4.41 of them Anna's, 1.89 Ben's.
        assertEq(token.balanceOf(anna), 4);
        assertEq(token.balanceOf(ben), 1);
        assertEq(token.balanceOf(address(tributary)), 2);
    }

    function test_ABlacklistedHolderWaitsAlone() public {
        BlacklistToken token = new BlacklistToken();
        uint256 id = publishIn(address(token));
        fund(token);
        token.block_(anna);
        payDollars(play(id));
        pay(play(work));
        refuses("blocked");
        claim(anna, id);
        claim(anna, work);
        claim(ben, id);
        vm.prank(anna);
        tributary.claim(list(id), stranger);
        assertEq(token.balanceOf(stranger), (PRICE * 7) / 10);
    }

    function test_ATokenThatShrinksHurtsOnlyItsOwnWorks() public {
        ShrinkingToken token = new ShrinkingToken();
        uint256 id = publishIn(address(token));
        uint256 inDollars = publishIn(address(dollar));
        fund(token);
        payDollars(play(id));
        payDollars(play(inDollars));
        pay(play(work));
        token.shrink(address(tributary));
        claim(anna, inDollars);
        claim(anna, work);
        claim(ben, id);
        assertEq(token.balanceOf(ben), (PRICE * 3) / 10);
        vm.expectRevert();
        claim(anna, id);
    }

    function test_ATokenWhoseCodeIsGoneTakesNoPayment() public {
        PlainToken token = new PlainToken();
        uint256 id = publishIn(address(token));
        vm.etch(address(token), "");
        vm.expectRevert();
        payDollars(play(id));
        claim(anna, id);
    }

    // ── Ether nobody asked for ───────────────────────────────────────────────────────────────────────────────────────

    function test_ForcedEtherIsNobodysAndStopsNothing() public {
        vm.deal(address(tributary), 5 ether);
        pay(play(work));
        assertEq(tributary.workOf(work).income, uint256(PRICE) * 1e8);
        claim(anna, work);
        claim(ben, work);
        assertEq(address(tributary).balance, 5 ether);
        vm.prank(fan);
        (bool taken, ) = address(tributary).call{value: 1}("");
        assertFalse(taken);
    }

    function fund(PlainToken token) private {
        token.mint(fan, 100 ether);
        vm.prank(fan);
        token.approve(address(tributary), type(uint256).max);
    }

    function mismatch(address token, uint256 received, uint256 required) private pure returns (bytes memory) {
        return abi.encodeWithSelector(Errors.Payment_ReceivedMismatch.selector, token, received, required);
    }

    function wasLockedOut(Receiver receiver) private view {
        assertFalse(receiver.errandDone());
        assertEq(receiver.errandAnswer(), abi.encodeWithSelector(Errors.Lock_Held.selector));
    }
}
