// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Create2} from "@openzeppelin/contracts/utils/Create2.sol";
import {IShareToken} from "../interfaces/IShareToken.sol";

/// The share tokens of works: where they are, how they are born, and how they hear of movements.
///
/// A token is a proxy of 55 bytes whose last 6 are the number of its work. All of them delegate to one `ShareToken`, which
/// Tributary's constructor creates. Every address follows from Tributary's alone, so nothing has to be stored.
library ShareTokens {
    uint256 internal constant SIZE = 55;
    uint256 internal constant NUMBER_AT = 49;

    /// Deploys what follows it, then the proxy up to the address it delegates to.
    bytes23 private constant HEAD =
        hex"6037" // PUSH1 55          size of the proxy                          [size]
        hex"80" //   DUP1                                                         [size size]
        hex"6009" // PUSH1 9           where it begins in this code               [size size 9]
        hex"5f" //   PUSH0                                                        [size size 9 0]
        hex"39" //   CODECOPY          memory = the proxy                         [size]
        hex"5f" //   PUSH0                                                        [size 0]
        hex"f3" //   RETURN            becomes the contract's code
        hex"5f" //   PUSH0         00  the proxy begins: no data comes back, yet  [0]
        hex"5f" //   PUSH0         01                                             [0 0]
        hex"36" //   CALLDATASIZE  02                                             [0 0 in]
        hex"15" //   ISZERO        03                                             [0 0 empty]
        hex"602f" // PUSH1 2f      04                                             [0 0 empty 2f]
        hex"57" //   JUMPI         06  only money: done within 2300 gas           [0 0]
        hex"36" //   CALLDATASIZE  07                                             [0 0 in]
        hex"5f" //   PUSH0         08                                             [0 0 in 0]
        hex"5f" //   PUSH0         09                                             [0 0 in 0 0]
        hex"37" //   CALLDATACOPY  0a  memory = the call                          [0 0]
        hex"36" //   CALLDATASIZE  0b                                             [0 0 in]
        hex"5f" //   PUSH0         0c                                             [0 0 in 0]
        hex"73"; //  PUSH20        0d  the implementation follows                 [0 0 in 0 code]

    /// The proxy from there to the number of its work.
    bytes15 private constant TAIL =
        hex"5a" //   GAS           22                                             [0 0 in 0 code gas]
        hex"f4" //   DELEGATECALL  23                                             [ok]
        hex"3d" //   RETURNDATASIZE 24                                            [ok out]
        hex"5f" //   PUSH0         25                                             [ok out 0]
        hex"5f" //   PUSH0         26                                             [ok out 0 0]
        hex"3e" //   RETURNDATACOPY 27 memory = the answer                        [ok]
        hex"5f" //   PUSH0         28                                             [ok 0]
        hex"3d" //   RETURNDATASIZE 29                                            [ok 0 out]
        hex"91" //   SWAP2         2a                                             [out 0 ok]
        hex"602f" // PUSH1 2f      2b                                             [out 0 ok 2f]
        hex"57" //   JUMPI         2d                                             [out 0]
        hex"fd" //   REVERT        2e  with the answer
        hex"5b" //   JUMPDEST      2f                                             [out 0]
        hex"f3"; //  RETURN        30  the answer; of a call without data nothing

    /// Exists once the work does.
    function addressOf(uint256 work) internal view returns (address) {
        return Create2.computeAddress(bytes32(work), keccak256(initCode(work)), address(this));
    }

    /// The other way round; 0: not a share token of this contract.
    function workOf(address token) internal view returns (uint256 work) {
        if (token.code.length != SIZE) return 0;
        work = numberIn(token);
        if (addressOf(work) != token) return 0;
    }

    /// Deploys the token of a new work, which has no address but this one.
    function create(uint256 work) internal returns (IShareToken token) {
        bytes memory code = initCode(work);
        // Needed because Solidity's `new` deploys only what Solidity compiled. Failing (for want of gas, there is no other
        // way) gives the zero address, and the first call to it reverts.
        assembly ("memory-safe") {
            token := create2(0, add(code, 32), mload(code), work)
        }
    }

    /// The last 6 bytes of a proxy: its work. Anything, of any other account.
    function numberIn(address token) internal view returns (uint256 work) {
        assembly ("memory-safe") {
            mstore(0, 0)
            extcodecopy(token, 26, NUMBER_AT, 6)
            work := mload(0)
        }
    }

    function initCode(uint256 work) private view returns (bytes memory) {
        return abi.encodePacked(HEAD, implementation(), TAIL, uint48(work));
    }

    /// The first contract that Tributary created: CREATE hashes RLP of creator and nonce, here a list of 22 bytes (d6) with
    /// a string of 20 (94) and the number 1.
    function implementation() private view returns (address) {
        return address(uint160(uint256(keccak256(abi.encodePacked(hex"d694", address(this), hex"01")))));
    }
}
