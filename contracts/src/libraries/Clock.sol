// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {HotSlot, ARBITRUM} from "../types/HotSlot.sol";

interface IArbSys {
    function arbBlockNumber() external view returns (uint256);
    /// Reverts for blocks it does not remember: all but the last 256.
    function arbBlockHash(uint256 number) external view returns (bytes32);
}

/// Block numbers as RPC nodes count them. On Arbitrum `block.number` is that of the parent chain.
library Clock {
    IArbSys internal constant ARB_SYS = IArbSys(address(0x64));
    /// EIP-2935: hashes of the last 8 191 blocks (Arbitrum: more, by its own numbers), on chains that have it.
    address internal constant HISTORY = 0x0000F90827F1C53a10cb7A02335B175320002935;

    function onArbitrum() internal view returns (bool) {
        return address(ARB_SYS).code.length != 0;
    }

    /// `hot` remembers the kind of chain since the mint: one bit instead of one cold account per event.
    function blockNumber(HotSlot hot) internal view returns (uint256) {
        return hot.has(ARBITRUM) ? ARB_SYS.arbBlockNumber() : block.number;
    }

    /// Zero: the chain does not know it any more.
    function blockHash(HotSlot hot, uint256 number) internal view returns (bytes32 hash) {
        hash = hot.has(ARBITRUM) ? arbitrumHash(number) : blockhash(number);
        return hash == 0 ? historicHash(number) : hash;
    }

    function arbitrumHash(uint256 number) private view returns (bytes32) {
        try ARB_SYS.arbBlockHash(number) returns (bytes32 hash) {
            return hash;
        } catch {
            return 0;
        }
    }

    /// The history contract takes and gives one bare word.
    function historicHash(uint256 number) private view returns (bytes32) {
        (bool known, bytes memory answer) = HISTORY.staticcall(abi.encode(number));
        return known && answer.length == 32 ? bytes32(answer) : bytes32(0);
    }
}
