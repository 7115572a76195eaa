// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {TestDollar} from "contracts/local/TestDollar.sol";
import "contracts/src/ITributary.sol";
import {Steps} from "./Steps.sol";

/// Those who pay royalties knowing nothing of Tributary, and what becomes of it.
abstract contract Platforms is Steps {
    function payInbox(uint256 seed, uint256 kind, uint256 amount) external step(seed) {
        (, Work memory w) = choose(seed);
        amount %= 1e15;
        if (kind % 3 == 0) {
            (bool sent, ) = w.shareToken.call{value: amount, gas: 2_300}("");
            require(sent, "2300 gas");
        } else {
            (kind % 3 == 1 ? dollar : trinket).mint(w.shareToken, amount);
        }
    }

    function sweep(uint256 seed) external step(seed) {
        for (uint256 i; i < tributary.count(); ++i) {
            Work memory w = tributary.workOf(workAt(seed, i));
            if (lying(w, w.currency) == 0) continue;
            tributary.sweep(workAt(seed, i));
            return;
        }
    }

    function startAuction(uint256 seed, uint256 kind) external step(seed) {
        for (uint256 i; i < 3 * tributary.count(); ++i) {
            (uint256 work, address asset) = (workAt(seed, i / 3), assetAt(kind, i));
            Work memory w = tributary.workOf(work);
            uint256 lot = tributary.auctionOf(work, asset).lot;
            if (asset == w.currency || lying(w, asset) == 0 || lying(w, asset) < 2 * lot) continue;
            return tributary.startAuction(work, asset);
        }
    }

    function buyAsset(uint256 seed, uint256 kind, uint256 extra) external step(seed) {
        for (uint256 i; i < 3 * tributary.count(); ++i) {
            (uint256 work, address asset) = (workAt(seed, i / 3), assetAt(kind, i));
            Work memory w = tributary.workOf(work);
            Auction memory a = tributary.auctionOf(work, asset);
            if (a.lot == 0 || a.price > 1e24) continue;
            uint256 value = w.currency == address(0) ? a.price + (extra % 9) : 0;
            return tributary.buyAsset{value: value}(work, asset, a.lot, a.price);
        }
    }

    function assetAt(uint256 kind, uint256 i) private view returns (address) {
        uint256 n = ((kind % 1e9) + i) % 3;
        if (n == 0) return address(0);
        return address(n == 1 ? dollar : trinket);
    }

    function lying(Work memory w, address asset) private view returns (uint256) {
        return asset == address(0) ? w.shareToken.balance : TestDollar(asset).balanceOf(w.shareToken);
    }
}
