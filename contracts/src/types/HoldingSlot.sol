// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// One account's slot in one work: units 28 | units listed for sale 28 | signed debt 200.
///
/// What is due is `units * income - debt`, in 1e-16 of a currency unit. Shares that come in bring debt for the income
/// before them, shares that leave take theirs along, a claim adds what it paid. Nothing is divided before it is paid out,
/// so nothing is rounded away: the debts of all holders always sum to what was paid out.
type HoldingSlot is uint256;

using {units, listed, debt, due, give, take, withListed, settle} for HoldingSlot global;

uint256 constant UNITS_MASK = (1 << 28) - 1;
uint256 constant LISTED_AT = 28;
uint256 constant DEBT_AT = 56;

function units(HoldingSlot holding) pure returns (uint256) {
    return HoldingSlot.unwrap(holding) & UNITS_MASK;
}

function listed(HoldingSlot holding) pure returns (uint256) {
    return (HoldingSlot.unwrap(holding) >> LISTED_AT) & UNITS_MASK;
}

function debt(HoldingSlot holding) pure returns (int256) {
    return int256(HoldingSlot.unwrap(holding)) >> DEBT_AT;
}

/// In 1e-16 of a currency unit. Cannot overflow: 28 bits times 128 bits, less 200 bits.
function due(HoldingSlot holding, int128 income) pure returns (int256) {
    unchecked {
        return int256(holding.units()) * income - holding.debt();
    }
}

/// Shares leave with their debt; the listing shrinks to what is left. Assumes: `amount` is at most `units`.
function give(HoldingSlot holding, uint256 amount, int128 income) pure returns (HoldingSlot) {
    unchecked {
        uint256 left = holding.units() - amount;
        uint256 offered = holding.listed();
        return pack(left, offered < left ? offered : left, holding.debt() - int256(amount) * income);
    }
}

/// Shares arrive with their debt: nothing that came in before belongs to the receiver.
function take(HoldingSlot holding, uint256 amount, int128 income) pure returns (HoldingSlot) {
    unchecked {
        return pack(holding.units() + amount, holding.listed(), holding.debt() + int256(amount) * income);
    }
}

/// Assumes: `amount` is at most `units`.
function withListed(HoldingSlot holding, uint256 amount) pure returns (HoldingSlot) {
    return pack(holding.units(), amount, holding.debt());
}

/// `paid` in 1e-16 of a currency unit was paid out.
function settle(HoldingSlot holding, uint256 paid) pure returns (HoldingSlot) {
    unchecked {
        return HoldingSlot.wrap(HoldingSlot.unwrap(holding) + (paid << DEBT_AT));
    }
}

/// Safe because a debt stays below 2^156: units and due are bounded by 2^27 and by all income, 2^127 * 10^8.
function pack(uint256 amount, uint256 offered, int256 owed) pure returns (HoldingSlot) {
    return HoldingSlot.wrap((uint256(owed) << DEBT_AT) | (offered << LISTED_AT) | amount);
}
