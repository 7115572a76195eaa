// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import "contracts/src/ITributary.sol";
import {Steps} from "./Steps.sol";

/// Listings and bids.
abstract contract Traders is Steps {
    function list(uint256 seed, uint256 units, uint256 price) external step(seed) {
        (uint256 work, Work memory w) = choose(seed);
        openSale(work, w, seed);
        units = units % (tributary.balanceOf(person(seed), work) + 1);
        tributary.list(work, uint32(units), uint128(1 + (price % 1e18)), uint40(time + (price % 30 days)));
    }

    function buy(uint256 seed, uint256 other, uint256 units) external step(seed) {
        (uint256 work, Work memory w) = choose(seed);
        address seller = person(other);
        Listing memory l = tributary.listingOf(work, seller);
        if (seller == person(seed) || l.units == 0 || l.expiry < time || !mayMove(w)) return;
        units = part(units, l.units);
        uint256 price = (units * l.unitPrice + 999_999) / 1e6;
        uint256 value = w.currency == address(0) ? price + (other % 3) : 0;
        tributary.buy{value: value}(work, seller, uint32(units), price, time);
    }

    function placeBid(uint256 seed, uint256 units, uint256 price) external step(seed) {
        (uint256 work, Work memory w) = choose(seed);
        if (tributary.bidOf(work, person(seed)).units != 0) return;
        openSale(work, w, seed);
        units = 10_000 + (units % 2e7);
        price = 1 + (price % 1e18);
        uint256 cost = (units * price + 999_999) / 1e6;
        uint40 expiry = uint40(time + (price % 20 days));
        tributary.placeBid{value: coins(w, cost)}(work, uint32(units), uint128(price), expiry);
    }

    function cancelBid(uint256 seed) external step(seed) {
        (uint256 work, ) = choose(seed);
        if (tributary.bidOf(work, person(seed)).units != 0) tributary.cancelBid(work);
    }

    function refundBid(uint256 seed, uint256 other) external step(seed) {
        (uint256 work, ) = choose(seed);
        Bid memory b = tributary.bidOf(work, person(other));
        if (b.units != 0 && b.expiry < time) tributary.refundBid(work, person(other));
    }

    function acceptBid(uint256 seed, uint256 other, uint256 units) external step(seed) {
        (uint256 work, Work memory w) = choose(seed);
        Bid memory b = tributary.bidOf(work, person(other));
        if (person(other) == person(seed) || b.units == 0 || b.expiry < time || !mayMove(w)) return;
        units = part(units, b.units);
        if (units > tributary.balanceOf(person(seed), work)) return;
        tributary.acceptBid(work, person(other), uint32(units), b.unitPrice, time);
    }

    /// As many as may be sold out of `all`.
    function part(uint256 units, uint256 all) private pure returns (uint256) {
        return all <= 10_000 ? all : 10_000 + (units % (all - 9_999));
    }
}
