// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Base} from "../Base.t.sol";
import "contracts/src/ITributary.sol";
import {Errors} from "contracts/src/Errors.sol";

contract WithdrawTest is Base {
    uint256 private native;
    uint256 private inDollars;

    function setUp() public override {
        super.setUp();
        native = publishOpen();
        inDollars = publishIn(address(dollar));
        openSale(native);
        openSale(inDollars);
    }

    function test_SendsAllThatWaits() public {
        refund(native, 2 ether);
        uint256 before = fan.balance;
        vm.expectEmit(address(tributary));
        emit ITributary.Withdrawn(fan, fan, address(0), 2 ether);
        assertEq(withdraw(address(0), fan), 2 ether);
        assertEq(fan.balance - before, 2 ether);
        assertEq(tributary.withdrawableOf(address(0), fan), 0);
        refuses(abi.encodeWithSelector(Errors.Withdraw_Nothing.selector, fan, address(0)));
        withdraw(address(0), fan);
    }

    function test_CurrenciesAndAccountsWaitApart() public {
        refund(native, 2 ether);
        refund(inDollars, 500);
        uint256 before = dollar.balanceOf(fan);
        assertEq(withdraw(address(dollar), fan), 500);
        assertEq(dollar.balanceOf(fan) - before, 500);
        assertEq(tributary.withdrawableOf(address(0), fan), 2 ether);
        refuses(abi.encodeWithSelector(Errors.Withdraw_Nothing.selector, stranger, address(0)));
        vm.prank(stranger);
        tributary.withdraw(address(0), stranger);
    }

    function test_DebtsAddUp() public {
        refund(native, 2 ether);
        refund(native, 3 ether);
        assertEq(withdraw(address(0), ben), 5 ether);
        assertEq(ben.balance, 5 ether);
    }

    function test_RefusesReceiversThatWouldLoseTheMoney() public {
        refund(native, 2 ether);
        refuses(abi.encodeWithSelector(Errors.Claim_InvalidReceiver.selector, address(0)));
        withdraw(address(0), address(0));
        refuses(abi.encodeWithSelector(Errors.Claim_InvalidReceiver.selector, address(tributary)));
        withdraw(address(0), address(tributary));
    }

    function test_AReceiverThatTakesNothingLosesNothing() public {
        refund(native, 2 ether);
        vm.etch(ben, hex"fe");
        refuses(abi.encodeWithSelector(Errors.Transfer_Failed.selector, ben, 2 ether));
        withdraw(address(0), ben);
        assertEq(tributary.withdrawableOf(address(0), fan), 2 ether);
    }

    /// The shortest way to money that waits: a bid that expired.
    function refund(uint256 work, uint128 amount) private {
        vm.warp(birth);
        vm.prank(fan);
        tributary.placeBid{value: work == native ? amount : 0}(work, uint32(SHARE), amount, uint40(birth));
        vm.warp(birth + 1);
        tributary.refundBid(work, fan);
    }

    function withdraw(address currency, address to) private returns (uint256) {
        vm.prank(fan);
        return tributary.withdraw(currency, to);
    }
}
