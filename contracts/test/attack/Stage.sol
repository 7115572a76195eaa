// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {KeyBase} from "../KeyBase.t.sol";
import {Mood, Moody, Oddity} from "./Oddity.sol";
import "contracts/src/ITributary.sol";

/// A world in which every entry of Tributary is ready to succeed, once, at this very second; and what can be said about all
/// of it: its state, and whether its money is where its books say.
abstract contract Stage is KeyBase {
    uint32 internal constant ONE = 1_000_000;
    uint96 internal constant RATE = 1e12;
    /// A sealed work with a policy, on sale, with an ancestor, money in its inbox, bids, flows and requests.
    uint256 internal main;
    uint256 internal parent;
    /// A work whose sale is not open.
    uint256 internal closed;
    /// `address(0)`, or `token`.
    address internal currency;
    Oddity internal token;
    Oddity internal trinket;
    Moody internal moody;
    address internal inbox;
    address internal sam = makeAddr("sam");
    address internal bob = makeAddr("bob");
    address internal eve = makeAddr("eve");
    address internal gus = makeAddr("gus");
    address internal operator = makeAddr("operator");
    KeyTerms internal openRequest;
    KeyTerms internal expiredRequest;
    /// Not made yet.
    KeyRequest internal nextRequest;
    Answer internal delivery;

    /// Everybody there is: nobody else has anything.
    function everybody() internal view returns (address[10] memory) {
        return [anna, ben, fan, stranger, sam, bob, eve, gus, operator, inbox];
    }

    function build(bool native) internal {
        token = new Oddity(address(tributary));
        trinket = new Oddity(address(tributary));
        moody = new Moody();
        moody.turn(Mood.Yes);
        currency = native ? address(0) : address(token);
        publishAll();
        inbox = tributary.shareTokenOf(main);
        for (uint256 i; i < 9; ++i) supply(everybody()[i]);
        trade();
        stream();
        read();
        fillInbox();
        vm.warp(birth + 2 days);
        vm.roll(20_000_040);
        earnSomething();
    }

    function publishAll() private {
        Publication memory p = draft();
        p.currency = currency;
        parent = publish(p);
        p = sealedDraft(8);
        p.currency = currency;
        p.holders = new Holder[](3);
        p.holders[0] = Holder(anna, 50 * ONE);
        p.holders[1] = Holder(ben, 30 * ONE);
        p.holders[2] = Holder(sam, 20 * ONE);
        p.derivatives = Derivatives.ByApproval;
        p.parents = list(parent);
        p.policy = address(moody);
        p.deliveryFee = FEE;
        main = publish(p);
        p = draft();
        p.currency = currency;
        closed = publish(p);
        openSale(main);
        openSale(parent);
        vm.startPrank(anna);
        tributary.offerCreator(closed, ben);
        tributary.setApprovalForAll(operator, true);
        vm.stopPrank();
    }

    function supply(address who) private {
        vm.deal(who, 1_000_000 ether);
        token.mint(who, 1_000_000 ether);
        vm.prank(who);
        token.approve(address(tributary), type(uint256).max);
        if (who != anna) return;
        vm.prank(anna);
        IERC20(inbox).approve(operator, ONE);
    }

    /// What has to be sent along.
    function coins(uint256 amount) internal view returns (uint256) {
        return currency == address(0) ? amount : 0;
    }

    function trade() private {
        vm.prank(sam);
        tributary.list(main, 10 * ONE, 2 ether, uint40(birth + 30 days));
        bid(bob, birth + 30 days);
        bid(eve, birth + 1 days);
        bid(fan, birth);
        vm.warp(birth + 1);
        tributary.refundBid(main, fan);
    }

    function bid(address bidder, uint256 expiry) private {
        vm.prank(bidder);
        tributary.placeBid{value: coins(20 ether)}(main, 10 * ONE, 2 ether, uint40(expiry));
    }

    /// One flow that runs, and one that has run out unnoticed.
    function stream() private {
        vm.prank(fan);
        tributary.openFlow{value: coins(1 ether)}(main, RATE, uint40(birth + 100 hours), 1 ether);
        vm.prank(bob);
        tributary.openFlow{value: coins(1 ether)}(main, RATE, uint40(birth + 10 hours), 1 ether);
    }

    function read() private {
        work = main;
        keyAddress = vm.addr(8);
        KeyRequest memory r = wish();
        r.window = 30 days;
        openRequest = ask(r);
        delivery = answer(openRequest, 8, K, anna, anna);
        (r.ex, r.window) = (uint256(keccak256("another E")), 1 days);
        expiredRequest = ask(r);
        r.ex = uint256(keccak256("a third E"));
        nextRequest = r;
    }

    function ask(KeyRequest memory r) private returns (KeyTerms memory) {
        vm.prank(fan);
        tributary.requestKey{value: coins(r.price + r.fee)}(r);
        return termsOf(r);
    }

    /// Something to sell, something for sale, something to sweep.
    function fillInbox() private {
        address other = currency == address(0) ? address(token) : address(0);
        if (other == address(0)) vm.deal(inbox, 3 ether);
        else token.mint(inbox, 3 ether);
        tributary.startAuction(main, other);
        trinket.mint(inbox, 5 ether);
        if (currency == address(0)) vm.deal(inbox, 1 ether);
        else token.mint(inbox, 1 ether);
    }

    function earnSomething() private {
        Payment memory p = tip(main, 1 ether);
        vm.prank(fan);
        tributary.pay{value: coins(1 ether)}(p);
    }

    /// What is for sale in the inbox: native currency where tokens pay, tokens where it does.
    function forSale() internal view returns (address) {
        return currency == address(0) ? address(token) : address(0);
    }

    // ── What can be said of it ───────────────────────────────────────────────────────────────────────────────────────

    /// All works with the heads of their ledger chains, all shares, dues, debts, bids, and waiting money.
    function books() internal view returns (bytes32 digest) {
        for (uint256 id = 1; id <= tributary.count(); ++id) {
            digest = keccak256(abi.encode(digest, tributary.workOf(id), tributary.manifestsOf(id)));
            for (uint256 i; i < 10; ++i) digest = keccak256(abi.encode(digest, booksOf(id, everybody()[i])));
        }
        for (uint256 i; i < 10; ++i) {
            address who = everybody()[i];
            digest = keccak256(abi.encode(digest, waiting(who)));
            digest = keccak256(abi.encode(digest, tributary.isApprovedForAll(who, operator)));
        }
        digest = keccak256(abi.encode(digest, tributary.requestOf(openRequest.id)));
        digest = keccak256(abi.encode(digest, tributary.requestOf(expiredRequest.id)));
        return keccak256(abi.encode(digest, tributary.requestOf(idOf(nextRequest))));
    }

    function booksOf(uint256 id, address who) private view returns (bytes memory) {
        return
            abi.encode(
                tributary.holdingOf(id, who),
                tributary.listingOf(id, who),
                tributary.bidOf(id, who),
                tributary.flowOf(id, who),
                tributary.readerOf(id, who),
                tributary.delegateOf(id, who),
                tributary.auctionOf(id, who == anna ? forSale() : address(trinket))
            );
    }

    /// The money of everybody, in both currencies.
    function purses() internal view returns (bytes32 digest) {
        digest = keccak256(abi.encode(address(tributary).balance, held(address(tributary))));
        for (uint256 i; i < 10; ++i) {
            digest = keccak256(abi.encode(digest, everybody()[i].balance, held(everybody()[i])));
        }
    }

    function held(address who) internal view returns (uint256) {
        try token.balanceOf(who) returns (uint256 amount) {
            return amount;
        } catch {
            return 0;
        }
    }

    function waiting(address who) internal view returns (uint256) {
        return tributary.withdrawableOf(currency, who);
    }

    /// What Tributary has beyond what it owes, in 1e-16 of a currency unit: nothing anybody does may lower it.
    function surplus() internal view returns (int256) {
        uint256 has = currency == address(0) ? address(tributary).balance : held(address(tributary));
        int256 owed;
        for (uint256 id = 1; id <= tributary.count(); ++id) {
            if (tributary.workOf(id).currency != currency) continue;
            owed += int256(uint256(tributary.workOf(id).prepaid)) * 1e8;
            for (uint256 i; i < 10; ++i) owed += due(id, everybody()[i]) + int256(escrow(id, everybody()[i]) * 1e16);
        }
        for (uint256 i; i < 10; ++i) owed += int256(waiting(everybody()[i]) * 1e16);
        owed += int256(inRequests() * 1e16);
        return int256(has * 1e16) - owed;
    }

    function due(uint256 id, address who) internal view returns (int256) {
        Holding memory h = tributary.holdingOf(id, who);
        return int256(uint256(h.units)) * int256(uint256(tributary.workOf(id).income)) - h.debt;
    }

    function escrow(uint256 id, address who) internal view returns (uint256) {
        Bid memory b = tributary.bidOf(id, who);
        return (uint256(b.units) * b.unitPrice + 999_999) / 1e6;
    }

    /// All three are the fan's, and cost the same.
    function inRequests() internal view returns (uint256 amount) {
        bytes32[3] memory ids = [openRequest.id, expiredRequest.id, idOf(nextRequest)];
        for (uint256 i; i < 3; ++i) {
            if (uint256(tributary.requestOf(ids[i])) > 1) amount += openRequest.price + openRequest.fee;
        }
    }

    /// All one could turn into money, in 1e-16 of a currency unit, and all one's shares.
    function wealth(address who) internal view returns (int256 money, uint256 shares) {
        money = int256((currency == address(0) ? who.balance : held(who)) * 1e16);
        money += int256(waiting(who) * 1e16);
        for (uint256 id = 1; id <= tributary.count(); ++id) {
            money += due(id, who) + int256((escrow(id, who) + tributary.refundOf(id, who)) * 1e16);
            shares += tributary.balanceOf(who, id);
        }
        if (who == fan) money += int256(inRequests() * 1e16);
    }
}
