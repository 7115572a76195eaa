// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IShareToken} from "contracts/src/interfaces/IShareToken.sol";
import "contracts/src/ITributary.sol";
import {Steps} from "./Steps.sol";

/// Shares through each of their doors, and income taken out.
abstract contract Owners is Steps {
    bytes32 private constant PERMIT = keccak256(
        "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"
    );

    function move(uint256 seed, uint256 to, uint256 units) external step(seed) {
        (uint256 work, Work memory w) = choose(seed);
        if (!mayMove(w)) return;
        units = units % (tributary.balanceOf(person(seed), work) + 1);
        tributary.safeTransferFrom(person(seed), person(to), work, units, "");
    }

    /// By an operator, whose approval is taken back afterwards; the same work twice.
    function moveMany(uint256 seed, uint256 from, uint256 to, uint256 units) external step(seed) {
        uint256[] memory works = new uint256[](3);
        uint256[] memory amounts = new uint256[](3);
        for (uint256 i; i < 3; ++i) {
            Work memory w;
            (works[i], w) = choose(i < 2 ? seed : seed / 7);
            if (!mayMove(w)) return;
            amounts[i] = (units >> (64 * i)) % (tributary.balanceOf(person(from), works[i]) / 3 + 1);
        }
        approve(seed, person(from), true);
        tributary.safeBatchTransferFrom(person(from), person(to), works, amounts, "");
        approve(seed, person(from), false);
    }

    function moveAsToken(uint256 seed, uint256 to, uint256 units) external step(seed) {
        (uint256 work, Work memory w) = choose(seed);
        if (!mayMove(w)) return;
        openSale(work, w, seed);
        units = units % (tributary.balanceOf(person(seed), work) + 1);
        IShareToken(w.shareToken).transfer(person(to), units);
    }

    function moveByPermit(uint256 seed, uint256 from, uint256 to, uint256 units) external step(seed) {
        (uint256 work, Work memory w) = choose(seed);
        if (!mayMove(w)) return;
        openSale(work, w, seed);
        IShareToken token = IShareToken(w.shareToken);
        units = units % (tributary.balanceOf(person(from), work) + 1);
        (uint8 v, bytes32 r, bytes32 s) = sign(token, from, person(seed), units);
        token.permit(person(from), person(seed), units, time, v, r, s);
        token.transferFrom(person(from), person(to), units);
    }

    function claim(uint256 seed, uint256 to) external step(seed) {
        uint256 count = tributary.count();
        uint256[] memory works = new uint256[](count);
        for (uint256 i; i < count; ++i) works[i] = 1 + (((seed % 1e9) + i) % (count + 1));
        tributary.claim(works, person(to));
    }

    function claimFor(uint256 seed, uint256 holder) external step(seed) {
        uint256[] memory works = new uint256[](2);
        (works[0], ) = choose(seed);
        (works[1], ) = choose(seed / 7);
        tributary.claimFor(person(holder), works);
    }

    function withdraw(uint256 seed, uint256 to) external step(seed) {
        address[2] memory currencies = [address(0), address(dollar)];
        for (uint256 i; i < 2; ++i) {
            uint256 waits = tributary.withdrawableOf(currencies[i], person(seed));
            if (waits != 0) require(tributary.withdraw(currencies[i], person(to)) == waits, "another sum");
        }
    }

    function approve(uint256 seed, address from, bool approved) private {
        vm.stopPrank();
        vm.prank(from);
        tributary.setApprovalForAll(person(seed), approved);
        vm.startPrank(person(seed));
    }

    function sign(
        IShareToken token,
        uint256 owner,
        address spender,
        uint256 units
    ) private view returns (uint8 v, bytes32 r, bytes32 s) {
        address from = person(owner);
        bytes32 hash = keccak256(abi.encode(PERMIT, from, spender, units, token.nonces(from), time));
        bytes32 digest = keccak256(abi.encodePacked("\x19\x01", token.DOMAIN_SEPARATOR(), hash));
        return vm.sign(FIRST_KEY + (owner % PEOPLE), digest);
    }
}
