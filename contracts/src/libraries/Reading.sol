// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Ancestor, Bid, Listing, Work} from "../Types.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {Errors} from "../Errors.sol";
import {BidTerms, ListingTerms, State, WorkState} from "../types/State.sol";
import {HotSlot, ON_SALE} from "../types/HotSlot.sol";
import {RunningSlot} from "../types/RunningSlot.sol";
import {Accrual} from "./Accrual.sol";
import {Ancestry} from "./Ancestry.sol";
import {Cid} from "./Cid.sol";
import {ShareTokens} from "./ShareTokens.sol";
import {Split} from "./Split.sol";
import {Offers} from "./Offers.sol";

/// Views that assemble more than one slot. Linked.
library Reading {
    function workOf(State storage state, uint256 work) external view returns (Work memory) {
        return read(state, work);
    }

    function worksOf(State storage state, uint256 from, uint256 limit) external view returns (Work[] memory works) {
        if (from == 0) revert Errors.Work_Missing(0);
        uint256 left = from > state.count ? 0 : state.count - from + 1;
        works = new Work[](limit < left ? limit : left);
        for (uint256 i; i < works.length; ++i) works[i] = read(state, from + i);
    }

    function ancestorsOf(State storage state, uint256 work) external view returns (Ancestor[] memory) {
        return Ancestry.list(existing(state, work));
    }

    function parentsOf(State storage state, uint256 work) external view returns (uint256[] memory parents) {
        uint48[] memory stored = existing(state, work).parents;
        parents = new uint256[](stored.length);
        for (uint256 i; i < stored.length; ++i) parents[i] = stored[i];
    }

    function manifestsOf(State storage state, uint256 work) external view returns (bytes32[] memory manifests) {
        WorkState storage w = existing(state, work);
        manifests = new bytes32[](w.newerManifests.length + 1);
        manifests[0] = w.manifest;
        for (uint256 i = 1; i < manifests.length; ++i) manifests[i] = w.newerManifests[i - 1];
    }

    function listingOf(State storage state, uint256 work, address seller) external view returns (Listing memory) {
        WorkState storage w = existing(state, work);
        ListingTerms memory terms = w.listings[seller];
        return Listing(uint32(w.holdings[seller].listed()), terms.unitPrice, terms.expiry);
    }

    function bidOf(State storage state, uint256 work, address bidder) external view returns (Bid memory) {
        BidTerms memory terms = existing(state, work).bids[bidder];
        return Bid(terms.units, terms.unitPrice, terms.expiry);
    }

    /// ERC-2981, rounded down; the receiver is the share token, whose inbox reaches all holders.
    function royaltyInfo(
        State storage state,
        uint256 work,
        uint256 salePrice
    ) external view returns (address receiver, uint256 amount) {
        uint256 royalty = existing(state, work).resaleRoyalty;
        // A price nobody can pay must not overflow.
        return (ShareTokens.addressOf(work), Math.mulDiv(salePrice, royalty, Split.BASIS_POINTS));
    }

    function uri(State storage state, uint256 work) external view returns (string memory) {
        return Cid.uri(existing(state, work).manifest);
    }

    function contractURI() external pure returns (string memory) {
        return
            'data:application/json;utf8,{"name":"Tributary","description":"Each token is a work. Its units are shares '
            'of the royalties of this work: 1 share = 1000000 units, 100 shares in all."}';
    }

    function existing(State storage state, uint256 work) private view returns (WorkState storage w) {
        w = state.works[work];
        if (w.hot.sequence() == 0) revert Errors.Work_Missing(work);
    }

    function read(State storage state, uint256 work) private view returns (Work memory r) {
        WorkState storage w = existing(state, work);
        r.creator = w.creator;
        r.pendingCreator = w.pendingCreator;
        r.currency = w.currency;
        r.manifest = w.manifest;
        r.versions = uint32(w.newerManifests.length + 1);
        r.ancestorRoyalty = w.ancestorRoyalty;
        r.resaleRoyalty = w.resaleRoyalty;
        r.derivatives = w.derivatives;
        r.offersLocked = w.offersLocked;
        r.offersFloored = w.offersFloored;
        r.minimumTip = w.minimumTip;
        r.minimumFlowRate = w.minimumFlowRate;
        r.deliveryFee = w.deliveryFee;
        r.policy = w.policy;
        r.shareToken = ShareTokens.addressOf(work);
        r.mintBlock = w.mintBlock;
        r.audit = w.audit;
        r.keyX = w.keyX;
        r.keyOdd = w.keyOdd;
        r.offers = Offers.list(w);
        readLedger(w, r);
    }

    function readLedger(WorkState storage w, Work memory r) private view {
        HotSlot hot = w.hot;
        r.onSale = hot.has(ON_SALE);
        (RunningSlot running, int128 income) = Accrual.reach(w, hot);
        r.income = uint128(income);
        r.prepaid = uint128(running.prepaid());
        r.flowRate = uint128(running.rate());
        r.sequence = hot.sequence();
        r.lastBlock = hot.lastBlock();
        r.anchorBlock = hot.anchorBlock();
        r.head = w.head;
    }
}
