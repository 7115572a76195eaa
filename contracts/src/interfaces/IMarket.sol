// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Bid, Listing} from "../Types.sol";

/// Shares for sale, and bids for shares. Open once the creator has opened the sale of the work. Listings are without
/// escrow: units stay with the seller, and so does their income, until they are bought. Bids escrow their price here.
interface IMarket {
    event SaleOpened(uint256 indexed work);
    /// Warning: a listing also shrinks, without this event, when its seller sells (`Sold`) or moves shares away (`Moved`).
    event Listed(uint256 indexed work, address indexed seller, uint256 units, uint256 unitPrice, uint256 expiry);
    /// `price` in currency units, what the buyer paid in all; `resaleRoyalty` of it went to the work.
    event Sold(
        uint256 indexed work,
        address indexed seller,
        address indexed buyer,
        uint256 units,
        uint256 price,
        uint256 resaleRoyalty
    );
    event BidPlaced(uint256 indexed work, address indexed bidder, uint256 units, uint256 unitPrice, uint256 expiry);
    /// Cancelled by the bidder, or refunded after it expired; `refund` in currency units.
    event BidClosed(uint256 indexed work, address indexed bidder, uint256 refund);

    // ── Listings ─────────────────────────────────────────────────────────────────────────────────────────────────────

    /// Once, for ever, by the creator.
    function openSale(uint256 work) external;
    /// Replaces the seller's listing of this work; `units` 0 withdraws it.
    function list(uint256 work, uint32 units, uint128 unitPrice, uint40 expiry) external;
    /// At least 10 000 units (0.01 share) or the whole rest. Price: `units * unitPrice / 1 000 000`, rounded up.
    /// The seller is paid at once, less the resale royalty, which is rounded down. Native currency above the price is returned to the buyer.
    function buy(uint256 work, address seller, uint32 units, uint256 maximumPrice, uint256 deadline) external payable;

    // ── Bids ─────────────────────────────────────────────────────────────────────────────────────────────────────────

    /// One bid for each work and bidder, of at least 10 000 units; takes its price, `units * unitPrice / 1 000 000` rounded
    /// up, exactly. Cancel it to change it.
    function placeBid(uint256 work, uint32 units, uint128 unitPrice, uint40 expiry) external payable;
    /// By the bidder, at any time: returns what is left of the escrow at once.
    function cancelBid(uint256 work) external;
    /// After its expiry, by anyone: what is left of the escrow waits for the bidder (`withdraw`).
    function refundBid(uint256 work, address bidder) external;
    /// Sells `units` of the caller's shares into a bid (`Sold` tells the price): at least 10 000 or the rest of the bid.
    /// `minimumUnitPrice`: the unit price the seller saw. The seller is paid at once, less the resale royalty.
    function acceptBid(uint256 work, address bidder, uint32 units, uint128 minimumUnitPrice, uint256 deadline) external;

    // ── Reading ──────────────────────────────────────────────────────────────────────────────────────────────────────

    /// Whether the creator has opened the sale: with it the share token's transfers and approvals.
    function isOnSale(uint256 work) external view returns (bool);
    /// Also when it expired: compare `expiry`.
    function listingOf(uint256 work, address seller) external view returns (Listing memory);
    /// Also when it expired: compare `expiry`.
    function bidOf(uint256 work, address bidder) external view returns (Bid memory);
}
