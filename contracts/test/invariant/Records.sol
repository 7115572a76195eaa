// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Vm} from "forge-std/Vm.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC1155} from "@openzeppelin/contracts/token/ERC1155/IERC1155.sol";
import {IKeys} from "contracts/src/interfaces/IKeys.sol";
import {IMarket} from "contracts/src/interfaces/IMarket.sol";
import {ITributary, KeyTerms, Usage} from "contracts/src/ITributary.sol";

/// What the other events tell, by currency: money that is held for bids, key requests and withdrawals; licences and keys;
/// and the shares once more, as each of the two token standards announces them.
contract Records {
    struct BidRecord {
        uint256 units;
        uint256 unitPrice;
    }

    /// What a `KeyRequested` event tells beside its topics.
    struct Asked {
        uint256 stamp;
        bytes32 id;
        address keyAddress;
        Usage usage;
        uint256 units;
        bytes32 ref;
        uint256 ex;
        address kAddress;
        uint256 deadline;
        uint256 price;
        uint256 fee;
    }

    ITributary private immutable tributary;
    mapping(uint256 => address) public currencyOf;
    mapping(uint256 => address) private creatorOf;
    mapping(uint256 => bool) private isSealed;
    mapping(address => uint256) private workOfToken;
    mapping(address => uint256) public inBids;
    mapping(address => uint256) public inRequests;
    mapping(address => uint256) public inWaiting;
    mapping(address => mapping(address => uint256)) public waiting;
    mapping(uint256 => mapping(address => BidRecord)) private bids;
    KeyTerms[] private requests;
    mapping(bytes32 => uint256) private indexOf;
    mapping(bytes32 => bool) private closed;
    mapping(uint256 => mapping(address => uint256)) public licences;
    mapping(uint256 => mapping(address => bool)) private keys;
    /// Shares by the events of ERC-1155 and of ERC-20.
    mapping(uint256 => mapping(address => uint256)) public unitsByErc1155;
    mapping(uint256 => mapping(address => uint256)) public unitsByErc20;
    address private operator;
    /// How often each kind of event came.
    mapping(bytes32 => uint256) public seen;
    /// Sales into bids: `Sold` does not say.
    uint256 public soldIntoBids;

    constructor(ITributary tributary_) {
        tributary = tributary_;
    }

    function holdsKey(uint256 work, address account) public view returns (bool) {
        return isSealed[work] && (keys[work][account] || creatorOf[work] == account);
    }

    function requestCount() external view returns (uint256) {
        return requests.length;
    }

    /// The terms of a request, and the hash that should be stored for it.
    function request(uint256 i) external view returns (KeyTerms memory terms, bytes32 stored) {
        terms = requests[i];
        stored = closed[terms.id] ? bytes32(uint256(1)) : keccak256(abi.encode(terms));
    }

    function bidOf(uint256 work, address bidder) external view returns (uint256 units, uint256 unitPrice) {
        return (bids[work][bidder].units, bids[work][bidder].unitPrice);
    }

    function read(Vm.Log[] calldata logs) external {
        for (uint256 i; i < logs.length; ++i) {
            if (logs[i].emitter == address(tributary)) readOne(logs[i]);
            else if (logs[i].topics[0] == IERC20.Transfer.selector) readToken(logs[i]);
        }
    }

    function readOne(Vm.Log calldata log) private {
        bytes32 kind = log.topics[0];
        ++seen[kind];
        if (kind == ITributary.Published.selector) published(log);
        else if (kind == ITributary.CreatorChanged.selector) creatorOf[uint256(log.topics[1])] = at(log, 3);
        else if (kind == ITributary.Paid.selector) paid(log);
        else if (kind == ITributary.Reported.selector) reported(log);
        else if (kind == ITributary.Withdrawable.selector) owe(at(log, 1), at(log, 2), word(log, 0));
        else if (kind == ITributary.Withdrawn.selector) withdrawn(log);
        else if (kind == IKeys.KeyRequested.selector) requested(log);
        else if (kind == IKeys.KeyDelivered.selector) delivered(log);
        else if (kind == IKeys.KeyRefunded.selector) close(bytes32(word(log, 1)));
        else if (kind == IMarket.BidPlaced.selector) bidPlaced(log);
        else if (kind == IMarket.BidClosed.selector) bidClosed(log);
        else if (kind == IMarket.Sold.selector) sold(log);
        else if (kind == IERC1155.TransferSingle.selector) moved(log);
        else if (kind == IERC1155.TransferBatch.selector) movedMany(log);
    }

    function published(Vm.Log calldata log) private {
        uint256 work = uint256(log.topics[1]);
        (, address currency, uint256 keyX, ) = abi.decode(log.data, (bytes32, address, uint256, uint256));
        (currencyOf[work], creatorOf[work], isSealed[work]) = (currency, at(log, 2), keyX != 0);
        workOfToken[tributary.shareTokenOf(work)] = work;
    }

    // ── Licences and keys ────────────────────────────────────────────────────────────────────────────────────────────

    function paid(Vm.Log calldata log) private {
        (, Usage usage, , , ) = abi.decode(log.data, (uint256, Usage, uint256, uint256, bytes32));
        if (usage <= Usage.Perform) license(uint256(log.topics[1]), at(log, 3), usage);
    }

    function reported(Vm.Log calldata log) private {
        (uint256 work, address beneficiary) = (uint256(log.topics[1]), at(log, 3));
        (Usage usage, , ) = abi.decode(log.data, (Usage, uint256, bytes32));
        if (!isSealed[work] || holdsKey(work, beneficiary)) license(work, beneficiary, usage);
    }

    function license(uint256 work, address account, Usage usage) private {
        licences[work][account] |= 1 << uint256(usage);
    }

    function requested(Vm.Log calldata log) private {
        Asked memory a = abi.decode(log.data, (Asked));
        KeyTerms memory t = KeyTerms({
            id: a.id,
            work: uint256(log.topics[1]),
            keyAddress: a.keyAddress,
            usage: a.usage,
            units: a.units,
            ref: a.ref,
            buyer: at(log, 2),
            kAddress: a.kAddress,
            deadline: a.deadline,
            price: a.price,
            fee: a.fee
        });
        indexOf[t.id] = requests.length;
        requests.push(t);
        inRequests[currencyOf[t.work]] += t.price + t.fee;
    }

    function delivered(Vm.Log calldata log) private {
        bytes32 id = bytes32(word(log, 1));
        close(id);
        KeyTerms memory t = requests[indexOf[id]];
        if (t.units == 0) return;
        keys[t.work][t.buyer] = true;
        license(t.work, t.buyer, t.usage);
    }

    function close(bytes32 id) private {
        require(!closed[id], "a request was closed twice");
        closed[id] = true;
        KeyTerms memory t = requests[indexOf[id]];
        inRequests[currencyOf[t.work]] -= t.price + t.fee;
    }

    // ── Money that waits ─────────────────────────────────────────────────────────────────────────────────────────────

    function owe(address account, address currency, uint256 amount) private {
        waiting[currency][account] += amount;
        inWaiting[currency] += amount;
    }

    function withdrawn(Vm.Log calldata log) private {
        (address account, address currency, uint256 amount) = (at(log, 1), at(log, 3), word(log, 0));
        waiting[currency][account] -= amount;
        inWaiting[currency] -= amount;
    }

    function bidPlaced(Vm.Log calldata log) private {
        setBid(uint256(log.topics[1]), at(log, 2), word(log, 0), word(log, 1));
    }

    function bidClosed(Vm.Log calldata log) private {
        require(setBid(uint256(log.topics[1]), at(log, 2), 0, 0) == word(log, 0), "a bid's refund");
    }

    /// The one who called `acceptBid` is the seller, the one who called `buy` is not.
    function sold(Vm.Log calldata log) private {
        (uint256 work, address seller, address buyer) = (uint256(log.topics[1]), at(log, 2), at(log, 3));
        if (operator != seller) return;
        ++soldIntoBids;
        BidRecord memory b = bids[work][buyer];
        require(setBid(work, buyer, b.units - word(log, 0), b.unitPrice) == word(log, 1), "a bid's price");
    }

    /// Returns what the bid is worth less than before.
    function setBid(uint256 work, address bidder, uint256 units, uint256 unitPrice) private returns (uint256 less) {
        BidRecord storage b = bids[work][bidder];
        (uint256 old, uint256 next) = (worth(b.units, b.unitPrice), worth(units, unitPrice));
        (b.units, b.unitPrice) = (units, unitPrice);
        uint256 all = inBids[currencyOf[work]];
        inBids[currencyOf[work]] = all + next - old;
        return next < old ? old - next : 0;
    }

    function worth(uint256 units, uint256 unitPrice) private pure returns (uint256) {
        return units * unitPrice == 0 ? 0 : (units * unitPrice - 1) / 1e6 + 1;
    }

    // ── Shares, as others see them ───────────────────────────────────────────────────────────────────────────────────

    function moved(Vm.Log calldata log) private {
        operator = at(log, 1);
        move(unitsByErc1155[word(log, 0)], at(log, 2), at(log, 3), word(log, 1));
    }

    function movedMany(Vm.Log calldata log) private {
        (uint256[] memory works, uint256[] memory units) = abi.decode(log.data, (uint256[], uint256[]));
        for (uint256 i; i < works.length; ++i) move(unitsByErc1155[works[i]], at(log, 2), at(log, 3), units[i]);
    }

    function readToken(Vm.Log calldata log) private {
        uint256 work = workOfToken[log.emitter];
        if (work != 0) move(unitsByErc20[work], at(log, 1), at(log, 2), word(log, 0));
    }

    function move(mapping(address => uint256) storage units, address from, address to, uint256 amount) private {
        if (from != address(0)) units[from] -= amount;
        units[to] += amount;
    }

    function at(Vm.Log calldata log, uint256 topic) private pure returns (address) {
        return address(uint160(uint256(log.topics[topic])));
    }

    function word(Vm.Log calldata log, uint256 i) private pure returns (uint256 value) {
        return abi.decode(log.data[32 * i:], (uint256));
    }
}
