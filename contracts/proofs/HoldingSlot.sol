// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import "contracts/src/types/HoldingSlot.sol";

// What lemmas about debts assume of them. The contracts keep them below 2^156.
int256 constant LARGE = 1 << 198;

/// Whatever fits is read as it was written.
contract PackIsReadBack {
    function prove(uint256 amount, uint256 offered, int256 owed) external pure {
        require(amount < 1 << 28 && offered < 1 << 28 && owed < 1 << 199 && owed >= -(1 << 199));
        HoldingSlot holding = pack(amount, offered, owed);
        assert(holding.units() == amount);
        assert(holding.listed() == offered);
        assert(holding.debt() == owed);
    }
}

/// Listing changes nothing but what is listed.
contract ListingKeepsUnitsAndDebt {
    function prove(uint256 word, uint256 amount) external pure {
        HoldingSlot holding = HoldingSlot.wrap(word);
        require(amount <= holding.units());
        HoldingSlot next = holding.withListed(amount);
        assert(next.units() == holding.units());
        assert(next.listed() == amount);
        assert(next.debt() == holding.debt());
    }
}

/// Shares that leave take `amount * income` of debt along, and nothing else.
contract GivingTakesDebtAlong {
    function prove(uint256 word, uint256 amount, int128 income) external pure {
        HoldingSlot holding = HoldingSlot.wrap(word);
        require(amount <= holding.units() && holding.debt() < LARGE && holding.debt() > -LARGE);
        int256 moved = product(amount, income);
        HoldingSlot next = holding.give(amount, income);
        assert(next.units() == holding.units() - amount);
        assert(next.debt() == holding.debt() - moved);
    }
}

/// Shares that arrive bring it.
contract TakingBringsDebt {
    function prove(uint256 word, uint256 amount, int128 income) external pure {
        HoldingSlot holding = HoldingSlot.wrap(word);
        require(amount <= 100_000_000 && holding.units() <= 100_000_000 - amount);
        require(holding.debt() < LARGE && holding.debt() > -LARGE);
        int256 moved = product(amount, income);
        HoldingSlot next = holding.take(amount, income);
        assert(next.units() == holding.units() + amount);
        assert(next.listed() == holding.listed());
        assert(next.debt() == holding.debt() + moved);
    }
}

/// What is due is what units earned less the debt, and no word overflows on the way.
contract DueIsEarnedLessDebt {
    function prove(uint256 word, int128 income) external pure {
        HoldingSlot holding = HoldingSlot.wrap(word);
        require(holding.debt() < LARGE && holding.debt() > -LARGE);
        assert(holding.due(income) == product(holding.units(), income) - holding.debt());
    }
}

/// The product of units and income, with what ProductsAreSmall says of it.
function product(uint256 amount, int256 income) pure returns (int256 moved) {
    unchecked {
        moved = int256(amount) * income;
    }
    require(moved <= 1 << 155 && moved >= -(1 << 155));
}

/// Units times income never reach the bits of a debt that the lemmas above need.
/// @custom:engine CHC
contract ProductsAreSmall {
    function prove(uint256 amount, int256 income) external pure {
        require(amount < 1 << 28 && income < 1 << 127 && income >= -(1 << 127));
        int256 moved = int256(amount) * income;
        assert(moved <= 1 << 155);
        assert(moved >= -(1 << 155));
    }
}

/// With what giving, taking and due are, as proved above: neither side of a move is due more or less because of it, and
/// the debts of both together are what they were.
/// @custom:engine CHC
contract AMoveIsNeutral {
    function prove(int256 from, int256 to, int256 amount, int256 income, int256 debt, int256 other) external pure {
        require(amount >= 0 && amount <= from && from <= 100_000_000 && to >= 0 && to <= 100_000_000);
        require(income < 1 << 127 && income >= -(1 << 127));
        require(debt < LARGE && debt > -LARGE && other < LARGE && other > -LARGE);
        unchecked {
            int256 moved = amount * income;
            assert((from - amount) * income - (debt - moved) == from * income - debt);
            assert((to + amount) * income - (other + moved) == to * income - other);
            assert((debt - moved) + (other + moved) == debt + other);
        }
    }
}

/// Giving never leaves more listed than held.
contract AListingIsHeld {
    function prove(uint256 word, uint256 amount, int128 income) external pure {
        HoldingSlot holding = HoldingSlot.wrap(word);
        require(amount <= holding.units());
        HoldingSlot next = holding.give(amount, income);
        assert(next.units() == holding.units() - amount);
        assert(next.listed() <= next.units());
        assert(next.listed() <= holding.listed());
    }
}

/// A claim lowers what is due by exactly what was paid, and touches no unit.
contract AClaimSettlesWhatItPays {
    function prove(uint256 word, uint256 paid, int128 income) external pure {
        HoldingSlot holding = HoldingSlot.wrap(word);
        require(paid < uint256(LARGE) && holding.debt() < LARGE && holding.debt() > -LARGE);
        HoldingSlot next = holding.settle(paid);
        assert(next.units() == holding.units());
        assert(next.listed() == holding.listed());
        assert(next.debt() == holding.debt() + int256(paid));
        unchecked {
            assert(next.due(income) == holding.due(income) - int256(paid));
        }
    }
}
