// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// One payer's flow: rate 96 | start 40 | end 40. Zero: none.
type FlowSlot is uint256;

using {rate, start, end} for FlowSlot global;

uint256 constant START_AT = 96;
uint256 constant END_AT = 136;

/// In 1e-8 of a currency unit a second.
function rate(FlowSlot flow) pure returns (uint256) {
    return uint96(FlowSlot.unwrap(flow));
}

function start(FlowSlot flow) pure returns (uint256) {
    return uint40(FlowSlot.unwrap(flow) >> START_AT);
}

function end(FlowSlot flow) pure returns (uint256) {
    return uint40(FlowSlot.unwrap(flow) >> END_AT);
}

/// Assumes: the rate fits into 96 bits, the times into 40.
function packFlow(uint256 rate_, uint256 start_, uint256 end_) pure returns (FlowSlot) {
    return FlowSlot.wrap((end_ << END_AT) | (start_ << START_AT) | rate_);
}
