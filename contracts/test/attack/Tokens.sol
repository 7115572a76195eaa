// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

contract PlainToken is ERC20("Plain", "P") {
    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }
}

contract FeeToken is PlainToken {
    function _update(address from, address to, uint256 amount) internal override {
        if (from == address(0) || amount == 0) return super._update(from, to, amount);
        super._update(from, to, amount - 1);
        super._update(from, address(1), 1);
    }
}

/// Brings more than was sent.
contract GenerousToken is PlainToken {
    function _update(address from, address to, uint256 amount) internal override {
        super._update(from, to, amount);
        if (from != address(0)) super._update(address(0), to, 1);
    }
}

/// As some of the oldest tokens: no return value, 2 decimals.
contract SilentToken {
    uint8 public constant decimals = 2;
    mapping(address => uint256) public balanceOf;
    mapping(address => mapping(address => uint256)) public allowance;

    function mint(address to, uint256 amount) external {
        balanceOf[to] += amount;
    }

    function approve(address to, uint256 amount) external {
        allowance[msg.sender][to] = amount;
    }

    function transfer(address to, uint256 amount) external {
        balanceOf[msg.sender] -= amount;
        balanceOf[to] += amount;
    }

    function transferFrom(address from, address to, uint256 amount) external {
        allowance[from][msg.sender] -= amount;
        balanceOf[from] -= amount;
        balanceOf[to] += amount;
    }
}

contract LyingToken is PlainToken {
    function transferFrom(address, address, uint256) public pure override returns (bool) {
        return false;
    }
}

/// Says yes and moves nothing.
contract EmptyToken is PlainToken {
    function transferFrom(address, address, uint256) public pure override returns (bool) {
        return true;
    }
}

contract BlacklistToken is PlainToken {
    mapping(address => bool) public blocked;

    function block_(address account) external {
        blocked[account] = true;
    }

    function _update(address from, address to, uint256 amount) internal override {
        require(!blocked[to], "blocked");
        super._update(from, to, amount);
    }
}

/// Takes from anybody, as rebasing tokens do.
contract ShrinkingToken is PlainToken {
    function shrink(address account) external {
        _burn(account, balanceOf(account) / 2);
    }
}

/// Calls an account in the middle of every transfer.
contract CallbackToken is PlainToken {
    address private listener;
    bytes private call;
    bool public succeeded;
    bytes public answer;

    function plan(address listener_, bytes calldata call_) external {
        (listener, call) = (listener_, call_);
    }

    function _update(address from, address to, uint256 amount) internal override {
        super._update(from, to, amount);
        if (listener != address(0)) (succeeded, answer) = listener.call(call);
    }
}
