// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Ownable, Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";
import {ITransferPolicy} from "../interfaces/ITransferPolicy.sol";

/// The reference transfer policy: no shares move before a moment fixed at deployment, and after it they move only to
/// accounts on a list, for all works that named this contract when they were minted.
///
/// Who gives is not asked: an account that was struck off the list keeps its shares and their income, and may still give
/// them to somebody on the list. The owner keeps the list and can do nothing else; renouncing freezes it for ever.
contract LockedAllowList is ITransferPolicy, Ownable2Step {
    /// Unix seconds: the first in which shares move.
    uint256 public immutable unlocked;
    mapping(address => bool) public isListed;

    event ListedSet(address indexed account, bool listed);

    constructor(address owner, uint256 unlocked_) Ownable(owner) {
        unlocked = unlocked_;
    }

    /// By the owner: puts accounts on the list, or strikes them off.
    function setListed(address[] calldata accounts, bool listed) external onlyOwner {
        for (uint256 i; i < accounts.length; ++i) {
            isListed[accounts[i]] = listed;
            emit ListedSet(accounts[i], listed);
        }
    }

    /// @inheritdoc ITransferPolicy
    function allows(uint256, address, address to, uint256) external view returns (bool) {
        return block.timestamp >= unlocked && isListed[to];
    }
}
