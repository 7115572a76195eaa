// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Split} from "./Split.sol";

/// What flows cost, and how prepaid money turns into earned money. Pure and free of assembly, so that it can be proved.
/// Rates and prepaid money are in 1e-8 of a currency unit, costs and refunds in whole units.
///
/// `rate` is below 2^104 and no span of time is as long as 2^40 seconds: no product here reaches 2^144.
library Tide {
    /// This much of every flow is spent as soon as it is opened, so that nobody can crowd a work with flows for nothing.
    uint256 internal constant FIRST = 1 hours;

    /// What `duration` seconds cost, rounded up.
    function cost(uint256 rate, uint256 duration) internal pure returns (uint256) {
        unchecked {
            return (rate * duration + Split.INCOME - 1) / Split.INCOME;
        }
    }

    /// What `duration` seconds that were paid for and do not come give back, rounded down.
    function refund(uint256 rate, uint256 duration) internal pure returns (uint256) {
        unchecked {
            return (rate * duration) / Split.INCOME;
        }
    }

    /// Until when a flow that is closed at `time` is spent.
    function spentUntil(uint256 start, uint256 time) internal pure returns (uint256) {
        unchecked {
            return time < start + FIRST ? start + FIRST : time;
        }
    }

    /// How many whole hours `amount` pays for. Assumes: `amount` is at most `Split.MAXIMUM_AMOUNT`, `rate` is not zero.
    function hoursFor(uint256 amount, uint256 rate) internal pure returns (uint256) {
        unchecked {
            return (amount * Split.INCOME) / (rate * 1 hours);
        }
    }

    /// An ancestor's part of a rate, exact. Assumes: `rate` is a multiple of 10 000.
    function part(uint256 rate, uint256 royalty) internal pure returns (uint256) {
        unchecked {
            return (rate / Split.BASIS_POINTS) * royalty;
        }
    }

    /// Prepaid money after `duration` seconds at `rate`.
    /// Safe because every flow in `rate` has paid for them: none ends earlier.
    function ebb(uint256 prepaid, uint256 rate, uint256 duration) internal pure returns (uint256) {
        unchecked {
            return prepaid - rate * duration;
        }
    }

    /// Prepaid money after a flow of `rate` ends at `newEnd` instead of `oldEnd`. What is not running ends at `last`, the
    /// time `prepaid` stands for: a flow just opened comes from there, one just closed goes there.
    /// Safe because what is running has paid for the seconds up to its end.
    function shift(uint256 prepaid, uint256 rate, uint256 oldEnd, uint256 newEnd) internal pure returns (uint256) {
        unchecked {
            return prepaid + rate * newEnd - rate * oldEnd;
        }
    }

    /// The part of money paid (or refunded: `newEnd` is the earlier one) for moving an end that no rate expresses: income
    /// at once. Safe because costs are rounded up and refunds down.
    function atOnce(uint256 money, uint256 rate, uint256 oldEnd, uint256 newEnd) internal pure returns (uint256) {
        unchecked {
            return newEnd > oldEnd ? money - rate * (newEnd - oldEnd) : rate * (oldEnd - newEnd) - money;
        }
    }
}
