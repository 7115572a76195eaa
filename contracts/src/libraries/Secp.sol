// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// secp256k1 through the ecrecover precompile: `ecrecover(h, v, r, s)` is the address of `r⁻¹(s·R − h·G)`.
library Secp {
    uint256 internal constant N = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141;
    uint256 internal constant P = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEFFFFFC2F;

    function isScalar(uint256 a) internal pure returns (bool) {
        return a != 0 && a < N;
    }

    /// Also requires `x` below N, as only such points can be given to ecrecover.
    function isKey(uint256 x, uint256 y) internal pure returns (bool) {
        if (x >= N || y >= P) return false;
        return mulmod(y, y, P) == curve(x);
    }

    function addressOf(uint256 x, uint256 y) internal pure returns (address) {
        return address(uint160(uint256(keccak256(abi.encode(x, y)))));
    }

    /// The y of the point at `x`, by its parity. Some 30 000 gas, on every chain: it needs no precompile.
    /// Assumes: there is such a point.
    function lift(uint256 x, bool odd) internal pure returns (uint256 y) {
        unchecked {
            uint256 square = curve(x);
            y = 1;
            // A root is the power (P + 1) / 4, because P is 3 modulo 4.
            for (uint256 bit = 1 << 253; bit != 0; bit >>= 1) {
                y = mulmod(y, y, P);
                if (((P + 1) / 4) & bit != 0) y = mulmod(y, square, P);
            }
            if ((y & 1 == 1) != odd) y = P - y;
        }
    }

    /// Address of `a·G − b·Y`, `Y` given by `x` and the parity of its y; the zero address where there is none.
    /// Assumes: `a` and `b` are below N.
    function combine(uint256 a, uint256 b, uint256 x, bool odd) internal pure returns (address) {
        unchecked {
            bytes32 h = bytes32(mulmod(N - a, x, N));
            bytes32 s = bytes32(mulmod(N - b, x, N));
            return ecrecover(h, odd ? 28 : 27, bytes32(x), s);
        }
    }

    /// x³ + 7, the square of y.
    function curve(uint256 x) private pure returns (uint256) {
        return addmod(mulmod(mulmod(x, x, P), x, P), 7, P);
    }
}
