// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Ancestor, Derivatives} from "../Types.sol";
import {Errors} from "../Errors.sol";
import {State, WorkState} from "../types/State.sol";

/// Which ancestors a new work pays, frozen at mint: the union of its parents that ask and of all their ancestors, each
/// with its own royalty. A work reached over two parents counts once.
library Ancestry {
    uint256 internal constant MAXIMUM_PARENTS = 16;
    uint256 internal constant MAXIMUM_ANCESTORS = 16;
    uint256 internal constant MAXIMUM_ASKED = 9_000;
    uint256 internal constant PER_SLOT = 4;

    /// Returns the paid ancestors and their royalties together, in basis points.
    function inherit(
        State storage state,
        uint256 work,
        uint256[] calldata parents,
        address currency,
        bytes32 manifest
    ) internal returns (Ancestor[] memory ancestors, uint256 asked) {
        if (parents.length > MAXIMUM_PARENTS) revert Errors.Parents_Count(parents.length, MAXIMUM_PARENTS);
        for (uint256 i; i < parents.length; ++i) {
            for (uint256 j; j < i; ++j) {
                if (parents[j] == parents[i]) revert Errors.Parent_Repeated(parents[i]);
            }
            permit(state, parents[i], manifest);
            ancestors = join(ancestors, contribution(state.works[parents[i]], parents[i], currency));
            state.works[work].parents.push(uint48(parents[i]));
        }
        for (uint256 i; i < ancestors.length; ++i) asked += ancestors[i].royalty;
        if (ancestors.length > MAXIMUM_ANCESTORS) revert Errors.Ancestors_Count(ancestors.length, MAXIMUM_ANCESTORS);
        if (asked > MAXIMUM_ASKED) revert Errors.Ancestors_AskTooMuch(asked, MAXIMUM_ASKED);
        store(state.works[work], ancestors);
    }

    /// The key of an approval, used up by one publication.
    function approval(uint256 parent, address creator, bytes32 manifest) internal pure returns (bytes32) {
        return keccak256(abi.encode(parent, creator, manifest));
    }

    function list(WorkState storage w) internal view returns (Ancestor[] memory ancestors) {
        ancestors = new Ancestor[](w.hot.ancestorCount());
        for (uint256 i; i < ancestors.length; ++i) {
            uint256 word = w.ancestors[i / PER_SLOT] >> (64 * (i % PER_SLOT));
            ancestors[i] = Ancestor(uint48(word >> 16), uint16(word));
        }
    }

    /// The parent exists and lets the caller build on it. Its own creator needs no approval.
    function permit(State storage state, uint256 parent, bytes32 manifest) private {
        WorkState storage p = state.works[parent];
        if (p.hot.sequence() == 0) revert Errors.Work_Missing(parent);
        if (p.derivatives == Derivatives.Closed) revert Errors.Parent_Closed(parent);
        if (p.derivatives == Derivatives.Open || p.creator == msg.sender) return;
        bytes32 key = approval(parent, msg.sender, manifest);
        if (!state.approvals[key]) revert Errors.Parent_NotApproved(parent);
        delete state.approvals[key];
    }

    /// What one parent brings into the list. Parents that bring nothing are lineage, in whatever currency.
    function contribution(
        WorkState storage p,
        uint256 parent,
        address currency
    ) private view returns (Ancestor[] memory found) {
        Ancestor[] memory above = list(p);
        uint16 own = p.ancestorRoyalty;
        found = new Ancestor[](above.length + (own == 0 ? 0 : 1));
        for (uint256 i; i < above.length; ++i) found[i] = above[i];
        if (own != 0) found[above.length] = Ancestor(uint48(parent), own);
        if (found.length != 0 && p.currency != currency) revert Errors.Parent_OtherCurrency(parent, currency);
    }

    function join(Ancestor[] memory left, Ancestor[] memory right) private pure returns (Ancestor[] memory joined) {
        Ancestor[] memory wide = new Ancestor[](left.length + right.length);
        uint256 count;
        for (; count < left.length; ++count) wide[count] = left[count];
        for (uint256 i; i < right.length; ++i) {
            if (!contains(left, right[i].work)) wide[count++] = right[i];
        }
        joined = new Ancestor[](count);
        for (uint256 i; i < count; ++i) joined[i] = wide[i];
    }

    function contains(Ancestor[] memory ancestors, uint48 work) private pure returns (bool) {
        for (uint256 i; i < ancestors.length; ++i) {
            if (ancestors[i].work == work) return true;
        }
        return false;
    }

    function store(WorkState storage w, Ancestor[] memory ancestors) private {
        for (uint256 slot; slot * PER_SLOT < ancestors.length; ++slot) {
            uint256 word;
            for (uint256 i; i < PER_SLOT && slot * PER_SLOT + i < ancestors.length; ++i) {
                Ancestor memory a = ancestors[slot * PER_SLOT + i];
                word |= ((uint256(a.work) << 16) | a.royalty) << (64 * i);
            }
            w.ancestors[slot] = word;
        }
    }
}
