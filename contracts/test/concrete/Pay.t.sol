// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Base} from "../Base.t.sol";
import "contracts/src/ITributary.sol";
import {Errors} from "contracts/src/Errors.sol";

contract PayTest is Base {
    uint256 private work;

    function setUp() public override {
        super.setUp();
        work = publishOpen();
    }

    // ── What is refused ──────────────────────────────────────────────────────────────────────────────────────────────

    function test_RefusesAWorkThatDoesNotExist() public {
        rejects(play(2), abi.encodeWithSelector(Errors.Work_Missing.selector, 2));
        rejects(tip(0, 1), abi.encodeWithSelector(Errors.Work_Missing.selector, 0));
    }

    function test_RefusesUsagesThatAreNeverPayable() public {
        for (uint8 usage = uint8(Usage.Resale); usage <= uint8(Usage.Flow); ++usage) {
            Payment memory p = play(work);
            p.usage = Usage(usage);
            rejects(p, abi.encodeWithSelector(Errors.Payment_NotPayable.selector, usage));
        }
    }

    function test_RefusesAUsageThatIsNotOffered() public {
        Payment memory p = play(work);
        for (uint8 usage = uint8(Usage.Infer); usage <= uint8(Usage.Perform); ++usage) {
            (p.usage, p.price) = (Usage(usage), 0);
            rejects(p, abi.encodeWithSelector(Errors.Payment_NotOffered.selector, work, usage));
        }
    }

    function test_RefusesAPriceThePayerDidNotSee() public {
        Payment memory p = play(work);
        (p.price, p.amount) = (PRICE + 1, 1 ether);
        rejects(p, abi.encodeWithSelector(Errors.Payment_PriceChanged.selector, work, PRICE + 1, PRICE));
        p.price = PRICE - 1;
        rejects(p, abi.encodeWithSelector(Errors.Payment_PriceChanged.selector, work, PRICE - 1, PRICE));
    }

    function test_RefusesLessThanPriceTimesUnits() public {
        Payment memory p = plays(work, 3);
        p.amount -= 1;
        rejects(p, abi.encodeWithSelector(Errors.Payment_TooSmall.selector, work, 3 * PRICE - 1, 3 * PRICE));
    }

    function test_RefusesUnitsWhoseProductOverflows() public {
        Payment memory p = play(work);
        p.units = (type(uint256).max / PRICE) + 2;
        rejects(p, abi.encodeWithSignature("Panic(uint256)", 0x11));
    }

    function test_RefusesNoUnits() public {
        Payment memory p = play(work);
        p.units = 0;
        rejects(p, abi.encodeWithSelector(Errors.Payment_NoUnits.selector, work));
        (p.usage, p.price, p.amount) = (Usage.Train, 0, 0);
        rejects(p, abi.encodeWithSelector(Errors.Payment_NoUnits.selector, work));
    }

    function test_RefusesAnotherValueThanTheAmount() public {
        Payment memory p = play(work);
        vm.startPrank(fan);
        refuses(abi.encodeWithSelector(Errors.Payment_ValueMismatch.selector, PRICE - 1, PRICE));
        tributary.pay{value: PRICE - 1}(p);
        refuses(abi.encodeWithSelector(Errors.Payment_ValueMismatch.selector, PRICE + 1, PRICE));
        tributary.pay{value: PRICE + 1}(p);
    }

    // ── What is paid ─────────────────────────────────────────────────────────────────────────────────────────────────

    function test_OverpaymentBelongsToTheWork() public {
        Payment memory p = play(work);
        p.amount = PRICE + 1 ether;
        pay(p);
        assertEq(tributary.workOf(work).income, (PRICE + 1 ether) * 1e8);
    }

    function test_AnnouncesAndChainsThePayment() public {
        bytes32 head = tributary.workOf(work).head;
        vm.warp(birth + 77);
        vm.roll(20_000_009);
        Payment memory p = plays(work, 2);
        p.beneficiary = ben;
        uint256 stamp = (3 << 80) | ((birth + 77) << 40) | 20_000_000;
        vm.expectEmit(address(tributary));
        emit ITributary.Paid(work, fan, ben, stamp, Usage.Play, 2, 2 * PRICE, "run");
        pay(p);
        Work memory w = tributary.workOf(work);
        bytes32 topic = ITributary.Paid.selector;
        bytes memory log = abi.encode(work, fan, ben, stamp, Usage.Play, 2, 2 * PRICE, bytes32("run"));
        assertEq(w.head, keccak256(abi.encodePacked(head, topic, log)));
        assertEq(w.sequence, 3);
        assertEq(w.lastBlock, 20_000_009);
        assertEq(w.income, 2 * PRICE * 1e8);
        assertEq(address(tributary).balance, 2 * PRICE);
    }

    function test_TheBeneficiaryIsThePayerUnlessNamed() public {
        Payment memory p = play(work);
        p.beneficiary = address(0);
        vm.expectEmit(true, true, true, false, address(tributary));
        emit ITributary.Paid(work, fan, fan, 0, Usage.Play, 1, PRICE, "run");
        pay(p);
    }

    function test_EveryLaneOfPricesIsRead() public {
        Publication memory d = draft();
        d.offers = new Offer[](5);
        for (uint8 usage; usage < 5; ++usage) d.offers[usage] = Offer(Usage(usage), false, uint96(1000 + usage));
        work = publish(d);
        for (uint8 usage; usage < 5; ++usage) {
            pay(Payment(work, Usage(usage), 1, 1000 + usage, 1000 + usage, 0, fan));
        }
        assertEq(tributary.workOf(work).income, uint256(5_010) * 1e8);
    }

    // ── Tips ─────────────────────────────────────────────────────────────────────────────────────────────────────────

    function test_TipsStartAtTheSmallestTip() public {
        Publication memory d = draft();
        d.minimumTip = 100;
        work = publish(d);
        rejects(tip(work, 99), abi.encodeWithSelector(Errors.Payment_TooSmall.selector, work, 99, 100));
        pay(tip(work, 100));
        assertEq(tributary.workOf(work).income, 100 * 1e8);
    }

    function test_ATipIsNeverZeroAndHasNoPrice() public {
        rejects(tip(work, 0), abi.encodeWithSelector(Errors.Payment_TooSmall.selector, work, 0, 1));
        Payment memory p = tip(work, 5);
        p.price = 5;
        rejects(p, abi.encodeWithSelector(Errors.Payment_PriceChanged.selector, work, 5, 0));
        (p.price, p.units) = (0, 0);
        pay(p);
    }

    // ── Without money ────────────────────────────────────────────────────────────────────────────────────────────────

    function test_AFreeUsageIsReportedOutsideTheChain() public {
        bytes32 head = tributary.workOf(work).head;
        vm.expectEmit(address(tributary));
        emit ITributary.Reported(work, fan, ben, Usage.Train, 40, "epoch");
        pay(Payment(work, Usage.Train, 40, 0, 0, "epoch", ben));
        vm.expectEmit(address(tributary));
        emit ITributary.Reported(work, fan, fan, Usage.Train, 41, "epoch");
        vm.prank(fan);
        tributary.report(work, Usage.Train, 41, "epoch", address(0));
        assertEq(tributary.workOf(work).head, head);
        assertEq(tributary.workOf(work).sequence, 2);
    }

    function test_MoneyForAFreeUsageIsIncome() public {
        pay(Payment(work, Usage.Train, 1, 0, 7, 0, fan));
        assertEq(tributary.workOf(work).income, 7 * 1e8);
    }

    function test_ReportsAreForFreeUsagesOnly() public {
        vm.startPrank(fan);
        refuses(abi.encodeWithSelector(Errors.Report_NotFree.selector, work, Usage.Play, PRICE));
        tributary.report(work, Usage.Play, 1, 0, fan);
        refuses(abi.encodeWithSelector(Errors.Payment_NotOffered.selector, work, Usage.Infer));
        tributary.report(work, Usage.Infer, 1, 0, fan);
        refuses(abi.encodeWithSelector(Errors.Payment_NotPayable.selector, Usage.Tip));
        tributary.report(work, Usage.Tip, 1, 0, fan);
        refuses(abi.encodeWithSelector(Errors.Payment_NoUnits.selector, work));
        tributary.report(work, Usage.Train, 0, 0, fan);
        refuses(abi.encodeWithSelector(Errors.Work_Missing.selector, 99));
        tributary.report(99, Usage.Train, 1, 0, fan);
    }

    function test_APricedUsageWithoutMoneyIsRefused() public {
        Payment memory p = play(work);
        p.amount = 0;
        rejects(p, abi.encodeWithSelector(Errors.Payment_TooSmall.selector, work, 0, PRICE));
    }

    // ── Sealed works ─────────────────────────────────────────────────────────────────────────────────────────────────

    function test_AUsageThatBringsTheKeyNeedsAKeyHolder() public {
        work = publish(sealedDraft(9));
        rejects(play(work), abi.encodeWithSelector(Errors.Payment_KeyMissing.selector, work, fan));
        Payment memory p = play(work);
        p.beneficiary = anna;
        pay(p);
        p.beneficiary = address(0);
        rejects(p, abi.encodeWithSelector(Errors.Payment_KeyMissing.selector, work, fan));
        pay(tip(work, 1));
        pay(Payment(work, Usage.Train, 1, 0, 1, 0, fan));
    }

    function test_AFreeUsageThatBringsTheKeyTakesReportsButNoMoney() public {
        Publication memory d = sealedDraft(9);
        d.offers[2].bringsKey = true;
        work = publish(d);
        pay(Payment(work, Usage.Train, 1, 0, 0, 0, fan));
        Payment memory p = Payment(work, Usage.Train, 1, 0, 1, 0, fan);
        rejects(p, abi.encodeWithSelector(Errors.Payment_KeyMissing.selector, work, fan));
    }

    // ── Limits ───────────────────────────────────────────────────────────────────────────────────────────────────────

    function test_RefusesAnAmountThatNoIncomeCouldHold() public {
        uint256 inDollars = publishIn(address(dollar));
        uint256 most = uint256(uint128(type(int128).max)) / 1e8;
        dollar.mint(fan, most + 1);
        rejects(tip(inDollars, most + 1), abi.encodeWithSelector(Errors.Income_TooLarge.selector, inDollars));
        payDollars(tip(inDollars, most));
        claim(anna, inDollars);
        assertEq(dollar.balanceOf(anna), (most * 7) / 10);
    }

    /// As income, in 1e-8, these would start again at zero: the money would be nobody's.
    function test_RefusesAnAmountThatWouldWrap() public {
        uint256 inDollars = publishIn(address(dollar));
        dollar.mint(fan, 2 ** 255);
        rejects(tip(inDollars, 2 ** 248), abi.encodeWithSelector(Errors.Income_TooLarge.selector, inDollars));
        rejects(tip(inDollars, 2 ** 248 + 1), abi.encodeWithSelector(Errors.Income_TooLarge.selector, inDollars));
    }

    function rejects(Payment memory p, bytes memory reason) private {
        bool native = tributary.count() < p.work || tributary.workOf(p.work == 0 ? 1 : p.work).currency == address(0);
        vm.prank(fan);
        refuses(reason);
        tributary.pay{value: native ? p.amount : 0}(p);
    }
}
