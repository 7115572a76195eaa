// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC1155} from "@openzeppelin/contracts/token/ERC1155/IERC1155.sol";
import {Base} from "../Base.t.sol";
import "contracts/src/ITributary.sol";
import {Errors} from "contracts/src/Errors.sol";

contract PublishTest is Base {
    // ── Manifest and currency ────────────────────────────────────────────────────────────────────────────────────────

    function test_RefusesAnEmptyManifest() public {
        Publication memory p = draft();
        p.manifest = 0;
        refuses(abi.encodeWithSelector(Errors.Manifest_Empty.selector));
        publish(p);
    }

    function test_RefusesACurrencyWithoutCode() public {
        Publication memory p = draft();
        p.currency = stranger;
        refuses(abi.encodeWithSelector(Errors.Currency_WithoutCode.selector, stranger));
        publish(p);
    }

    // ── Holders ──────────────────────────────────────────────────────────────────────────────────────────────────────

    function test_RefusesNoHolders() public {
        Publication memory p = draft();
        p.holders = new Holder[](0);
        refuses(abi.encodeWithSelector(Errors.Holders_Count.selector, 0, 64));
        publish(p);
    }

    function test_RefusesMoreThan64Holders() public {
        Publication memory p = crowd(65);
        refuses(abi.encodeWithSelector(Errors.Holders_Count.selector, 65, 64));
        publish(p);
    }

    function test_Accepts64Holders() public {
        uint256 work = publish(crowd(64));
        assertEq(tributary.workOf(work).sequence, 64);
        assertEq(tributary.balanceOf(address(uint160(1000)), work), ALL - 63);
        assertEq(tributary.balanceOf(address(uint160(1063)), work), 1);
    }

    function test_RefusesTheZeroAddressAsHolder() public {
        Publication memory p = draft();
        p.holders[1].account = address(0);
        refuses(abi.encodeWithSelector(Errors.Holder_Invalid.selector, address(0)));
        publish(p);
    }

    function test_RefusesTheContractAsHolder() public {
        Publication memory p = draft();
        p.holders[1].account = address(tributary);
        refuses(abi.encodeWithSelector(Errors.Holder_Invalid.selector, address(tributary)));
        publish(p);
    }

    function test_RefusesAHolderTwice() public {
        Publication memory p = draft();
        p.holders[1].account = anna;
        refuses(abi.encodeWithSelector(Errors.Holder_Repeated.selector, anna));
        publish(p);
    }

    function test_RefusesAHolderWithoutUnits() public {
        Publication memory p = draft();
        p.holders[0].units = 100_000_000;
        p.holders[1].units = 0;
        refuses(abi.encodeWithSelector(Errors.Holder_WithoutUnits.selector, ben));
        publish(p);
    }

    function test_RefusesLessThan100Shares() public {
        Publication memory p = draft();
        p.holders[1].units -= 1;
        refuses(abi.encodeWithSelector(Errors.Holders_Sum.selector, 99_999_999, 100_000_000));
        publish(p);
    }

    function test_RefusesMoreThan100Shares() public {
        Publication memory p = draft();
        p.holders[1].units = type(uint32).max;
        refuses(
            abi.encodeWithSelector(Errors.Holders_Sum.selector, 70_000_000 + uint256(type(uint32).max), 100_000_000)
        );
        publish(p);
    }

    function test_NamesAHolderWithCodeThatDoesNotAnswer() public {
        Publication memory p = draft();
        p.holders[1].account = address(dollar);
        refuses(abi.encodeWithSelector(Errors.Shares_ReceiverRefused.selector, address(dollar)));
        publish(p);
    }

    // ── Offers ───────────────────────────────────────────────────────────────────────────────────────────────────────

    function test_RefusesUsagesThatCannotBeOffered() public {
        for (uint8 usage = uint8(Usage.Tip); usage <= uint8(Usage.Flow); ++usage) {
            Publication memory p = draft();
            p.offers[1].usage = Usage(usage);
            refuses(abi.encodeWithSelector(Errors.Offer_NotOfferable.selector, usage));
            publish(p);
        }
    }

    function test_RefusesAUsageTwice() public {
        Publication memory p = draft();
        p.offers[2].usage = Usage.Play;
        refuses(abi.encodeWithSelector(Errors.Offer_Repeated.selector, Usage.Play));
        publish(p);
    }

    function test_RefusesAFreeUsageTwice() public {
        Publication memory p = draft();
        p.offers[0] = Offer(Usage.Train, false, 5);
        refuses(abi.encodeWithSelector(Errors.Offer_Repeated.selector, Usage.Train));
        publish(p);
    }

    function test_RefusesAPriceThatDoesNotFit() public {
        Publication memory p = draft();
        p.offers[0].price = 2 ** 84 - 1;
        refuses(abi.encodeWithSelector(Errors.Offer_PriceTooHigh.selector, Usage.Play, 2 ** 84 - 1, 2 ** 84 - 2));
        publish(p);
    }

    function test_AcceptsTheHighestPriceOfEveryUsage() public {
        Publication memory p = sealedDraft(11);
        p.offers = new Offer[](5);
        for (uint8 usage; usage < 5; ++usage) p.offers[usage] = Offer(Usage(usage), usage % 2 == 0, 2 ** 84 - 2);
        Offer[] memory stored = tributary.workOf(publish(p)).offers;
        assertEq(abi.encode(stored), abi.encode(p.offers));
    }

    /// Also where it is the smallest number a slot of offers can be.
    function test_AcceptsAFreeUsageAlone() public {
        for (uint8 usage; usage < 5; ++usage) {
            Publication memory p = draft();
            p.offers = new Offer[](1);
            p.offers[0] = Offer(Usage(usage), false, 0);
            assertEq(abi.encode(tributary.workOf(publish(p)).offers), abi.encode(p.offers));
        }
    }

    function test_RefusesAKeyForAnOpenWork() public {
        Publication memory p = draft();
        p.offers[1].bringsKey = true;
        refuses(abi.encodeWithSelector(Errors.Offer_KeyOfOpenWork.selector, Usage.Download));
        publish(p);
    }

    // ── Royalties ────────────────────────────────────────────────────────────────────────────────────────────────────

    function test_RefusesAnAskOutsideOneToFiftyPercent() public {
        uint16[3] memory wrong = [uint16(1), 99, 5_001];
        for (uint256 i; i < 3; ++i) {
            Publication memory p = draft();
            p.ancestorRoyalty = wrong[i];
            refuses(abi.encodeWithSelector(Errors.Royalty_OutOfRange.selector, wrong[i]));
            publish(p);
        }
    }

    function test_AcceptsAnAskOfZeroOneAndFiftyPercent() public {
        uint16[3] memory right = [uint16(0), 100, 5_000];
        for (uint256 i; i < 3; ++i) {
            Publication memory p = draft();
            p.ancestorRoyalty = right[i];
            assertEq(tributary.workOf(publish(p)).ancestorRoyalty, right[i]);
        }
    }

    function test_RefusesAResaleRoyaltyAboveTenPercent() public {
        Publication memory p = draft();
        p.resaleRoyalty = 1_001;
        refuses(abi.encodeWithSelector(Errors.ResaleRoyalty_TooHigh.selector, 1_001, 1_000));
        publish(p);
        p.resaleRoyalty = 1_000;
        assertEq(tributary.workOf(publish(p)).resaleRoyalty, 1_000);
    }

    // ── Announcement ─────────────────────────────────────────────────────────────────────────────────────────────────

    function test_ItNumbersStoresAnnouncesAndMints() public {
        Publication memory p = sealedDraft(5);
        (p.minimumTip, p.minimumFlowRate, p.currency) = (3, 4, address(dollar));
        uint256 stamp = (1 << 80) | (birth << 40);
        vm.expectEmit(address(tributary));
        emit ITributary.Published(1, anna, p.manifest, address(dollar), p.key.x, p.key.y);
        vm.expectEmit(address(tributary));
        emit ITributary.OffersSet(1, p.offers);
        vm.expectEmit(address(tributary));
        emit ITributary.Moved(1, address(0), anna, stamp, 70_000_000);
        vm.expectEmit(address(tributary));
        emit IERC1155.TransferSingle(anna, address(0), anna, 1, 70_000_000);
        vm.expectEmit(address(tributary));
        emit ITributary.Moved(1, address(0), ben, stamp + (1 << 80) + 20_000_000, 30_000_000);
        assertEq(publish(p), 1);
        assertEq(tributary.count(), 1);
        Work memory w = tributary.workOf(1);
        assertEq(w.creator, anna);
        assertEq(w.pendingCreator, address(0));
        assertEq(w.currency, address(dollar));
        assertEq(w.manifest, p.manifest);
        assertEq(w.versions, 1);
        assertEq(w.ancestorRoyalty, 1_000);
        assertEq(w.resaleRoyalty, 500);
        assertEq(uint8(w.derivatives), uint8(Derivatives.Open));
        assertFalse(w.onSale || w.offersLocked || w.offersFloored);
        assertEq(w.minimumTip, 3);
        assertEq(w.minimumFlowRate, 4);
        assertEq(w.keyX, p.key.x);
        assertEq(w.keyOdd, p.key.y % 2 == 1);
        assertEq(w.income, 0);
        assertEq(w.sequence, 2);
        assertEq(w.lastBlock, 20_000_000);
        assertEq(w.anchorBlock, 0);
        assertEq(abi.encode(w.offers), abi.encode(p.offers));
        assertEq(tributary.balanceOf(anna, 1), 70_000_000);
        assertEq(tributary.balanceOf(ben, 1), 30_000_000);
        bytes32 head = keccak256(abi.encode(block.chainid, address(tributary), 1));
        head = keccak256(abi.encode(head, ITributary.Moved.selector, 1, address(0), anna, stamp, 70_000_000));
        stamp += (1 << 80) + 20_000_000;
        head = keccak256(abi.encode(head, ITributary.Moved.selector, 1, address(0), ben, stamp, 30_000_000));
        assertEq(w.head, head);
    }

    function test_ASmallestFlowRateNeedsNoSmallestTip() public {
        Publication memory p = draft();
        p.minimumFlowRate = 4;
        Work memory w = tributary.workOf(publish(p));
        assertEq(w.minimumTip, 0);
        assertEq(w.minimumFlowRate, 4);
    }

    function test_TheLedgerBeginsWithTheChainsOwnNumber() public {
        vm.chainId(8453);
        Publication memory p = draft();
        p.holders = new Holder[](1);
        p.holders[0] = Holder(anna, uint32(ALL));
        bytes32 head = keccak256(abi.encode(8453, address(tributary), 1));
        uint256 stamp = (1 << 80) | (birth << 40);
        head = keccak256(abi.encode(head, ITributary.Moved.selector, 1, address(0), anna, stamp, ALL));
        assertEq(tributary.workOf(publish(p)).head, head);
    }

    /// What later calls need not read, because the hot slot says that it is not there.
    function test_TheHotSlotSaysWhatAWorkHas() public {
        assertEq(flagsOf(publishOpen()), 0);
        assertEq(flagsOf(publishIn(address(dollar))), 1);
        Publication memory p = draft();
        p.policy = address(dollar);
        assertEq(flagsOf(publish(p)), 16);
    }

    function test_NumbersFollowEachOther() public {
        assertEq(publishOpen(), 1);
        assertEq(publishOpen(), 2);
    }

    function flagsOf(uint256 work) private view returns (uint8) {
        return uint8(uint256(vm.load(address(tributary), keccak256(abi.encode(work, uint256(1))))) >> 240);
    }

    /// The first holder gets the rest, so that the sum is right.
    function crowd(uint256 size) private view returns (Publication memory p) {
        p = draft();
        p.holders = new Holder[](size);
        for (uint256 i; i < size; ++i) p.holders[i] = Holder(address(uint160(1000 + i)), 1);
        p.holders[0].units = uint32(ALL - size + 1);
    }
}
