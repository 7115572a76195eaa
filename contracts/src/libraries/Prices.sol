// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// What shares cost.
library Prices {
    /// Units in one share, which a unit price is for.
    uint256 internal constant SHARE = 1_000_000;

    /// Rounded up. Cannot overflow: 32 bits times 128 bits.
    function total(uint256 units, uint256 unitPrice) internal pure returns (uint256) {
        unchecked {
            return (units * unitPrice + SHARE - 1) / SHARE;
        }
    }
}
