// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// What one account may do with a work: licences 16 | block in which the key was delivered to it 40.
type ReaderSlot is uint256;

using {keyBlock, licences, isLicensed, withLicence, withKey} for ReaderSlot global;

uint256 constant KEY_BLOCK_AT = 16;

/// 0: no key was delivered.
function keyBlock(ReaderSlot reader) pure returns (uint40) {
    return uint40(ReaderSlot.unwrap(reader) >> KEY_BLOCK_AT);
}

/// Bit n: the usage numbered n.
function licences(ReaderSlot reader) pure returns (uint16) {
    return uint16(ReaderSlot.unwrap(reader));
}

function isLicensed(ReaderSlot reader, uint256 usage) pure returns (bool) {
    return (ReaderSlot.unwrap(reader) >> usage) & 1 != 0;
}

/// Assumes: `usage` is below 16.
function withLicence(ReaderSlot reader, uint256 usage) pure returns (ReaderSlot) {
    return ReaderSlot.wrap(ReaderSlot.unwrap(reader) | (1 << usage));
}

/// Assumes: `number` is not zero and fits into 40 bits.
function withKey(ReaderSlot reader, uint256 number) pure returns (ReaderSlot) {
    return ReaderSlot.wrap((number << KEY_BLOCK_AT) | reader.licences());
}
