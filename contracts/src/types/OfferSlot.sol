// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// Three offers in one slot, 85 bits each: price + 1 (84 bits, 0 = not offered) | whether it brings the key.
type OfferSlot is uint256;

using {priceOf, bringsKey, offered, withOffer} for OfferSlot global;

uint256 constant OFFERS_PER_SLOT = 3;
uint256 constant OFFER_BITS = 85;
uint256 constant MAXIMUM_PRICE = (1 << 84) - 2;

/// Price plus one; 0: not offered. `lane` is 0, 1 or 2.
function offered(OfferSlot offers, uint256 lane) pure returns (uint256) {
    return (OfferSlot.unwrap(offers) >> (lane * OFFER_BITS)) & ((1 << 84) - 1);
}

/// Assumes: offered.
function priceOf(OfferSlot offers, uint256 lane) pure returns (uint256) {
    return offers.offered(lane) - 1;
}

function bringsKey(OfferSlot offers, uint256 lane) pure returns (bool) {
    return (OfferSlot.unwrap(offers) >> (lane * OFFER_BITS + 84)) & 1 != 0;
}

/// Assumes: the lane was empty, and the price is at most `MAXIMUM_PRICE`.
function withOffer(OfferSlot offers, uint256 lane, uint256 price, bool key) pure returns (OfferSlot) {
    uint256 entry = (price + 1) | (key ? 1 << 84 : 0);
    return OfferSlot.wrap(OfferSlot.unwrap(offers) | (entry << (lane * OFFER_BITS)));
}
