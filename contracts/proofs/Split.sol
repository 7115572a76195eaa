// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Split} from "contracts/src/libraries/Split.sol";

/// A payment as income is 1e8 times the payment, and fits into the income of a work.
/// @custom:engine CHC
contract WholeIsExact {
    function prove(uint256 amount) external pure {
        require(amount <= Split.MAXIMUM_AMOUNT);
        assert(Split.whole(amount) == amount * 1e8);
        assert(Split.whole(amount) <= uint128(type(int128).max));
    }
}

/// A part is its basis points of the payment to the last digit: 10 000 parts are the income times the royalty.
/// @custom:engine CHC
contract PartIsExact {
    function prove(uint256 amount, uint256 royalty) external pure {
        require(amount <= Split.MAXIMUM_AMOUNT && royalty <= 10_000);
        assert(Split.part(amount, royalty) * 10_000 == amount * 1e8 * royalty);
    }
}

/// One ancestor more: the parts so far and its own are the part of all that is asked, whichever
/// came before. So, one by one up to sixteen, the parts of all ancestors sum to the part of all that is asked.
/// @custom:engine CHC
contract PartsAddUp {
    function prove(uint256 amount, uint256 asked, uint256 royalty) external pure {
        require(amount <= Split.MAXIMUM_AMOUNT && asked <= 9_000 && royalty <= 9_000 && asked + royalty <= 9_000);
        uint256 parts = Split.part(amount, asked);
        uint256 more = Split.part(amount, royalty);
        assert(parts + more == Split.part(amount, asked + royalty));
    }
}

/// What all ancestors together may ask leaves the work at least a tenth of the payment: the rest is never negative.
/// @custom:engine CHC
contract RestIsATenth {
    function prove(uint256 amount, uint256 asked) external pure {
        require(amount <= Split.MAXIMUM_AMOUNT && asked <= 9_000);
        assert(Split.part(amount, asked) * 10 <= Split.whole(amount) * 9);
    }
}
