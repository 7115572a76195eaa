// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ITransferPolicy} from "contracts/src/interfaces/ITransferPolicy.sol";
import {ITributary} from "contracts/src/ITributary.sol";

/// Allows a move if, at that moment, the giver has this many units and this much is due to it.
contract Witness is ITransferPolicy {
    ITributary private immutable TRIBUTARY;
    uint256 private units;
    uint256 private due;

    constructor(ITributary tributary) {
        TRIBUTARY = tributary;
    }

    function expect(uint256 units_, uint256 due_) external {
        (units, due) = (units_, due_);
    }

    function allows(uint256 work, address from, address, uint256) external view returns (bool) {
        return TRIBUTARY.balanceOf(from, work) == units && TRIBUTARY.claimable(work, from) == due;
    }
}

/// As many zero bytes as its gas pays for, with `first` in front, as an answer or as a reason.
contract Bomb {
    uint256 private immutable FIRST;
    bool private immutable ANGRY;

    constructor(uint256 first, bool angry) {
        (FIRST, ANGRY) = (first, angry);
    }

    fallback() external {
        (uint256 first, bool angry) = (FIRST, ANGRY);
        assembly {
            mstore(0, first)
            if angry {
                revert(0, 150000)
            }
            return(0, 150000)
        }
    }
}

/// Says yes, after writing something down.
contract Diary {
    uint256 private entries;

    function allows(uint256, address, address, uint256) external returns (bool) {
        ++entries;
        return true;
    }
}

/// Says yes, after changing Tributary's state if it can.
contract Meddler {
    function allows(uint256 work, address, address, uint256) external returns (bool) {
        ITributary(msg.sender).sweep(work);
        return true;
    }
}
