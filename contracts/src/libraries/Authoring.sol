// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ITributary} from "../ITributary.sol";
import {Derivatives, Offer} from "../Types.sol";
import {Errors} from "../Errors.sol";
import {State, WorkState} from "../types/State.sol";
import {Ancestry} from "./Ancestry.sol";
import {Offers} from "./Offers.sol";

/// What a creator may still decide after the mint. Nothing here moves money or shares. Linked.
library Authoring {
    function appendManifest(State storage state, uint256 work, bytes32 manifest) external {
        WorkState storage w = own(state, work);
        if (manifest == 0) revert Errors.Manifest_Empty();
        w.newerManifests.push(manifest);
        emit ITributary.ManifestAppended(work, w.newerManifests.length + 1, manifest);
    }

    function setOffers(State storage state, uint256 work, Offer[] calldata offers) external {
        WorkState storage w = own(state, work);
        if (w.offersLocked) revert Errors.Offers_Locked(work);
        Offers.set(w, work, offers, w.keyX != 0);
    }

    function setDeliveryFee(State storage state, uint256 work, uint96 fee) external {
        WorkState storage w = own(state, work);
        if (w.offersLocked) revert Errors.Offers_Locked(work);
        if (fee != 0 && w.keyX == 0) revert Errors.Fee_OfOpenWork();
        if (w.offersFloored && fee > w.deliveryFee) revert Errors.Fee_AboveFloor(work, fee, w.deliveryFee);
        w.deliveryFee = fee;
        emit ITributary.DeliveryFeeSet(work, fee);
    }

    function lockOffers(State storage state, uint256 work) external {
        WorkState storage w = own(state, work);
        if (w.offersLocked) revert Errors.Offers_Locked(work);
        w.offersLocked = true;
        emit ITributary.OffersLocked(work);
    }

    function floorOffers(State storage state, uint256 work) external {
        WorkState storage w = own(state, work);
        w.offersFloored = true;
        w.floors = w.offers;
        emit ITributary.OffersFloored(work);
    }

    function tightenDerivatives(State storage state, uint256 work, Derivatives policy) external {
        WorkState storage w = own(state, work);
        if (policy >= w.derivatives) revert Errors.Derivatives_OnlyTighten(w.derivatives, policy);
        w.derivatives = policy;
        emit ITributary.DerivativesTightened(work, policy);
    }

    function approveDerivative(
        State storage state,
        uint256 parent,
        address creator,
        bytes32 manifest,
        bool approved
    ) external {
        WorkState storage w = own(state, parent);
        if (w.derivatives != Derivatives.ByApproval) revert Errors.Derivatives_NoApproval(parent, w.derivatives);
        state.approvals[Ancestry.approval(parent, creator, manifest)] = approved;
        emit ITributary.DerivativeApproved(parent, creator, manifest, approved);
    }

    function offerCreator(State storage state, uint256 work, address to) external {
        own(state, work).pendingCreator = to;
        emit ITributary.CreatorOffered(work, to);
    }

    function acceptCreator(State storage state, uint256 work) external {
        WorkState storage w = state.works[work];
        if (w.pendingCreator != msg.sender) {
            revert Errors.Creator_NotOffered(work, w.pendingCreator, msg.sender);
        }
        emit ITributary.CreatorChanged(work, w.creator, msg.sender);
        (w.creator, w.pendingCreator) = (msg.sender, address(0));
    }

    function own(State storage state, uint256 work) private view returns (WorkState storage w) {
        w = state.works[work];
        if (w.creator != msg.sender) revert Errors.Work_CallerNotCreator(work, msg.sender);
    }
}
