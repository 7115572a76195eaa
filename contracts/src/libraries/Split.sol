// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// How one payment is divided. Pure and free of assembly, so that it can be proved.
library Split {
    /// Income is kept in 1e-8 of a currency unit, a multiple of 10 000: a part in basis points never rounds.
    uint256 internal constant INCOME = 1e8;
    uint256 internal constant BASIS_POINTS = 10_000;
    /// Beyond this a payment would not fit into the income of a work.
    uint256 internal constant MAXIMUM_AMOUNT = uint256(uint128(type(int128).max)) / INCOME;

    /// The whole payment as income. Assumes: `amount` is at most `MAXIMUM_AMOUNT`.
    function whole(uint256 amount) internal pure returns (uint256) {
        unchecked {
            return amount * INCOME;
        }
    }

    /// An ancestor's part as income, exact. Assumes: as above, and `royalty` in basis points is at most 10 000.
    function part(uint256 amount, uint256 royalty) internal pure returns (uint256) {
        unchecked {
            return amount * (INCOME / BASIS_POINTS) * royalty;
        }
    }
}
