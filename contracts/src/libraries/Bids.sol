// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {State} from "../types/State.sol";

/// Bids for shares, escrowed. Linked.
library Bids {
    function place(State storage state, uint256 work, uint32 units, uint128 unitPrice, uint40 expiry) external {}

    function cancel(State storage state, uint256 work) external {}

    function refund(State storage state, uint256 work, address bidder) external {}

    function accept(
        State storage state,
        uint256 work,
        address bidder,
        uint32 units,
        uint128 minimumUnitPrice,
        uint256 deadline
    ) external {}
}
