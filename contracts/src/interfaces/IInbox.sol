// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Auction} from "../Types.sol";

/// Every work has a share token: an ERC-20 face over its shares and the address platforms pay that know nothing of us
/// (ERC-2981). The work's currency found there becomes income of usage `External`, before any share moves; any other
/// asset is sold to anyone at a falling price in the work's currency, and the proceeds become income.
interface IInbox {
    event AuctionStarted(uint256 indexed work, address indexed asset, uint256 lot, uint256 price);
    /// `price` in the work's currency.
    event AuctionSettled(
        uint256 indexed work,
        address indexed asset,
        address indexed buyer,
        uint256 lot,
        uint256 price
    );

    /// Brings what the share token has of the work's currency to the holders. By anyone. Returns the amount.
    function sweep(uint256 work) external returns (uint256 amount);
    /// Puts all the share token has of `asset` (an ERC-20; `address(0)`: native) up for sale, from 2^96 units of the
    /// work's currency downwards, halving hourly. By anyone. An auction can be started anew once there is twice the lot.
    function startAuction(uint256 work, address asset) external;
    /// Buys the whole lot at this second's price, for the caller. Native currency above the price is returned.
    function buyAsset(uint256 work, address asset, uint256 minimumLot, uint256 maximumPrice) external payable;
    /// By the work's share token alone: a movement of shares that came through its door.
    function transferByToken(uint256 work, address from, address to, uint256 units) external;

    function shareTokenOf(uint256 work) external view returns (address);
    function auctionOf(uint256 work, address asset) external view returns (Auction memory);
}
