// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// What a work's transfer policy must be. It is fixed at the mint and asked inside every movement of shares, whichever door
/// it comes through (ERC-1155, share token, listings, bids); not at the mint, nor when income is claimed, so that a policy
/// can hold up shares but never money. Zero units and moves to oneself change nothing, so it is not asked then.
///
/// Tributary asks by `staticcall` with 100 000 gas, and takes nothing but the word 1 for a yes: reverting, using up the gas,
/// answering too little or anything else refuses the move. A policy that asks other contracts must take their failure for a
/// no, for the mover chooses the gas of his transaction and may leave less than that.
interface ITransferPolicy {
    /// Whether `units` of `work` may move. They are still where they were.
    function allows(uint256 work, address from, address to, uint256 units) external view returns (bool);
}
