// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {PlainToken} from "./Tokens.sol";

enum Mood {
    Honest,
    Reverts,
    SaysFalse,
    SaysNothing,
    MovesNothing,
    BurnsGas,
    SaysTooMuch,
    Destroyed
}

/// A token that works until somebody puts it into a bad mood: about transfers, about balances, or both.
contract MoodyToken is PlainToken {
    Mood public transferring;
    Mood public counting;
    /// Gas without which it refuses to transfer, as one does that calls others with a fixed allowance.
    uint256 public thirst;

    function feel(Mood transferring_, Mood counting_) external {
        (transferring, counting) = (transferring_, counting_);
    }

    function demand(uint256 thirst_) external {
        thirst = thirst_;
    }

    /// What is really there.
    function truth(address account) external view returns (uint256) {
        return super.balanceOf(account);
    }

    function transfer(address to, uint256 amount) public override returns (bool) {
        require(gasleft() >= thirst, "thirsty");
        if (transferring == Mood.MovesNothing) return true;
        if (transferring != Mood.SaysFalse) super.transfer(to, amount);
        act(transferring);
        return transferring != Mood.SaysFalse;
    }

    function balanceOf(address account) public view override returns (uint256 balance) {
        balance = super.balanceOf(account);
        if (counting == Mood.MovesNothing) return balance / 2;
        if (counting == Mood.SaysFalse) return type(uint256).max;
        act(counting);
    }

    function act(Mood mood) private view {
        if (mood == Mood.Reverts) revert("moody");
        while (mood == Mood.BurnsGas) {}
        if (mood == Mood.SaysNothing) {
            assembly {
                return(0, 0)
            }
        }
        if (mood == Mood.SaysTooMuch) {
            assembly {
                revert(0, 500000)
            }
        }
    }
}
