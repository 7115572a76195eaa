// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {State} from "../types/State.sol";
import {Auction} from "../Types.sol";

/// What arrives at works' share tokens. Linked.
library Inbox {
    function sweep(State storage state, uint256 work) external returns (uint256 amount) {}

    function startAuction(State storage state, uint256 work, address asset) external {}

    function buyAsset(
        State storage state,
        uint256 work,
        address asset,
        uint256 minimumLot,
        uint256 maximumPrice
    ) external {}

    function auctionOf(State storage state, uint256 work, address asset) external view returns (Auction memory) {}
}
