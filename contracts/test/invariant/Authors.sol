// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Vm} from "forge-std/Vm.sol";
import "contracts/src/ITributary.sol";
import {Steps} from "./Steps.sol";

/// Publishing, and what creators decide later.
abstract contract Authors is Steps {
    /// The secrets of sealed works are this plus their number.
    uint256 internal constant SECRETS = 0xc0ffee;

    /// `kind`: one bit for dollars, one for a content key.
    function publish(uint256 seed, uint256 kind, uint256 parents) external step(seed) {
        if (tributary.count() == MOST_WORKS) return;
        bool sealed_ = kind & 2 != 0;
        Publication memory p;
        p.manifest = keccak256(abi.encode(seed, tributary.count()));
        if (kind & 1 != 0) p.currency = address(dollar);
        p.holders = chooseHolders(seed);
        p.offers = new Offer[](3);
        p.offers[0] = Offer(Usage.Play, sealed_, uint96(seed % 1e6));
        p.offers[1] = Offer(Usage.Infer, false, 0);
        p.offers[2] = Offer(Usage.Perform, false, uint96(seed % 1e9));
        p.ancestorRoyalty = uint16(seed % 3 == 0 ? 0 : 100 + (seed % 900));
        p.resaleRoyalty = uint16(seed % 1_001);
        p.minimumTip = uint96(seed % 100);
        p.minimumFlowRate = uint96(seed % 1e9);
        p.derivatives = Derivatives.Open;
        p.parents = chooseParents(p.currency, parents);
        if (parents % 5 == 0) p.policy = address(whim);
        if (sealed_) {
            p.deliveryFee = uint96(seed % 1e5);
            p.key = prove(SECRETS + tributary.count() + 1, person(seed), p.manifest);
        }
        tributary.publish(p);
    }

    function changePrices(uint256 seed, uint256 price) external step(seed) {
        (uint256 work, Work memory w) = choose(seed);
        Offer[] memory offers = w.offers;
        for (uint256 i; i < offers.length; ++i) offers[i].price = uint96((price >> (32 * i)) % 1e6);
        offers[1].price = 0;
        asCreator(w, seed, abi.encodeCall(tributary.setOffers, (work, offers)));
        if (w.keyX != 0) asCreator(w, seed, abi.encodeCall(tributary.setDeliveryFee, (work, uint96(price % 1e5))));
    }

    function handOver(uint256 seed, uint256 to) external step(seed) {
        (uint256 work, Work memory w) = choose(seed);
        asCreator(w, seed, abi.encodeCall(tributary.offerCreator, (work, person(to))));
        w.creator = person(to);
        asCreator(w, seed, abi.encodeCall(tributary.acceptCreator, (work)));
    }

    function changeWhim(uint256 seed) external step(seed) {
        whim.change();
    }

    function chooseHolders(uint256 seed) private view returns (Holder[] memory holders) {
        holders = new Holder[](1 + (seed % PEOPLE));
        uint256 sum;
        for (uint256 i = 1; i < holders.length; ++i) {
            holders[i] = Holder(people[i], uint32(1 + ((seed >> (8 * i)) % 2e7)));
            sum += holders[i].units;
        }
        holders[0] = Holder(people[0], uint32(1e8 - sum));
    }

    /// Up to three parents in the currency, few enough ancestors that everything asked stays in bounds.
    function chooseParents(address currency, uint256 seed) private view returns (uint256[] memory parents) {
        parents = new uint256[](3);
        uint256 found;
        uint256 size;
        for (uint256 i; i < seed % 4; ++i) {
            (uint256 work, Work memory w) = choose(seed >> (16 * i));
            if (work == 0 || w.currency != currency) continue;
            bool twice;
            for (uint256 j; j < found; ++j) twice = twice || parents[j] == work;
            size += tributary.ancestorsOf(work).length + 1;
            if (twice || size > 8) continue;
            parents[found++] = work;
        }
        assembly ("memory-safe") {
            mstore(parents, found)
        }
    }

    /// That `creator` knows m, as key-delivery 5.2 says.
    function prove(uint256 m, address creator, bytes32 manifest) private returns (ContentKey memory key) {
        Vm.Wallet memory wallet = vm.createWallet(m);
        (key.x, key.y) = (wallet.publicKeyX, wallet.publicKeyY);
        bytes32 tag = keccak256("keyline/v1/mint-pok");
        bytes32 context = keccak256(
            abi.encode(tag, block.chainid, address(tributary), creator, key.x, key.y & 1, manifest)
        );
        (key.commitment, key.response) = answer(context, m);
    }

    /// A Schnorr proof of m, with a nonce that nobody needs to be surprised by here.
    function answer(bytes32 context, uint256 m) internal pure returns (address commitment, uint256 response) {
        uint256 nonce = uint256(keccak256(abi.encode("nonce", context, m))) % N;
        commitment = vm.addr(nonce);
        uint256 challenge = uint256(keccak256(abi.encode(context, commitment))) % N;
        response = addmod(nonce, mulmod(challenge, m, N), N);
    }
}
