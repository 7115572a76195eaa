// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {KeyBase} from "../KeyBase.t.sol";
import {Tributary} from "contracts/src/Tributary.sol";
import "contracts/src/ITributary.sol";
import {Errors} from "contracts/src/Errors.sol";
import {Secp} from "contracts/src/libraries/Secp.sol";

/// The two equations of key-delivery 5.4, and the attacks of its section 10. See delivery.tree.
contract DeliveryProofTest is KeyBase {
    // ── The scalar ───────────────────────────────────────────────────────────────────────────────────────────────────

    /// m + k = 5, so that n more still fits into a word.
    function test_RefusesScalarsOutOfRange() public {
        KeyRequest memory r = wish();
        uint256 k = N - M + 5;
        r.kAddress = vm.addr(k);
        KeyTerms memory t = request(r);
        Answer memory a = answer(t, M, k, anna, anna);
        assertEq(a.scalar, 5);
        uint256[6] memory wrong = [uint256(0), N, N + 5, N - 5, 6, type(uint256).max];
        for (uint256 i; i < 6; ++i) scalarRefused(t, reprove(t, wrong[i], M, anna));
        deliver(t, a, anna);
    }

    function test_RefusesTheScalarOfAnotherRequest() public {
        KeyTerms memory t = request();
        KeyRequest memory r = wish();
        (r.ex, r.kAddress) = (r.ex + 1, vm.addr(K + 1));
        KeyTerms memory other = request(r);
        scalarRefused(t, reprove(t, answer(other, M, K + 1, anna, anna).scalar, M, anna));
    }

    function test_RefusesTheScalarOfAnotherSecret() public {
        publishSealed(11);
        KeyTerms memory t = request();
        scalarRefused(t, reprove(t, addmod(11, K, N), 11, anna));
        // −m belongs to the same x and the other parity.
        scalarRefused(t, reprove(t, addmod(N - M, K, N), N - M, anna));
        // k − m and −(m + k) are the other signs of the equation.
        scalarRefused(t, reprove(t, N - addmod(M, K, N), M, anna));
        scalarRefused(t, reprove(t, K, M, anna));
    }

    /// The address would have to be that of e·G − Y for an e the attacker can find: with k unknown to him there is none, and
    /// a request whose address belongs to Y itself, to −Y or to 2Y takes only the scalars that give m away to him alone.
    function test_RequestsWithTheKeysOwnAddressTakeOnlyTheirScalar() public {
        uint256[3] memory k = [M, N - 2 * M, addmod(M, M, N)];
        for (uint256 i; i < 3; ++i) {
            KeyRequest memory r = wish();
            (r.kAddress, r.ex) = (vm.addr(k[i]), r.ex + i);
            KeyTerms memory t = request(r);
            scalarRefused(t, reprove(t, 1, M, anna));
            deliver(t, answer(t, M, k[i], anna, anna), anna);
        }
    }

    // ── The proof ────────────────────────────────────────────────────────────────────────────────────────────────────

    function test_RefusesACopiedProof() public {
        deliver(request());
        KeyRequest memory r = wish();
        r.buyer = stranger;
        KeyTerms memory t = request(r);
        Answer memory annas = answer(t);
        annas.server = fan;
        proofRefused(t, annas, fan);
        annas.server = anna;
        vm.prank(anna);
        tributary.setDelegate(work, ben);
        proofRefused(t, annas, ben);
        deliver(t, annas, anna);
    }

    /// One k asked for twice has the same scalar, but not the same proof.
    function test_RefusesTheProofOfAnotherRequest() public {
        KeyTerms memory first = request();
        KeyRequest memory r = wish();
        r.ex += 1;
        KeyTerms memory second = request(r);
        proofRefused(second, answer(first), anna);
        deliver(first);
        proofRefused(second, answer(first), anna);
        deliver(second);
    }

    function test_RefusesTheProofOfAnotherChain() public {
        KeyTerms memory t = request();
        Answer memory a = answer(t);
        vm.chainId(8453);
        proofRefused(t, a, anna);
    }

    function test_RefusesTheProofOfAnotherContract() public {
        KeyTerms memory t = request();
        Answer memory a = answer(t);
        Tributary first = tributary;
        tributary = new Tributary();
        assertEq(publishSealed(M), work);
        assertEq(request().id, t.id, "work, key and request are the same there");
        proofRefused(t, a, anna);
        deliver(t);
        tributary = first;
        deliver(t, a, anna);
    }

    function test_RefusesTheProofOfAnotherScalar() public {
        KeyTerms memory t = request();
        Answer memory a = reprove(t, addmod(M, K, N) + 1, M, anna);
        a.scalar -= 1;
        proofRefused(t, a, anna);
    }

    function test_RefusesResponsesOutOfRange() public {
        KeyTerms memory t = request();
        Answer memory a = answer(t);
        uint256 z = a.response;
        uint256 more;
        unchecked {
            more = z + N;
        }
        uint256[6] memory wrong = [uint256(0), N, more, N - z, z + 1, type(uint256).max];
        for (uint256 i; i < 6; ++i) {
            a.response = wrong[i];
            proofRefused(t, a, anna);
        }
    }

    /// With a nonce of zero z·G − c·Y is no point, and ecrecover's answer is zero: it would even agree.
    function test_RefusesACommitmentToNothing() public {
        KeyTerms memory t = request();
        Answer memory a = answer(t);
        a.commitment = address(0);
        a.response = mulmod(challengeOf(t, a), M, N);
        (uint256 x, uint256 y) = point(M);
        assertEq(Secp.combine(a.response, challengeOf(t, a), x, y & 1 == 1), address(0));
        proofRefused(t, a, anna);
    }

    /// z and c chosen, the commitment computed from them: the challenge is another then.
    function test_RefusesAProofFromAChosenChallenge() public {
        KeyTerms memory t = request();
        (uint256 x, uint256 y) = point(M);
        Answer memory a = answer(t);
        for (uint256 c; c < 20; ++c) {
            a.response = uint256(keccak256(abi.encode(c))) % N;
            a.commitment = Secp.combine(a.response, c, x, y & 1 == 1);
            proofRefused(t, a, anna);
        }
    }

    /// A key holder who sees two proofs and knows nothing else: sums, differences and multiples prove nothing.
    function test_RefusesLinearCombinationsOfProofs() public {
        deliver(request());
        KeyRequest memory r = wish();
        (r.buyer, r.ex) = (stranger, r.ex + 1);
        KeyTerms memory t = request(r);
        uint256[2] memory nonces = [uint256(1001), 2003];
        Answer memory a = reprove(t, addmod(M, K, N), M, fan);
        (, uint256 z1) = prove("one", M, nonces[0]);
        (, uint256 z2) = prove("two", M, nonces[1]);
        uint256[4] memory nonce = [addmod(nonces[0], nonces[1], N), nonces[1] - nonces[0], 2 * nonces[0], nonces[0]];
        uint256[4] memory z = [addmod(z1, z2, N), addmod(z2, N - z1, N), addmod(z1, z1, N), z1];
        for (uint256 i; i < 4; ++i) {
            (a.commitment, a.response) = (vm.addr(nonce[i]), z[i]);
            proofRefused(t, a, fan);
        }
    }

    // ── Keys that lean on others ─────────────────────────────────────────────────────────────────────────────────────

    /// Y + s·G for somebody's Y, or −Y: the proof of Y, moved by what is known, proves neither.
    function test_RefusesToPublishAKeyMovedByAKnownAmount() public {
        uint256[3] memory moved = [addmod(M, 12345, N), addmod(M, N - 1, N), N - M];
        for (uint256 i; i < 3; ++i) {
            Publication memory p = draft();
            ContentKey memory original = proof(M, anna, p.manifest);
            (uint256 x, uint256 y) = point(moved[i]);
            uint256 c = mintChallenge(x, y, p.manifest, original.commitment);
            uint256 z = original.response;
            uint256[3] memory tries = [addmod(z, mulmod(c, 12345, N), N), addmod(z, N - c, N), N - z];
            p.key = ContentKey(x, y, original.commitment, tries[i]);
            refuses(abi.encodeWithSelector(Errors.Key_ProofWrong.selector, x));
            publish(p);
        }
    }

    function test_RefusesWhatWasMadeForAnotherWork() public {
        KeyTerms memory t = request();
        (uint256 first, address firstKey) = (work, keyAddress);
        (work, keyAddress) = (publishSealed(11), vm.addr(11));
        KeyTerms memory other = request();
        Answer memory a = answer(t);
        scalarRefused(other, a);
        Answer memory b = answer(other, 11, K, anna, anna);
        (work, keyAddress) = (first, firstKey);
        scalarRefused(t, b);
        b.scalar = a.scalar;
        proofRefused(t, b, anna);
    }

    // ── The call ─────────────────────────────────────────────────────────────────────────────────────────────────────

    function test_RefusesEveryFlippedBit() public {
        KeyTerms memory t = request();
        bytes memory call = callOf(t, answer(t));
        vm.startPrank(anna);
        for (uint256 i = 32; i < 8 * call.length; ++i) {
            flip(call, i);
            (bool done, ) = address(tributary).call(call);
            assertFalse(done);
            flip(call, i);
        }
        (bool right, ) = address(tributary).call(call);
        assertTrue(right, "the call itself is accepted");
    }

    function test_RefusesAnyTwoWordsSwapped() public {
        KeyTerms memory t = request();
        bytes memory call = callOf(t, answer(t));
        uint256 count = (call.length - 4) / 32;
        assertEq(count, 15);
        uint256 tried;
        vm.startPrank(anna);
        for (uint256 i; i < count; ++i) {
            for (uint256 j = i + 1; j < count; ++j) {
                if (!swap(call, i, j)) continue;
                (bool done, ) = address(tributary).call(call);
                assertFalse(done);
                swap(call, i, j);
                ++tried;
            }
        }
        // Work and units are both 1; everything else differs.
        assertEq(tried, 15 * 7 - 1);
        (bool right, ) = address(tributary).call(call);
        assertTrue(right, "the call itself is accepted");
    }

    function callOf(KeyTerms memory t, Answer memory a) private pure returns (bytes memory) {
        return abi.encodeCall(IKeys.deliverKey, (t, a.scalar, a.commitment, a.response, a.server));
    }

    /// Whether they differ.
    function swap(bytes memory data, uint256 i, uint256 j) private pure returns (bool differ) {
        assembly ("memory-safe") {
            let p := add(add(data, 36), mul(i, 32))
            let q := add(add(data, 36), mul(j, 32))
            let word := mload(p)
            differ := iszero(eq(word, mload(q)))
            mstore(p, mload(q))
            mstore(q, word)
        }
    }

    /// An answer with this scalar, right or wrong, and a proof that fits it.
    function reprove(KeyTerms memory t, uint256 scalar, uint256 m, address caller) private returns (Answer memory a) {
        (uint256 x, uint256 y) = point(M);
        (a.scalar, a.server) = (scalar, caller);
        bytes32 context = contextOf(t, x, y & 1, caller, scalar);
        (a.commitment, a.response) = prove(context, m, uint256(keccak256(abi.encode("nonce", context))) % N);
    }

    function challengeOf(KeyTerms memory t, Answer memory a) private returns (uint256) {
        (uint256 x, uint256 y) = point(M);
        bytes32 context = contextOf(t, x, y & 1, anna, a.scalar);
        return uint256(keccak256(abi.encode(context, a.commitment))) % N;
    }

    function mintChallenge(uint256 x, uint256 y, bytes32 manifest, address commitment) private view returns (uint256) {
        bytes32 tag = keccak256("keyline/v1/mint-pok");
        bytes32 context = keccak256(abi.encode(tag, block.chainid, tributary, anna, x, y & 1, manifest));
        return uint256(keccak256(abi.encode(context, commitment))) % N;
    }

    function scalarRefused(KeyTerms memory t, Answer memory a) private {
        refuses(abi.encodeWithSelector(Errors.Delivery_ScalarWrong.selector, t.id));
        deliver(t, a, anna);
    }

    function proofRefused(KeyTerms memory t, Answer memory a, address caller) private {
        refuses(abi.encodeWithSelector(Errors.Delivery_ProofWrong.selector, t.id));
        deliver(t, a, caller);
    }
}
