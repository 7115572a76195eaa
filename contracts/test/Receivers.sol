// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC1155Receiver} from "@openzeppelin/contracts/token/ERC1155/IERC1155Receiver.sol";

/// Takes shares and coins, remembers the last question, and can be told to call something meanwhile.
contract Receiver {
    bytes public question;
    bytes private errand;
    address private target;
    bool public errandDone;
    bytes public errandAnswer;

    function plan(address to, bytes calldata call) external {
        (target, errand) = (to, call);
    }

    function act(address to, uint256 value, bytes calldata call) external payable returns (bytes memory) {
        (bool done, bytes memory answer) = to.call{value: value}(call);
        if (done) return answer;
        assembly ("memory-safe") {
            revert(add(answer, 32), mload(answer))
        }
    }

    receive() external payable {
        run();
    }

    function onERC1155Received(address, address, uint256, uint256, bytes calldata) external returns (bytes4) {
        question = msg.data;
        run();
        return IERC1155Receiver.onERC1155Received.selector;
    }

    function onERC1155BatchReceived(
        address,
        address,
        uint256[] calldata,
        uint256[] calldata,
        bytes calldata
    ) external returns (bytes4) {
        question = msg.data;
        run();
        return IERC1155Receiver.onERC1155BatchReceived.selector;
    }

    function run() private {
        if (target == address(0)) return;
        (errandDone, errandAnswer) = target.call(errand);
    }
}

/// Answers every call with the same bytes, or reverts with them.
contract Parrot {
    bytes private words;
    bool private angry;

    constructor(bytes memory words_, bool angry_) {
        (words, angry) = (words_, angry_);
    }

    fallback(bytes calldata) external payable returns (bytes memory) {
        bytes memory answer = words;
        if (!angry) {
            assembly ("memory-safe") {
                return(add(answer, 32), mload(answer))
            }
        }
        assembly ("memory-safe") {
            revert(add(answer, 32), mload(answer))
        }
    }
}

/// Burns all gas it gets.
contract Furnace {
    fallback() external payable {
        while (true) {}
    }
}
