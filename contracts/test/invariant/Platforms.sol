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
        (uint256 work, Work memory w) = choose(seed);
        if (lying(w, w.currency) != 0) tributary.sweep(work);
    }

    function startAuction(uint256 seed, uint256 kind) external step(seed) {
        (uint256 work, Work memory w) = choose(seed);
        address asset = chooseAsset(kind);
        uint256 lot = tributary.auctionOf(work, asset).lot;
        if (asset == w.currency || lying(w, asset) == 0 || lying(w, asset) < 2 * lot) return;
        tributary.startAuction(work, asset);
    }

    function buyAsset(uint256 seed, uint256 kind, uint256 extra) external step(seed) {
        (uint256 work, Work memory w) = choose(seed);
        address asset = chooseAsset(kind);
        Auction memory a = tributary.auctionOf(work, asset);
        if (a.lot == 0 || a.price > 1e24) return;
        uint256 value = w.currency == address(0) ? a.price + (extra % 9) : 0;
        tributary.buyAsset{value: value}(work, asset, a.lot, a.price);
    }

    function chooseAsset(uint256 kind) private view returns (address) {
        if (kind % 3 == 0) return address(0);
        return address(kind % 3 == 1 ? dollar : trinket);
    }

    function lying(Work memory w, address asset) private view returns (uint256) {
        return asset == address(0) ? w.shareToken.balance : TestDollar(asset).balanceOf(w.shareToken);
    }
}
