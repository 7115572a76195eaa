// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {KeyBase} from "../KeyBase.t.sol";
import "contracts/src/ITributary.sol";
import {Errors} from "contracts/src/Errors.sol";

/// See licence.tree.
contract LicenceTest is KeyBase {
    uint256 private open;

    function setUp() public override {
        super.setUp();
        open = publishOpen();
    }

    // ── By money ─────────────────────────────────────────────────────────────────────────────────────────────────────

    function test_EveryUsageHasItsOwnLicence() public {
        Publication memory p = draft();
        p.offers = new Offer[](5);
        for (uint8 usage; usage < 5; ++usage) p.offers[usage] = Offer(Usage(usage), false, 10);
        open = publish(p);
        for (uint8 usage; usage < 5; ++usage) {
            onlyLicensed(open, fan, (1 << usage) - 1);
            pay(Payment(open, Usage(usage), 1, 10, 10, 0, fan));
        }
        onlyLicensed(open, fan, 31);
        onlyLicensed(open, ben, 0);
    }

    function test_IsTheBeneficiarys() public {
        Payment memory p = play(open);
        p.beneficiary = ben;
        pay(p);
        onlyLicensed(open, ben, 1);
        onlyLicensed(open, fan, 0);
        p.beneficiary = address(0);
        pay(p);
        onlyLicensed(open, fan, 1);
    }

    function test_ABatchLicensesEachOfItsWorks() public {
        uint256 second = publishOpen();
        Payment[] memory batch = new Payment[](3);
        (batch[0], batch[1], batch[2]) = (play(open), tip(second, 5), play(second));
        (batch[2].usage, batch[2].price, batch[2].amount) = (Usage.Download, 10 * PRICE, 10 * PRICE);
        vm.prank(fan);
        tributary.payBatch{value: 11 * PRICE + 5}(batch);
        onlyLicensed(open, fan, 1);
        onlyLicensed(second, fan, 2);
    }

    function test_ATipIsNoLicence() public {
        pay(tip(open, 1 ether));
        onlyLicensed(open, fan, 0);
        assertEq(abi.encode(tributary.readerOf(open, fan)), abi.encode(Reader(0, 0)));
    }

    function test_ARefusedPaymentLicensesNobody() public {
        Payment memory p = play(open);
        p.amount -= 1;
        vm.prank(fan);
        vm.expectRevert();
        tributary.pay{value: p.amount}(p);
        onlyLicensed(open, fan, 0);
    }

    /// The second payment reads the slot and leaves it.
    function test_IsWrittenOnce() public {
        bytes32 slot = keccak256(abi.encode(fan, uint256(keccak256(abi.encode(open, 1))) + 19));
        assertEq(writesTo(slot), 1);
        assertEq(uint256(vm.load(address(tributary), slot)), 1);
        assertEq(writesTo(slot), 0);
    }

    function test_DoesNotMoveWithShares() public {
        vm.prank(fan);
        tributary.pay{value: PRICE}(Payment(open, Usage.Play, 1, PRICE, PRICE, 0, anna));
        give(anna, ben, open, 70_000_000);
        onlyLicensed(open, anna, 1);
        onlyLicensed(open, ben, 0);
    }

    // ── Without money ────────────────────────────────────────────────────────────────────────────────────────────────

    function test_AReportOfAFreeUsageLicenses() public {
        vm.prank(fan);
        tributary.report(open, Usage.Train, 1, 0, address(0));
        onlyLicensed(open, fan, 4);
        pay(Payment(open, Usage.Train, 1, 0, 0, 0, ben));
        onlyLicensed(open, ben, 4);
    }

    function test_AGiftForAFreeUsageIsAtLeastTheSmallestTip() public {
        Publication memory d = draft();
        d.minimumTip = 100;
        open = publish(d);
        Payment memory p = Payment(open, Usage.Train, 50, 0, 99, 0, fan);
        refuses(abi.encodeWithSelector(Errors.Payment_TooSmall.selector, open, 99, 100));
        pay(p);
        p.amount = 1;
        refuses(abi.encodeWithSelector(Errors.Payment_TooSmall.selector, open, 1, 100));
        pay(p);
        p.amount = 0;
        pay(p);
        p.amount = 100;
        pay(p);
        assertEq(tributary.workOf(open).income, 100 * 1e8);
        // A price below the smallest tip is still a price.
        p = play(open);
        Offer[] memory offers = new Offer[](1);
        offers[0] = Offer(Usage.Play, false, 1);
        vm.prank(anna);
        tributary.setOffers(open, offers);
        (p.price, p.amount) = (1, 1);
        pay(p);
    }

    // ── Sealed works ─────────────────────────────────────────────────────────────────────────────────────────────────

    function test_ADeliveryLicensesItsUsage() public {
        KeyTerms memory t = request();
        onlyLicensed(work, fan, 0);
        deliver(t);
        onlyLicensed(work, fan, 1);
        Payment memory p = play(work);
        (p.usage, p.price, p.amount) = (Usage.Download, 10 * PRICE, 10 * PRICE);
        pay(p);
        onlyLicensed(work, fan, 3);
    }

    function test_ARefundedRequestLicensesNobody() public {
        KeyTerms memory t = request();
        vm.warp(t.deadline + 1);
        tributary.refundKey(t);
        onlyLicensed(work, fan, 0);
        assertFalse(tributary.isKeyHolder(work, fan));
    }

    function test_WithoutTheKeyNoLicenceOfWhatBringsIt() public {
        Payment memory p = play(work);
        refuses(abi.encodeWithSelector(Errors.Payment_KeyMissing.selector, work, fan));
        pay(p);
        onlyLicensed(work, fan, 0);
        p.beneficiary = anna;
        pay(p);
        onlyLicensed(work, anna, 1);
    }

    /// A usage that brings no key needs none: what is paid is licensed.
    function test_AUsageWithoutKeyIsLicensedByItsPayment() public {
        Publication memory d = sealedDraft(11);
        d.offers[2] = Offer(Usage.Infer, false, 5);
        work = publish(d);
        pay(Payment(work, Usage.Infer, 1, 5, 5, 0, fan));
        onlyLicensed(work, fan, 8);
        assertFalse(tributary.isKeyHolder(work, fan));
    }

    /// The report is counted; but that nobody paid for a key one does not have is no licence.
    function test_AReportOnASealedWorkLicensesKeyHoldersOnly() public {
        vm.expectEmit(address(tributary));
        emit ITributary.Reported(work, fan, fan, Usage.Train, 7, 0);
        vm.prank(fan);
        tributary.report(work, Usage.Train, 7, 0, fan);
        pay(Payment(work, Usage.Train, 1, 0, 0, 0, fan));
        onlyLicensed(work, fan, 0);
        deliver(request());
        vm.prank(stranger);
        tributary.report(work, Usage.Train, 7, 0, fan);
        onlyLicensed(work, fan, 5);
        tributary.report(work, Usage.Train, 1, 0, anna);
        onlyLicensed(work, anna, 4);
    }

    // ── Flows ────────────────────────────────────────────────────────────────────────────────────────────────────────

    function test_AFlowIsALicenceWhileItRuns() public {
        Publication memory d = draft();
        d.minimumFlowRate = 50_000;
        open = publish(d);
        openFlow(fan, 50_000);
        openFlow(stranger, 40_000);
        assertFalse(flows(stranger), "slower than the smallest rate");
        assertFalse(flows(anna), "none");
        assertTrue(flows(fan));
        assertEq(tributary.readerOf(open, fan).licences, 0, "a flow writes no licence");
        vm.warp(birth + 2 hours - 1);
        assertTrue(flows(fan));
        vm.warp(birth + 2 hours);
        assertFalse(flows(fan));
    }

    function test_AClosedFlowIsNoLicence() public {
        openFlow(fan, 10_000);
        assertTrue(flows(fan), "any flow, where no smallest rate is set");
        vm.warp(birth + 90 minutes);
        vm.prank(fan);
        tributary.closeFlow(open);
        assertFalse(flows(fan));
    }

    function test_NobodyIsLicensedForAWorkThatDoesNotExist() public view {
        onlyLicensed(99, fan, 0);
    }

    /// For two hours.
    function openFlow(address payer, uint96 rate) private {
        vm.prank(payer);
        tributary.openFlow{value: 1 ether}(open, rate, uint40(birth + 2 hours), 1 ether);
    }

    function flows(address account) private view returns (bool) {
        return tributary.hasLicence(open, account, Usage.Flow);
    }

    function writesTo(bytes32 slot) private returns (uint256 count) {
        vm.record();
        pay(play(open));
        (, bytes32[] memory writes) = vm.accesses(address(tributary));
        for (uint256 i; i < writes.length; ++i) if (writes[i] == slot) ++count;
    }

    /// Exactly the usages whose bits are set, of all there are.
    function onlyLicensed(uint256 which, address account, uint256 bits) private view {
        for (uint8 usage; usage <= uint8(type(Usage).max); ++usage) {
            assertEq(tributary.hasLicence(which, account, Usage(usage)), (bits >> usage) & 1 == 1);
        }
        assertEq(tributary.readerOf(which, account).licences, bits);
    }
}
