// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ContentKey} from "../Types.sol";
import {Errors} from "../Errors.sol";
import {State, WorkState} from "../types/State.sol";
import {Secp} from "./Secp.sol";

/// The content key of a new work (key-delivery 5.2): a point nobody used before, and a Schnorr proof that the publisher
/// knows its discrete logarithm, bound to chain, contract, publisher and manifest.
library ContentKeys {
    bytes32 internal constant MINT_TAG = keccak256("keyline/v1/mint-pok");

    function register(State storage state, uint256 work, bytes32 manifest, ContentKey calldata key) internal {
        (uint256 x, uint256 y) = (key.x, key.y);
        if (!Secp.isKey(x, y)) revert Errors.Key_NotOnCurve(x, y);
        address name = Secp.addressOf(x, y);
        if (state.workOfKey[name] != 0) revert Errors.Key_Used(x, state.workOfKey[name]);
        if (!proves(key, manifest)) revert Errors.Key_ProofWrong(x);
        state.workOfKey[name] = work;
        WorkState storage w = state.works[work];
        w.keyX = x;
        w.keyOdd = y & 1 == 1;
    }

    function proves(ContentKey calldata key, bytes32 manifest) private view returns (bool) {
        if (key.response == 0 || key.response >= Secp.N || key.commitment == address(0)) return false;
        uint256 odd = key.y & 1;
        bytes32 context = keccak256(
            abi.encode(MINT_TAG, block.chainid, address(this), msg.sender, key.x, odd, manifest)
        );
        uint256 challenge = uint256(keccak256(abi.encode(context, key.commitment))) % Secp.N;
        return Secp.combine(key.response, challenge, key.x, odd == 1) == key.commitment;
    }
}
