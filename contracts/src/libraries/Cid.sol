// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// IPFS addresses: CIDv1, raw codec, SHA-256, in lower-case base32 without padding.
library Cid {
    bytes32 private constant ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
    /// Version 1, codec raw, multihash SHA-256 of 32 bytes.
    bytes4 private constant PREFIX = 0x01551220;
    /// 36 bytes are 288 bits: 57 characters of 5 bits, and one for the last 3.
    uint256 private constant CHARACTERS = 58;

    function uri(bytes32 digest) internal pure returns (string memory) {
        bytes memory text = new bytes(CHARACTERS);
        // The prefix and the first byte of the digest are 8 characters; the other 248 bits, and 2 zero bits, are 50.
        uint256 start = (uint256(uint32(PREFIX)) << 8) | uint8(digest[0]);
        uint256 rest = uint256(digest) << 8;
        for (uint256 i; i < 8; ++i) text[i] = ALPHABET[(start >> (35 - 5 * i)) & 31];
        for (uint256 i; i < 50; ++i) text[8 + i] = ALPHABET[(rest >> (251 - 5 * i)) & 31];
        return string.concat("ipfs://b", string(text));
    }
}
