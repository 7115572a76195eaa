// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {HotSlot, ARBITRUM} from "../types/HotSlot.sol";

interface IArbSys {
    function arbBlockNumber() external view returns (uint256);
}

/// Block numbers as RPC nodes count them. On Arbitrum `block.number` is that of the parent chain.
library Clock {
    IArbSys internal constant ARB_SYS = IArbSys(address(0x64));

    function onArbitrum() internal view returns (bool) {
        return address(ARB_SYS).code.length != 0;
    }

    /// `hot` remembers the kind of chain since the mint: one bit instead of one cold account per event.
    function blockNumber(HotSlot hot) internal view returns (uint256) {
        return hot.has(ARBITRUM) ? ARB_SYS.arbBlockNumber() : block.number;
    }
}
