// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Prices} from "contracts/src/libraries/Prices.sol";

/// A price is rounded up, by less than one unit of the currency.
/// @custom:engine CHC
contract APriceIsRoundedUp {
    function prove(uint32 units, uint128 unitPrice) external pure {
        uint256 exact = uint256(units) * unitPrice;
        uint256 paid = Prices.total(units, unitPrice) * 1_000_000;
        assert(paid >= exact);
        assert(paid < exact + 1_000_000);
    }
}

/// Bids: what is left of a bid is never worth more than the bid was, so a partial sale never takes from others.
/// @custom:engine CHC
contract ARestIsWorthNoMore {
    function prove(uint32 units, uint32 sold, uint128 unitPrice) external pure {
        require(sold <= units);
        assert(Prices.total(units - sold, unitPrice) <= Prices.total(units, unitPrice));
    }
}

/// Bids: what a partial sale brings is its own price, less a unit at most.
/// @custom:engine CHC
contract APartialSaleBringsItsPrice {
    function prove(uint32 units, uint32 sold, uint128 unitPrice) external pure {
        require(sold <= units);
        uint256 brought = Prices.total(units, unitPrice) - Prices.total(units - sold, unitPrice);
        assert(brought <= Prices.total(sold, unitPrice));
        assert(brought + 1 >= Prices.total(sold, unitPrice));
    }
}
