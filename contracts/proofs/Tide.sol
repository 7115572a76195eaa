// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Split} from "contracts/src/libraries/Split.sol";
import {Tide} from "contracts/src/libraries/Tide.sol";

/// A flow's cost covers what it earns, and is more by less than one unit.
/// @custom:engine CHC
contract ACostCoversItsTime {
    function prove(uint96 rate, uint40 duration) external pure {
        uint256 earned = uint256(rate) * duration;
        uint256 paid = Tide.cost(rate, duration) * 1e8;
        assert(paid >= earned);
        assert(paid < earned + 1e8);
    }
}

/// A refund never gives back more than the seconds that do not come, and less by less than one unit.
/// @custom:engine CHC
contract ARefundIsCovered {
    function prove(uint96 rate, uint40 duration) external pure {
        uint256 unearned = uint256(rate) * duration;
        uint256 back = Tide.refund(rate, duration) * 1e8;
        assert(back <= unearned);
        assert(back + 1e8 > unearned);
    }
}

/// What a closed flow is spent for lies between now and an hour after it was opened, or is now.
contract TheFirstHourIsSpent {
    function prove(uint40 start, uint40 time) external pure {
        require(time >= start);
        uint256 until = Tide.spentUntil(start, time);
        assert(until >= time && until >= uint256(start) + 1 hours);
        assert(until == time || until == uint256(start) + 1 hours);
    }
}

/// Solvency: whenever a flow is closed, what it deposited is what was earned when it was opened, what it earned by the
/// second, what is earned because it is closed, and the refund; and none of them is negative. In 1e-8 of a currency unit.
/// `money` is the cost, `back` the refund for seconds among those that do not come (ACostCoversItsTime, ARefundIsCovered).
/// @custom:engine CHC
contract ADepositIsSpentOrRefunded {
    function prove(uint96 rate, uint40 start, uint40 time, uint40 end, uint128 money, uint128 back) external pure {
        require(start <= time && time < end);
        uint256 whole = uint256(rate) * (end - start);
        uint256 left = uint256(rate) * (end - time);
        require(money >= whole && back <= left && whole >= left);
        uint256 opening = Tide.atOnce(money, rate, start, end);
        uint256 flowed = uint256(rate) * (time - start);
        uint256 closing = Tide.atOnce(back, rate, end, time);
        assert(opening <= money);
        assert(closing <= left);
        assert(opening + flowed + closing + back == money);
    }
}

/// However often a flow was prolonged, its refund is at most what was paid for it.
/// @custom:engine CHC
contract ARefundIsAtMostWhatWasPaid {
    function prove(uint96 rate, uint40 first, uint40 more, uint40 left) external pure {
        require(left <= uint256(first) + more);
        uint256 earned = uint256(rate) * first + uint256(rate) * more;
        require(uint256(rate) * left <= earned);
        assert(Tide.refund(rate, left) <= Tide.cost(rate, first) + Tide.cost(rate, more));
    }
}

/// A top-up buys whole hours that never cost more than it brings.
/// @custom:engine CHC
contract ATopUpIsEnough {
    function prove(uint128 amount, uint96 rate) external pure {
        require(rate != 0 && amount <= Split.MAXIMUM_AMOUNT);
        uint256 time = Tide.hoursFor(amount, rate) * 1 hours;
        assert(uint256(rate) * time <= uint256(amount) * 1e8);
    }
}

/// What is prepaid is the sum over running flows of rate times the seconds left. A flow that is opened adds its own
/// seconds to those of the others, one that is prolonged its new ones, and one that is closed takes away just those.
/// @custom:engine CHC
contract PrepaidIsTheSumOfFlows {
    function prove(uint112 others, uint96 rate, uint40 last, uint40 end, uint40 later) external pure {
        require(last <= end && end <= later);
        uint256 own = uint256(rate) * (end - last);
        uint256 prolonged = uint256(rate) * (later - last);
        assert(Tide.shift(others, rate, last, end) == others + own);
        assert(Tide.shift(others + own, rate, end, later) == others + prolonged);
        assert(Tide.shift(others + own, rate, end, last) == others);
    }
}

/// Time takes away from what is prepaid what all flows earn, and leaves every flow what its own seconds left are worth:
/// so what is prepaid is never negative while none ends. `others` is prepaid by flows of `sum` that do not end earlier.
/// @custom:engine CHC
contract TimeTakesWhatIsEarned {
    function prove(uint112 others, uint104 sum, uint96 rate, uint40 last, uint40 time, uint40 end) external pure {
        require(last <= time && time <= end);
        uint256 gone = uint256(sum) * (time - last);
        require(others >= gone);
        uint256 own = uint256(rate) * (end - last);
        uint256 next = Tide.ebb(others + own, uint256(sum) + rate, time - last);
        assert(next == (others - gone) + uint256(rate) * (end - time));
    }
}

/// An ancestor's part of a rate is exact.
/// @custom:engine CHC
contract APartOfARateIsExact {
    function prove(uint96 rate, uint16 royalty) external pure {
        require(rate % 10_000 == 0);
        assert(Tide.part(rate, royalty) * 10_000 == uint256(rate) * royalty);
    }
}
