// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import "contracts/src/types/HotSlot.sol";

/// Income grows by the amount and stays an int128, or the call reverts.
contract EarningAdds {
    function prove(uint256 word, uint256 work, uint256 amount) external pure {
        HotSlot hot = HotSlot.wrap(word);
        require(hot.income() >= 0);
        HotSlot next = hot.earn(work, amount);
        assert(amount <= uint128(type(int128).max));
        assert(int256(next.income()) == int256(hot.income()) + int256(amount));
        assert(next.income() >= hot.income());
    }
}

/// What fits is exactly what leaves the income an int128.
contract FittingIsFitting {
    function prove(uint256 word, uint128 amount) external pure {
        HotSlot hot = HotSlot.wrap(word);
        require(hot.income() >= 0);
        assert(hot.fits(amount) == (int256(hot.income()) + int256(uint256(amount)) <= type(int128).max));
    }
}

/// Earning touches nothing but the income.
contract EarningKeepsTheRest {
    function prove(uint256 word, uint256 work, uint256 amount) external pure {
        HotSlot hot = HotSlot.wrap(word);
        assert(HotSlot.unwrap(hot.earn(work, amount)) >> 128 == word >> 128);
    }
}

/// An event advances sequence, block and anchor, and nothing else.
contract AnEventKeepsTheRest {
    function prove(uint256 word, uint40 time, uint40 number) external pure {
        HotSlot hot = HotSlot.wrap(word);
        require(hot.sequence() < type(uint32).max);
        (HotSlot next, ) = hot.advance(time, number);
        assert(next.income() == hot.income());
        assert(HotSlot.unwrap(next) >> 240 == word >> 240);
        assert(next.ancestorCount() == hot.ancestorCount());
        assert(next.sequence() == hot.sequence() + 1);
        assert(next.lastBlock() == number);
        assert(next.anchorBlock() == (next.sequence() % 256 == 0 ? number : hot.anchorBlock()));
    }
}

/// A stamp tells the new sequence, the time, and the two blocks from before the event.
contract AStampTellsWhatWas {
    function prove(uint256 word, uint40 time, uint40 number) external pure {
        HotSlot hot = HotSlot.wrap(word);
        require(hot.sequence() < type(uint32).max);
        (, uint256 stamp) = hot.advance(time, number);
        assert(uint40(stamp) == hot.lastBlock());
        assert(uint40(stamp >> 40) == time);
        assert(uint32(stamp >> 80) == hot.sequence() + 1);
        assert(stamp >> 112 == hot.anchorBlock());
    }
}

/// A flag that is set is set, and nothing else changes.
contract AFlagIsOneBit {
    function prove(uint256 word, uint8 flag, uint8 other) external pure {
        HotSlot hot = HotSlot.wrap(word);
        HotSlot next = hot.with(flag);
        require(flag != 0 && flag & other == 0);
        assert(next.has(flag));
        assert(next.has(other) == hot.has(other));
        assert(HotSlot.unwrap(next) & ~(uint256(255) << 240) == word & ~(uint256(255) << 240));
    }
}

/// What is taken back was there, and nothing else changes.
contract TakingBackTakesIncome {
    function prove(uint256 word, uint128 amount) external pure {
        HotSlot hot = HotSlot.wrap(word);
        require(hot.income() >= 0 && amount <= uint128(hot.income()));
        HotSlot next = hot.takeBack(amount);
        assert(uint128(next.income()) == uint128(hot.income()) - amount);
        assert(HotSlot.unwrap(next) >> 128 == word >> 128);
    }
}

/// A flag that is taken away is gone, and nothing else changes.
contract AFlagCanFall {
    function prove(uint256 word, uint8 flag, uint8 other) external pure {
        HotSlot hot = HotSlot.wrap(word);
        HotSlot next = hot.without(flag);
        require(flag & other == 0);
        assert(!next.has(flag));
        assert(next.has(other) == hot.has(other));
        assert(HotSlot.unwrap(next) & ~(uint256(255) << 240) == word & ~(uint256(255) << 240));
    }
}
