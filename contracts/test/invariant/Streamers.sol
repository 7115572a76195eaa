// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import "contracts/src/ITributary.sol";
import {Steps} from "./Steps.sol";

/// Flows: opened, extended, topped up, closed, run out.
abstract contract Streamers is Steps {
    uint256 private constant MOST_RATE = 1e16;

    function openFlow(uint256 seed, uint256 rate, uint256 hours_, uint256 extra) external step(seed) {
        (uint256 work, Work memory w) = choose(seed);
        if (tributary.flowOf(work, person(seed)).end > time) return;
        rate = 10_000 * (1 + (rate % (MOST_RATE / 10_000)));
        uint256 end = hour(hours_, time);
        uint256 cost = costOf(rate, end - time);
        tributary.openFlow{value: coins(w, cost + (extra % 9))}(work, uint96(rate), uint40(end), cost);
    }

    function extendFlow(uint256 seed, uint256 hours_) external step(seed) {
        (uint256 work, Work memory w, Flow memory f) = chooseFlow(seed);
        uint256 end = hour(hours_, time);
        if (work == 0 || end <= f.end) return;
        uint256 cost = costOf(f.rate, end - f.end);
        tributary.extendFlow{value: coins(w, cost)}(work, uint40(end), cost);
    }

    function topUpFlow(uint256 seed, uint256 hours_, uint256 extra) external step(seed) {
        (uint256 work, Work memory w, Flow memory f) = chooseFlow(seed);
        if (work == 0 || f.end + 100 hours > time + 365 days) return;
        uint256 amount = costOf(f.rate, 1 hours * (1 + (hours_ % 99)));
        // The rest, less than what one more hour costs, is not taken.
        amount += extra % (1 + (uint256(f.rate) * 1 hours) / 1e8 / 2);
        tributary.topUpFlow{value: coins(w, amount)}(work, amount);
    }

    function closeFlow(uint256 seed) external step(seed) {
        (uint256 work, Work memory w, ) = chooseFlow(seed);
        if (work == 0) return;
        uint256 promised = tributary.refundOf(work, person(seed));
        uint256 before = fortune(w.currency, person(seed));
        require(tributary.closeFlow(work) == promised, "another refund than promised");
        require(fortune(w.currency, person(seed)) == before + promised, "another refund than told");
    }

    /// One of the acting person's flows that run; 0: none.
    function chooseFlow(uint256 seed) private view returns (uint256 work, Work memory w, Flow memory f) {
        for (uint256 i; i < tributary.count(); ++i) {
            work = workAt(seed, i);
            f = tributary.flowOf(work, person(seed));
            if (f.end > time) return (work, tributary.workOf(work), f);
        }
        work = 0;
    }

    function accrue(uint256 seed, uint256 steps) external step(seed) {
        for (uint256 work = 1; work <= tributary.count(); ++work) tributary.accrue(work, (steps >> work) % 3);
    }

    /// A full hour between the next but one and a year ahead, mostly within days.
    function hour(uint256 seed, uint256 from) private pure returns (uint256) {
        uint256 most = seed % 4 == 0 ? 364 days : 5 days;
        return ((from + 2 hours) / 1 hours) * 1 hours + ((seed % (most / 1 hours)) * 1 hours);
    }

    function costOf(uint256 rate, uint256 duration) private pure returns (uint256) {
        return (rate * duration + 1e8 - 1) / 1e8;
    }

    function fortune(address currency, address who) private view returns (uint256) {
        return currency == address(0) ? who.balance : dollar.balanceOf(who);
    }
}
