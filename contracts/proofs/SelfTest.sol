// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Split} from "contracts/src/libraries/Split.sol";
import "contracts/src/types/HotSlot.sol";

// What the tool itself has to come to stands in the names (`npm run prove -- --self-test`).

/// False where an ancestor asks for everything.
/// @custom:engine CHC
contract RefutedPartIsLess {
    function prove(uint256 amount, uint256 royalty) external pure {
        require(amount <= Split.MAXIMUM_AMOUNT && royalty <= 10_000);
        assert(Split.part(amount, royalty) < Split.whole(amount));
    }
}

/// False where the sequence ends.
contract RefutedSequenceGrows {
    function prove(uint256 word, uint40 time, uint40 number) external pure {
        HotSlot hot = HotSlot.wrap(word);
        (HotSlot next, ) = hot.advance(time, number);
        assert(next.sequence() > hot.sequence());
    }
}

/// True as far as its assertion goes, but its own sum overflows.
contract RefutedSumOverflows {
    function prove(uint256 a, uint256 b) external pure {
        uint256 sum = a + b;
        assert(sum >= a);
    }
}

/// Nothing passes its requirements.
contract VacuousRequirements {
    function prove(uint256 word) external pure {
        HotSlot hot = HotSlot.wrap(word);
        require(hot.sequence() == 7 && word == 0);
        assert(hot.sequence() == 8);
    }
}

/// True, and too hard: what z3 does not answer is not proved.
contract UnknownFactors {
    function prove(uint256 a, uint256 b) external pure {
        require(a > 1 && b > 1 && a < 1 << 100 && b < 1 << 100);
        unchecked {
            assert(a * b != (2 ** 89 - 1) * (2 ** 107 - 1));
        }
    }
}

/// And the other way round: what is true and easy is proved.
contract ProvedByShifts {
    function prove(uint256 word) external pure {
        assert((word >> 8) << 8 == word & ~uint256(255));
    }
}
