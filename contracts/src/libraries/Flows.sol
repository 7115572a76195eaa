// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {State} from "../types/State.sol";
import {Flow} from "../Types.sol";

/// Prepaid money by the second. Linked.
library Flows {
    function open(State storage state, uint256 work, uint96 rate, uint40 end, uint256 maximum) external {}

    function extend(State storage state, uint256 work, uint40 end, uint256 maximum) external {}

    function topUp(State storage state, uint256 work, uint256 amount) external {}

    function close(State storage state, uint256 work) external returns (uint256 refund) {}

    function accrue(State storage state, uint256 work, uint256 maximumSteps) external returns (bool settled) {}

    function flowOf(State storage state, uint256 work, address payer) external view returns (Flow memory) {}

    function refundOf(State storage state, uint256 work, address payer) external view returns (uint256) {}
}
