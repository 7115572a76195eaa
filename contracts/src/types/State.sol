// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Derivatives} from "../ITributary.sol";
import {HotSlot} from "./HotSlot.sol";
import {HoldingSlot} from "./HoldingSlot.sol";
import {OfferSlot} from "./OfferSlot.sol";

/// A listing's terms; its units stand in the seller's holding.
struct ListingTerms {
    uint128 unitPrice;
    uint40 expiry;
}

/// Everything stored about one work. The order is part of what proofs rely on (`contracts-abi/layout.ts`).
struct WorkState {
    HotSlot hot; // 0
    /// Never truncated: the end of the hash chain over all ledger events.
    bytes32 head; // 1
    /// rate 128 | last accrual 40. Written from issue 3 on.
    uint256 flow; // 2
    address creator; // 3
    uint16 ancestorRoyalty;
    uint16 resaleRoyalty;
    Derivatives derivatives;
    bool keyOdd;
    bool offersLocked;
    bool offersFloored;
    bytes32 manifest; // 4
    address currency; // 5
    OfferSlot[2] offers; // 6, 7
    uint256 keyX; // 8
    uint96 minimumTip; // 9
    uint96 minimumFlowRate;
    OfferSlot[2] floors; // 10, 11
    address pendingCreator; // 12
    /// Transfer policy, optional. Written from issue 3 on.
    address policy; // 13
    uint48[] parents; // 14
    bytes32[] newerManifests; // 15
    /// index / 4 → four of: work 48 | royalty 16.
    mapping(uint256 => uint256) ancestors; // 16
    mapping(address => HoldingSlot) holdings; // 17
    mapping(address => ListingTerms) listings; // 18
    /// Block of the delivery. Written from issue 4 on.
    mapping(address => uint256) keyHolders; // 19
    /// Hour → rate that ends then; hour / 256 → which hours have one. Written from issue 3 on.
    mapping(uint256 => uint256) drops; // 20
    mapping(uint256 => uint256) dropHours; // 21
    /// Payer → its flow. Written from issue 3 on.
    mapping(address => uint256) flows; // 22
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
}
