// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC1155} from "@openzeppelin/contracts/token/ERC1155/IERC1155.sol";
import {IMarket} from "../interfaces/IMarket.sol";
import {Usage} from "../Types.sol";
import {Errors} from "../Errors.sol";
import {State, WorkState} from "../types/State.sol";
import {Cascade} from "./Cascade.sol";
import {Prices} from "./Prices.sol";
import {Shares} from "./Shares.sol";
import {Split} from "./Split.sol";

/// One sale of shares, from a listing or into a bid. `price` is all the buyer pays, `royalty` the work's part of it.
struct Sale {
    uint256 work;
    address seller;
    address buyer;
    uint256 units;
    uint256 price;
    uint256 royalty;
}

/// What listings and bids have in common: their terms, and the exchange itself.
library Sales {
    uint256 internal constant MINIMUM_UNITS = Prices.SHARE / 100;
    uint256 internal constant LONGEST = 90 days;

    function checkTerms(uint256 unitPrice, uint256 expiry) internal view {
        if (unitPrice == 0) revert Errors.Market_PriceZero();
        uint256 latest = block.timestamp + LONGEST;
        if (expiry < block.timestamp || expiry > latest) {
            revert Errors.Market_ExpiryOutOfRange(expiry, block.timestamp, latest);
        }
    }

    /// At least a hundredth of a share, or all that is left: no dust remains that nobody could take.
    function checkUnits(uint256 units, uint256 available) internal pure {
        if (units == 0 || (units < MINIMUM_UNITS && units != available)) {
            revert Errors.Market_BelowMinimum(units, MINIMUM_UNITS);
        }
    }

    /// Rounded down.
    function royaltyOf(WorkState storage w, uint256 price) internal view returns (uint256) {
        return (price * w.resaleRoyalty) / Split.BASIS_POINTS;
    }

    /// Assumes: the royalty has arrived. It is paid before the shares move, because it belongs to those who held them up to
    /// now. Afterwards the caller pays the seller, and asks the buyer's hook last.
    function exchange(State storage state, Sale memory s) internal {
        if (s.royalty != 0) {
            bytes32 ref = bytes32(uint256(uint160(s.seller)));
            Cascade.distribute(
                state,
                state.works[s.work].hot,
                s.work,
                s.buyer,
                s.buyer,
                Usage.Resale,
                s.units,
                s.royalty,
                ref
            );
        }
        Shares.move(state, s.work, s.seller, s.buyer, s.units);
        emit IERC1155.TransferSingle(msg.sender, s.seller, s.buyer, s.work, s.units);
        emit IMarket.Sold(s.work, s.seller, s.buyer, s.units, s.price, s.royalty);
    }
}
