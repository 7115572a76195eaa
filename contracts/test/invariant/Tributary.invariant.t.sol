// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";
import {TestDollar} from "contracts/local/TestDollar.sol";
import {IFlows} from "contracts/src/interfaces/IFlows.sol";
import {IInbox} from "contracts/src/interfaces/IInbox.sol";
import {IKeys} from "contracts/src/interfaces/IKeys.sol";
import {IMarket} from "contracts/src/interfaces/IMarket.sol";
import "contracts/src/ITributary.sol";
import {Tributary} from "contracts/src/Tributary.sol";
import {Crowd} from "./Crowd.sol";
import {Rules} from "./Rules.sol";

/// Lets the Crowd act and checks the numbered invariants of contracts/README.md (`Rules`). 4 and 5 are checked by the Crowd
/// after every step, 14 by the Ledger whenever it reads.
contract TributaryInvariantTest is Rules {
    uint256 private constant SIGHTS = 22;

    function setUp() public {
        vm.warp(1_800_000_000);
        tributary = new Tributary();
        dollar = new TestDollar();
        crowd = new Crowd(tributary, dollar);
        (ledger, records) = (crowd.ledger(), crowd.records());
        crowd.publish(4, 0, 0);
        crowd.publish(9, 3, 0);
        crowd.publish(16, 2, 1);
        targetContract(address(crowd));
    }

    /// The crowd gets everywhere: no rule holds only because nothing happened.
    function test_TheCrowdDoesEverythingThereIs() public {
        bytes4[31] memory steps = [
            crowd.publish.selector,
            crowd.changePrices.selector,
            crowd.handOver.selector,
            crowd.changeWhim.selector,
            crowd.pay.selector,
            crowd.tipMany.selector,
            crowd.report.selector,
            crowd.force.selector,
            crowd.move.selector,
            crowd.moveMany.selector,
            crowd.moveAsToken.selector,
            crowd.moveByPermit.selector,
            crowd.claim.selector,
            crowd.claimFor.selector,
            crowd.withdraw.selector,
            crowd.list.selector,
            crowd.buy.selector,
            crowd.placeBid.selector,
            crowd.cancelBid.selector,
            crowd.refundBid.selector,
            crowd.acceptBid.selector,
            crowd.openFlow.selector,
            crowd.extendFlow.selector,
            crowd.topUpFlow.selector,
            crowd.closeFlow.selector,
            crowd.accrue.selector,
            crowd.requestKey.selector,
            crowd.deliverKey.selector,
            crowd.refundKey.selector,
            crowd.seal.selector,
            crowd.payInbox.selector
        ];
        bytes4[3] memory more = [crowd.sweep.selector, crowd.startAuction.selector, crowd.buyAsset.selector];
        uint256 i;
        for (; i < 1_000 && unseen() < SIGHTS; ++i) {
            uint256 random = uint256(keccak256(abi.encode(i)));
            uint256 n = (random >> 200) % 34;
            bytes4 next = n < 31 ? steps[n] : more[n - 31];
            (bool done, bytes memory answer) = address(crowd).call(
                abi.encodeWithSelector(next, random, random >> 7, random >> 13, random >> 29)
            );
            assertTrue(done, string.concat(vm.toString(next), vm.toString(answer)));
        }
        assertEq(unseen(), SIGHTS, "this never happened");
        emit log_named_uint("steps it took", i);
        invariant_TheRulesHold();
        afterInvariant();
    }

    /// The first sight in this list that nobody has seen yet.
    function unseen() private view returns (uint256) {
        bytes32[20] memory events = [
            ITributary.Paid.selector,
            ITributary.Credited.selector,
            ITributary.Moved.selector,
            ITributary.Claimed.selector,
            ITributary.Reported.selector,
            ITributary.Withdrawn.selector,
            ITributary.CreatorChanged.selector,
            IFlows.FlowOpened.selector,
            IFlows.FlowExtended.selector,
            IFlows.FlowClosed.selector,
            IFlows.FlowCredited.selector,
            IFlows.Accrued.selector,
            IKeys.KeyRequested.selector,
            IKeys.KeyDelivered.selector,
            IKeys.KeyRefunded.selector,
            IKeys.AuditDrawn.selector,
            IMarket.BidPlaced.selector,
            IMarket.BidClosed.selector,
            IInbox.AuctionStarted.selector,
            IInbox.AuctionSettled.selector
        ];
        for (uint256 i; i < 20; ++i) if (records.seen(events[i]) == 0) return i;
        uint256 into = records.soldIntoBids();
        if (into == 0) return 20;
        return records.seen(IMarket.Sold.selector) > into ? SIGHTS : 21;
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
