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
        for (uint256 i; i < tributary.count() * PEOPLE; ++i) {
            uint256 work = workAt(seed, i / PEOPLE);
            address seller = personAt(other, i);
            Work memory w = tributary.workOf(work);
            Listing memory l = tributary.listingOf(work, seller);
            if (seller == person(seed) || l.units == 0 || l.expiry < time || !mayMove(w)) continue;
            units = part(units, l.units);
            uint256 price = (units * l.unitPrice + 999_999) / 1e6;
            uint256 value = w.currency == address(0) ? price + (other % 3) : 0;
            return tributary.buy{value: value}(work, seller, uint32(units), price, time);
        }
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
        for (uint256 i; i < tributary.count(); ++i) {
            uint256 work = workAt(seed, i);
            if (tributary.bidOf(work, person(seed)).units != 0) return tributary.cancelBid(work);
        }
    }

    function refundBid(uint256 seed, uint256 other) external step(seed) {
        for (uint256 i; i < tributary.count() * PEOPLE; ++i) {
            (uint256 work, address bidder) = (workAt(seed, i / PEOPLE), personAt(other, i));
            Bid memory b = tributary.bidOf(work, bidder);
            if (b.units != 0 && b.expiry < time) return tributary.refundBid(work, bidder);
        }
    }

    function acceptBid(uint256 seed, uint256 other, uint256 units) external step(seed) {
        for (uint256 i; i < tributary.count() * PEOPLE; ++i) {
            (uint256 work, address bidder) = (workAt(seed, i / PEOPLE), personAt(other, i));
            Bid memory b = tributary.bidOf(work, bidder);
            if (bidder == person(seed) || b.units == 0 || b.expiry < time) continue;
            uint256 sold = part(units, b.units);
            if (sold > tributary.balanceOf(person(seed), work) || !mayMove(tributary.workOf(work))) continue;
            return tributary.acceptBid(work, bidder, uint32(sold), b.unitPrice, time);
        }
    }

    /// As many as may be sold out of `all`.
    function part(uint256 units, uint256 all) private pure returns (uint256) {
        return all <= 10_000 ? all : 10_000 + (units % (all - 9_999));
    }
}
