// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {VmSafe} from "forge-std/Vm.sol";
import {KeyBase} from "../KeyBase.t.sol";
import {Furnace, Parrot} from "../Receivers.sol";
import {PlainToken} from "../attack/Tokens.sol";
import "contracts/src/ITributary.sol";

/// Stops when it is told to, for everybody, in both directions.
contract FrozenToken is PlainToken {
    bool private frozen;

    function freeze() external {
        frozen = true;
    }

    function _update(address from, address to, uint256 amount) internal override {
        require(!frozen, "frozen");
        super._update(from, to, amount);
    }
}

/// A delivery never fails once its scalar is right: it would give the key away for nothing. See delivery.tree.
contract DeliverySafetyTest is KeyBase {
    function test_TheBuyerMayBeAContractThatAcceptsNothing() public {
        address[2] memory buyers = [address(new Parrot("no", true)), address(new Furnace())];
        for (uint256 i; i < 2; ++i) {
            KeyRequest memory r = wish();
            r.buyer = buyers[i];
            deliver(request(r));
            assertTrue(tributary.isKeyHolder(work, buyers[i]));
        }
    }

    function test_TheCurrencyMayBeFrozenMeanwhile() public {
        FrozenToken token = new FrozenToken();
        KeyTerms memory t = requestIn(address(token), token);
        token.freeze();
        deliver(t, answer(t, 11, K, anna, anna), anna);
        assertEq(tributary.withdrawableOf(address(token), anna), FEE);
        assertEq(tributary.workOf(work).income, uint256(PRICE) * 1e8);
    }

    /// As if it had been destroyed: any call into it would fail.
    function test_TheCurrencyMayBeGoneMeanwhile() public {
        PlainToken token = new PlainToken();
        KeyTerms memory t = requestIn(address(token), token);
        vm.etch(address(token), hex"fe");
        deliver(t, answer(t, 11, K, anna, anna), anna);
        assertTrue(tributary.isKeyHolder(work, fan));
    }

    function test_TheWorksIncomeMayBeFull() public {
        PlainToken token = new PlainToken();
        KeyTerms memory t = requestIn(address(token), token);
        fill(token, work);
        deliver(t, answer(t, 11, K, anna, anna), anna);
        assertTrue(tributary.isKeyHolder(work, fan));
        assertEq(tributary.withdrawableOf(address(token), anna), FEE);
        assertEq(tributary.withdrawableOf(address(token), fan), PRICE);
    }

    function test_AnAncestorsIncomeMayBeFull() public {
        PlainToken token = new PlainToken();
        Publication memory p = draft();
        p.currency = address(token);
        uint256 parent = publish(p);
        p = sealedDraft(11);
        (p.currency, p.deliveryFee, p.parents) = (address(token), FEE, list(parent));
        KeyTerms memory t = requestIn(p, token);
        fill(token, parent);
        deliver(t, answer(t, 11, K, anna, anna), anna);
        assertEq(tributary.withdrawableOf(address(token), anna), FEE);
        assertEq(tributary.withdrawableOf(address(token), fan), PRICE / 10);
        assertEq(tributary.workOf(work).income, uint256(PRICE) * 9e7);
        t = requestAgain(t);
        fill(token, work);
        deliver(t, answer(t, 11, K, anna, anna), anna);
        assertEq(tributary.withdrawableOf(address(token), anna), 2 * FEE);
        assertEq(tributary.withdrawableOf(address(token), fan), PRICE + PRICE / 10 + spilt);
    }

    /// Whatever an account of the call's surroundings could do, it is not asked.
    function test_NobodyIsCalledButEcrecover() public {
        PlainToken token = new PlainToken();
        Publication memory p = draft();
        p.currency = address(token);
        p.parents = list(publish(p));
        p.key = proof(11, anna, p.manifest);
        (p.deliveryFee, p.offers[0].bringsKey) = (FEE, true);
        KeyTerms memory t = requestIn(p, token);
        Answer memory a = answer(t, 11, K, anna, anna);
        vm.startPrank(anna);
        vm.startStateDiffRecording();
        tributary.deliverKey(t, a.scalar, a.commitment, a.response, a.server);
        VmSafe.AccountAccess[] memory accesses = vm.stopAndReturnStateDiff();
        uint256 recoveries;
        address library_;
        for (uint256 i; i < accesses.length; ++i) {
            VmSafe.AccountAccess memory access = accesses[i];
            assertEq(access.value, 0);
            // What the test itself does around the call, and contexts that go on.
            if (access.account == address(vm) || access.accessor == address(this)) continue;
            if (access.kind == VmSafe.AccountAccessKind.Resume) continue;
            if (access.kind == VmSafe.AccountAccessKind.Call) {
                assertEq(access.account, address(tributary), "the entry itself");
                assertEq(access.accessor, anna);
            } else if (access.kind == VmSafe.AccountAccessKind.StaticCall) {
                assertEq(access.account, address(1), "ecrecover");
                ++recoveries;
            } else {
                // The contract's own code in a linked library: one, and none of the accounts concerned.
                if (library_ == address(0)) library_ = access.account;
                assertEq(access.account, library_);
                assertTrue(library_ != address(token) && library_ != fan && library_ != anna);
            }
        }
        assertEq(recoveries, 2);
        assertTrue(library_ != address(0), "and the recording recorded");
    }

    uint256 private spilt;

    function requestIn(address currency, PlainToken token) private returns (KeyTerms memory) {
        Publication memory p = sealedDraft(11);
        (p.currency, p.deliveryFee) = (currency, FEE);
        return requestIn(p, token);
    }

    function requestIn(Publication memory p, PlainToken token) private returns (KeyTerms memory) {
        (work, keyAddress) = (publish(p), vm.addr(11));
        token.mint(fan, type(uint192).max);
        vm.startPrank(fan);
        token.approve(address(tributary), type(uint256).max);
        tributary.requestKey(wish());
        vm.stopPrank();
        return termsOf(wish());
    }

    function requestAgain(KeyTerms memory t) private returns (KeyTerms memory) {
        KeyRequest memory r = wish();
        r.ex += uint256(t.id);
        vm.prank(fan);
        tributary.requestKey(r);
        return termsOf(r);
    }

    /// Until the work itself spills. What of it waits for the fan again is remembered.
    function fill(PlainToken token, uint256 which) private {
        uint256 before = tributary.withdrawableOf(address(token), fan);
        while (uint256(tributary.workOf(which).income) + uint256(PRICE) * 5e7 <= uint128(type(int128).max)) {
            uint256 room = (uint128(type(int128).max) - tributary.workOf(which).income) / 1e8;
            uint256 amount = room > MOST ? MOST : room;
            vm.prank(fan);
            tributary.pay(tip(which, amount));
        }
        spilt = tributary.withdrawableOf(address(token), fan) - before;
    }
}
