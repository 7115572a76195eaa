// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {Base} from "../Base.t.sol";
import "contracts/src/ITributary.sol";
import {Errors} from "contracts/src/Errors.sol";

/// Batches and ERC-20 payments; see pay.tree.
contract PayTokensTest is Base {
    uint256 private native;
    uint256 private inDollars;

    function setUp() public override {
        super.setUp();
        native = publishOpen();
        inDollars = publishIn(address(dollar));
    }

    // ── Batches ──────────────────────────────────────────────────────────────────────────────────────────────────────

    function test_RefusesAnEmptyBatch() public {
        refuses(abi.encodeWithSelector(Errors.Payment_NoItems.selector));
        tributary.payBatch(new Payment[](0));
    }

    function test_TheSumOfABatchIsTheValue() public {
        Payment[] memory batch = pair(plays(native, 3), tip(native, 5));
        for (uint256 wrong; wrong < 2; ++wrong) {
            uint256 value = 3 * PRICE + 4 + 2 * wrong;
            refuses(abi.encodeWithSelector(Errors.Payment_ValueMismatch.selector, value, 3 * PRICE + 5));
            payBatch(batch, value);
        }
        payBatch(batch, 3 * PRICE + 5);
        assertEq(tributary.workOf(native).income, (3 * PRICE + 5) * 1e8);
        assertEq(tributary.workOf(native).sequence, 4);
    }

    function test_RefusesASumThatOverflows() public {
        refuses(abi.encodeWithSignature("Panic(uint256)", 0x11));
        payBatch(pair(tip(native, type(uint256).max), tip(native, 2)), 1);
    }

    function test_RefusesTwoCurrenciesInOneBatch() public {
        refuses(abi.encodeWithSelector(Errors.Payment_OtherCurrency.selector, inDollars, address(0)));
        payBatch(pair(play(native), play(inDollars)), 2 * PRICE);
        refuses(abi.encodeWithSelector(Errors.Payment_OtherCurrency.selector, native, address(dollar)));
        payBatch(pair(play(inDollars), play(native)), 0);
    }

    function test_ABatchMayReportFreeUsagesAmongThePaid() public {
        Payment memory free = Payment(native, Usage.Train, 3, 0, 0, "free", fan);
        vm.expectEmit(address(tributary));
        emit ITributary.Reported(native, fan, fan, Usage.Train, 3, "free");
        payBatch(pair(free, play(native)), PRICE);
        assertEq(tributary.workOf(native).sequence, 3);
    }

    // ── Tokens ───────────────────────────────────────────────────────────────────────────────────────────────────────

    function test_TakesExactlyTheAmountInTokens() public {
        uint256 before = dollar.balanceOf(fan);
        payBatch(pair(play(inDollars), tip(inDollars, 9)), 0);
        assertEq(dollar.balanceOf(fan), before - PRICE - 9);
        assertEq(dollar.balanceOf(address(tributary)), PRICE + 9);
        assertEq(tributary.workOf(inDollars).income, uint256(PRICE + 9) * 1e8);
    }

    function test_RefusesValueBesideTokens() public {
        refuses(abi.encodeWithSelector(Errors.Payment_ValueMismatch.selector, 1, 0));
        vm.prank(fan);
        tributary.pay{value: 1}(play(inDollars));
        refuses(abi.encodeWithSelector(Errors.Payment_ValueMismatch.selector, 1, 0));
        payBatch(pair(play(inDollars), play(inDollars)), 1);
    }

    function test_RefusesTokensWithoutAllowance() public {
        dollar.mint(stranger, PRICE);
        refuses(abi.encodeWithSelector(IERC20Errors.ERC20InsufficientAllowance.selector, address(tributary), 0, PRICE));
        vm.prank(stranger);
        tributary.pay(play(inDollars));
    }

    function test_TokensThatLieHereAreNotCounted() public {
        dollar.mint(address(tributary), 1_000);
        payDollars(play(inDollars));
        assertEq(tributary.workOf(inDollars).income, uint256(PRICE) * 1e8);
    }

    function pair(Payment memory a, Payment memory b) private pure returns (Payment[] memory batch) {
        batch = new Payment[](2);
        (batch[0], batch[1]) = (a, b);
    }

    function payBatch(Payment[] memory batch, uint256 value) private {
        vm.prank(fan);
        tributary.payBatch{value: value}(batch);
    }
}
