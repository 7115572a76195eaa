// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Base} from "./Base.t.sol";
import "contracts/src/ITributary.sol";

/// A sealed work of Anna, whose secret is M, and what buyers and deliverers do with it (key-delivery 5.3 and 5.4).
abstract contract KeyBase is Base {
    uint256 internal constant M = 7;
    /// The buyer's one-time scalar; addr(k·G) is what the answer must fit.
    uint256 internal constant K = 0xfeedbeef;
    uint96 internal constant FEE = 0.0002 ether;
    uint256 internal constant WINDOW = 1 days;
    uint256 internal constant MOST = uint256(uint128(type(int128).max)) / 1e8;

    uint256 internal work;
    address internal keyAddress;

    /// A delivery, as `deliverKey` takes it beside the terms.
    struct Answer {
        uint256 scalar;
        address commitment;
        uint256 response;
        address server;
    }

    function setUp() public virtual override {
        super.setUp();
        keyAddress = vm.addr(M);
        work = publishSealed(M);
    }

    /// Plays and downloads bring the key, training is free and does not; delivery costs FEE.
    function publishSealed(uint256 m) internal returns (uint256) {
        Publication memory p = sealedDraft(m);
        p.deliveryFee = FEE;
        return publish(p);
    }

    // ── Requests ─────────────────────────────────────────────────────────────────────────────────────────────────────

    /// The fan's wish for one play.
    function wish() internal view returns (KeyRequest memory r) {
        r.work = work;
        r.keyAddress = keyAddress;
        r.usage = Usage.Play;
        r.units = 1;
        r.ref = keccak256("terms accepted");
        r.buyer = fan;
        r.ex = uint256(keccak256("E"));
        r.kAddress = vm.addr(K);
        r.price = PRICE;
        r.fee = FEE;
        r.window = WINDOW;
    }

    function idOf(KeyRequest memory r) internal pure returns (bytes32) {
        return keccak256(abi.encode(keccak256("keyline/v1/request"), r.work, r.buyer, r.ex));
    }

    function termsOf(KeyRequest memory r) internal view returns (KeyTerms memory) {
        return
            KeyTerms({
                id: idOf(r),
                work: r.work,
                keyAddress: r.keyAddress,
                usage: r.usage,
                units: r.units,
                ref: r.ref,
                buyer: r.buyer,
                kAddress: r.kAddress,
                deadline: block.timestamp + r.window,
                price: r.price,
                fee: r.fee
            });
    }

    /// By the fan, in native currency.
    function request(KeyRequest memory r) internal returns (KeyTerms memory) {
        vm.prank(fan);
        tributary.requestKey{value: r.price + r.fee}(r);
        return termsOf(r);
    }

    function request() internal returns (KeyTerms memory) {
        return request(wish());
    }

    // ── Deliveries ───────────────────────────────────────────────────────────────────────────────────────────────────

    /// An honest answer by `caller` for `server`, under the secret m and the buyer's k.
    function answer(
        KeyTerms memory t,
        uint256 m,
        uint256 k,
        address caller,
        address server
    ) internal returns (Answer memory a) {
        (uint256 x, uint256 y) = point(m);
        a.scalar = addmod(m, k, N);
        a.server = server;
        bytes32 context = contextOf(t, x, y & 1, caller, a.scalar);
        (a.commitment, a.response) = prove(context, m, uint256(keccak256(abi.encode("nonce", context))) % N);
    }

    function answer(KeyTerms memory t) internal returns (Answer memory) {
        return answer(t, M, K, anna, anna);
    }

    function contextOf(
        KeyTerms memory t,
        uint256 x,
        uint256 odd,
        address caller,
        uint256 scalar
    ) internal view returns (bytes32) {
        bytes32 tag = keccak256("keyline/v1/deliver-pok");
        return keccak256(abi.encode(tag, block.chainid, tributary, caller, t.id, x, odd, t.kAddress, scalar));
    }

    function prove(bytes32 context, uint256 m, uint256 nonce) internal pure returns (address, uint256) {
        address commitment = vm.addr(nonce);
        uint256 challenge = uint256(keccak256(abi.encode(context, commitment))) % N;
        return (commitment, addmod(nonce, mulmod(challenge, m, N), N));
    }

    function deliver(KeyTerms memory t, Answer memory a, address caller) internal {
        vm.prank(caller);
        tributary.deliverKey(t, a.scalar, a.commitment, a.response, a.server);
    }

    function deliver(KeyTerms memory t) internal {
        deliver(t, answer(t), anna);
    }

    /// Anna gives the role of the creator to another account.
    function handOver(address to) internal {
        vm.prank(anna);
        tributary.offerCreator(work, to);
        vm.prank(to);
        tributary.acceptCreator(work);
    }

    // ── What came of it ──────────────────────────────────────────────────────────────────────────────────────────────

    function isOpen(KeyTerms memory t) internal view returns (bool) {
        return tributary.requestOf(t.id) == keccak256(abi.encode(t));
    }

    function isClosed(KeyTerms memory t) internal view returns (bool) {
        return tributary.requestOf(t.id) == bytes32(uint256(1));
    }

    /// Turns over one bit of a call, counted from its first byte.
    function flip(bytes memory call, uint256 bit) internal pure {
        call[bit / 8] ^= bytes1(uint8(1 << (bit % 8)));
    }

    function licensed(address account, Usage usage) internal view returns (bool) {
        return tributary.hasLicence(work, account, usage);
    }

    function waits(address account) internal view returns (uint256) {
        return tributary.withdrawableOf(address(0), account);
    }
}
