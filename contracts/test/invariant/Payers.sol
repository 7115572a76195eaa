// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import "contracts/src/ITributary.sol";
import {Steps} from "./Steps.sol";

/// Payments, reports, and coins nobody asked for.
abstract contract Payers is Steps {
    function pay(uint256 seed, uint256 units, uint256 extra, uint256 beneficiary) external step(seed) {
        (uint256 work, Work memory w) = choose(seed);
        Payment memory p;
        Offer memory offer = w.offers[extra % 3];
        (p.work, p.usage, p.units) = (work, offer.usage, 1 + (units % 1000));
        (p.price, p.beneficiary) = (offer.price, person(beneficiary));
        p.amount = p.price * p.units + (extra % 1e12);
        // A payment for something free is a tip beside it, no smaller than one.
        if (p.price == 0 && p.amount < w.minimumTip) p.amount = 0;
        if (p.amount != 0 && offer.bringsKey && !records.holdsKey(work, p.beneficiary)) return;
        tributary.pay{value: coins(w, p.amount)}(p);
    }

    function tipMany(uint256 seed, uint256 amount) external step(seed) {
        (uint256 work, Work memory w) = choose(seed);
        Payment[] memory batch = new Payment[](1 + (seed % 4));
        uint256 total;
        for (uint256 i; i < batch.length; ++i) {
            uint256 each = w.minimumTip + 1 + ((amount >> (8 * i)) % 1e18);
            batch[i] = Payment(work, Usage.Tip, 1, 0, each, bytes32(i), address(0));
            total += each;
        }
        tributary.payBatch{value: coins(w, total)}(batch);
    }

    function report(uint256 seed, uint256 beneficiary) external step(seed) {
        (uint256 work, Work memory w) = choose(seed);
        if (w.offers[1].usage != Usage.Infer) return;
        tributary.report(work, Usage.Infer, 1 + (seed % 9), "run", person(beneficiary));
    }

    /// Money that nobody paid for anything.
    function force(uint256 amount) external {
        amount %= 1e18;
        vm.deal(address(tributary), address(tributary).balance + amount);
        dollar.mint(address(tributary), amount);
        uninvited[address(0)] += amount;
        uninvited[address(dollar)] += amount;
    }
}
