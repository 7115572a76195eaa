// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test, Vm} from "forge-std/Test.sol";
import {TestDollar} from "contracts/local/TestDollar.sol";
import "contracts/src/ITributary.sol";
import {Tributary} from "contracts/src/Tributary.sol";
import {Ledger} from "./Ledger.sol";
import {Records} from "./Records.sol";
import {Whim} from "./Whim.sol";

/// Five people, their clock, and what is checked around every step any of them makes.
abstract contract Steps is Test {
    uint256 internal constant PEOPLE = 5;
    uint256 internal constant MOST_WORKS = 7;
    uint256 internal constant FIRST_KEY = 0x1000;
    uint256 internal constant N = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141;

    Tributary public immutable tributary;
    TestDollar public immutable dollar;
    /// Nobody's currency: what comes into inboxes and has to be sold.
    TestDollar public immutable trinket;
    Whim public immutable whim = new Whim();
    Ledger public immutable ledger = new Ledger();
    Records public immutable records;
    address[PEOPLE] internal people;
    uint256 public time = 1_800_000_000;
    uint256 internal number = 20_000_000;
    /// Money that was forced onto the contract, by currency: nobody's.
    mapping(address => uint256) public uninvited;
    /// What nobody may lower by something he does himself: checked after every step.
    mapping(uint256 => mapping(address => int256)) private dueBefore;
    mapping(uint256 => uint256) private incomeBefore;

    constructor(Tributary tributary_, TestDollar dollar_) {
        (tributary, dollar, trinket) = (tributary_, dollar_, new TestDollar());
        records = new Records(tributary_);
        for (uint256 i; i < PEOPLE; ++i) {
            people[i] = vm.addr(FIRST_KEY + i);
            vm.deal(people[i], 1e30);
            dollar.mint(people[i], 1e30);
            vm.prank(people[i]);
            dollar.approve(address(tributary), type(uint256).max);
        }
    }

    function person(uint256 i) public view returns (address) {
        return people[i % PEOPLE];
    }

    /// What is due, in 1e-16 of a unit, from the views' raw numbers.
    function due(uint256 work, address holder) public view returns (int256) {
        return dueFrom(work, holder, tributary.workOf(work).income);
    }

    modifier step(uint256 seed) {
        pass(seed);
        remember();
        vm.recordLogs();
        vm.startPrank(person(seed));
        _;
        vm.stopPrank();
        readLogs();
        compare();
    }

    /// Often no time passes, sometimes minutes, sometimes days.
    function pass(uint256 seed) private {
        uint256 kind = (seed >> 128) % 4;
        if (kind == 1) time += seed % 2 hours;
        else if (kind > 1) time += seed % 3 days;
        // Slowly enough for the audit's window of 256 blocks.
        number += seed % 4;
        vm.warp(time);
        vm.roll(number);
    }

    function readLogs() private {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        ledger.read(logs, address(tributary));
        records.read(logs);
    }

    function remember() private {
        for (uint256 work = 1; work <= tributary.count(); ++work) {
            uint256 income = tributary.workOf(work).income;
            require(income >= incomeBefore[work], "income fell while time passed");
            incomeBefore[work] = income;
            address[] memory holders = ledger.holdersOf(work);
            for (uint256 i; i < holders.length; ++i) {
                dueBefore[work][holders[i]] = dueFrom(work, holders[i], income);
            }
        }
    }

    /// Income never falls; a due falls only by what its holder was paid.
    function compare() private {
        for (uint256 work = 1; work <= tributary.count(); ++work) {
            uint256 income = tributary.workOf(work).income;
            require(income >= incomeBefore[work], "income fell");
            incomeBefore[work] = income;
            address[] memory holders = ledger.holdersOf(work);
            for (uint256 i; i < holders.length; ++i) {
                int256 fell = dueBefore[work][holders[i]] - dueFrom(work, holders[i], income);
                require(fell <= 0 || fell % 1e16 == 0, "a due fell by something else than a claim");
            }
        }
    }

    function dueFrom(uint256 work, address holder, uint256 income) private view returns (int256) {
        Holding memory h = tributary.holdingOf(work, holder);
        return int256(uint256(h.units)) * int256(income) - h.debt;
    }

    // ── Choices ──────────────────────────────────────────────────────────────────────────────────────────────────────

    function choose(uint256 seed) internal view returns (uint256 work, Work memory w) {
        uint256 count = tributary.count();
        if (count == 0) return (0, w);
        work = 1 + (seed % count);
        w = tributary.workOf(work);
    }

    /// One work after another, from a random one on; and one person after another.
    function workAt(uint256 seed, uint256 i) internal view returns (uint256) {
        return 1 + (((seed % 1e9) + i) % tributary.count());
    }

    function personAt(uint256 seed, uint256 i) internal view returns (address) {
        return people[((seed % 1e9) + i) % PEOPLE];
    }

    /// What has to be sent along.
    function coins(Work memory w, uint256 amount) internal pure returns (uint256) {
        return w.currency == address(0) ? amount : 0;
    }

    function mayMove(Work memory w) internal view returns (bool) {
        return w.policy == address(0) || whim.open();
    }

    /// Something by the creator of a work, in the middle of somebody's step.
    function asCreator(Work memory w, uint256 seed, bytes memory call) internal {
        vm.stopPrank();
        vm.prank(w.creator);
        (bool done, ) = address(tributary).call(call);
        require(done, "the creator was refused");
        vm.startPrank(person(seed));
    }

    function openSale(uint256 work, Work memory w, uint256 seed) internal {
        if (!w.onSale) asCreator(w, seed, abi.encodeCall(tributary.openSale, (work)));
    }
}
