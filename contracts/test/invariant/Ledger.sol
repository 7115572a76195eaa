// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Vm} from "forge-std/Vm.sol";
import {ITributary, Usage} from "contracts/src/ITributary.sol";

/// The state of works, rebuilt from their ledger events alone, by another road than the contract's: who earned what is
/// summed payment by payment over all holders, in 1e-16 of a currency unit.
contract Ledger {
    struct Book {
        bytes32 head;
        uint256 sequence;
        uint256 lastBlock;
        uint256 anchorBlock;
        uint256 income;
        uint256 paidOut;
        address[] holders;
    }

    mapping(uint256 => Book) private books;
    mapping(uint256 => mapping(address => uint256)) public units;
    mapping(uint256 => mapping(address => uint256)) public earned;
    mapping(uint256 => mapping(address => bool)) private known;
    /// What a payment still owes to the ancestors it was credited to, until the next event of another kind.
    uint256 private source;

    function book(uint256 work) external view returns (Book memory) {
        return books[work];
    }

    function read(Vm.Log[] calldata logs, address emitter) external {
        for (uint256 i; i < logs.length; ++i) {
            if (logs[i].emitter == emitter) readOne(logs[i], emitter);
        }
    }

    function readOne(Vm.Log calldata log, address emitter) private {
        bytes32 kind = log.topics[0];
        uint256 work = log.topics.length > 1 ? uint256(log.topics[1]) : 0;
        if (kind == ITributary.Paid.selector) {
            (uint256 stamp, , , uint256 amount, ) = abi.decode(log.data, (uint256, Usage, uint256, uint256, bytes32));
            chain(log, work, stamp, emitter);
            source = work;
            earn(work, amount * 1e8);
        } else if (kind == ITributary.Credited.selector) {
            (uint256 stamp, uint256 sequence, uint256 income) = abi.decode(log.data, (uint256, uint256, uint256));
            chain(log, work, stamp, emitter);
            require(uint256(log.topics[2]) == source && sequence == books[source].sequence, "source");
            earn(work, income);
            unearn(source, income);
        } else if (kind == ITributary.Moved.selector) {
            (uint256 stamp, uint256 amount) = abi.decode(log.data, (uint256, uint256));
            chain(log, work, stamp, emitter);
            move(work, address(uint160(uint256(log.topics[2]))), address(uint160(uint256(log.topics[3]))), amount);
        } else if (kind == ITributary.Claimed.selector) {
            (uint256 stamp, uint256 amount) = abi.decode(log.data, (uint256, uint256));
            chain(log, work, stamp, emitter);
            earned[work][address(uint160(uint256(log.topics[2])))] -= amount * 1e16;
            books[work].paidOut += amount;
        }
    }

    /// Extends the hash chain, and checks that the stamp fits to what came before.
    function chain(Vm.Log calldata log, uint256 work, uint256 stamp, address emitter) private {
        Book storage b = books[work];
        if (b.sequence == 0) b.head = keccak256(abi.encode(block.chainid, emitter, work));
        b.head = keccak256(abi.encodePacked(b.head, log.topics, log.data));
        ++b.sequence;
        require((stamp >> 80) & 0xffffffff == b.sequence, "sequence");
        require(uint40(stamp) == b.lastBlock, "previous block");
        require(stamp >> 112 == b.anchorBlock, "anchor block");
        b.lastBlock = block.number;
        if (b.sequence % 256 == 0) b.anchorBlock = block.number;
    }

    function earn(uint256 work, uint256 income) private {
        Book storage b = books[work];
        b.income += income;
        for (uint256 i; i < b.holders.length; ++i) earned[work][b.holders[i]] += income * units[work][b.holders[i]];
    }

    function unearn(uint256 work, uint256 income) private {
        Book storage b = books[work];
        b.income -= income;
        for (uint256 i; i < b.holders.length; ++i) earned[work][b.holders[i]] -= income * units[work][b.holders[i]];
    }

    function move(uint256 work, address from, address to, uint256 amount) private {
        if (from != address(0)) units[work][from] -= amount;
        units[work][to] += amount;
        if (known[work][to]) return;
        known[work][to] = true;
        books[work].holders.push(to);
    }
}
