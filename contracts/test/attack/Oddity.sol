// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {Errors} from "contracts/src/Errors.sol";

/// What a token may turn out to be.
enum Odd {
    Plain,
    /// Keeps one unit of every transfer.
    Fee,
    /// Brings one unit more than was sent.
    Generous,
    /// Answers false and moves nothing.
    Lying,
    /// Answers true and moves nothing.
    Empty,
    /// Answers nothing, as some of the oldest do.
    Silent,
    /// Nobody but Tributary may get any.
    Blocking,
    /// Tributary may not get any.
    Freezing,
    /// Nothing works, not even asking.
    Paused,
    /// Every transfer burns all gas it gets.
    Burning,
    /// Answers with far more data than asked for.
    Bombing,
    /// Calls somebody in the middle of every transfer.
    Calling
}

/// An honest token until it turns into something else.
contract Oddity is ERC20("Oddity", "ODD") {
    address private immutable tributary;
    Odd public mode;
    address private listener;
    bytes private errand;
    bool public succeeded;
    bytes public answer;

    constructor(address tributary_) {
        tributary = tributary_;
    }

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    function burn(address from, uint256 amount) external {
        _burn(from, amount);
    }

    function turn(Odd mode_) external {
        mode = mode_;
    }

    function plan(address listener_, bytes calldata errand_) external {
        (listener, errand, succeeded, answer) = (listener_, errand_, false, "");
    }

    function balanceOf(address account) public view override returns (uint256) {
        require(mode != Odd.Paused, "paused");
        return super.balanceOf(account);
    }

    function transfer(address to, uint256 amount) public override returns (bool) {
        if (mode == Odd.Empty) return true;
        if (mode == Odd.Lying) return false;
        super.transfer(to, amount);
        return end();
    }

    function transferFrom(address from, address to, uint256 amount) public override returns (bool) {
        if (mode == Odd.Empty) return true;
        if (mode == Odd.Lying) return false;
        super.transferFrom(from, to, amount);
        return end();
    }

    function _update(address from, address to, uint256 amount) internal override {
        if (from == address(0) || to == address(0)) return super._update(from, to, amount);
        require(mode != Odd.Paused, "paused");
        require(mode != Odd.Blocking || to == tributary, "blocked");
        require(mode != Odd.Freezing || to != tributary, "blocked");
        if (mode == Odd.Burning) while (true) {}
        super._update(from, to, amount);
        if (mode == Odd.Fee) super._update(to, address(1), 1);
        if (mode == Odd.Generous) super._update(address(0), to, 1);
        if (mode == Odd.Calling) (succeeded, answer) = listener.call(errand);
    }

    function end() private view returns (bool) {
        if (mode == Odd.Silent) {
            assembly {
                return(0, 0)
            }
        }
        if (mode == Odd.Bombing) {
            assembly {
                mstore(0, 1)
                return(0, 100000)
            }
        }
        return true;
    }
}

/// What a transfer policy may turn out to be.
enum Mood {
    Yes,
    No,
    Reverting,
    /// Uses up the gas it gets.
    Burning,
    /// Answers something that is neither yes nor no.
    Babbling,
    /// Answers less than a word.
    Mumbling,
    /// Answers no, and very much of it.
    Bombing,
    /// Tries to remember being asked.
    Writing,
    /// Says yes if it could get into Tributary.
    Entering,
    /// Says yes if it was locked out.
    LockedOut
}

contract Moody {
    Mood public mood;
    address private target;
    bytes private errand;

    function turn(Mood mood_) external {
        mood = mood_;
    }

    function plan(address target_, bytes calldata errand_) external {
        (target, errand) = (target_, errand_);
    }

    function allows(uint256, address, address, uint256) external returns (bool) {
        if (mood == Mood.Reverting) revert("no");
        if (mood == Mood.Burning) while (true) {}
        if (mood == Mood.Babbling) answer(2, 32);
        if (mood == Mood.Mumbling) answer(1, 31);
        if (mood == Mood.Bombing) answer(0, 20_000);
        if (mood == Mood.Writing) mood = Mood.Yes;
        if (mood == Mood.Entering) return !lockedOut();
        if (mood == Mood.LockedOut) return lockedOut();
        return mood == Mood.Yes;
    }

    function answer(uint256 word, uint256 length) private pure {
        assembly {
            mstore(0, word)
            return(0, length)
        }
    }

    function lockedOut() private returns (bool) {
        (, bytes memory words) = target.call(errand);
        return keccak256(words) == keccak256(abi.encodeWithSelector(Errors.Lock_Held.selector));
    }
}
