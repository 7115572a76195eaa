// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// All running flows of a work as of its last accrual: rate 104 | prepaid 112 | last accrual 40.
///
/// `prepaid` is what the flows have paid for the seconds after `last`. It is already in the work's stored income, so that
/// nothing but an opening can reach the limit of income, and a claim never does: what has been earned is
/// `income - prepaid(now)`.
type RunningSlot is uint256;
