// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {FlowBase} from "../FlowBase.t.sol";
import {Furnace, Parrot, Receiver} from "../Receivers.sol";
import "contracts/src/ITributary.sol";
import {Errors} from "contracts/src/Errors.sol";
import {BlacklistToken, CallbackToken, FeeToken, GenerousToken, PlainToken, SilentToken} from "./Tokens.sol";

/// Who pays flows, and in what: odd tokens, accounts that take no coins, accounts that call back.
contract PayersTest is FlowBase {
    uint256 private work;

    function setUp() public override {
        super.setUp();
        work = publishOpen();
    }

    // ── Tokens ───────────────────────────────────────────────────────────────────────────────────────────────────────

    /// A cent is 10^8 parts: a rate of a cent in three hours flows as exactly as any.
    function test_ATokenOfTwoDecimals() public {
        SilentToken cents = new SilentToken();
        cents.mint(fan, 10_000);
        vm.prank(fan);
        cents.approve(address(tributary), 10_000);
        uint256 number = publishIn(address(cents));
        uint256 child = publishBelow(number, address(cents));
        vm.startPrank(fan);
        // 3153.6 cents.
        tributary.openFlow(child, 10_000, uint40(time + 365 days), 3154);
        assertEq(cents.balanceOf(fan), 6846);
        pass(100 days);
        // 864 are spent, 2289.6 are left.
        assertEq(tributary.closeFlow(child), 2289);
        vm.stopPrank();
        assertEq(cents.balanceOf(fan), 9135);
        assertEq(incomeOf(number), 86.5e8);
        assertEq(incomeOf(child), 778.5e8);
        claim(anna, child);
        claim(ben, child);
        assertEq(cents.balanceOf(anna), 544);
        assertEq(cents.balanceOf(ben), 233);
    }

    function test_TokensAreTakenExactlyAndNothingBeside() public {
        uint256 number = publishIn(address(dollar));
        uint256 before = dollar.balanceOf(fan);
        vm.deal(fan, 1 ether);
        vm.startPrank(fan);
        bytes memory reason = abi.encodeWithSelector(Errors.Payment_ValueMismatch.selector, 1, 0);
        refuses(reason);
        tributary.openFlow{value: 1}(number, RATE, ends(2), 7200);
        tributary.openFlow(number, RATE, ends(2), type(uint256).max);
        assertEq(before - dollar.balanceOf(fan), 7200);
        refuses(reason);
        tributary.extendFlow{value: 1}(number, ends(3), 3600);
        refuses(reason);
        tributary.topUpFlow{value: 1}(number, 3600);
        tributary.extendFlow(number, ends(3), 3600);
        tributary.topUpFlow(number, 7199);
        assertEq(before - dollar.balanceOf(fan), 4 * 3600);
        pass(1 hours);
        assertEq(tributary.closeFlow(number), 3 * 3600);
        vm.stopPrank();
        assertEq(before - dollar.balanceOf(fan), 3600);
        assertEq(dollar.balanceOf(address(tributary)), 3600);
    }

    function test_TokensThatBringMoreOrLessThanWasSent() public {
        PlainToken[2] memory tokens = [PlainToken(new FeeToken()), PlainToken(new GenerousToken())];
        for (uint256 i; i < 2; ++i) {
            tokens[i].mint(fan, 1e6);
            uint256 number = publishIn(address(tokens[i]));
            vm.startPrank(fan);
            tokens[i].approve(address(tributary), 1e6);
            refuses(
                abi.encodeWithSelector(
                    Errors.Payment_ReceivedMismatch.selector,
                    address(tokens[i]),
                    i == 0 ? 7199 : 7201,
                    7200
                )
            );
            tributary.openFlow(number, RATE, ends(2), 7200);
            vm.stopPrank();
        }
    }

    function test_APayerWhomTheTokenBlocksLetsItRunOn() public {
        BlacklistToken token = new BlacklistToken();
        token.mint(fan, 1e6);
        uint256 number = publishIn(address(token));
        vm.startPrank(fan);
        token.approve(address(tributary), 1e6);
        tributary.openFlow(number, RATE, ends(2), 7200);
        token.block_(fan);
        vm.expectRevert("blocked");
        tributary.closeFlow(number);
        vm.stopPrank();
        pass(2 hours);
        claim(anna, number);
        assertEq(token.balanceOf(anna), 5040);
    }

    // ── Payers that take no coins ────────────────────────────────────────────────────────────────────────────────────

    function test_AnAccountThatTakesNoCoinsGetsNoChange() public {
        address payer = address(new Parrot("", true));
        vm.deal(payer, 1 ether);
        vm.startPrank(payer);
        refuses(abi.encodeWithSelector(Errors.Transfer_Failed.selector, payer, 1));
        tributary.openFlow{value: 7201}(work, RATE, ends(2), 7200);
        tributary.openFlow{value: 7200}(work, RATE, ends(2), 7200);
        refuses(abi.encodeWithSelector(Errors.Transfer_Failed.selector, payer, 5));
        tributary.extendFlow{value: 3605}(work, ends(3), 3600);
        tributary.extendFlow{value: 3600}(work, ends(3), 3600);
        refuses(abi.encodeWithSelector(Errors.Transfer_Failed.selector, payer, 1));
        tributary.topUpFlow{value: 3601}(work, 3601);
        vm.stopPrank();
        runsOn(payer, 7200);
    }

    function test_AnAccountThatBurnsAllGasHarmsNobodyElse() public {
        address payer = address(new Furnace());
        vm.deal(payer, 1 ether);
        vm.prank(payer);
        tributary.openFlow{value: 10800}(work, RATE, ends(3), 10800);
        runsOn(payer, 7200);
    }

    /// Closing fails, and what was paid is earned as if nobody had tried.
    function runsOn(address payer, uint256 refund) private {
        bytes32 head = tributary.workOf(work).head;
        vm.prank(payer);
        refuses(abi.encodeWithSelector(Errors.Transfer_Failed.selector, payer, refund));
        tributary.closeFlow{gas: 2_000_000}(work);
        assertEq(tributary.workOf(work).head, head);
        assertEq(tributary.flowOf(work, payer).end, ends(3));
        pass(3 hours);
        assertEq(incomeOf(work), 10800 * UNIT);
        claim(anna, work);
        assertEq(tributary.workOf(work).flowRate, 0);
        // At the end nothing is left to close, but there is room again.
        vm.prank(payer);
        refuses(abi.encodeWithSelector(Errors.Flow_NotRunning.selector, work, payer));
        tributary.closeFlow(work);
        open(work, payer, RATE, ends(1));
    }

    // ── Payers that call back ────────────────────────────────────────────────────────────────────────────────────────

    function test_APayerCannotReenterWithItsChangeOrRefund() public {
        bytes[] memory entries = flowEntries();
        for (uint256 i; i < entries.length; ++i) {
            Receiver payer = new Receiver();
            vm.deal(address(payer), 1 ether);
            payer.plan(address(tributary), entries[i]);
            uint256 snapshot = vm.snapshotState();
            payer.act(
                address(tributary),
                10_801,
                abi.encodeCall(tributary.openFlow, (work, RATE, ends(3), type(uint256).max))
            );
            wasLockedOut(payer);
            vm.revertToState(snapshot);
            payer.act(
                address(tributary),
                10_800,
                abi.encodeCall(tributary.openFlow, (work, RATE, ends(3), type(uint256).max))
            );
            assertFalse(payer.errandDone());
            payer.act(address(tributary), 0, abi.encodeCall(tributary.closeFlow, (work)));
            wasLockedOut(payer);
            assertEq(address(payer).balance, 1 ether - 3600);
        }
    }

    function test_ATokensCallbackCannotReenter() public {
        bytes[] memory entries = flowEntries();
        for (uint256 i; i < entries.length; ++i) {
            CallbackToken token = new CallbackToken();
            token.mint(fan, 1e6);
            uint256 number = publishIn(address(token));
            token.plan(address(tributary), entries[i]);
            vm.startPrank(fan);
            token.approve(address(tributary), 1e6);
            tributary.openFlow(number, RATE, ends(2), 7200);
            assertFalse(token.succeeded());
            assertEq(token.answer(), abi.encodeWithSelector(Errors.Lock_Held.selector));
            assertEq(tributary.closeFlow(number), 3600);
            assertEq(token.answer(), abi.encodeWithSelector(Errors.Lock_Held.selector));
            vm.stopPrank();
        }
    }

    /// Money comes first: who looks on while tokens arrive sees no income, no rate and no flow yet.
    function test_WhoLooksOnDuringAPaymentSeesTooLittle() public {
        CallbackToken token = new CallbackToken();
        token.mint(fan, 1e6);
        uint256 number = publishIn(address(token));
        token.plan(address(tributary), abi.encodeCall(tributary.workOf, (number)));
        vm.startPrank(fan);
        token.approve(address(tributary), 1e6);
        tributary.openFlow(number, 10_000, ends(2), 7200);
        vm.stopPrank();
        assertTrue(token.succeeded());
        Work memory seen = abi.decode(token.answer(), (Work));
        assertEq(seen.income, 0);
        assertEq(seen.prepaid, 0);
        assertEq(seen.flowRate, 0);
        assertEq(seen.sequence, 2);
    }

    // ── Crowds ───────────────────────────────────────────────────────────────────────────────────────────────────────

    /// Opening and closing again and again costs an hour each time, and leaves nothing for others to clean up.
    function test_OpeningAndClosingLeavesNoDrops() public {
        for (uint256 i = 1; i <= 50; ++i) {
            open(work, fan, 10_000, time + i * 7 days);
            close(work, fan);
        }
        // A unit each at least.
        assertEq(incomeOf(work), address(tributary).balance * UNIT);
        assertGe(incomeOf(work), 50 * UNIT);
        open(work, anna, RATE, time + 365 days);
        pass(364 days);
        uint256 gas = gasleft();
        assertTrue(tributary.accrue(work, 0));
        assertLt(gas - gasleft(), 200_000);
    }

    // ── Helpers ──────────────────────────────────────────────────────────────────────────────────────────────────────

    function flowEntries() private view returns (bytes[] memory entries) {
        entries = new bytes[](7);
        entries[0] = abi.encodeCall(tributary.openFlow, (work, RATE, ends(2), 7200));
        entries[1] = abi.encodeCall(tributary.extendFlow, (work, ends(4), 7200));
        entries[2] = abi.encodeCall(tributary.topUpFlow, (work, 7200));
        entries[3] = abi.encodeCall(tributary.closeFlow, (work));
        entries[4] = abi.encodeCall(tributary.accrue, (work, 1));
        entries[5] = abi.encodeCall(tributary.claim, (list(work), fan));
        entries[6] = abi.encodeCall(tributary.withdraw, (address(0), fan));
    }

    function wasLockedOut(Receiver receiver) private view {
        assertFalse(receiver.errandDone());
        assertEq(receiver.errandAnswer(), abi.encodeWithSelector(Errors.Lock_Held.selector));
    }

    function publishBelow(uint256 parent, address currency) private returns (uint256) {
        Publication memory p = draft();
        p.currency = currency;
        p.parents = list(parent);
        return publish(p);
    }
}
