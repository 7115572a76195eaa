// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ContentKey} from "../Types.sol";
import {Errors} from "../Errors.sol";
import {State} from "../types/State.sol";
import {Schnorr} from "./Schnorr.sol";
import {Secp} from "./Secp.sol";

/// The content key of a new work (key-delivery 5.2): a point nobody used before, and a proof that the publisher knows its
/// discrete logarithm, bound to chain, contract, publisher and manifest.
library ContentKeys {
    bytes32 internal constant MINT_TAG = keccak256("keyline/v1/mint-pok");

    /// Stores x; the parity is stored with the terms, whose slot it shares.
    function register(State storage state, uint256 work, bytes32 manifest, ContentKey calldata key) internal {
        (uint256 x, uint256 y) = (key.x, key.y);
        if (!Secp.isKey(x, y)) revert Errors.Key_NotOnCurve(x, y);
        address name = Secp.addressOf(x, y);
        if (state.workOfKey[name] != 0) revert Errors.Key_Used(x, state.workOfKey[name]);
        bool odd = y & 1 == 1;
        bytes32 context = mintContext(address(this), msg.sender, x, odd, manifest);
        if (!Schnorr.proves(context, key.commitment, key.response, x, odd)) revert Errors.Key_ProofWrong(x);
        state.workOfKey[name] = work;
        state.works[work].keyX = x;
    }

    /// What a mint's proof is about. `self` is the contract that keeps the keys.
    function mintContext(
        address self,
        address creator,
        uint256 x,
        bool odd,
        bytes32 manifest
    ) internal view returns (bytes32) {
        return keccak256(abi.encode(MINT_TAG, block.chainid, self, creator, x, odd, manifest));
    }
}
