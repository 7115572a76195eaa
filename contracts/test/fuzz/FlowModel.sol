// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// What flows should do, the slow way: every flow into every work remembered by itself, every second of it counted anew,
/// and every holder's part of what came in between two moments added up when the moment comes. No rate of a work, no
/// bitmap, nothing in advance, no debt. Money in 1e-8 of a currency unit, what is due in 1e-16.
contract FlowModel {
    struct Piece {
        uint256 rate;
        uint256 from;
        uint256 until;
    }
    struct Share {
        uint256 work;
        uint256 bps;
    }
    struct Contract {
        uint256 rate;
        uint256 start;
        uint256 end;
        /// Where its pieces lie, in the order of `shares`.
        uint256[] pieces;
    }

    uint256 public time;
    uint256 public held;
    mapping(uint256 => Share[]) private shares;
    mapping(uint256 => Piece[]) private pieces;
    mapping(uint256 => uint256) private lumps;
    mapping(uint256 => mapping(address => Contract)) private contracts;
    mapping(uint256 => uint256) private seen;
    mapping(uint256 => mapping(address => uint256)) public units;
    mapping(uint256 => mapping(address => uint256)) public due;
    address[] private holders;
    uint256[] private works;

    constructor(uint256 time_) {
        time = time_;
    }

    function born(uint256 work, uint256[] calldata ancestors, uint256[] calldata bps) external {
        uint256 rest = 10_000;
        for (uint256 i; i < ancestors.length; ++i) {
            shares[work].push(Share(ancestors[i], bps[i]));
            rest -= bps[i];
        }
        shares[work].push(Share(work, rest));
        works.push(work);
    }

    function hold(uint256 work, address holder, uint256 amount) external {
        holders.push(holder);
        units[work][holder] += amount;
    }

    /// Hands out what came in since the last moment.
    function reach(uint256 when) public {
        time = when;
        for (uint256 i; i < works.length; ++i) {
            uint256 work = works[i];
            uint256 earned = income(work);
            uint256 fresh = earned - seen[work];
            seen[work] = earned;
            if (fresh == 0) continue;
            for (uint256 j; j < holders.length; ++j) {
                // A holder of several works is listed several times.
                if (units[work][holders[j]] != 0 && first(j)) due[work][holders[j]] += fresh * units[work][holders[j]];
            }
        }
    }

    function first(uint256 j) private view returns (bool) {
        for (uint256 i; i < j; ++i) if (holders[i] == holders[j]) return false;
        return true;
    }

    function tip(uint256 work, uint256 amount) external {
        held += amount;
        lump(work, amount * 1e8);
    }

    function open(uint256 work, address payer, uint256 rate, uint256 end) external returns (uint256 cost) {
        Contract storage c = contracts[work][payer];
        (c.rate, c.start, c.end) = (rate, time, end);
        delete c.pieces;
        for (uint256 i; i < shares[work].length; ++i) {
            Share storage s = shares[work][i];
            c.pieces.push(pieces[s.work].length);
            pieces[s.work].push(Piece((rate * s.bps) / 10_000, time, end));
        }
        return charge(work, rate * (end - time));
    }

    function extend(uint256 work, address payer, uint256 end) external returns (uint256 cost) {
        Contract storage c = contracts[work][payer];
        uint256 longer = end - c.end;
        c.end = end;
        cut(work, c, end);
        return charge(work, c.rate * longer);
    }

    function close(uint256 work, address payer) external returns (uint256 refund) {
        Contract storage c = contracts[work][payer];
        uint256 spent = c.start + 3600 > time ? c.start + 3600 : time;
        uint256 left = c.rate * (c.end - spent);
        refund = left / 1e8;
        held -= refund;
        cut(work, c, time);
        lump(work, c.rate * (spent - time) + left - refund * 1e8);
        delete contracts[work][payer];
    }

    function move(uint256 work, address from, address to, uint256 amount) external {
        units[work][from] -= amount;
        units[work][to] += amount;
    }

    function claim(uint256 work, address holder) external returns (uint256 amount) {
        amount = due[work][holder] / 1e16;
        due[work][holder] -= amount * 1e16;
        held -= amount;
    }

    function flowOf(uint256 work, address payer) external view returns (uint256 rate, uint256 start, uint256 end) {
        Contract storage c = contracts[work][payer];
        return (c.rate, c.start, c.end);
    }

    function income(uint256 work) public view returns (uint256 sum) {
        sum = lumps[work];
        for (uint256 i; i < pieces[work].length; ++i) {
            Piece storage p = pieces[work][i];
            sum += p.rate * ((time < p.until ? time : p.until) - p.from);
        }
    }

    function ahead(uint256 work) external view returns (uint256 rate, uint256 prepaid) {
        for (uint256 i; i < pieces[work].length; ++i) {
            Piece storage p = pieces[work][i];
            if (time >= p.until) continue;
            rate += p.rate;
            prepaid += p.rate * (p.until - time);
        }
    }

    function charge(uint256 work, uint256 exact) private returns (uint256 cost) {
        cost = exact / 1e8 + (exact % 1e8 == 0 ? 0 : 1);
        held += cost;
        lump(work, cost * 1e8 - exact);
    }

    /// Rounds nowhere, or the test is wrong.
    function lump(uint256 work, uint256 money) private {
        for (uint256 i; i < shares[work].length; ++i) {
            Share storage s = shares[work][i];
            require((money * s.bps) % 10_000 == 0, "rounds");
            lumps[s.work] += (money * s.bps) / 10_000;
        }
    }

    function cut(uint256 work, Contract storage c, uint256 until) private {
        for (uint256 i; i < shares[work].length; ++i) pieces[shares[work][i].work][c.pieces[i]].until = until;
    }
}
