/** What instrumented contracts ask which mutant is on. */

/** Where the copy keeps the question which mutant is on. */
export const LIBRARY = 'contracts/src/Mutation.sol'
/** Pure functions have to ask too, so the type of the function that looks is changed. */
export const LIBRARY_TEXT = `// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

library Mutation {
    function on(uint256 mutant) internal pure returns (bool) {
        return asPure(chosen)() == mutant;
    }

    function chosen() private view returns (uint256) {
        return uint160(address(block.coinbase));
    }

    function asPure(function() view returns (uint256) look) private pure returns (function() pure returns (uint256) look_) {
        assembly {
            look_ := look
        }
    }
}
`
