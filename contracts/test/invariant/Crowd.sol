// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test, Vm} from "forge-std/Test.sol";
import {TestDollar} from "contracts/local/TestDollar.sol";
import "contracts/src/ITributary.sol";
import {Tributary} from "contracts/src/Tributary.sol";
import {Ledger} from "./Ledger.sol";

/// Five people who do at random everything one can do, always in a way that must succeed.
contract Crowd is Test {
    Tributary public immutable tributary;
    TestDollar public immutable dollar;
    Ledger public immutable ledger = new Ledger();
    address[5] private people;
    uint256 private time = 1_800_000_000;
    uint256 private number = 20_000_000;
    /// What nobody may lower by something he does himself: checked after every step.
    mapping(uint256 => mapping(address => int256)) private dueBefore;
    mapping(uint256 => uint256) private incomeBefore;

    constructor(Tributary tributary_, TestDollar dollar_) {
        (tributary, dollar) = (tributary_, dollar_);
        for (uint256 i; i < 5; ++i) {
            people[i] = address(uint160(0x1000 + i));
            vm.deal(people[i], 1e30);
            dollar.mint(people[i], 1e30);
            vm.prank(people[i]);
            dollar.approve(address(tributary), type(uint256).max);
        }
    }

    function person(uint256 i) public view returns (address) {
        return people[i % 5];
    }

    /// What is due, in 1e-16 of a unit, from the views' raw numbers.
    function due(uint256 work, address holder) public view returns (int256) {
        Holding memory h = tributary.holdingOf(work, holder);
        return int256(uint256(h.units)) * int256(uint256(tributary.workOf(work).income)) - h.debt;
    }

    // ── Steps ────────────────────────────────────────────────────────────────────────────────────────────────────────

    function publish(uint256 seed, bool inDollars, uint256 parents) external step(seed) {
        if (tributary.count() == 7) return;
        Publication memory p;
        p.manifest = keccak256(abi.encode(seed, tributary.count()));
        if (inDollars) p.currency = address(dollar);
        p.holders = new Holder[](1 + (seed % 5));
        for (uint256 i; i < p.holders.length; ++i)
            p.holders[i] = Holder(people[i], uint32(1 + ((seed >> (8 * i)) % 2e7)));
        p.holders[0].units = 0;
        uint256 sum;
        for (uint256 i; i < p.holders.length; ++i) sum += p.holders[i].units;
        p.holders[0].units = uint32(1e8 - sum);
        p.offers = new Offer[](2);
        p.offers[0] = Offer(Usage.Play, false, uint96(seed % 1e6));
        p.offers[1] = Offer(Usage.Infer, false, 0);
        p.ancestorRoyalty = uint16(seed % 3 == 0 ? 0 : 100 + (seed % 900));
        p.resaleRoyalty = uint16(seed % 1_001);
        p.derivatives = Derivatives.Open;
        p.parents = chooseParents(p.currency, parents);
        tributary.publish(p);
    }

    function pay(uint256 seed, uint256 units, uint256 extra) external step(seed) {
        (uint256 work, Work memory w) = choose(seed);
        if (work == 0) return;
        Payment memory p;
        (p.work, p.usage, p.units) = (work, Usage.Play, 1 + (units % 1000));
        p.price = w.offers[0].price;
        p.amount = p.price * p.units + (extra % 1e12);
        tributary.pay{value: w.currency == address(0) ? p.amount : 0}(p);
    }

    function tipMany(uint256 seed, uint256 amount) external step(seed) {
        (uint256 work, Work memory w) = choose(seed);
        if (work == 0) return;
        Payment[] memory batch = new Payment[](1 + (seed % 4));
        for (uint256 i; i < batch.length; ++i) {
            batch[i] = Payment(work, Usage.Tip, 1, 0, 1 + ((amount >> (8 * i)) % 1e18), bytes32(i), address(0));
        }
        uint256 total;
        for (uint256 i; i < batch.length; ++i) total += batch[i].amount;
        tributary.payBatch{value: w.currency == address(0) ? total : 0}(batch);
    }

    function move(uint256 seed, uint256 to, uint256 units) external step(seed) {
        (uint256 work, ) = choose(seed);
        if (work == 0) return;
        units = units % (tributary.balanceOf(person(seed), work) + 1);
        tributary.safeTransferFrom(person(seed), person(to), work, units, "");
    }

    function claim(uint256 seed, uint256 to) external step(seed) {
        uint256 count = tributary.count();
        uint256[] memory works = new uint256[](count);
        for (uint256 i; i < count; ++i) works[i] = 1 + (((seed % 1e9) + i) % (count + 1));
        tributary.claim(works, person(to));
    }

    function claimFor(uint256 seed, uint256 holder) external step(seed) {
        uint256[] memory works = new uint256[](2);
        (works[0], ) = choose(seed);
        (works[1], ) = choose(seed / 7);
        tributary.claimFor(person(holder), works);
    }

    function list(uint256 seed, uint256 units, uint256 price) external step(seed) {
        (uint256 work, Work memory w) = choose(seed);
        if (work == 0) return;
        if (!w.onSale) {
            vm.stopPrank();
            vm.prank(w.creator);
            tributary.openSale(work);
            vm.startPrank(person(seed));
        }
        units = units % (tributary.balanceOf(person(seed), work) + 1);
        tributary.list(work, uint32(units), uint128(1 + (price % 1e18)), uint40(time + (price % 30 days)));
    }

    function buy(uint256 seed, uint256 other, uint256 units) external step(seed) {
        (uint256 work, Work memory w) = choose(seed);
        address seller = person(other);
        if (work == 0 || seller == person(seed)) return;
        Listing memory l = tributary.listingOf(work, seller);
        if (l.units == 0 || l.expiry < time) return;
        units = l.units <= 10_000 ? l.units : 10_000 + (units % (l.units - 9_999));
        uint256 price = (units * l.unitPrice + 999_999) / 1e6;
        uint256 value = w.currency == address(0) ? price + (other % 3) : 0;
        tributary.buy{value: value}(work, seller, uint32(units), price, time);
    }

    /// Money that nobody paid for anything.
    function force(uint256 amount) external {
        vm.deal(address(tributary), address(tributary).balance + (amount % 1e18));
        dollar.mint(address(tributary), amount % 1e18);
    }

    // ── Around every step ────────────────────────────────────────────────────────────────────────────────────────────

    modifier step(uint256 seed) {
        (time, number) = (time + (seed % 3 days), number + (seed % 50_000));
        vm.warp(time);
        vm.roll(number);
        remember();
        vm.recordLogs();
        vm.startPrank(person(seed));
        _;
        vm.stopPrank();
        ledger.read(vm.getRecordedLogs(), address(tributary));
        compare();
    }

    function remember() private {
        for (uint256 work = 1; work <= tributary.count(); ++work) {
            incomeBefore[work] = tributary.workOf(work).income;
            for (uint256 i; i < 5; ++i) dueBefore[work][people[i]] = due(work, people[i]);
        }
    }

    /// Income never falls; a due falls only by what its holder was paid.
    function compare() private view {
        for (uint256 work = 1; work <= tributary.count(); ++work) {
            require(tributary.workOf(work).income >= incomeBefore[work], "income fell");
            for (uint256 i; i < 5; ++i) {
                int256 fell = dueBefore[work][people[i]] - due(work, people[i]);
                require(fell <= 0 || fell % 1e16 == 0, "a due fell by something else than a claim");
            }
        }
    }

    // ── Choices ──────────────────────────────────────────────────────────────────────────────────────────────────────

    function choose(uint256 seed) private view returns (uint256 work, Work memory w) {
        uint256 count = tributary.count();
        if (count == 0) return (0, w);
        work = 1 + (seed % count);
        w = tributary.workOf(work);
    }

    /// Up to three parents in the currency, few enough ancestors that everything asked stays in bounds.
    function chooseParents(address currency, uint256 seed) private view returns (uint256[] memory parents) {
        parents = new uint256[](3);
        uint256 found;
        uint256 size;
        for (uint256 i; i < seed % 4; ++i) {
            (uint256 work, Work memory w) = choose(seed >> (16 * i));
            if (work == 0 || w.currency != currency) continue;
            bool twice;
            for (uint256 j; j < found; ++j) twice = twice || parents[j] == work;
            size += tributary.ancestorsOf(work).length + 1;
            if (twice || size > 8) continue;
            parents[found++] = work;
        }
        assembly ("memory-safe") {
            mstore(parents, found)
        }
    }
}
