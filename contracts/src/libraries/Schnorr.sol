// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Secp} from "./Secp.sol";

/// The one proof that somebody knows the secret m behind a content key Y = m·G (key-delivery 5.2): at the mint, and for
/// every delivery. What it is about stands in the context, a hash under a tag of its own.
library Schnorr {
    /// Whether `commitment` is the address of z·G − c·Y, z being the response and c the challenge.
    /// Assumes: the key's `x` is that of a point and below N.
    function proves(
        bytes32 context,
        address commitment,
        uint256 response,
        uint256 x,
        bool odd
    ) internal pure returns (bool) {
        // ecrecover answers zero where there is no point, so zero commits to nothing.
        if (!Secp.isScalar(response) || commitment == address(0)) return false;
        uint256 challenge = uint256(keccak256(abi.encode(context, commitment))) % Secp.N;
        return Secp.combine(response, challenge, x, odd) == commitment;
    }
}
