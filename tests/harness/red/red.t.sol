// SPDX-License-Identifier: MIT
pragma solidity ^0.8.0;

/// Fails on purpose: red.test.ts proves with it that a failing contract test turns the whole run red.
contract RedTest {
    function test_Passes() external pure {}

    function test_Fails() external pure {
        assert(1 + 1 == 3);
    }
}
