// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {State} from "../types/State.sol";
import {KeyRequest, KeyTerms, Reader, Usage} from "../Types.sol";

/// Licences and key delivery (key-delivery 5.3 to 5.6, 9). Linked.
library Keys {
    function request(State storage state, KeyRequest calldata wish) external returns (bytes32 id) {}

    function deliver(
        State storage state,
        KeyTerms calldata terms,
        uint256 scalar,
        address commitment,
        uint256 response,
        address server
    ) external {}

    function refund(State storage state, KeyTerms calldata terms) external {}

    function setDelegate(State storage state, uint256 work, address delegate) external {}

    function seal(State storage state, uint256 work) external {}

    function hasLicence(State storage state, uint256 work, address account, Usage usage) external view returns (bool) {}

    function readerOf(State storage state, uint256 work, address account) external view returns (Reader memory) {}
}
