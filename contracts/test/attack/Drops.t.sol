// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {FlowBase} from "../FlowBase.t.sol";
import "contracts/src/ITributary.sol";

/// A year of dust: one flow of the smallest rate for every hour there is, each by an account of its own, into a work with
/// three ancestors, and then nobody looks for a year. Nobody is frozen: everybody claims within what a block holds.
contract DropsTest is FlowBase {
    uint256 private constant HOURS = 8_760;
    uint256 private constant BLOCK_GAS = 30_000_000;
    uint96 private constant DUST = 10_000;
    uint256 private work;
    uint256 private paid;

    function setUp() public override {
        super.setUp();
        vm.pauseGasMetering();
        work = publishFrom(list(publishOpen(), publishOpen(), publishOpen()));
        for (uint256 i = 1; i <= HOURS; ++i) {
            address payer = address(uint160(0xD0000 + i));
            uint256 cost = costOf(DUST, i * 1 hours);
            paid += cost;
            hoax(payer, cost);
            tributary.openFlow{value: cost}(work, DUST, uint40(time + i * 1 hours), cost);
        }
        pass(366 days);
        vm.resumeGasMetering();
    }

    function test_AYearOfDustFreezesNobody() public {
        for (uint256 number = 1; number <= 4; ++number) {
            uint256 before = incomeOf(number);
            uint256 steps;
            uint256 most;
            bool settled;
            while (!settled) {
                uint256 gas = coldGas();
                settled = tributary.accrue(number, 500);
                gas -= gasleft();
                if (gas > most) most = gas;
                ++steps;
            }
            assertEq(steps, 18);
            assertLt(most, 2_000_000);
            assertEq(incomeOf(number), before);
            emit log_named_uint("gas of 500 drops", most);
        }
        claimsAreOrdinary();
    }

    /// Not even the one who claims first and settles nothing ahead is frozen.
    function test_AYearOfDustInOneClaim() public {
        uint256 claimable = tributary.claimable(work, anna);
        uint256 gas = coldGas();
        claim(anna, work);
        gas -= gasleft();
        emit log_named_uint("gas a drop in one claim", gas / HOURS);
        assertLt(gas, BLOCK_GAS);
        assertEq(anna.balance, 1_000_000 ether + claimable);
    }

    function test_AMoveOfSharesSettlesTheYearToo() public {
        uint256 due = tributary.claimable(work, ben);
        uint256 gas = coldGas();
        give(ben, stranger, work, SHARE);
        gas -= gasleft();
        assertLt(gas, BLOCK_GAS);
        assertEq(tributary.claimable(work, ben), due);
        assertEq(tributary.claimable(work, stranger), 0);
    }

    /// Everything that brings money or takes it back is blind to what waits.
    function test_PaymentsAndFlowsDoNotPayForIt() public {
        uint256 gas = coldGas();
        pay(tip(work, 1));
        open(work, fan, RATE, ends(3));
        pass(90 minutes);
        extend(work, fan, ends(9));
        close(work, fan);
        assertLt(gas - gasleft(), 1_000_000);
    }

    /// As at the beginning of a transaction that nobody prepared.
    function coldGas() private returns (uint256) {
        vm.cool(address(tributary));
        return gasleft();
    }

    function claimsAreOrdinary() private {
        uint256 before = anna.balance + ben.balance;
        for (uint256 number = 1; number <= 4; ++number) {
            uint256 gas = coldGas();
            claim(anna, number);
            claim(ben, number);
            assertLt(gas - gasleft(), 150_000);
        }
        // Fractions of a unit stay behind, of each holder of each work less than one.
        uint256 received = anna.balance + ben.balance - before;
        assertLe(received, paid);
        assertGt(received + 8, paid);
        assertEq(address(tributary).balance, paid - received);
    }
}
