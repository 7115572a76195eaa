// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {KeyBase} from "../KeyBase.t.sol";
import "contracts/src/ITributary.sol";
import {Errors} from "contracts/src/Errors.sol";

/// What a delivery does, and whose it is; what it refuses as cryptography: DeliveryProof.t.sol. See delivery.tree.
contract DeliveryTest is KeyBase {
    // ── What it does ─────────────────────────────────────────────────────────────────────────────────────────────────

    function test_GivesKeyAndLicenceAndPays() public {
        KeyTerms memory t = request();
        vm.roll(20_000_123);
        deliver(t);
        assertTrue(isClosed(t));
        assertTrue(tributary.isKeyHolder(work, fan));
        assertTrue(licensed(fan, Usage.Play));
        assertFalse(licensed(fan, Usage.Download));
        Reader memory reader = tributary.readerOf(work, fan);
        assertEq(reader.keyBlock, 20_000_123);
        assertEq(reader.licences, 1 << uint8(Usage.Play));
        assertEq(waits(anna), FEE);
        assertEq(tributary.workOf(work).income, uint256(PRICE) * 1e8);
        claim(anna, work);
        claim(ben, work);
        vm.prank(anna);
        tributary.withdraw(address(0), anna);
        assertEq(anna.balance, (PRICE * 7) / 10 + FEE);
        assertEq(address(tributary).balance, 0);
    }

    function test_ChainsItsEventAfterThePayment() public {
        KeyRequest memory r = wish();
        (r.usage, r.units, r.price) = (Usage.Download, 2, 20 * PRICE);
        KeyTerms memory t = request(r);
        Answer memory a = answer(t);
        Work memory before = tributary.workOf(work);
        vm.warp(birth + 9);
        vm.roll(20_000_009);
        uint256 paidStamp = (4 << 80) | ((birth + 9) << 40) | before.lastBlock;
        uint256 stamp = (5 << 80) | ((birth + 9) << 40) | 20_000_009;
        vm.expectEmit(address(tributary));
        emit ITributary.Paid(work, fan, fan, paidStamp, Usage.Download, 2, 20 * PRICE, t.ref);
        vm.expectEmit(address(tributary));
        emit IKeys.KeyDelivered(work, fan, anna, stamp, t.id, a.scalar, FEE);
        vm.expectEmit(address(tributary));
        emit ITributary.Withdrawable(anna, address(0), FEE);
        deliver(t, a, anna);
        bytes memory paid = abi.encode(work, fan, fan, paidStamp, Usage.Download, 2, 20 * PRICE, t.ref);
        bytes32 head = keccak256(bytes.concat(before.head, ITributary.Paid.selector, paid));
        bytes memory delivered = abi.encode(work, fan, anna, stamp, t.id, a.scalar, FEE);
        Work memory w = tributary.workOf(work);
        assertEq(w.head, keccak256(bytes.concat(head, IKeys.KeyDelivered.selector, delivered)));
        assertEq(w.sequence, 5);
    }

    function test_ThePriceReachesAncestors() public {
        Publication memory p = sealedDraft(11);
        (p.deliveryFee, p.parents) = (FEE, list(publishOpen(), publishOpen()));
        (work, keyAddress) = (publish(p), vm.addr(11));
        KeyTerms memory t = request();
        deliver(t, answer(t, 11, K, anna, anna), anna);
        assertEq(tributary.workOf(2).income, uint256(PRICE) * 1e7);
        assertEq(tributary.workOf(3).income, uint256(PRICE) * 1e7);
        assertEq(tributary.workOf(work).income, uint256(PRICE) * 8e7);
    }

    function test_WorksUnderOddAndEvenKeys() public {
        bool odd;
        bool even;
        for (uint256 m = 20; m < 32; ++m) {
            (work, keyAddress) = (publishSealed(m), vm.addr(m));
            KeyTerms memory t = request();
            deliver(t, answer(t, m, K, anna, anna), anna);
            bool isOdd = tributary.workOf(work).keyOdd;
            odd = odd || isOdd;
            even = even || !isOdd;
        }
        assertTrue(odd && even, "both parities were tried");
    }

    /// forge-config: default.fuzz.runs = 300
    function testFuzz_AcceptsEveryHonestAnswer(uint256 m, uint256 k, uint256 ex, address buyer) public {
        (m, k) = (bound(m, 1, N - 1), bound(k, 1, N - 1));
        (uint256 x, ) = point(m);
        // The first is the test's own work; the others have a chance of one in 2^128 or less.
        vm.assume(m != M && x < N && addmod(m, k, N) != 0 && buyer != address(0));
        (work, keyAddress) = (publishSealed(m), vm.addr(m));
        KeyRequest memory r = wish();
        (r.kAddress, r.ex, r.buyer) = (vm.addr(k), ex, buyer);
        KeyTerms memory t = request(r);
        deliver(t, answer(t, m, k, anna, anna), anna);
        assertTrue(isClosed(t));
        assertTrue(tributary.isKeyHolder(work, buyer));
    }

    function test_IsAcceptedAtTheDeadline() public {
        KeyTerms memory t = request();
        vm.warp(t.deadline);
        deliver(t);
        assertTrue(isClosed(t));
    }

    // ── By whom ──────────────────────────────────────────────────────────────────────────────────────────────────────

    function test_AKeyHolderDeliversAndGetsTheFee() public {
        deliver(request());
        KeyTerms memory t = requestFor(stranger);
        deliver(t, answer(t, M, K, fan, fan), fan);
        assertTrue(tributary.isKeyHolder(work, stranger));
        assertEq(waits(fan), FEE);
    }

    function test_ADelegateDeliversForOneWhoGetsTheFee() public {
        address tab = makeAddr("tab");
        vm.prank(anna);
        vm.expectEmit(address(tributary));
        emit IKeys.DelegateSet(work, anna, tab);
        tributary.setDelegate(work, tab);
        assertEq(tributary.delegateOf(work, anna), tab);
        KeyTerms memory t = request();
        deliver(t, answer(t, M, K, tab, anna), tab);
        assertEq(waits(anna), FEE);
        assertEq(waits(tab), 0);
        vm.prank(fan);
        tributary.setDelegate(work, tab);
        t = requestFor(stranger);
        deliver(t, answer(t, M, K, tab, fan), tab);
        assertEq(waits(fan), FEE);
    }

    function test_RefusesDelegatesThatAreNone() public {
        address tab = makeAddr("tab");
        KeyTerms memory t = request();
        Answer memory a = answer(t, M, K, tab, anna);
        bytes memory reason = abi.encodeWithSelector(Errors.Delivery_NotDelegate.selector, work, anna, tab);
        refuses(reason);
        deliver(t, a, tab);
        uint256 other = publishSealed(11);
        vm.prank(anna);
        tributary.setDelegate(other, tab);
        refuses(reason);
        deliver(t, a, tab);
        vm.startPrank(anna);
        tributary.setDelegate(work, tab);
        tributary.setDelegate(work, address(0));
        vm.stopPrank();
        refuses(reason);
        deliver(t, a, tab);
    }

    function test_RefusesADelegateOfOneWithoutAKey() public {
        KeyTerms memory t = request();
        vm.prank(fan);
        tributary.setDelegate(work, stranger);
        Answer memory a = answer(t, M, K, stranger, fan);
        refuses(abi.encodeWithSelector(Errors.Delivery_NotKeyHolder.selector, work, fan));
        deliver(t, a, stranger);
    }

    function test_ADelegateIsNamedForWorksThatExist() public {
        refuses(abi.encodeWithSelector(Errors.Work_Missing.selector, 2));
        tributary.setDelegate(2, fan);
    }

    /// Knows m, but has no key here: whoever reads a scalar from the mempool knows it too.
    function test_RefusesOneWithoutAKey() public {
        KeyTerms memory t = request();
        Answer memory a = answer(t, M, K, stranger, stranger);
        refuses(abi.encodeWithSelector(Errors.Delivery_NotKeyHolder.selector, work, stranger));
        deliver(t, a, stranger);
        a.server = address(0);
        refuses(abi.encodeWithSelector(Errors.Delivery_NotKeyHolder.selector, work, address(0)));
        deliver(t, a, stranger);
        a = answer(t, M, K, stranger, anna);
        refuses(abi.encodeWithSelector(Errors.Delivery_NotDelegate.selector, work, anna, stranger));
        deliver(t, a, stranger);
    }

    function test_ABuyerCannotDeliverToHimself() public {
        KeyTerms memory t = request();
        Answer memory seen = answer(t);
        seen.server = fan;
        refuses(abi.encodeWithSelector(Errors.Delivery_NotKeyHolder.selector, work, fan));
        deliver(t, seen, fan);
        // m = e − k: now he can prove it himself.
        Answer memory own = answer(t, addmod(seen.scalar, N - K, N), K, fan, fan);
        refuses(abi.encodeWithSelector(Errors.Delivery_NotKeyHolder.selector, work, fan));
        deliver(t, own, fan);
        deliver(t);
    }

    function test_AFormerCreatorIsNoKeyHolderAndTheNewOneIs() public {
        KeyTerms memory t = request();
        handOver(ben);
        Answer memory a = answer(t);
        refuses(abi.encodeWithSelector(Errors.Delivery_NotKeyHolder.selector, work, anna));
        deliver(t, a, anna);
        deliver(t, answer(t, M, K, ben, ben), ben);
        assertEq(waits(ben), FEE);
    }

    function test_AFormerCreatorWhoGotTheKeyStaysKeyHolder() public {
        KeyTerms memory t = requestFor(anna);
        deliver(t);
        handOver(ben);
        assertTrue(tributary.isKeyHolder(work, anna));
        t = request();
        deliver(t, answer(t), anna);
    }

    // ── Which request ────────────────────────────────────────────────────────────────────────────────────────────────

    function test_RefusesWhatNobodyAskedFor() public {
        KeyTerms memory t = termsOf(wish());
        Answer memory a = answer(t);
        refuses(abi.encodeWithSelector(Errors.Request_NotOpen.selector, t.id));
        deliver(t, a, anna);
    }

    function test_RefusesASecondDelivery() public {
        KeyTerms memory t = request();
        Answer memory a = answer(t);
        deliver(t, a, anna);
        refuses(abi.encodeWithSelector(Errors.Request_NotOpen.selector, t.id));
        deliver(t, a, anna);
        assertEq(waits(anna), FEE);
    }

    function test_RefusesADeliveryAfterTheDeadline() public {
        KeyTerms memory t = request();
        Answer memory a = answer(t);
        vm.warp(t.deadline + 1);
        refuses(abi.encodeWithSelector(Errors.Request_Expired.selector, t.deadline, t.deadline + 1));
        deliver(t, a, anna);
        assertTrue(isOpen(t));
    }

    // ── Several ──────────────────────────────────────────────────────────────────────────────────────────────────────

    function test_ASecondLicenceKeepsTheBlockOfTheFirstKey() public {
        deliver(request());
        KeyRequest memory r = wish();
        (r.usage, r.price, r.ex) = (Usage.Download, 10 * PRICE, r.ex + 1);
        vm.roll(20_000_500);
        deliver(request(r));
        Reader memory reader = tributary.readerOf(work, fan);
        assertEq(reader.keyBlock, 20_000_000);
        assertEq(reader.licences, (1 << uint8(Usage.Play)) | (1 << uint8(Usage.Download)));
    }

    function test_AnEarlierLicenceStaysWithTheKey() public {
        pay(Payment(work, Usage.Train, 1, 0, 5, 0, fan));
        deliver(request());
        assertTrue(licensed(fan, Usage.Train) && licensed(fan, Usage.Play));
    }

    function test_OnceMoreBringsNoLicenceAndNoPayment() public {
        deliver(request());
        Reader memory before = tributary.readerOf(work, fan);
        uint256 income = tributary.workOf(work).income;
        uint32 sequence = tributary.workOf(work).sequence;
        KeyRequest memory r = wish();
        (r.usage, r.units, r.price, r.ex) = (Usage.Download, 0, 0, r.ex + 1);
        KeyTerms memory t = request(r);
        vm.roll(20_000_500);
        deliver(t);
        assertEq(abi.encode(tributary.readerOf(work, fan)), abi.encode(before));
        assertEq(tributary.workOf(work).income, income);
        assertEq(tributary.workOf(work).sequence, sequence + 2, "the request and the delivery, no payment");
        assertEq(waits(anna), 2 * FEE);
    }

    /// The creator has the key by the role alone; the delivery is no reason to keep it beyond.
    function test_OnceMoreMakesACreatorNoReader() public {
        KeyRequest memory r = wish();
        (r.units, r.price, r.buyer) = (0, 0, anna);
        vm.deal(anna, FEE);
        vm.prank(anna);
        tributary.requestKey{value: FEE}(r);
        deliver(termsOf(r));
        assertEq(tributary.readerOf(work, anna).keyBlock, 0);
    }

    function requestFor(address buyer) private returns (KeyTerms memory) {
        KeyRequest memory r = wish();
        r.buyer = buyer;
        return request(r);
    }
}
