// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ITributary} from "../ITributary.sol";
import {Offer, Usage} from "../Types.sol";
import {Errors} from "../Errors.sol";
import {WorkState} from "../types/State.sol";
import {OfferSlot, OFFERS_PER_SLOT, MAXIMUM_PRICE} from "../types/OfferSlot.sol";

/// Prices per usage, and the creator's promises about them.
library Offers {
    uint256 internal constant OFFERABLE = uint256(Usage.Tip);

    /// The offers of a new work: both slots are empty, and one that stays so is not touched. `isSealed`: the work has a
    /// content key.
    function begin(WorkState storage w, uint256 work, Offer[] calldata offers, bool isSealed) internal {
        OfferSlot[2] memory slots = pack(offers, isSealed);
        for (uint256 i; i < slots.length; ++i) {
            if (OfferSlot.unwrap(slots[i]) != 0) w.offers[i] = slots[i];
        }
        emit ITributary.OffersSet(work, offers);
    }

    /// Replaces all offers.
    function set(WorkState storage w, uint256 work, Offer[] calldata offers, bool isSealed) internal {
        OfferSlot[2] memory slots = pack(offers, isSealed);
        if (w.offersFloored) checkFloor(w, slots);
        (w.offers[0], w.offers[1]) = (slots[0], slots[1]);
        emit ITributary.OffersSet(work, offers);
    }

    /// Where a usage's offer stands. Reverts unless it is offered.
    function find(
        WorkState storage w,
        uint256 work,
        Usage usage
    ) internal view returns (OfferSlot offers, uint256 lane) {
        if (uint256(usage) >= OFFERABLE) revert Errors.Payment_NotPayable(usage);
        uint256 slot;
        (slot, lane) = place(uint256(usage));
        offers = w.offers[slot];
        if (offers.offered(lane) == 0) revert Errors.Payment_NotOffered(work, usage);
    }

    function list(WorkState storage w) internal view returns (Offer[] memory offers) {
        OfferSlot[2] memory slots = w.offers;
        offers = new Offer[](OFFERABLE);
        uint256 count;
        for (uint256 usage; usage < OFFERABLE; ++usage) {
            (uint256 slot, uint256 lane) = place(usage);
            if (slots[slot].offered(lane) == 0) continue;
            uint96 price = uint96(slots[slot].priceOf(lane));
            offers[count++] = Offer(Usage(usage), slots[slot].bringsKey(lane), price);
        }
        // Safe because the array only gets shorter.
        assembly ("memory-safe") {
            mstore(offers, count)
        }
    }

    function checkFloor(WorkState storage w, OfferSlot[2] memory slots) private view {
        OfferSlot[2] memory floors = w.floors;
        for (uint256 usage; usage < OFFERABLE; ++usage) {
            (uint256 slot, uint256 lane) = place(usage);
            if (slots[slot].offered(lane) < floors[slot].offered(lane)) revert Errors.Offer_BelowFloor(Usage(usage));
        }
    }

    function pack(Offer[] calldata offers, bool isSealed) private pure returns (OfferSlot[2] memory slots) {
        for (uint256 i; i < offers.length; ++i) {
            Offer calldata offer = offers[i];
            Usage usage = offer.usage;
            if (uint256(usage) >= OFFERABLE) revert Errors.Offer_NotOfferable(usage);
            if (offer.price > MAXIMUM_PRICE) revert Errors.Offer_PriceTooHigh(usage, offer.price, MAXIMUM_PRICE);
            if (offer.bringsKey && !isSealed) revert Errors.Offer_KeyOfOpenWork(usage);
            (uint256 slot, uint256 lane) = place(uint256(usage));
            if (slots[slot].offered(lane) != 0) revert Errors.Offer_Repeated(usage);
            slots[slot] = slots[slot].withOffer(lane, offer.price, offer.bringsKey);
        }
    }

    function place(uint256 usage) private pure returns (uint256 slot, uint256 lane) {
        return (usage / OFFERS_PER_SLOT, usage % OFFERS_PER_SLOT);
    }
}
