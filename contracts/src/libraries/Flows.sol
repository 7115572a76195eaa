// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Flow} from "../Types.sol";
import {Errors} from "../Errors.sol";
import {FlowSlot, packFlow} from "../types/FlowSlot.sol";
import {HotSlot, FLOWING} from "../types/HotSlot.sol";
import {MAXIMUM_PREPAID, MAXIMUM_RATE, RunningSlot, packRunning} from "../types/RunningSlot.sol";
import {State, WorkState} from "../types/State.sol";
import {Cascade} from "./Cascade.sol";
import {Drops} from "./Drops.sol";
import {LedgerChain} from "./LedgerChain.sol";
import {Money} from "./Money.sol";
import {Split} from "./Split.sol";
import {Tide} from "./Tide.sol";

/// A flow, or an ancestor's part of it, ends at `newEnd` instead of `oldEnd`. Where it does not run it ends now: before it
/// is opened, after it is closed. `money` (in 1e-8 of a currency unit) was paid for that, or refunded.
struct Change {
    uint256 rate;
    uint256 oldEnd;
    uint256 newEnd;
    uint256 money;
}

/// Prepaid money by the second. Linked.
///
/// All limits are checked where money comes in. Closing, settling and claiming only take away what was put there, and
/// cannot fail.
library Flows {
    uint256 internal constant LONGEST = 365 days;

    function open(State storage state, uint256 work, uint96 rate, uint40 end, uint256 maximum) external {
        WorkState storage w = state.works[work];
        HotSlot hot = w.hot;
        if (hot.sequence() == 0) revert Errors.Work_Missing(work);
        if (rate == 0 || rate % Split.BASIS_POINTS != 0) revert Errors.Flow_RateInvalid(rate);
        checkEnd(end);
        uint256 current = w.flows[msg.sender].end();
        if (block.timestamp < current) revert Errors.Flow_Running(work, msg.sender, current);
        uint256 cost = Tide.cost(rate, end - block.timestamp);
        uint256 change = take(w, hot, cost, maximum);
        w.flows[msg.sender] = packFlow(rate, block.timestamp, end);
        (hot, w.head) = LedgerChain.flowOpened(hot, w.head, work, rate, end, cost);
        spread(state, hot, work, Change(rate, block.timestamp, end, Split.whole(cost)));
        Money.giveChange(change);
    }

    function extend(State storage state, uint256 work, uint40 end, uint256 maximum) external {
        FlowSlot flow = running(state, work);
        if (end <= flow.end()) revert Errors.Flow_EndNotLater(end, flow.end());
        prolong(state, work, flow, end, maximum);
    }

    function topUp(State storage state, uint256 work, uint256 amount) external {
        FlowSlot flow = running(state, work);
        // More than that no flow can cost.
        uint256 enough = amount < Split.MAXIMUM_AMOUNT ? amount : Split.MAXIMUM_AMOUNT;
        uint256 time = Tide.hoursFor(enough, flow.rate()) * 1 hours;
        if (time == 0) revert Errors.Flow_TopUpTooSmall(amount, Tide.cost(flow.rate(), 1 hours));
        prolong(state, work, flow, flow.end() + time, amount);
    }

    function close(State storage state, uint256 work) external returns (uint256 refund) {
        FlowSlot flow = running(state, work);
        WorkState storage w = state.works[work];
        HotSlot hot = w.hot;
        (uint256 rate, uint256 end) = (flow.rate(), flow.end());
        refund = refundNow(flow);
        w.flows[msg.sender] = FlowSlot.wrap(0);
        (hot, w.head) = LedgerChain.flowClosed(hot, w.head, work, rate, end, refund);
        spread(state, hot, work, Change(rate, end, block.timestamp, Split.whole(refund)));
        if (refund != 0) Money.send(Money.currencyOf(w, hot), msg.sender, refund);
    }

    function accrue(State storage state, uint256 work, uint256 maximumSteps) external returns (bool settled) {
        WorkState storage w = state.works[work];
        HotSlot hot = w.hot;
        if (hot.sequence() == 0) revert Errors.Work_Missing(work);
        if (!hot.has(FLOWING)) return true;
        (RunningSlot reached, uint256 passed, bool more) = Drops.pass(w, w.running, block.timestamp, maximumSteps);
        if (passed != 0) {
            w.running = reached;
            if (reached.rate() == 0) hot = hot.without(FLOWING);
            (w.hot, w.head) = LedgerChain.accrued(hot, w.head, work, reached.last());
        }
        return !more;
    }

    /// The running slot as it would be if everything were settled.
    function runningNow(WorkState storage w) external view returns (RunningSlot) {
        (RunningSlot reached, , ) = Drops.pass(w, w.running, block.timestamp, type(uint256).max);
        uint256 rate = reached.rate();
        uint256 prepaid = Tide.ebb(reached.prepaid(), rate, block.timestamp - reached.last());
        return packRunning(rate, prepaid, block.timestamp);
    }

    function flowOf(State storage state, uint256 work, address payer) external view returns (Flow memory) {
        FlowSlot flow = state.works[work].flows[payer];
        return Flow(uint96(flow.rate()), uint40(flow.start()), uint40(flow.end()));
    }

    function refundOf(State storage state, uint256 work, address payer) external view returns (uint256) {
        FlowSlot flow = state.works[work].flows[payer];
        return block.timestamp < flow.end() ? refundNow(flow) : 0;
    }

    // ── One flow ─────────────────────────────────────────────────────────────────────────────────────────────────────

    /// The caller's flow, which runs.
    function running(State storage state, uint256 work) private view returns (FlowSlot flow) {
        flow = state.works[work].flows[msg.sender];
        if (block.timestamp >= flow.end()) revert Errors.Flow_NotRunning(work, msg.sender);
    }

    /// Assumes: the flow runs, and `end` is later than its end.
    function prolong(State storage state, uint256 work, FlowSlot flow, uint256 end, uint256 maximum) private {
        checkEnd(end);
        WorkState storage w = state.works[work];
        HotSlot hot = w.hot;
        (uint256 rate, uint256 oldEnd) = (flow.rate(), flow.end());
        uint256 cost = Tide.cost(rate, end - oldEnd);
        uint256 change = take(w, hot, cost, maximum);
        w.flows[msg.sender] = packFlow(rate, flow.start(), end);
        (hot, w.head) = LedgerChain.flowExtended(hot, w.head, work, rate, oldEnd, end, cost);
        spread(state, hot, work, Change(rate, oldEnd, end, Split.whole(cost)));
        Money.giveChange(change);
    }

    function checkEnd(uint256 end) private view {
        uint256 time = block.timestamp;
        if (end % 1 hours != 0 || end < time + 1 hours || end > time + LONGEST) {
            revert Errors.Flow_EndInvalid(end, time);
        }
    }

    /// Assumes: the flow runs.
    function refundNow(FlowSlot flow) private view returns (uint256) {
        // Safe because every flow lasts an hour at least.
        return Tide.refund(flow.rate(), flow.end() - Tide.spentUntil(flow.start(), block.timestamp));
    }

    // ── Its money ────────────────────────────────────────────────────────────────────────────────────────────────────

    function take(WorkState storage w, HotSlot hot, uint256 cost, uint256 maximum) private returns (uint256 change) {
        if (cost > maximum) revert Errors.Flow_CostAboveMaximum(cost, maximum);
        return Money.collectAtLeast(Money.currencyOf(w, hot), msg.sender, cost);
    }

    // ── Everybody's part ─────────────────────────────────────────────────────────────────────────────────────────────

    /// Every ancestor gets its part of a change, and the work the rest. Assumes: `hot` is the work's newest slot, with the
    /// sequence of the event of this change.
    function spread(State storage state, HotSlot hot, uint256 work, Change memory whole) private {
        WorkState storage w = state.works[work];
        uint256 count = hot.ancestorCount();
        uint256 four;
        (uint256 rate, uint256 money) = (whole.rate, whole.money);
        for (uint256 i; i < count; ++i) {
            if (i % Cascade.ANCESTORS_PER_SLOT == 0) four = w.ancestors[i / Cascade.ANCESTORS_PER_SLOT];
            uint256 royalty = uint16(four);
            // Safe to multiply as money is below 2^127; exact because it is a multiple of 1e8.
            Change memory part = Change(
                Tide.part(rate, royalty),
                whole.oldEnd,
                whole.newEnd,
                (money / Split.BASIS_POINTS) * royalty
            );
            credit(state, uint48(four >> 16), work, hot.sequence(), part);
            whole.rate -= part.rate;
            whole.money -= part.money;
            four >>= 64;
        }
        w.hot = turn(w, hot, work, whole);
    }

    function credit(
        State storage state,
        uint256 work,
        uint256 source,
        uint256 sourceSequence,
        Change memory c
    ) private {
        WorkState storage w = state.works[work];
        HotSlot hot = turn(w, w.hot, work, c);
        uint256 income = Tide.atOnce(c.money, c.rate, c.oldEnd, c.newEnd);
        (w.hot, w.head) = LedgerChain.flowCredited(
            hot,
            w.head,
            work,
            source,
            sourceSequence,
            c.rate,
            c.oldEnd,
            c.newEnd,
            income
        );
    }

    /// Changes what runs into one work. Accrues nothing: what changes is as if it had been so since `last`, in what is
    /// prepaid and in the income alike.
    function turn(WorkState storage w, HotSlot hot, uint256 work, Change memory c) private returns (HotSlot) {
        RunningSlot current = w.running;
        (uint256 rate, uint256 prepaid, uint256 last) = (current.rate(), current.prepaid(), current.last());
        (uint256 oldEnd, uint256 newEnd) = (c.oldEnd, c.newEnd);
        if (oldEnd == block.timestamp) {
            if (rate == 0) last = block.timestamp;
            (rate, oldEnd) = (rate + c.rate, last);
        } else {
            Drops.remove(w, oldEnd, c.rate);
        }
        if (newEnd == block.timestamp) {
            (rate, newEnd) = (rate - c.rate, last);
            hot = hot.takeBack(c.money);
        } else {
            Drops.add(w, newEnd, c.rate);
            hot = hot.earn(work, c.money);
        }
        prepaid = Tide.shift(prepaid, c.rate, oldEnd, newEnd);
        // An hour of every rate is prepaid at first, so it is `prepaid` that fills up; the rate is checked all the same.
        if (rate > MAXIMUM_RATE || prepaid > MAXIMUM_PREPAID) revert Errors.Flow_TooLarge(work);
        w.running = packRunning(rate, prepaid, last);
        return rate == 0 ? hot.without(FLOWING) : hot.with(FLOWING);
    }
}
