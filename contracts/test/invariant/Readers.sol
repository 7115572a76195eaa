// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import "contracts/src/ITributary.sol";
import {Authors} from "./Authors.sol";

/// Content keys: requested, delivered with real proofs, refunded.
abstract contract Readers is Authors {
    uint256 private constant ANSWERS = 0xbeef;

    function requestKey(uint256 seed, uint256 buyer, uint256 units) external step(seed) {
        (uint256 work, Work memory w) = choose(seed);
        if (w.keyX == 0) return;
        KeyRequest memory r;
        (r.work, r.keyAddress, r.usage) = (work, vm.addr(SECRETS + work), Usage.Play);
        (r.ref, r.buyer, r.fee) = ("terms", person(buyer), w.deliveryFee);
        r.units = units % 4;
        // The key once more is for those who have it, asked for by themselves.
        if (r.units == 0 && (r.buyer != person(seed) || !records.holdsKey(work, r.buyer))) r.units = 1;
        r.price = r.units * w.offers[0].price;
        r.ex = uint256(keccak256(abi.encode(records.requestCount())));
        r.kAddress = vm.addr(ANSWERS + records.requestCount());
        r.window = 1 days + (seed % (units % 3 == 0 ? 29 days : 1 hours));
        tributary.requestKey{value: coins(w, r.price + r.fee)}(r);
    }

    /// By a key holder, or by somebody he has just made his delegate.
    function deliverKey(uint256 seed, uint256 which, uint256 server) external step(seed) {
        (KeyTerms memory t, uint256 k, bool found) = chooseRequest(which, false);
        if (!found) return;
        address holder = personAt(server, 0);
        for (uint256 i = 1; i < PEOPLE && !records.holdsKey(t.work, holder); ++i) holder = personAt(server, i);
        if (holder != person(seed)) {
            vm.stopPrank();
            vm.prank(holder);
            tributary.setDelegate(t.work, person(seed));
            vm.startPrank(person(seed));
        }
        uint256 m = SECRETS + t.work;
        uint256 scalar = addmod(m, k, N);
        (address commitment, uint256 response) = answer(contextOf(t, person(seed), scalar), m);
        tributary.deliverKey(t, scalar, commitment, response, holder);
    }

    /// What a deliverer signs, as key-delivery 5.4 says.
    function contextOf(KeyTerms memory t, address deliverer, uint256 scalar) private view returns (bytes32) {
        Work memory w = tributary.workOf(t.work);
        bytes32 tag = keccak256("keyline/v1/deliver-pok");
        return
            keccak256(abi.encode(tag, block.chainid, tributary, deliverer, t.id, w.keyX, w.keyOdd, t.kAddress, scalar));
    }

    function refundKey(uint256 seed, uint256 which) external step(seed) {
        (KeyTerms memory t, , bool found) = chooseRequest(which, true);
        if (found) tributary.refundKey(t);
    }

    function seal(uint256 seed) external step(seed) {
        for (uint256 work = 1; work <= tributary.count(); ++work) {
            Work memory w = tributary.workOf(work);
            if (w.keyX == 0 || w.audit != 0 || number <= w.mintBlock + 32 || number > w.mintBlock + 32 + 256) continue;
            return tributary.seal(work);
        }
    }

    /// An open request before or after its deadline.
    function chooseRequest(
        uint256 which,
        bool expired
    ) private view returns (KeyTerms memory terms, uint256 k, bool found) {
        uint256 count = records.requestCount();
        for (uint256 i; i < count && !found; ++i) {
            k = ((which % 1e9) + i) % count;
            bytes32 stored;
            (terms, stored) = records.request(k);
            found = stored != bytes32(uint256(1)) && expired == (terms.deadline < time);
        }
        k += ANSWERS;
    }
}
