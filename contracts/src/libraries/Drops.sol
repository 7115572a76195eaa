// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {WorkState} from "../types/State.sol";
import {RunningSlot, packRunning} from "../types/RunningSlot.sol";
import {Tide} from "./Tide.sol";

/// Where the rate of a work drops: at the end of each hour with which flows end, by the sum of their rates.
///
/// Two hours share a slot, 128 bits each: a rate has 104. A bitmap says which hours have a drop. A drop that has been
/// passed stays where it is: no flow can end at an hour of the past, and nothing before `last` is read again.
library Drops {
    uint256 private constant HALF = 128;

    function add(WorkState storage w, uint256 end, uint256 rate) internal {
        uint256 hour = end / 1 hours;
        uint256 pair = w.drops[hour >> 1];
        unchecked {
            // Safe because all rates together stay below 2^104, so no half runs over.
            w.drops[hour >> 1] = pair + (rate << offset(hour));
        }
        if (half(pair, hour) == 0) w.dropHours[hour >> 8] |= 1 << (hour & 255);
    }

    /// Assumes: `rate` is part of the drop, which is still to come.
    function remove(WorkState storage w, uint256 end, uint256 rate) internal {
        uint256 hour = end / 1 hours;
        uint256 pair = w.drops[hour >> 1];
        unchecked {
            pair -= rate << offset(hour);
        }
        w.drops[hour >> 1] = pair;
        // A bit without a drop would cost every later claim a read.
        if (half(pair, hour) == 0) w.dropHours[hour >> 8] &= ~(1 << (hour & 255));
    }

    /// Passes at most `most` drops up to and including `time`, and says how many; `more`: one is left.
    /// The returned slot stands at the newest drop passed.
    function pass(
        WorkState storage w,
        RunningSlot running,
        uint256 time,
        uint256 most
    ) internal view returns (RunningSlot, uint256 passed, bool more) {
        (uint256 rate, uint256 prepaid, uint256 last) = (running.rate(), running.prepaid(), running.last());
        uint256 latest = time / 1 hours;
        unchecked {
            // One word of the bitmap in each round, bit 0 being `first`. Nothing drops where nothing runs.
            for (uint256 first = last / 1 hours + 1; first <= latest && rate != 0; first = (first | 255) + 1) {
                uint256 bits = w.dropHours[first >> 8] >> (first & 255);
                for (; bits != 0; bits &= bits - 1) {
                    uint256 hour = first + Math.log2(bits & (~bits + 1));
                    if (hour > latest) break;
                    if (passed == most) return (packRunning(rate, prepaid, last), passed, true);
                    uint256 end = hour * 1 hours;
                    (prepaid, last) = (Tide.ebb(prepaid, rate, end - last), end);
                    rate -= half(w.drops[hour >> 1], hour);
                    ++passed;
                }
            }
        }
        return (packRunning(rate, prepaid, last), passed, false);
    }

    function half(uint256 pair, uint256 hour) private pure returns (uint256) {
        return uint128(pair >> offset(hour));
    }

    function offset(uint256 hour) private pure returns (uint256) {
        return (hour & 1) * HALF;
    }
}
