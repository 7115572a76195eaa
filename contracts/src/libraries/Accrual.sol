// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {State, WorkState} from "../types/State.sol";
import {HotSlot, FLOWING} from "../types/HotSlot.sol";

/// What a work has earned up to this second: its stored income less what running flows have paid in advance.
library Accrual {
    /// In 1e-8 of a currency unit. Writes nothing.
    function earned(WorkState storage w, HotSlot hot) internal view returns (int128 income) {
        w;
        return hot.income();
    }

    /// As `earned`, and remembers how far it has got. Returns the slot, whose flag falls with the last flow.
    function settle(WorkState storage w, HotSlot hot) internal returns (HotSlot, int128 income) {
        w;
        return (hot, hot.income());
    }
}
