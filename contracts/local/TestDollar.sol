// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";

/// The embedded chain's ERC-20 with a permit. Anyone may mint it, so it is worth nothing anywhere.
contract TestDollar is ERC20Permit {
    constructor() ERC20("Test dollar", "tUSD") ERC20Permit("Test dollar") {}

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    function decimals() public pure override returns (uint8) {
        return 6;
    }
}
