// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Base} from "../Base.t.sol";
import "contracts/src/ITributary.sol";
import {Errors} from "contracts/src/Errors.sol";

contract AuthoringTest is Base {
    uint256 private work;

    function setUp() public override {
        super.setUp();
        work = publishOpen();
    }

    function test_EverythingIsTheCreatorsAlone() public {
        bytes[8] memory calls = [
            abi.encodeCall(tributary.appendManifest, (work, "2")),
            abi.encodeCall(tributary.setOffers, (work, new Offer[](0))),
            abi.encodeCall(tributary.setDeliveryFee, (work, 0)),
            abi.encodeCall(tributary.lockOffers, (work)),
            abi.encodeCall(tributary.floorOffers, (work)),
            abi.encodeCall(tributary.tightenDerivatives, (work, Derivatives.Closed)),
            abi.encodeCall(tributary.approveDerivative, (work, ben, "2", true)),
            abi.encodeCall(tributary.offerCreator, (work, ben))
        ];
        for (uint256 i; i < calls.length; ++i) {
            vm.prank(ben);
            (bool done, bytes memory answer) = address(tributary).call(calls[i]);
            assertFalse(done);
            assertEq(answer, abi.encodeWithSelector(Errors.Work_CallerNotCreator.selector, work, ben));
        }
        refuses(abi.encodeWithSelector(Errors.Work_CallerNotCreator.selector, 9, anna));
        asAnna().lockOffers(9);
    }

    // ── Manifests ────────────────────────────────────────────────────────────────────────────────────────────────────

    function test_ManifestsAreAppended() public {
        bytes32 first = tributary.workOf(work).manifest;
        string memory uri = tributary.uri(work);
        refuses(abi.encodeWithSelector(Errors.Manifest_Empty.selector));
        asAnna().appendManifest(work, 0);
        vm.expectEmit(address(tributary));
        emit ITributary.ManifestAppended(work, 2, "second");
        asAnna().appendManifest(work, "second");
        asAnna().appendManifest(work, "third");
        bytes32[] memory manifests = tributary.manifestsOf(work);
        assertEq(manifests.length, 3);
        assertEq(manifests[0], first);
        assertEq(manifests[1], "second");
        assertEq(manifests[2], "third");
        assertEq(tributary.workOf(work).versions, 3);
        assertEq(tributary.workOf(work).manifest, first);
        assertEq(tributary.uri(work), uri);
    }

    // ── Offers ───────────────────────────────────────────────────────────────────────────────────────────────────────

    function test_OffersAreReplaced() public {
        Offer[] memory offers = one(Usage.Perform, 7);
        vm.expectEmit(address(tributary));
        emit ITributary.OffersSet(work, offers);
        asAnna().setOffers(work, offers);
        assertEq(abi.encode(tributary.workOf(work).offers), abi.encode(offers));
        asAnna().setOffers(work, new Offer[](0));
        assertEq(tributary.workOf(work).offers.length, 0);
        offers[0].bringsKey = true;
        refuses(abi.encodeWithSelector(Errors.Offer_KeyOfOpenWork.selector, Usage.Perform));
        asAnna().setOffers(work, offers);
    }

    function test_ASealedWorkMayChangeWhatBringsTheKey() public {
        uint256 secret = publish(sealedDraft(3));
        Offer[] memory offers = one(Usage.Infer, 1);
        offers[0].bringsKey = true;
        asAnna().setOffers(secret, offers);
        assertTrue(tributary.workOf(secret).offers[0].bringsKey);
    }

    function test_LockedOffersNeverChange() public {
        vm.expectEmit(address(tributary));
        emit ITributary.OffersLocked(work);
        asAnna().lockOffers(work);
        assertTrue(tributary.workOf(work).offersLocked);
        refuses(abi.encodeWithSelector(Errors.Offers_Locked.selector, work));
        asAnna().setOffers(work, one(Usage.Play, 1));
        refuses(abi.encodeWithSelector(Errors.Offers_Locked.selector, work));
        asAnna().lockOffers(work);
        pay(play(work));
    }

    function test_AFloorHolds() public {
        asAnna().setOffers(work, two(Offer(Usage.Play, false, 100), Offer(Usage.Perform, false, 0)));
        vm.expectEmit(address(tributary));
        emit ITributary.OffersFloored(work);
        asAnna().floorOffers(work);
        assertTrue(tributary.workOf(work).offersFloored);
        belowFloor(two(Offer(Usage.Play, false, 99), Offer(Usage.Perform, false, 0)), Usage.Play);
        belowFloor(one(Usage.Play, 100), Usage.Perform);
        belowFloor(one(Usage.Perform, 0), Usage.Play);
        asAnna().setOffers(work, two(Offer(Usage.Play, false, 100), Offer(Usage.Perform, false, 0)));
        Offer[] memory more = new Offer[](3);
        (more[0], more[1]) = (Offer(Usage.Play, false, 150), Offer(Usage.Perform, false, 9));
        more[2] = Offer(Usage.Download, false, 1);
        asAnna().setOffers(work, more);
        asAnna().floorOffers(work);
        belowFloor(two(Offer(Usage.Play, false, 149), Offer(Usage.Perform, false, 9)), Usage.Play);
    }

    // ── The delivery fee ─────────────────────────────────────────────────────────────────────────────────────────────

    function test_TheDeliveryFeeIsReplaced() public {
        work = publish(sealedDraft(7));
        vm.expectEmit(address(tributary));
        emit ITributary.DeliveryFeeSet(work, type(uint96).max);
        asAnna().setDeliveryFee(work, type(uint96).max);
        assertEq(tributary.workOf(work).deliveryFee, type(uint96).max);
        asAnna().setDeliveryFee(work, 0);
        assertEq(tributary.workOf(work).deliveryFee, 0);
    }

    function test_AnOpenWorkHasNoDeliveryFee() public {
        refuses(abi.encodeWithSelector(Errors.Fee_OfOpenWork.selector));
        asAnna().setDeliveryFee(work, 1);
        asAnna().setDeliveryFee(work, 0);
    }

    function test_LockedOffersLockTheFee() public {
        work = publish(sealedDraft(7));
        asAnna().setDeliveryFee(work, 5);
        asAnna().lockOffers(work);
        refuses(abi.encodeWithSelector(Errors.Offers_Locked.selector, work));
        asAnna().setDeliveryFee(work, 4);
        assertEq(tributary.workOf(work).deliveryFee, 5);
    }

    function test_UnderAFloorTheFeeOnlyFalls() public {
        work = publish(sealedDraft(7));
        asAnna().setDeliveryFee(work, 5);
        asAnna().floorOffers(work);
        refuses(abi.encodeWithSelector(Errors.Fee_AboveFloor.selector, work, 6, 5));
        asAnna().setDeliveryFee(work, 6);
        asAnna().setDeliveryFee(work, 5);
        asAnna().setDeliveryFee(work, 3);
        refuses(abi.encodeWithSelector(Errors.Fee_AboveFloor.selector, work, 4, 3));
        asAnna().setDeliveryFee(work, 4);
    }

    // ── Derivatives ──────────────────────────────────────────────────────────────────────────────────────────────────

    function test_DerivativesOnlyTighten() public {
        refuses(abi.encodeWithSelector(Errors.Derivatives_OnlyTighten.selector, Derivatives.Open, Derivatives.Open));
        asAnna().tightenDerivatives(work, Derivatives.Open);
        vm.expectEmit(address(tributary));
        emit ITributary.DerivativesTightened(work, Derivatives.ByApproval);
        asAnna().tightenDerivatives(work, Derivatives.ByApproval);
        asAnna().tightenDerivatives(work, Derivatives.Closed);
        assertEq(uint8(tributary.workOf(work).derivatives), uint8(Derivatives.Closed));
        refuses(
            abi.encodeWithSelector(Errors.Derivatives_OnlyTighten.selector, Derivatives.Closed, Derivatives.ByApproval)
        );
        asAnna().tightenDerivatives(work, Derivatives.ByApproval);
    }

    function test_ApprovalsOnlyWhereTheyAreNeeded() public {
        refuses(abi.encodeWithSelector(Errors.Derivatives_NoApproval.selector, work, Derivatives.Open));
        asAnna().approveDerivative(work, ben, "remix", true);
        asAnna().tightenDerivatives(work, Derivatives.ByApproval);
        vm.expectEmit(address(tributary));
        emit ITributary.DerivativeApproved(work, ben, "remix", true);
        asAnna().approveDerivative(work, ben, "remix", true);
        assertTrue(tributary.isDerivativeApproved(work, ben, "remix"));
        assertFalse(tributary.isDerivativeApproved(work, anna, "remix"));
    }

    function test_AnApprovalNotYetUsedIsTakenBack() public {
        asAnna().tightenDerivatives(work, Derivatives.ByApproval);
        Publication memory p = draft();
        p.parents = list(work);
        asAnna().approveDerivative(work, ben, p.manifest, true);
        vm.expectEmit(address(tributary));
        emit ITributary.DerivativeApproved(work, ben, p.manifest, false);
        asAnna().approveDerivative(work, ben, p.manifest, false);
        assertFalse(tributary.isDerivativeApproved(work, ben, p.manifest));
        refuses(abi.encodeWithSelector(Errors.Parent_NotApproved.selector, work));
        vm.prank(ben);
        tributary.publish(p);
        asAnna().approveDerivative(work, ben, p.manifest, true);
        vm.prank(ben);
        uint256 remix = tributary.publish(p);
        asAnna().approveDerivative(work, ben, p.manifest, false);
        assertEq(tributary.parentsOf(remix)[0], work);
    }

    // ── The role ─────────────────────────────────────────────────────────────────────────────────────────────────────

    function test_TheRoleMovesInTwoSteps() public {
        vm.expectEmit(address(tributary));
        emit ITributary.CreatorOffered(work, ben);
        asAnna().offerCreator(work, ben);
        assertEq(tributary.workOf(work).pendingCreator, ben);
        assertEq(tributary.workOf(work).creator, anna);
        refuses(abi.encodeWithSelector(Errors.Creator_NotOffered.selector, work, ben, fan));
        vm.prank(fan);
        tributary.acceptCreator(work);
        vm.expectEmit(address(tributary));
        emit ITributary.CreatorChanged(work, anna, ben);
        vm.prank(ben);
        tributary.acceptCreator(work);
        assertEq(tributary.workOf(work).creator, ben);
        assertEq(tributary.workOf(work).pendingCreator, address(0));
        refuses(abi.encodeWithSelector(Errors.Work_CallerNotCreator.selector, work, anna));
        asAnna().lockOffers(work);
        refuses(abi.encodeWithSelector(Errors.Creator_NotOffered.selector, work, address(0), ben));
        vm.prank(ben);
        tributary.acceptCreator(work);
    }

    function test_AnOfferOfTheRoleCanBeWithdrawn() public {
        asAnna().offerCreator(work, ben);
        asAnna().offerCreator(work, address(0));
        refuses(abi.encodeWithSelector(Errors.Creator_NotOffered.selector, work, address(0), ben));
        vm.prank(ben);
        tributary.acceptCreator(work);
    }

    // ── Views of many works ──────────────────────────────────────────────────────────────────────────────────────────

    function test_WorksAreReadInPages() public {
        publishOpen();
        publishOpen();
        assertEq(tributary.worksOf(1, 2).length, 2);
        assertEq(tributary.worksOf(3, 9).length, 1);
        assertEq(tributary.worksOf(4, 9).length, 0);
        assertEq(tributary.worksOf(type(uint256).max, type(uint256).max).length, 0);
        assertEq(abi.encode(tributary.worksOf(2, 1)[0]), abi.encode(tributary.workOf(2)));
        refuses(abi.encodeWithSelector(Errors.Work_Missing.selector, 0));
        tributary.worksOf(0, 1);
    }

    function test_ViewsOfMissingWorksSaySo() public {
        bytes[5] memory calls = [
            abi.encodeCall(tributary.workOf, (9)),
            abi.encodeCall(tributary.ancestorsOf, (9)),
            abi.encodeCall(tributary.parentsOf, (9)),
            abi.encodeCall(tributary.manifestsOf, (9)),
            abi.encodeCall(tributary.listingOf, (9, anna))
        ];
        for (uint256 i; i < calls.length; ++i) {
            (bool done, bytes memory answer) = address(tributary).call(calls[i]);
            assertFalse(done);
            assertEq(answer, abi.encodeWithSelector(Errors.Work_Missing.selector, 9));
        }
        assertFalse(tributary.isKeyHolder(9, address(0)));
        assertEq(tributary.claimable(9, anna), 0);
    }

    function asAnna() private returns (ITributary) {
        vm.prank(anna);
        return tributary;
    }

    function belowFloor(Offer[] memory offers, Usage usage) private {
        refuses(abi.encodeWithSelector(Errors.Offer_BelowFloor.selector, usage));
        asAnna().setOffers(work, offers);
    }

    function one(Usage usage, uint96 price) private pure returns (Offer[] memory offers) {
        offers = new Offer[](1);
        offers[0] = Offer(usage, false, price);
    }

    function two(Offer memory a, Offer memory b) private pure returns (Offer[] memory offers) {
        offers = new Offer[](2);
        (offers[0], offers[1]) = (a, b);
    }
}
