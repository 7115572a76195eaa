// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// The share tokens of works: where they are, how they are born, and how they hear of movements.
library ShareTokens {
    /// Exists once the work does.
    function addressOf(uint256 work) internal view returns (address) {}

    /// Deploys the token of a new work.
    function create(uint256 work) internal {}

    /// Makes the token emit the ERC-20 event of a movement.
    function announce(uint256 work, address from, address to, uint256 units) internal {}
}
