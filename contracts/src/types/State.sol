// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Derivatives} from "../Types.sol";
import {FlowSlot} from "./FlowSlot.sol";
import {HoldingSlot} from "./HoldingSlot.sol";
import {HotSlot} from "./HotSlot.sol";
import {OfferSlot} from "./OfferSlot.sol";
import {ReaderSlot} from "./ReaderSlot.sol";
import {RunningSlot} from "./RunningSlot.sol";

/// A listing's terms; its units stand in the seller's holding.
struct ListingTerms {
    uint128 unitPrice;
    uint40 expiry;
}

/// An asset for sale from a work's inbox; `lot` 0: none.
struct AuctionTerms {
    uint256 lot;
    uint40 start;
}

/// A bid; its escrow is what `units` cost at `unitPrice`.
struct BidTerms {
    uint128 unitPrice;
    uint40 expiry;
    uint32 units;
}

/// Everything stored about one work. The order is part of what proofs rely on (`contracts-abi/layout.ts`).
struct WorkState {
    HotSlot hot; // 0
    /// Never truncated: the end of the hash chain over all ledger events.
    bytes32 head; // 1
    RunningSlot running; // 2
    address creator; // 3
    uint16 ancestorRoyalty;
    uint16 resaleRoyalty;
    Derivatives derivatives;
    bool keyOdd;
    bool offersLocked;
    bool offersFloored;
    uint32 mintBlock;
    bytes32 manifest; // 4
    address currency; // 5
    OfferSlot[2] offers; // 6, 7
    uint256 keyX; // 8
    uint96 minimumTip; // 9
    uint96 minimumFlowRate;
    OfferSlot[2] floors; // 10, 11
    address pendingCreator; // 12
    uint96 deliveryFee;
    address policy; // 13
    uint48[] parents; // 14
    bytes32[] newerManifests; // 15
    /// index / 4 → four of: work 48 | royalty 16.
    mapping(uint256 => uint256) ancestors; // 16
    mapping(address => HoldingSlot) holdings; // 17
    mapping(address => ListingTerms) listings; // 18
    mapping(address => ReaderSlot) readers; // 19
    /// Hour / 2 → sums of the rates that end with it, 128 | 128, the even hour below; hour / 256 → which hours have one.
    mapping(uint256 => uint256) drops; // 20
    mapping(uint256 => uint256) dropHours; // 21
    mapping(address => FlowSlot) flows; // 22
    mapping(address => BidTerms) bids; // 23
    mapping(address => AuctionTerms) auctions; // 24
    /// Key holder → who may deliver for it.
    mapping(address => address) delegates; // 25
    bytes32 audit; // 26
}

/// Everything stored, from slot 0.
struct State {
    uint256 count; // 0
    mapping(uint256 => WorkState) works; // 1
    mapping(address => mapping(address => bool)) operators; // 2
    mapping(address => bool) claimableByOthers; // 3
    /// Address form of a content key → its work: a key belongs to at most one.
    mapping(address => uint256) workOfKey; // 4
    /// Hash of parent, creator and manifest → an approval waits.
    mapping(bytes32 => bool) approvals; // 5
    /// Key request → hash of its terms; 1: closed.
    mapping(bytes32 => bytes32) requests; // 6
    /// Currency → account → money that waits for it.
    mapping(address => mapping(address => uint256)) withdrawable; // 7
}
