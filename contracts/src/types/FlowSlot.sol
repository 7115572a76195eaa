// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// One payer's flow: rate 96 | start 40 | end 40. Zero: none.
type FlowSlot is uint256;
