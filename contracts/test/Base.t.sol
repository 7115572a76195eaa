// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test, Vm} from "forge-std/Test.sol";
import {TestDollar} from "contracts/local/TestDollar.sol";
import {Errors} from "contracts/src/Errors.sol";
import "contracts/src/ITributary.sol";
import {Tributary} from "contracts/src/Tributary.sol";

/// A deployment, some people, and short ways to say what tests do all the time.
abstract contract Base is Test {
    uint256 internal constant ALL = 100_000_000;
    uint256 internal constant SHARE = 1_000_000;
    uint96 internal constant PRICE = 0.001 ether;
    uint256 internal constant N = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141;

    Tributary internal tributary;
    TestDollar internal dollar;
    address internal anna = makeAddr("anna");
    address internal ben = makeAddr("ben");
    address internal fan = makeAddr("fan");
    address internal stranger = makeAddr("stranger");
    uint256 internal birth = 1_800_000_000;

    function setUp() public virtual {
        vm.warp(birth);
        vm.roll(20_000_000);
        tributary = new Tributary();
        // As compiled for the local chain, not as a part of the test: the gas snapshot counts its gas too.
        dollar = TestDollar(deployCode("TestDollar.sol:TestDollar"));
        vm.deal(fan, 1_000_000 ether);
        vm.deal(stranger, 1_000 ether);
        dollar.mint(fan, 1e18);
        vm.prank(fan);
        dollar.approve(address(tributary), type(uint256).max);
    }

    // ── Works ────────────────────────────────────────────────────────────────────────────────────────────────────────

    /// An open work of Anna (70 shares) and Ben (30): plays cost PRICE, downloads ten times that, training is free.
    function draft() internal view returns (Publication memory p) {
        p.manifest = keccak256(abi.encode("manifest", tributary.count()));
        p.holders = new Holder[](2);
        p.holders[0] = Holder(anna, 70_000_000);
        p.holders[1] = Holder(ben, 30_000_000);
        p.offers = new Offer[](3);
        p.offers[0] = Offer(Usage.Play, false, PRICE);
        p.offers[1] = Offer(Usage.Download, false, 10 * PRICE);
        p.offers[2] = Offer(Usage.Train, false, 0);
        p.ancestorRoyalty = 1_000;
        p.derivatives = Derivatives.Open;
        p.resaleRoyalty = 500;
    }

    function publish(Publication memory p) internal returns (uint256) {
        vm.prank(anna);
        return tributary.publish(p);
    }

    function publishOpen() internal returns (uint256) {
        return publish(draft());
    }

    function publishIn(address currency) internal returns (uint256) {
        Publication memory p = draft();
        p.currency = currency;
        return publish(p);
    }

    function publishFrom(uint256[] memory parents) internal returns (uint256) {
        Publication memory p = draft();
        p.parents = parents;
        return publish(p);
    }

    /// A sealed work under the key `m`, whose plays and downloads bring the key.
    function sealedDraft(uint256 m) internal returns (Publication memory p) {
        p = draft();
        p.offers[0].bringsKey = true;
        p.offers[1].bringsKey = true;
        p.key = proof(m, anna, p.manifest);
    }

    /// A fresh proof that `creator` knows m, as key-delivery 5.2 says.
    function proof(uint256 m, address creator, bytes32 manifest) internal returns (ContentKey memory key) {
        (key.x, key.y) = point(m);
        uint256 nonce = uint256(keccak256(abi.encode("nonce", m, creator, manifest))) % N;
        key.commitment = vm.addr(nonce);
        bytes32 context = keccak256(
            abi.encode(
                keccak256("keyline/v1/mint-pok"),
                block.chainid,
                address(tributary),
                creator,
                key.x,
                key.y & 1,
                manifest
            )
        );
        uint256 challenge = uint256(keccak256(abi.encode(context, key.commitment))) % N;
        key.response = addmod(nonce, mulmod(challenge, m, N), N);
    }

    function point(uint256 m) internal returns (uint256 x, uint256 y) {
        Vm.Wallet memory w = vm.createWallet(m);
        return (w.publicKeyX, w.publicKeyY);
    }

    // ── Payments ─────────────────────────────────────────────────────────────────────────────────────────────────────

    function play(uint256 work) internal view returns (Payment memory) {
        return plays(work, 1);
    }

    function plays(uint256 work, uint256 units) internal view returns (Payment memory) {
        return Payment(work, Usage.Play, units, PRICE, PRICE * units, "run", fan);
    }

    function tip(uint256 work, uint256 amount) internal view returns (Payment memory) {
        return Payment(work, Usage.Tip, 1, 0, amount, "thanks", fan);
    }

    function pay(Payment memory p) internal {
        vm.prank(fan);
        tributary.pay{value: p.amount}(p);
    }

    function payDollars(Payment memory p) internal {
        vm.prank(fan);
        tributary.pay(p);
    }

    // ── Others ───────────────────────────────────────────────────────────────────────────────────────────────────────

    function claim(address holder, uint256 work) internal {
        vm.prank(holder);
        tributary.claim(list(work), holder);
    }

    function give(address from, address to, uint256 work, uint256 units) internal {
        vm.prank(from);
        tributary.safeTransferFrom(from, to, work, units, "");
    }

    function openSale(uint256 work) internal {
        vm.prank(anna);
        tributary.openSale(work);
    }

    /// Opens the sale and lists Anna's units at 2 ether a share for a month.
    function offerShares(uint256 work, uint32 units) internal {
        openSale(work);
        vm.prank(anna);
        tributary.list(work, units, 2 ether, uint40(birth + 30 days));
    }

    function list(uint256 a) internal pure returns (uint256[] memory l) {
        l = new uint256[](1);
        l[0] = a;
    }

    function list(uint256 a, uint256 b) internal pure returns (uint256[] memory l) {
        l = new uint256[](2);
        (l[0], l[1]) = (a, b);
    }

    function list(uint256 a, uint256 b, uint256 c) internal pure returns (uint256[] memory l) {
        l = new uint256[](3);
        (l[0], l[1], l[2]) = (a, b, c);
    }

    function refuses(bytes memory reason) internal {
        vm.expectRevert(reason);
    }
}
