// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";
import {TestDollar} from "contracts/local/TestDollar.sol";
import "contracts/src/ITributary.sol";
import {Tributary} from "contracts/src/Tributary.sol";
import {Crowd} from "./Crowd.sol";
import {Rules} from "./Rules.sol";

/// Lets the Crowd act and checks the numbered invariants of contracts/README.md (`Rules`). 4 and 5 are checked by the Crowd
/// after every step, 14 by the Ledger whenever it reads.
contract TributaryInvariantTest is Rules {
    function setUp() public {
        vm.warp(1_800_000_000);
        tributary = new Tributary();
        dollar = new TestDollar();
        crowd = new Crowd(tributary, dollar);
        (ledger, records) = (crowd.ledger(), crowd.records());
        crowd.publish(4, false, 0, false);
        crowd.publish(9, true, 0, true);
        crowd.publish(16, false, 1, true);
        targetContract(address(crowd));
    }

    /// One campaign for all rules: each would run its own otherwise.
    function invariant_TheRulesHold() public {
        vm.warp(crowd.time());
        for (uint256 work = 1; work <= tributary.count(); ++work) {
            ledger.settle(work);
            rule_1_AWorkAlwaysHas100Shares(work);
            rule_2_WhatIsDueAndWasPaidOutIsTheIncomeExactly(work);
            rule_6_TheEventsAloneGiveTheState(work);
            rule_7_TheHeadIsReproducible(work);
            rule_8_AListingIsNeverMoreThanTheBalance(work);
            rule_10_AFlowIsWhatItSpentAndWhatItWouldRefund(work);
            rule_11_BidsAreWhatTheirEventsTell(work);
            rule_12_LicencesAreWhatTheirEventsTell(work);
            rule_13_BothStandardsTellTheSameShares(work);
        }
        rule_3_TheContractHasExactlyWhatItOwes(address(0));
        rule_3_TheContractHasExactlyWhatItOwes(address(dollar));
        rule_11_WhatWaitsIsWhatItsEventsTell();
    }

    /// After every campaign: whatever happened, everybody gets out.
    function afterInvariant() public {
        vm.warp(crowd.time());
        rule_9_ClaimsNeverFailAndTheirOrderDoesNotMatter();
        rule_15_NothingIsLeftWhenEverybodyLeaves();
    }
}
