// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {WorkState} from "../types/State.sol";

/// Who has the content key of a sealed work.
library KeyRing {
    function holdsKey(WorkState storage w, address account) internal view returns (bool) {
        return w.keyX != 0 && (w.creator == account || w.readers[account].keyBlock() != 0);
    }
}
