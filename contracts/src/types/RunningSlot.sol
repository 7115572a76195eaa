// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// All running flows of a work as of its last accrual: rate 104 | prepaid 112 | last accrual 40.
///
/// `prepaid` is what the flows have paid for the seconds after `last`. It is already in the work's stored income, so that
/// nothing but an opening can reach the limit of income, and a claim never does: what has been earned is
/// `income - prepaid(now)`.
type RunningSlot is uint256;

using {rate, prepaid, last} for RunningSlot global;

uint256 constant PREPAID_AT = 104;
uint256 constant LAST_AT = 216;
uint256 constant MAXIMUM_RATE = (1 << 104) - 1;
uint256 constant MAXIMUM_PREPAID = (1 << 112) - 1;

/// In 1e-8 of a currency unit a second. 0: nothing runs, and nothing is prepaid.
function rate(RunningSlot running) pure returns (uint256) {
    return uint104(RunningSlot.unwrap(running));
}

/// In 1e-8 of a currency unit.
function prepaid(RunningSlot running) pure returns (uint256) {
    return uint112(RunningSlot.unwrap(running) >> PREPAID_AT);
}

/// All ends of flows up to it are settled.
function last(RunningSlot running) pure returns (uint256) {
    return RunningSlot.unwrap(running) >> LAST_AT;
}

/// Assumes: rate and prepaid are at most their maximum, the time fits into 40 bits.
function packRunning(uint256 rate_, uint256 prepaid_, uint256 last_) pure returns (RunningSlot) {
    return RunningSlot.wrap((last_ << LAST_AT) | (prepaid_ << PREPAID_AT) | rate_);
}
