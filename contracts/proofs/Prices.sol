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

/// Only the product of units and unit price counts: one number may stand for both.
/// @custom:engine CHC
contract OnlyTheProductCounts {
    function prove(uint32 units, uint128 unitPrice) external pure {
        assert(Prices.total(units, unitPrice) == Prices.total(uint256(units) * unitPrice, 1));
    }
}

/// Bids: what a partial sale brings is its own price, less a unit at most. `whole` and `part` are such products.
/// @custom:engine CHC
contract APartialSaleBringsItsPrice {
    function prove(uint160 whole, uint160 part) external pure {
        require(part <= whole);
        uint256 brought = Prices.total(whole, 1) - Prices.total(whole - part, 1);
        assert(brought <= Prices.total(part, 1));
        assert(brought + 1 >= Prices.total(part, 1));
    }
}
