// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {FlowBase} from "../FlowBase.t.sol";
import {FlowModel} from "./FlowModel.sol";
import "contracts/src/ITributary.sol";
import {RunningSlot, packRunning} from "contracts/src/types/RunningSlot.sol";
import {FlowSlot, packFlow} from "contracts/src/types/FlowSlot.sol";

/// Random histories of four works, three of which have ancestors, against a model that knows every flow.
contract FlowsFuzzTest is FlowBase {
    FlowModel private model;
    address[4] private people;
    uint256[] private none;

    function setUp() public override {
        super.setUp();
        model = new FlowModel(time);
        people = [anna, ben, fan, stranger];
        vm.deal(stranger, 1_000_000 ether);
        born(1_000, none, none);
        born(333, list(1), list(1_000));
        born(2_501, list(2, 1), list(333, 1_000));
        born(100, list(1, 2, 3), list(1_000, 333, 2_501));
    }

    function testFuzz_EveryHistoryIsExact(uint256 seed) public {
        play(seed, 40);
        // Everything ends; everybody claims; only fractions of a unit stay.
        step(time + 400 days);
        compare();
        for (uint256 work = 1; work <= 4; ++work) {
            for (uint256 i; i < 4; ++i) claimOne(work, people[i]);
            Work memory w = tributary.workOf(work);
            assertEq(w.flowRate, 0);
            assertEq(w.prepaid, 0);
        }
        compare();
        assertLt(address(tributary).balance, 4 * 4);
    }

    function testFuzz_TheOrderOfClaimsIsIrrelevant(uint256 seed, uint256 order) public {
        play(seed, 15);
        uint256 work = 1 + (order % 4);
        uint256[4] memory paid;
        uint256 snapshot = vm.snapshotState();
        for (uint256 i; i < 4; ++i) paid[i] = claimed(work, people[i]);
        assertTrue(vm.revertToState(snapshot));
        // Accruing in between, and as many times as one likes, makes no difference either.
        for (uint256 i = 4; i != 0; --i) {
            tributary.accrue(work, order % 3);
            assertEq(claimed(work, people[i - 1]), paid[i - 1]);
            assertEq(claimed(work, people[i - 1]), 0);
        }
    }

    function testFuzz_AMoveLeavesEverythingDueWhereItWas(uint256 seed, uint256 amount) public {
        play(seed, 15);
        (address from, address to) = (people[seed % 4], people[((seed % 4) + 1 + (amount % 3)) % 4]);
        uint256 work = 1 + (seed % 4);
        int256[4] memory before;
        for (uint256 i; i < 4; ++i) before[i] = dueOf(work, people[i]);
        amount = bound(amount, 0, tributary.balanceOf(from, work));
        give(from, to, work, amount);
        for (uint256 i; i < 4; ++i) assertEq(dueOf(work, people[i]), before[i]);
    }

    function testFuzz_SlotsKeepWhatTheyAreGiven(uint104 rate, uint112 prepaid, uint40 last, uint96 own) public pure {
        RunningSlot running = packRunning(rate, prepaid, last);
        assertEq(running.rate(), rate);
        assertEq(running.prepaid(), prepaid);
        assertEq(running.last(), last);
        uint40 end = uint40(prepaid);
        FlowSlot flow = packFlow(own, last, end);
        assertEq(flow.rate(), own);
        assertEq(flow.start(), last);
        assertEq(flow.end(), end);
    }

    // ── A random history ─────────────────────────────────────────────────────────────────────────────────────────────

    function play(uint256 seed, uint256 steps) private {
        for (uint256 i; i < steps; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            step(later(seed));
            act(seed >> 64);
            if (i % 4 == 0) compare();
        }
    }

    /// Often the same second, the end of an hour, or just beside it.
    function later(uint256 seed) private view returns (uint256) {
        uint256 kind = seed % 8;
        uint256 hour = (time / 3600 + 1) * 3600;
        if (kind < 2) return time;
        if (kind == 2) return hour;
        if (kind == 3) return hour - 1;
        if (kind == 4) return hour + 1;
        if (kind == 5) return time + ((seed >> 8) % 7200);
        if (kind == 6) return time + ((seed >> 8) % 5 days);
        return time + ((seed >> 8) % 64 == 0 ? 500 days : (seed >> 16) % 40 hours);
    }

    function step(uint256 when) private {
        reach(when);
        model.reach(when);
    }

    function act(uint256 seed) private {
        uint256 work = 1 + (seed % 4);
        address who = people[(seed >> 8) % 4];
        uint256 number = seed >> 32;
        uint256 kind = (seed >> 16) % 16;
        (uint256 rate, , uint256 end) = model.flowOf(work, who);
        bool runs = end > time;
        if (kind < 3 && runs) stretch(work, who, end, number);
        else if (kind < 6 && runs) fill(work, who, rate, end, number);
        else if (kind < 9 && runs) stop(work, who);
        else if (kind < 9) start(work, who, number);
        else if (kind < 11) claimOne(work, who);
        else if (kind < 13) hand(work, who, people[(seed >> 24) % 4], number);
        else if (kind == 13) gift(work, (number % 1e9) + 1);
        else if (kind == 14) tributary.accrue(work, number % 4);
        else give(who, who, work, 0);
        // A moment of its own: what came in at once belongs to those who hold shares now.
        model.reach(time);
    }

    function start(uint256 work, address payer, uint256 number) private {
        // From a unit in hours to a thousand units a second.
        uint256 rate = (1 + ((number >> 16) % (10 ** (1 + (number % 7))))) * 10_000;
        uint256 end = (time / 3600 + 2 + ((number >> 8) % (number % 5 == 0 ? 8_700 : 30))) * 3600;
        if (time % 3600 == 0 && number % 3 == 0) end = time + 3600;
        uint256 cost = model.open(work, payer, rate, end);
        vm.prank(payer);
        tributary.openFlow{value: cost + (number % 2)}(work, uint96(rate), uint40(end), cost);
    }

    function stretch(uint256 work, address payer, uint256 end, uint256 number) private {
        end += (1 + (number % 40)) * 3600;
        if (end > time + 365 days) return;
        uint256 cost = model.extend(work, payer, end);
        vm.prank(payer);
        tributary.extendFlow{value: cost}(work, uint40(end), cost);
    }

    function fill(uint256 work, address payer, uint256 rate, uint256 end, uint256 number) private {
        uint256 amount = costOf(rate, (1 + (number % 20)) * 3600) + ((number >> 8) % 3);
        end += ((amount * UNIT) / (rate * 3600)) * 3600;
        if (end > time + 365 days) return;
        uint256 cost = model.extend(work, payer, end);
        assertLe(cost, amount);
        vm.prank(payer);
        tributary.topUpFlow{value: amount}(work, amount);
        assertEq(tributary.flowOf(work, payer).end, end);
    }

    function stop(uint256 work, address payer) private {
        uint256 refund = model.close(work, payer);
        assertEq(tributary.refundOf(work, payer), refund);
        uint256 before = payer.balance;
        assertEq(close(work, payer), refund);
        assertEq(payer.balance - before, refund);
    }

    function claimOne(uint256 work, address holder) private {
        assertEq(claimed(work, holder), model.claim(work, holder));
    }

    function hand(uint256 work, address from, address to, uint256 number) private {
        uint256 amount = number % (tributary.balanceOf(from, work) + 1);
        model.move(work, from, to, amount);
        give(from, to, work, amount);
    }

    function gift(uint256 work, uint256 amount) private {
        model.tip(work, amount);
        pay(tip(work, amount));
    }

    // ── The same on both sides ───────────────────────────────────────────────────────────────────────────────────────

    function compare() private view {
        uint256 owed;
        for (uint256 work = 1; work <= 4; ++work) {
            Work memory w = tributary.workOf(work);
            (uint256 rate, uint256 prepaid) = model.ahead(work);
            assertEq(w.income, model.income(work), "income");
            assertEq(w.flowRate, rate, "rate");
            assertEq(w.prepaid, prepaid, "prepaid");
            owed += prepaid * ALL;
            for (uint256 i; i < 4; ++i) owed += compareHolder(work, people[i], w.income);
        }
        assertEq(address(tributary).balance, model.held(), "held");
        assertEq(address(tributary).balance * 1e16, owed, "to the last fraction");
    }

    function compareHolder(uint256 work, address holder, uint256 income) private view returns (uint256 due) {
        due = model.due(work, holder);
        Holding memory holding = tributary.holdingOf(work, holder);
        assertEq(int256(holding.units * income) - holding.debt, int256(due), "due");
        assertEq(tributary.claimable(work, holder), due / 1e16, "claimable");
        (uint256 rate, uint256 start_, uint256 end) = model.flowOf(work, holder);
        Flow memory flow = tributary.flowOf(work, holder);
        assertEq(abi.encode(flow), abi.encode(rate, start_, end), "flow");
    }

    function dueOf(uint256 work, address holder) private view returns (int256) {
        Holding memory holding = tributary.holdingOf(work, holder);
        return int256(holding.units * incomeOf(work)) - holding.debt;
    }

    function claimed(uint256 work, address holder) private returns (uint256) {
        uint256 before = holder.balance;
        claim(holder, work);
        return holder.balance - before;
    }

    function born(uint16 royalty, uint256[] memory ancestors, uint256[] memory bps) private {
        Publication memory p = draft();
        p.ancestorRoyalty = royalty;
        p.parents = ancestors;
        p.holders[0].units = 69_999_999;
        p.holders[1].units = 30_000_001;
        uint256 work = publish(p);
        Ancestor[] memory actual = tributary.ancestorsOf(work);
        assertEq(actual.length, ancestors.length);
        for (uint256 i; i < bps.length; ++i) {
            (uint256 parent, bool found) = (ancestors[i], false);
            for (uint256 j; j < bps.length; ++j) {
                if (actual[j].work == parent && actual[j].royalty == bps[i]) found = true;
            }
            assertTrue(found);
        }
        model.born(work, ancestors, bps);
        model.hold(work, anna, 69_999_999);
        model.hold(work, ben, 30_000_001);
        model.hold(work, fan, 0);
        model.hold(work, stranger, 0);
    }
}
