// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Flow} from "../Types.sol";

/// Prepaid money by the second: one flow for each work and payer. Income accrues to the holders of the work and of all its
/// ancestors at a cost that does not depend on the number of flows. There is no debt and no liquidator.
///
/// Amounts are in currency units, rates in 1e-8 of a currency unit a second. Costs are rounded up to a whole unit; what a
/// rate cannot express of it is income at once. Native currency above the cost is returned to the payer.
interface IFlows {
    // ── Ledger events ────────────────────────────────────────────────────────────────────────────────────────────────

    /// `rate` flows from the stamp's time until `end`, for `deposit`.
    event FlowOpened(
        uint256 indexed work,
        address indexed payer,
        uint256 stamp,
        uint256 rate,
        uint256 end,
        uint256 deposit
    );
    event FlowExtended(
        uint256 indexed work,
        address indexed payer,
        uint256 stamp,
        uint256 rate,
        uint256 oldEnd,
        uint256 newEnd,
        uint256 deposit
    );
    /// The flow, which would have ended at `oldEnd`, ends at the stamp's time.
    event FlowClosed(
        uint256 indexed work,
        address indexed payer,
        uint256 stamp,
        uint256 rate,
        uint256 oldEnd,
        uint256 refund
    );
    /// An ancestor's part of a descendant's flow: `rate` flows until `newEnd` instead of `oldEnd`. Of a flow just opened
    /// `oldEnd` is the stamp's time, of one just closed `newEnd` is. `income` came in at once, in 1e-8 of a currency unit:
    /// what the rate cannot express, and at a close within the first hour the rest of that hour.
    event FlowCredited(
        uint256 indexed work,
        uint256 indexed source,
        uint256 stamp,
        uint256 sourceSequence,
        uint256 rate,
        uint256 oldEnd,
        uint256 newEnd,
        uint256 income
    );
    /// Ends of flows up to `until` were settled ahead of a claim; no money came or went.
    event Accrued(uint256 indexed work, uint256 stamp, uint256 until);

    // ── Entries ──────────────────────────────────────────────────────────────────────────────────────────────────────

    /// `rate`: a multiple of 10 000. `end`: a full hour, 1 hour to 1 year ahead. Costs `rate * (end - now)`, rounded up,
    /// at most `maximum`. A flow that ran out makes room for a new one; one that runs has to be closed first.
    function openFlow(uint256 work, uint96 rate, uint40 end, uint256 maximum) external payable;
    /// While it runs: to a later full hour, at most 1 year ahead. Costs `rate * (end - old end)`, rounded up.
    function extendFlow(uint256 work, uint40 end, uint256 maximum) external payable;
    /// While it runs: by as many whole hours as `amount` pays for, at least one; the rest is not taken.
    function topUpFlow(uint256 work, uint256 amount) external payable;
    /// While it runs. Refunds what is not spent, rounded down to a whole unit (the fraction is income); the first hour is
    /// always spent. The work keeps what ran until now.
    function closeFlow(uint256 work) external returns (uint256 refund);
    /// Settles at most `maximumSteps` ends of flows, so that a claim after very many of them fits into a block. By anyone;
    /// claims and moves of shares settle the rest themselves. Returns whether nothing is left to settle.
    function accrue(uint256 work, uint256 maximumSteps) external returns (bool settled);

    // ── Reading ──────────────────────────────────────────────────────────────────────────────────────────────────────

    function flowOf(uint256 work, address payer) external view returns (Flow memory);
    /// What `closeFlow` would refund now; 0 once it ran out.
    function refundOf(uint256 work, address payer) external view returns (uint256);
}
