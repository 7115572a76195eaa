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
        r.window = 1 days + (seed % 29 days);
        tributary.requestKey{value: coins(w, r.price + r.fee)}(r);
    }

    /// By a key holder, or by somebody he has just made his delegate.
    function deliverKey(uint256 seed, uint256 which, uint256 server) external step(seed) {
        (KeyTerms memory t, uint256 k, bool open) = chooseRequest(which);
        if (!open || t.deadline < time || !records.holdsKey(t.work, person(server))) return;
        if (person(server) != person(seed)) {
            vm.stopPrank();
            vm.prank(person(server));
            tributary.setDelegate(t.work, person(seed));
            vm.startPrank(person(seed));
        }
        uint256 m = SECRETS + t.work;
        uint256 scalar = addmod(m, k, N);
        Work memory w = tributary.workOf(t.work);
        bytes32 tag = keccak256("keyline/v1/deliver-pok");
        bytes32 context = keccak256(
            abi.encode(tag, block.chainid, tributary, person(seed), t.id, w.keyX, w.keyOdd, t.kAddress, scalar)
        );
        (address commitment, uint256 response) = answer(context, m);
        tributary.deliverKey(t, scalar, commitment, response, person(server));
    }

    function refundKey(uint256 seed, uint256 which) external step(seed) {
        (KeyTerms memory t, , bool open) = chooseRequest(which);
        if (open && t.deadline < time) tributary.refundKey(t);
    }

    function seal(uint256 seed) external step(seed) {
        (uint256 work, Work memory w) = choose(seed);
        if (w.keyX == 0 || w.audit != 0 || number <= w.mintBlock + 32 || number > w.mintBlock + 32 + 256) return;
        tributary.seal(work);
    }

    function chooseRequest(uint256 which) private view returns (KeyTerms memory terms, uint256 k, bool open) {
        uint256 count = records.requestCount();
        if (count == 0) return (terms, 0, false);
        bytes32 stored;
        (terms, stored) = records.request(which % count);
        return (terms, ANSWERS + (which % count), stored != bytes32(uint256(1)));
    }
}
