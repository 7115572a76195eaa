// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Errors} from "../Errors.sol";

/// The one slot a payment reads and writes besides the head:
/// income 128 | sequence 32 | block of the newest event 40 | anchor block 40 | flags 8 | number of paid ancestors 8.
type HotSlot is uint256;

using {
    income,
    sequence,
    lastBlock,
    anchorBlock,
    ancestorCount,
    has,
    with,
    without,
    withAncestorCount,
    fits,
    add,
    earn,
    takeBack,
    advance
} for HotSlot global;

// The currency is an ERC-20.
uint8 constant TOKEN = 1;
// A flow was opened and not all of them were settled: some of the income is not earned yet.
uint8 constant FLOWING = 2;
// Blocks are numbered by ArbSys, not by `block.number`.
uint8 constant ARBITRUM = 4;
// The creator opened the sale of shares.
uint8 constant ON_SALE = 8;
// A transfer policy is asked before shares move.
uint8 constant POLICED = 16;

uint256 constant MAXIMUM_INCOME = uint128(type(int128).max);
uint256 constant SEQUENCE_AT = 128;
uint256 constant LAST_BLOCK_AT = 160;
uint256 constant ANCHOR_BLOCK_AT = 200;
uint256 constant FLAGS_AT = 240;
uint256 constant ANCESTOR_COUNT_AT = 248;

/// In 1e-8 of a currency unit, with what running flows have paid in advance.
function income(HotSlot hot) pure returns (int128) {
    return int128(uint128(HotSlot.unwrap(hot)));
}

function sequence(HotSlot hot) pure returns (uint32) {
    return uint32(HotSlot.unwrap(hot) >> SEQUENCE_AT);
}

function lastBlock(HotSlot hot) pure returns (uint40) {
    return uint40(HotSlot.unwrap(hot) >> LAST_BLOCK_AT);
}

function anchorBlock(HotSlot hot) pure returns (uint40) {
    return uint40(HotSlot.unwrap(hot) >> ANCHOR_BLOCK_AT);
}

function ancestorCount(HotSlot hot) pure returns (uint256) {
    return HotSlot.unwrap(hot) >> ANCESTOR_COUNT_AT;
}

function has(HotSlot hot, uint8 flag) pure returns (bool) {
    return (HotSlot.unwrap(hot) >> FLAGS_AT) & flag != 0;
}

function with(HotSlot hot, uint8 flag) pure returns (HotSlot) {
    return HotSlot.wrap(HotSlot.unwrap(hot) | (uint256(flag) << FLAGS_AT));
}

function without(HotSlot hot, uint8 flag) pure returns (HotSlot) {
    return HotSlot.wrap(HotSlot.unwrap(hot) & ~(uint256(flag) << FLAGS_AT));
}

/// Assumes: no count was set before, and `number` is at most 255.
function withAncestorCount(HotSlot hot, uint256 number) pure returns (HotSlot) {
    return HotSlot.wrap(HotSlot.unwrap(hot) | (number << ANCESTOR_COUNT_AT));
}

/// Whether this much more income fits. What does not is kept out, so that a claim can never fail.
function fits(HotSlot hot, uint256 amount) pure returns (bool) {
    unchecked {
        // Safe because both terms are below 2^127 when they are added.
        return amount <= MAXIMUM_INCOME && int256(hot.income()) + int256(amount) <= int256(MAXIMUM_INCOME);
    }
}

/// Adds income. Assumes: it fits.
function add(HotSlot hot, uint256 amount) pure returns (HotSlot) {
    unchecked {
        uint128 sum = uint128(hot.income() + int128(uint128(amount)));
        return HotSlot.wrap(((HotSlot.unwrap(hot) >> SEQUENCE_AT) << SEQUENCE_AT) | sum);
    }
}

/// Adds income. Reverts where it does not fit.
function earn(HotSlot hot, uint256 work, uint256 amount) pure returns (HotSlot) {
    if (!hot.fits(amount)) revert Errors.Income_TooLarge(work);
    return hot.add(amount);
}

/// Takes away income that was paid in advance. Assumes: there is so much.
function takeBack(HotSlot hot, uint256 amount) pure returns (HotSlot) {
    unchecked {
        // Safe because the income is in the lowest bits and does not fall below zero.
        return HotSlot.wrap(HotSlot.unwrap(hot) - amount);
    }
}

/// The next ledger event: its stamp, and the slot that remembers it. The stamp's two blocks are those of earlier events.
/// The sequence would wrap after 2^32 events of one work, some 10^14 gas.
function advance(HotSlot hot, uint256 time, uint256 number) pure returns (HotSlot, uint256 stamp) {
    unchecked {
        uint256 word = HotSlot.unwrap(hot);
        uint256 next = uint32((word >> SEQUENCE_AT) + 1);
        uint256 anchor = uint40(word >> ANCHOR_BLOCK_AT);
        stamp = (anchor << 112) | (next << 80) | (uint256(uint40(time)) << 40) | uint40(word >> LAST_BLOCK_AT);
        if (next & 255 == 0) anchor = uint40(number);
        word = ((word >> FLAGS_AT) << FLAGS_AT) | uint128(word);
        word |= (anchor << ANCHOR_BLOCK_AT) | (uint256(uint40(number)) << LAST_BLOCK_AT) | (next << SEQUENCE_AT);
        return (HotSlot.wrap(word), stamp);
    }
}
