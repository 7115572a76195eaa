// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ITransferPolicy} from "contracts/src/interfaces/ITransferPolicy.sol";

/// A transfer policy that says yes or no to everything, as it likes.
contract Whim is ITransferPolicy {
    bool public open = true;

    function change() external {
        open = !open;
    }

    function allows(uint256, address, address, uint256) external view returns (bool) {
        return open;
    }
}
