// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Base} from "../Base.t.sol";
import "contracts/src/ITributary.sol";
import {Errors} from "contracts/src/Errors.sol";

/// The mint proof of key-delivery 5.2; see publish.tree.
contract ContentKeyTest is Base {
    uint256 private constant P = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEFFFFFC2F;

    function test_AcceptsOddAndEvenKeys() public {
        bool odd;
        bool even;
        for (uint256 m = 1; m < 12; ++m) {
            Publication memory p = sealedDraft(m);
            Work memory w = tributary.workOf(publish(p));
            assertEq(w.keyX, p.key.x);
            assertEq(w.keyOdd, p.key.y & 1 == 1);
            odd = odd || w.keyOdd;
            even = even || !w.keyOdd;
        }
        assertTrue(odd && even, "both parities were tried");
    }

    /// The first case of tests/vectors/keyline.json, computed by two independent implementations.
    function test_AcceptsTheKnownAnswer() public {
        vm.chainId(8453);
        address home = 0x1111111111111111111111111111111111111111;
        vm.etch(home, address(tributary).code);
        Publication memory p = draft();
        p.manifest = hex"5880ce5715e0d442f1980afde40e4d00ce9f4fd2453e3cf9fb2b254c588f6a09";
        p.key.x = 0x42d650211da32f3be89f39e935f92f4286d2b076f6e7a3a5b1d8fc20f8d0d01b;
        p.key.y = 0x0fad41eea169ac935910be0803a6e220d012f91c3f81953f95dfab0fce841fc8;
        p.key.commitment = address(bytes20(hex"af49ce0b57ef3f15ebd3a95b6bfd2f69892eb4db"));
        p.key.response = 0x2ae495b157778afb2c79050e4ffd60620d2de5127ba33b72d15d5422397f7551;
        vm.prank(0x2222222222222222222222222222222222222222);
        ITributary(home).publish(p);
        assertEq(ITributary(home).workOf(1).keyX, p.key.x);
    }

    function test_RefusesPointsThatAreNone() public {
        (uint256 x, uint256 y) = point(7);
        offCurve(x, y ^ 2);
        offCurve(x, P);
        offCurve(x, type(uint256).max);
        offCurve(N, y);
        offCurve(type(uint256).max, y);
        offCurve(0, 1);
        offCurve(1, 0);
    }

    /// On the curve, but ecrecover takes no x from the group's order on.
    function test_RefusesAPointBeyondTheOrder() public {
        offCurve(N, 0x98f66641cb0ae1776b463ebdee3d77fe2658f021db48e2c8ac7ab4c92f83621e);
        offCurve(N + 2, 0x36b1aa62eb77c1973025cbcbea9740eed8eacdab8772268b395064453269d1d3);
    }

    /// (x, 1) is on the curve; (x, 1 + P) is the same point, which could otherwise be used again under another name.
    function test_RefusesTheSamePointWrittenTwice() public {
        offCurve(0x1fe1e5ef3fceb5c135ab7741333ce5a6e80d68167653f6b2b24bcbcfaaaff507, 1 + P);
    }

    function test_RefusesTheOtherParity() public {
        Publication memory p = sealedDraft(7);
        p.key.y = P - p.key.y;
        wrongProof(p);
    }

    function test_RefusesAKeyThatAWorkHas() public {
        publish(sealedDraft(7));
        Publication memory p = sealedDraft(7);
        refuses(abi.encodeWithSelector(Errors.Key_Used.selector, p.key.x, 1));
        publish(p);
    }

    function test_RefusesACopiedProof() public {
        Publication memory p = sealedDraft(7);
        refuses(abi.encodeWithSelector(Errors.Key_ProofWrong.selector, p.key.x));
        vm.prank(ben);
        tributary.publish(p);
    }

    function test_RefusesAProofForAnotherManifest() public {
        Publication memory p = sealedDraft(7);
        p.manifest = keccak256("another");
        wrongProof(p);
    }

    function test_RefusesAProofForAnotherChain() public {
        Publication memory p = sealedDraft(7);
        vm.chainId(8453);
        wrongProof(p);
    }

    function test_RefusesResponsesOutOfRange() public {
        Publication memory p = sealedDraft(7);
        uint256[4] memory wrong = [0, N, type(uint256).max, N - p.key.response];
        for (uint256 i; i < 4; ++i) {
            p.key.response = wrong[i];
            wrongProof(p);
        }
    }

    /// With a nonce of zero the commitment is no point, and ecrecover's answer zero: it would even agree.
    function test_RefusesTheZeroCommitment() public {
        Publication memory p = sealedDraft(7);
        p.key.commitment = address(0);
        p.key.response = mulmod(challengeOf(p, address(0)), 7, N);
        wrongProof(p);
    }

    function test_RefusesEveryFlippedBit() public {
        Publication memory p = sealedDraft(7);
        ContentKey memory key = p.key;
        for (uint256 bit; bit < 256; ++bit) {
            p.key = ContentKey(key.x, key.y, key.commitment, key.response ^ (1 << bit));
            wrongProof(p);
            if (bit >= 160) continue;
            p.key = ContentKey(key.x, key.y, address(uint160(key.commitment) ^ uint160(1 << bit)), key.response);
            wrongProof(p);
        }
    }

    function testFuzz_AcceptsEveryHonestProof(uint256 m) public {
        m = bound(m, 1, N - 1);
        Publication memory p = sealedDraft(m);
        // One in 2^128: such a key is drawn again by the app.
        vm.assume(p.key.x < N);
        publish(p);
        assertTrue(tributary.isKeyHolder(1, anna));
        assertFalse(tributary.isKeyHolder(1, ben));
    }

    function challengeOf(Publication memory p, address commitment) private view returns (uint256) {
        bytes32 tag = keccak256("keyline/v1/mint-pok");
        bytes memory words = abi.encode(tag, block.chainid, tributary, anna, p.key.x, p.key.y & 1, p.manifest);
        return uint256(keccak256(abi.encode(keccak256(words), commitment))) % N;
    }

    function offCurve(uint256 x, uint256 y) private {
        Publication memory p = sealedDraft(7);
        (p.key.x, p.key.y) = (x, y);
        refuses(abi.encodeWithSelector(Errors.Key_NotOnCurve.selector, x, y));
        publish(p);
    }

    function wrongProof(Publication memory p) private {
        refuses(abi.encodeWithSelector(Errors.Key_ProofWrong.selector, p.key.x));
        publish(p);
    }
}
