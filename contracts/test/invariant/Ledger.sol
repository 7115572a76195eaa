// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Vm} from "forge-std/Vm.sol";
import {IFlows} from "contracts/src/interfaces/IFlows.sol";
import {IKeys} from "contracts/src/interfaces/IKeys.sol";
import {Ancestor, ITributary, Usage} from "contracts/src/ITributary.sol";

/// The state of works, rebuilt from their ledger events alone, by another road than the contract's: who earned what is
/// summed payment by payment, flow by flow and second by second over all holders, in 1e-16 of a currency unit.
contract Ledger {
    struct Book {
        bytes32 head;
        uint256 sequence;
        uint256 lastBlock;
        uint256 anchorBlock;
        /// Up to which second flows are counted.
        uint256 time;
        uint256 income;
        uint256 paidOut;
        address[] holders;
    }

    /// Income of `rate` a second from one second to another; `less`: taken back.
    struct Stream {
        uint256 rate;
        uint256 from;
        uint256 to;
        bool less;
    }

    /// What one flow has cost and given back, in currency units, and how often it was rounded.
    struct Account {
        uint256 rate;
        uint256 start;
        uint256 end;
        uint256 deposit;
        uint256 roundings;
    }

    mapping(uint256 => Book) private books;
    mapping(uint256 => Stream[]) private streams;
    mapping(uint256 => mapping(address => Account)) public accounts;
    mapping(uint256 => mapping(address => uint256)) public units;
    mapping(uint256 => mapping(address => uint256)) public earned;
    mapping(uint256 => mapping(address => bool)) private known;
    mapping(uint256 => Ancestor[]) private ancestors;
    /// The payment or flow whose ancestors' parts follow: its work, what is divided, and how many have had theirs.
    uint256 private source;
    uint256 private lump;
    uint256 private rate;
    uint256 private credited;

    function book(uint256 work) external view returns (Book memory) {
        return books[work];
    }

    function holdersOf(uint256 work) external view returns (address[] memory) {
        return books[work].holders;
    }

    /// What running flows will bring after `time`, and how fast.
    function ahead(uint256 work, uint256 time) external view returns (uint256 income, uint256 speed) {
        (int256 sum, int256 running) = (0, 0);
        for (uint256 i; i < streams[work].length; ++i) {
            Stream memory s = streams[work][i];
            int256 each = s.less ? -int256(s.rate) : int256(s.rate);
            if (s.to > time) sum += each * int256(s.to - max(s.from, time));
            if (s.to > time && s.from <= time) running += each;
        }
        return (uint256(sum), uint256(running));
    }

    function read(Vm.Log[] calldata logs, address emitter) external {
        for (uint256 i; i < logs.length; ++i) {
            if (logs[i].emitter == emitter) readOne(logs[i], emitter);
        }
        checkCredits();
    }

    /// Counts flows up to now.
    function settle(uint256 work) public {
        Book storage b = books[work];
        int256 sum;
        for (uint256 i = streams[work].length; i > 0; --i) {
            Stream memory s = streams[work][i - 1];
            (uint256 from, uint256 to) = (max(s.from, b.time), min(s.to, block.timestamp));
            if (to > from) sum += (s.less ? -int256(s.rate) : int256(s.rate)) * int256(to - from);
            if (s.to > block.timestamp) continue;
            streams[work][i - 1] = streams[work][streams[work].length - 1];
            streams[work].pop();
        }
        b.time = block.timestamp;
        require(sum >= 0, "a flow ran backwards");
        earn(work, uint256(sum));
    }

    function readOne(Vm.Log calldata log, address emitter) private {
        bytes32 kind = log.topics[0];
        uint256 work = log.topics.length > 1 ? uint256(log.topics[1]) : 0;
        if (kind == ITributary.Derived.selector) return inherit(work, log.data);
        if (!isLedger(kind)) return;
        if (kind != ITributary.Credited.selector && kind != IFlows.FlowCredited.selector) checkCredits();
        chain(log, work, emitter);
        settle(work);
        if (kind == ITributary.Paid.selector) paid(work, log.data);
        else if (kind == ITributary.Credited.selector) credit(log, work);
        else if (kind == ITributary.Moved.selector) moved(log, work);
        else if (kind == ITributary.Claimed.selector) claimed(log, work);
        else if (kind == IFlows.FlowOpened.selector) opened(log, work);
        else if (kind == IFlows.FlowExtended.selector) extended(log, work);
        else if (kind == IFlows.FlowClosed.selector) closed(log, work);
        else if (kind == IFlows.FlowCredited.selector) creditFlow(log, work);
    }

    function isLedger(bytes32 kind) private pure returns (bool) {
        return
            kind == ITributary.Paid.selector ||
            kind == ITributary.Credited.selector ||
            kind == ITributary.Moved.selector ||
            kind == ITributary.Claimed.selector ||
            kind == IFlows.FlowOpened.selector ||
            kind == IFlows.FlowExtended.selector ||
            kind == IFlows.FlowClosed.selector ||
            kind == IFlows.FlowCredited.selector ||
            kind == IFlows.Accrued.selector ||
            kind == IKeys.KeyRequested.selector ||
            kind == IKeys.KeyDelivered.selector ||
            kind == IKeys.KeyRefunded.selector;
    }

    /// Extends the hash chain, and checks that the stamp fits to what came before.
    function chain(Vm.Log calldata log, uint256 work, address emitter) private {
        Book storage b = books[work];
        uint256 stamp = abi.decode(log.data, (uint256));
        if (b.sequence == 0) b.head = keccak256(abi.encode(block.chainid, emitter, work));
        b.head = keccak256(abi.encodePacked(b.head, log.topics, log.data));
        ++b.sequence;
        require((stamp >> 80) & 0xffffffff == b.sequence, "sequence");
        require(uint40(stamp >> 40) == block.timestamp, "time");
        require(uint40(stamp) == b.lastBlock, "previous block");
        require(stamp >> 112 == b.anchorBlock, "anchor block");
        b.lastBlock = block.number;
        if (b.sequence % 256 == 0) b.anchorBlock = block.number;
    }

    // ── Payments ─────────────────────────────────────────────────────────────────────────────────────────────────────

    function inherit(uint256 work, bytes calldata data) private {
        (, Ancestor[] memory list) = abi.decode(data, (uint256[], Ancestor[]));
        for (uint256 i; i < list.length; ++i) ancestors[work].push(list[i]);
    }

    function paid(uint256 work, bytes calldata data) private {
        (, , , uint256 amount, ) = abi.decode(data, (uint256, Usage, uint256, uint256, bytes32));
        divide(work, amount * 1e8, 0);
    }

    function divide(uint256 work, uint256 lump_, uint256 rate_) private {
        (source, lump, rate, credited) = (work, lump_, rate_, 0);
        earn(work, lump_);
    }

    function credit(Vm.Log calldata log, uint256 work) private {
        (, uint256 sequence, uint256 income) = abi.decode(log.data, (uint256, uint256, uint256));
        toNextAncestor(log, work, sequence, income);
    }

    /// Ancestors are credited in the order they were announced in, each with its royalty of exactly this.
    function toNextAncestor(Vm.Log calldata log, uint256 work, uint256 sequence, uint256 income) private {
        Ancestor memory next = ancestors[source][credited++];
        require(uint256(log.topics[2]) == source && sequence == books[source].sequence, "source");
        require(work == next.work && income * 10_000 == lump * next.royalty, "an ancestor's part");
        earn(work, income);
        unearn(source, income);
    }

    function checkCredits() private {
        require(source == 0 || credited == ancestors[source].length, "an ancestor was left out");
        source = 0;
    }

    // ── Shares ───────────────────────────────────────────────────────────────────────────────────────────────────────

    function claimed(Vm.Log calldata log, uint256 work) private {
        (, uint256 amount) = abi.decode(log.data, (uint256, uint256));
        earned[work][address(uint160(uint256(log.topics[2])))] -= amount * 1e16;
        books[work].paidOut += amount;
    }

    function moved(Vm.Log calldata log, uint256 work) private {
        (, uint256 amount) = abi.decode(log.data, (uint256, uint256));
        (address from, address to) = (
            address(uint160(uint256(log.topics[2]))),
            address(uint160(uint256(log.topics[3])))
        );
        if (from != address(0)) units[work][from] -= amount;
        units[work][to] += amount;
        if (known[work][to]) return;
        known[work][to] = true;
        books[work].holders.push(to);
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

    // ── Flows ────────────────────────────────────────────────────────────────────────────────────────────────────────

    function opened(Vm.Log calldata log, uint256 work) private {
        (, uint256 speed, uint256 end, uint256 deposit) = abi.decode(log.data, (uint256, uint256, uint256, uint256));
        accounts[work][payerOf(log)] = Account(speed, block.timestamp, end, deposit, 1);
        streams[work].push(Stream(speed, block.timestamp, end, false));
        divide(work, deposit * 1e8 - speed * (end - block.timestamp), speed);
    }

    function extended(Vm.Log calldata log, uint256 work) private {
        (, uint256 speed, uint256 oldEnd, uint256 newEnd, uint256 deposit) = abi.decode(
            log.data,
            (uint256, uint256, uint256, uint256, uint256)
        );
        Account storage a = accounts[work][payerOf(log)];
        require(a.rate == speed && a.end == oldEnd, "another flow was extended");
        (a.end, a.deposit, a.roundings) = (newEnd, a.deposit + deposit, a.roundings + 1);
        streams[work].push(Stream(speed, oldEnd, newEnd, false));
        divide(work, deposit * 1e8 - speed * (newEnd - oldEnd), speed);
    }

    function closed(Vm.Log calldata log, uint256 work) private {
        (, uint256 speed, uint256 oldEnd, uint256 refund) = abi.decode(log.data, (uint256, uint256, uint256, uint256));
        Account memory a = accounts[work][payerOf(log)];
        require(a.rate == speed && a.end == oldEnd, "another flow was closed");
        delete accounts[work][payerOf(log)];
        streams[work].push(Stream(speed, block.timestamp, oldEnd, true));
        divide(work, speed * (oldEnd - block.timestamp) - refund * 1e8, speed);
    }

    /// The part of an ancestor no longer flows to the work that was paid: its newest stream.
    function creditFlow(Vm.Log calldata log, uint256 work) private {
        (, uint256 sequence, uint256 speed, uint256 oldEnd, uint256 newEnd, uint256 income) = abi.decode(
            log.data,
            (uint256, uint256, uint256, uint256, uint256, uint256)
        );
        require(speed * 10_000 == rate * ancestors[source][credited].royalty, "an ancestor's rate");
        toNextAncestor(log, work, sequence, income);
        Stream storage paid_ = streams[source][streams[source].length - 1];
        paid_.rate -= speed;
        bool less = newEnd < oldEnd;
        (uint256 from, uint256 to) = less ? (newEnd, oldEnd) : (oldEnd, newEnd);
        require(paid_.from == from && paid_.to == to && paid_.less == less, "an ancestor's time");
        streams[work].push(Stream(speed, from, to, less));
    }

    function payerOf(Vm.Log calldata log) private pure returns (address) {
        return address(uint160(uint256(log.topics[2])));
    }

    function min(uint256 a, uint256 b) private pure returns (uint256) {
        return a < b ? a : b;
    }

    function max(uint256 a, uint256 b) private pure returns (uint256) {
        return a > b ? a : b;
    }
}
