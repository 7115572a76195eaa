// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {KeyBase} from "../KeyBase.t.sol";
import {CallbackToken, FeeToken} from "../attack/Tokens.sol";
import "contracts/src/ITributary.sol";
import {Errors} from "contracts/src/Errors.sol";

/// See request.tree.
contract RequestTest is KeyBase {
    // ── What is taken ────────────────────────────────────────────────────────────────────────────────────────────────

    function test_StoresTheTermsAndChainsTheEvent() public {
        Work memory before = tributary.workOf(work);
        vm.warp(birth + 99);
        vm.roll(20_000_011);
        KeyRequest memory r = wish();
        KeyTerms memory t = termsOf(r);
        uint256 stamp = (3 << 80) | ((birth + 99) << 40) | 20_000_000;
        vm.expectEmit(address(tributary));
        emit IKeys.KeyRequested(
            work,
            fan,
            stamp,
            t.id,
            keyAddress,
            Usage.Play,
            1,
            r.ref,
            r.ex,
            r.kAddress,
            birth + 99 + WINDOW,
            PRICE,
            FEE
        );
        assertEq(tributary.requestOf(t.id), 0);
        vm.prank(fan);
        bytes32 id = tributary.requestKey{value: PRICE + FEE}(r);
        assertEq(id, t.id);
        assertTrue(isOpen(t));
        assertEq(address(tributary).balance, PRICE + FEE);
        Work memory w = tributary.workOf(work);
        assertEq(w.income, 0, "no income before the delivery");
        assertEq(w.sequence, 3);
        assertEq(w.lastBlock, 20_000_011);
        bytes memory topics = abi.encode(before.head, IKeys.KeyRequested.selector, work, fan);
        bytes memory data = abi.encode(stamp, t.id, keyAddress, Usage.Play, 1, r.ref, r.ex);
        bytes memory rest = abi.encode(r.kAddress, birth + 99 + WINDOW, PRICE, FEE);
        assertEq(w.head, keccak256(bytes.concat(topics, data, rest)));
        assertFalse(licensed(fan, Usage.Play));
        assertFalse(tributary.isKeyHolder(work, fan));
    }

    function test_TakesTokens() public {
        Publication memory p = sealedDraft(11);
        (p.currency, p.deliveryFee) = (address(dollar), 3);
        (work, keyAddress) = (publish(p), vm.addr(11));
        KeyRequest memory r = wish();
        r.fee = 3;
        uint256 before = dollar.balanceOf(fan);
        vm.prank(fan);
        tributary.requestKey(r);
        assertTrue(isOpen(termsOf(r)));
        assertEq(before - dollar.balanceOf(fan), PRICE + 3);
        assertEq(dollar.balanceOf(address(tributary)), PRICE + 3);
    }

    function test_IsPossibleForAnotherAtTheFullPrice() public {
        KeyRequest memory r = wish();
        r.buyer = stranger;
        KeyTerms memory t = request(r);
        assertTrue(isOpen(t));
        deliver(t);
        assertTrue(tributary.isKeyHolder(work, stranger));
        assertFalse(tributary.isKeyHolder(work, fan));
    }

    function test_SeveralUnitsCostTheirProduct() public {
        KeyRequest memory r = wish();
        (r.usage, r.units, r.price) = (Usage.Download, 3, 30 * PRICE);
        assertTrue(isOpen(request(r)));
        assertEq(address(tributary).balance, 30 * PRICE + FEE);
    }

    function test_KeyAndDeliveryMayBeFree() public {
        Publication memory p = sealedDraft(11);
        p.offers[2].bringsKey = true;
        (work, keyAddress) = (publish(p), vm.addr(11));
        KeyRequest memory r = wish();
        (r.usage, r.price, r.fee) = (Usage.Train, 0, 0);
        KeyTerms memory t = request(r);
        uint32 sequence = tributary.workOf(work).sequence;
        deliver(t, answer(t, 11, K, anna, anna), anna);
        assertEq(tributary.workOf(work).sequence, sequence + 1, "no payment of nothing");
        assertTrue(licensed(fan, Usage.Train));
        assertEq(waits(anna), 0);
    }

    // ── Once more ────────────────────────────────────────────────────────────────────────────────────────────────────

    function test_OnceMoreCostsTheFeeOnlyForKeyHolders() public {
        deliver(request());
        assertTrue(isOpen(request(onceMore(fan))));
        KeyRequest memory r = onceMore(anna);
        vm.deal(anna, FEE);
        vm.prank(anna);
        tributary.requestKey{value: FEE}(r);
        assertTrue(isOpen(termsOf(r)), "the creator is a key holder");
    }

    function test_OnceMoreIsForThoseWhoHadIt() public {
        KeyRequest memory r = onceMore(fan);
        rejects(r, abi.encodeWithSelector(Errors.Request_NotKeyHolder.selector, work, fan, fan));
        request();
        rejects(r, abi.encodeWithSelector(Errors.Request_NotKeyHolder.selector, work, fan, fan));
    }

    /// Who pays the fee decides whose k it is: a key holder could otherwise have it handed to anybody for the fee alone.
    function test_OnceMoreIsAskedForByOneself() public {
        deliver(request());
        KeyRequest memory r = onceMore(stranger);
        rejects(r, abi.encodeWithSelector(Errors.Request_NotKeyHolder.selector, work, stranger, fan));
        r.buyer = anna;
        rejects(r, abi.encodeWithSelector(Errors.Request_NotKeyHolder.selector, work, anna, fan));
    }

    function test_OnceMoreHasNoPrice() public {
        deliver(request());
        KeyRequest memory r = onceMore(fan);
        r.price = 1;
        rejects(r, abi.encodeWithSelector(Errors.Request_PriceChanged.selector, work, 1, 0));
    }

    function test_AFormerCreatorIsNoKeyHolder() public {
        handOver(ben);
        vm.deal(anna, FEE);
        vm.prank(anna);
        refuses(abi.encodeWithSelector(Errors.Request_NotKeyHolder.selector, work, anna, anna));
        tributary.requestKey{value: FEE}(onceMore(anna));
        vm.deal(ben, FEE);
        vm.prank(ben);
        tributary.requestKey{value: FEE}(onceMore(ben));
    }

    // ── What is refused ──────────────────────────────────────────────────────────────────────────────────────────────

    function test_RefusesAWorkThatDoesNotExist() public {
        KeyRequest memory r = wish();
        r.work = 2;
        rejects(r, abi.encodeWithSelector(Errors.Work_Missing.selector, 2));
        (r.work, r.keyAddress) = (0, address(0));
        rejects(r, abi.encodeWithSelector(Errors.Work_Missing.selector, 0));
    }

    function test_RefusesAKeyThatIsNotTheWorks() public {
        publishSealed(11);
        KeyRequest memory r = wish();
        address[3] memory others = [vm.addr(11), vm.addr(12), address(0)];
        for (uint256 i; i < 3; ++i) {
            r.keyAddress = others[i];
            rejects(r, abi.encodeWithSelector(Errors.Key_OtherWork.selector, others[i], work));
        }
    }

    function test_RefusesAnOpenWork() public {
        KeyRequest memory r = wish();
        r.work = publishOpen();
        rejects(r, abi.encodeWithSelector(Errors.Key_OtherWork.selector, keyAddress, r.work));
        r.keyAddress = address(0);
        rejects(r, abi.encodeWithSelector(Errors.Key_OtherWork.selector, address(0), r.work));
    }

    /// Zero is what ecrecover says of a failure: any scalar out of range would fit it.
    function test_RefusesAddressesOfZero() public {
        KeyRequest memory r = wish();
        r.kAddress = address(0);
        rejects(r, abi.encodeWithSelector(Errors.Request_AddressZero.selector));
        r = wish();
        r.buyer = address(0);
        rejects(r, abi.encodeWithSelector(Errors.Request_AddressZero.selector));
    }

    function test_AWindowIsADayToAMonth() public {
        KeyRequest memory r = wish();
        uint256[4] memory wrong = [0, 1 days - 1, 30 days + 1, type(uint256).max];
        for (uint256 i; i < 4; ++i) {
            r.window = wrong[i];
            bytes4 reason = Errors.Request_WindowOutOfRange.selector;
            rejects(r, abi.encodeWithSelector(reason, wrong[i], 1 days, 30 days));
        }
        r.window = 1 days;
        assertEq(request(r).deadline, block.timestamp + 1 days);
        (r.window, r.ex) = (30 days, r.ex + 1);
        assertTrue(isOpen(request(r)));
    }

    function test_RefusesUsagesThatCannotBringTheKey() public {
        KeyRequest memory r = wish();
        r.usage = Usage.Infer;
        rejects(r, abi.encodeWithSelector(Errors.Payment_NotOffered.selector, work, Usage.Infer));
        (r.usage, r.price) = (Usage.Train, 0);
        rejects(r, abi.encodeWithSelector(Errors.Request_UsageWithoutKey.selector, work, Usage.Train));
        for (uint8 usage = uint8(Usage.Tip); usage <= uint8(Usage.Flow); ++usage) {
            r.usage = Usage(usage);
            rejects(r, abi.encodeWithSelector(Errors.Payment_NotPayable.selector, usage));
        }
    }

    function test_RefusesAPriceThatIsNotTheCurrent() public {
        KeyRequest memory r = wish();
        r.price = PRICE - 1;
        rejects(r, abi.encodeWithSelector(Errors.Request_PriceChanged.selector, work, PRICE - 1, PRICE));
        r.price = PRICE + 1;
        rejects(r, abi.encodeWithSelector(Errors.Request_PriceChanged.selector, work, PRICE + 1, PRICE));
        (r.price, r.units) = (PRICE, 2);
        rejects(r, abi.encodeWithSelector(Errors.Request_PriceChanged.selector, work, PRICE, 2 * PRICE));
    }

    function test_RefusesTheOldPriceAfterAChange() public {
        KeyRequest memory r = wish();
        Offer[] memory offers = new Offer[](1);
        offers[0] = Offer(Usage.Play, true, PRICE + 5);
        vm.prank(anna);
        tributary.setOffers(work, offers);
        rejects(r, abi.encodeWithSelector(Errors.Request_PriceChanged.selector, work, PRICE, PRICE + 5));
        offers[0].bringsKey = false;
        vm.prank(anna);
        tributary.setOffers(work, offers);
        rejects(r, abi.encodeWithSelector(Errors.Request_UsageWithoutKey.selector, work, Usage.Play));
        vm.prank(anna);
        tributary.setOffers(work, new Offer[](0));
        rejects(r, abi.encodeWithSelector(Errors.Payment_NotOffered.selector, work, Usage.Play));
    }

    function test_RefusesAFeeThatIsNotTheCurrent() public {
        KeyRequest memory r = wish();
        r.fee = FEE - 1;
        rejects(r, abi.encodeWithSelector(Errors.Request_FeeChanged.selector, work, FEE - 1, FEE));
        r.fee = FEE + 1;
        rejects(r, abi.encodeWithSelector(Errors.Request_FeeChanged.selector, work, FEE + 1, FEE));
        vm.prank(anna);
        tributary.setDeliveryFee(work, 2 * FEE);
        r.fee = FEE;
        rejects(r, abi.encodeWithSelector(Errors.Request_FeeChanged.selector, work, FEE, 2 * FEE));
        r.fee = 2 * FEE;
        assertTrue(isOpen(request(r)));
    }

    /// What could fail at the delivery fails here.
    function test_RefusesWhatNoIncomeCouldHold() public {
        KeyRequest memory r = wish();
        r.units = type(uint256).max / PRICE + 1;
        unchecked {
            r.price = PRICE * r.units;
        }
        rejects(r, abi.encodeWithSignature("Panic(uint256)", 0x11));
        r.units = MOST / PRICE + 1;
        r.price = PRICE * r.units;
        vm.deal(fan, r.price + r.fee);
        rejects(r, abi.encodeWithSelector(Errors.Income_TooLarge.selector, work));
        r.units -= 1;
        r.price -= PRICE;
        deliver(request(r));
    }

    function test_RefusesAnyOtherAmountOfCoins() public {
        KeyRequest memory r = wish();
        vm.startPrank(fan);
        uint256[3] memory wrong = [uint256(0), PRICE + FEE - 1, PRICE + FEE + 1];
        for (uint256 i; i < 3; ++i) {
            refuses(abi.encodeWithSelector(Errors.Payment_ValueMismatch.selector, wrong[i], PRICE + FEE));
            tributary.requestKey{value: wrong[i]}(r);
        }
    }

    function test_RefusesCoinsAndMissingTokensForAWorkInTokens() public {
        Publication memory p = sealedDraft(11);
        (p.currency, p.deliveryFee) = (address(dollar), FEE);
        (work, keyAddress) = (publish(p), vm.addr(11));
        KeyRequest memory r = wish();
        rejects(r, abi.encodeWithSelector(Errors.Payment_ValueMismatch.selector, PRICE + FEE, 0));
        vm.prank(stranger);
        vm.expectRevert();
        tributary.requestKey(r);
        vm.prank(fan);
        dollar.approve(address(tributary), PRICE + FEE - 1);
        vm.prank(fan);
        vm.expectRevert();
        tributary.requestKey(r);
        assertEq(tributary.requestOf(idOf(r)), 0);
    }

    function test_RefusesATokenThatTakesFees() public {
        FeeToken token = new FeeToken();
        token.mint(fan, 1 ether);
        vm.prank(fan);
        token.approve(address(tributary), type(uint256).max);
        Publication memory p = sealedDraft(11);
        (p.currency, p.deliveryFee) = (address(token), FEE);
        (work, keyAddress) = (publish(p), vm.addr(11));
        vm.prank(fan);
        bytes4 reason = Errors.Payment_ReceivedMismatch.selector;
        refuses(abi.encodeWithSelector(reason, address(token), PRICE + FEE - 1, PRICE + FEE));
        tributary.requestKey(wish());
    }

    /// In the middle of the request's own transfer: neither that request nor anything else can be touched.
    function test_ATokenThatCallsBackIsLockedOut() public {
        CallbackToken token = new CallbackToken();
        token.mint(fan, 1 ether);
        vm.prank(fan);
        token.approve(address(tributary), type(uint256).max);
        Publication memory p = sealedDraft(11);
        (p.currency, p.deliveryFee) = (address(token), FEE);
        (work, keyAddress) = (publish(p), vm.addr(11));
        KeyRequest memory r = wish();
        bytes[3] memory calls = [
            abi.encodeCall(IKeys.requestKey, (r)),
            abi.encodeCall(IKeys.deliverKey, (termsOf(r), 1, fan, 1, anna)),
            abi.encodeCall(IKeys.refundKey, (termsOf(r)))
        ];
        for (uint256 i; i < 3; ++i) {
            token.plan(address(tributary), calls[i]);
            r.ex += 1;
            vm.prank(fan);
            tributary.requestKey(r);
            assertFalse(token.succeeded());
            assertEq(token.answer(), abi.encodeWithSelector(Errors.Lock_Held.selector));
        }
    }

    function test_ANumberIsUsedOnce() public {
        KeyRequest memory r = wish();
        KeyTerms memory t = request(r);
        bytes memory used = abi.encodeWithSelector(Errors.Request_Used.selector, t.id);
        rejects(r, used);
        // Other terms do not make it another number.
        (r.usage, r.price, r.window, r.kAddress) = (Usage.Download, 10 * PRICE, 2 days, vm.addr(99));
        rejects(r, used);
        deliver(t);
        rejects(r, used);
        r.ex += 1;
        t = request(r);
        vm.warp(t.deadline + 1);
        tributary.refundKey(t);
        rejects(r, abi.encodeWithSelector(Errors.Request_Used.selector, t.id));
    }

    function test_TheSamePointIsAnotherNumberForAnotherBuyerOrWork() public {
        KeyRequest memory r = wish();
        KeyTerms memory a = request(r);
        r.buyer = stranger;
        KeyTerms memory b = request(r);
        (work, keyAddress) = (publishSealed(11), vm.addr(11));
        KeyTerms memory c = request();
        assertTrue(a.id != b.id && a.id != c.id && b.id != c.id);
        assertTrue(isOpen(a) && isOpen(b) && isOpen(c));
    }

    // ── What cannot close it ─────────────────────────────────────────────────────────────────────────────────────────

    function test_StaysOpenWhateverHappensToTheWork() public {
        KeyTerms memory t = request();
        vm.startPrank(anna);
        tributary.setOffers(work, new Offer[](0));
        tributary.setDeliveryFee(work, 0);
        tributary.floorOffers(work);
        tributary.lockOffers(work);
        tributary.tightenDerivatives(work, Derivatives.Closed);
        tributary.appendManifest(work, "another");
        vm.stopPrank();
        handOver(ben);
        assertTrue(isOpen(t));
        deliver(t, answer(t, M, K, ben, ben), ben);
        assertTrue(licensed(fan, Usage.Play));
        assertEq(waits(ben), FEE);
        assertEq(tributary.workOf(work).income, uint256(PRICE) * 1e8);
    }

    function onceMore(address buyer) private view returns (KeyRequest memory r) {
        r = wish();
        (r.units, r.price, r.buyer, r.ex) = (0, 0, buyer, r.ex + 1);
    }

    /// By the fan, with as much as the request says.
    function rejects(KeyRequest memory r, bytes memory reason) private {
        uint256 value;
        unchecked {
            value = r.price + r.fee;
        }
        vm.deal(fan, value + 1_000_000 ether);
        vm.prank(fan);
        refuses(reason);
        tributary.requestKey{value: value}(r);
    }
}
