// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {WorkState} from "../types/State.sol";
import {HotSlot, FLOWING} from "../types/HotSlot.sol";
import {RunningSlot} from "../types/RunningSlot.sol";
import {Flows} from "./Flows.sol";

/// What a work has earned up to this second: its stored income less what running flows have paid in advance.
library Accrual {
    /// In 1e-8 of a currency unit. Writes nothing.
    function earned(WorkState storage w, HotSlot hot) internal view returns (int128 income) {
        (, income) = reach(w, hot);
    }

    /// As `earned`, and remembers how far it has got. Returns the slot, whose flag falls with the last flow.
    function settle(WorkState storage w, HotSlot hot) internal returns (HotSlot, int128 income) {
        RunningSlot running;
        (running, income) = reach(w, hot);
        return (keep(w, hot, running), income);
    }

    /// As `earned`, with what `keep` needs to remember it. `running` is zero where no flow is.
    function reach(WorkState storage w, HotSlot hot) internal view returns (RunningSlot running, int128 income) {
        income = hot.income();
        if (!hot.has(FLOWING)) return (running, income);
        running = Flows.runningNow(w);
        unchecked {
            // Safe because what is prepaid is part of the income.
            income -= int128(uint128(running.prepaid()));
        }
    }

    /// Stores what `reach` returned.
    function keep(WorkState storage w, HotSlot hot, RunningSlot running) internal returns (HotSlot) {
        if (!hot.has(FLOWING)) return hot;
        w.running = running;
        return running.rate() == 0 ? hot.without(FLOWING) : hot;
    }
}
