// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";
import {Errors} from "contracts/src/Errors.sol";
import {Cid} from "contracts/src/libraries/Cid.sol";
import {Split} from "contracts/src/libraries/Split.sol";
import {HoldingSlot, pack} from "contracts/src/types/HoldingSlot.sol";
import "contracts/src/types/HotSlot.sol";
import {OfferSlot} from "contracts/src/types/OfferSlot.sol";

/// The packed slots against the plain numbers they stand for.
contract TypesTest is Test {
    function testFuzz_APartIsExactAndPartsNeverExceedTheWhole(uint256 amount, uint16[16] memory royalties) public pure {
        amount = bound(amount, 0, Split.MAXIMUM_AMOUNT);
        uint256 asked;
        uint256 parts;
        for (uint256 i; i < 16; ++i) {
            uint256 royalty = bound(royalties[i], 0, 9_000 - asked);
            asked += royalty;
            uint256 part = Split.part(amount, royalty);
            assertEq(part * 10_000, amount * 1e8 * royalty);
            parts += part;
        }
        assertEq(parts * 10_000, amount * 1e8 * asked);
        assertGe(Split.whole(amount), parts);
        assertLe(Split.whole(amount), uint128(type(int128).max));
    }

    function testFuzz_AnEventMovesOnlyItsOwnFields(uint256 word, uint40 time, uint40 number) public pure {
        HotSlot hot = HotSlot.wrap(word);
        vm.assume(hot.sequence() != type(uint32).max);
        (HotSlot next, uint256 stamp) = hot.advance(time, number);
        assertEq(next.income(), hot.income());
        assertEq(next.sequence(), hot.sequence() + 1);
        assertEq(next.lastBlock(), number);
        assertEq(next.anchorBlock(), next.sequence() % 256 == 0 ? number : hot.anchorBlock());
        assertEq(HotSlot.unwrap(next) >> 240, word >> 240);
        assertEq(uint40(stamp), hot.lastBlock());
        assertEq(uint40(stamp >> 40), time);
        assertEq(uint32(stamp >> 80), next.sequence());
        assertEq(stamp >> 112, hot.anchorBlock());
    }

    function testFuzz_EveryAnchor(uint24 hundreds, uint40 number) public pure {
        uint256 sequence = (uint256(hundreds) << 8) | 255;
        (HotSlot next, ) = HotSlot.wrap(sequence << 128).advance(1, number);
        vm.assume(sequence != type(uint32).max);
        assertEq(next.anchorBlock(), number);
    }

    function testFuzz_EarningAddsUpToTheLimit(uint256 word, uint256 amount) public {
        HotSlot hot = HotSlot.wrap(word);
        bool fits =
            amount <= uint128(type(int128).max) && int256(hot.income()) + int256(amount) <= int256(type(int128).max);
        if (!fits) vm.expectRevert(abi.encodeWithSelector(Errors.Income_TooLarge.selector, 7));
        HotSlot next = this.earning(hot, amount);
        if (!fits) return;
        assertEq(int256(next.income()), int256(hot.income()) + int256(amount));
        assertEq(HotSlot.unwrap(next) >> 128, word >> 128);
    }

    function earning(HotSlot hot, uint256 amount) external pure returns (HotSlot) {
        return hot.earn(7, amount);
    }

    function testFuzz_FlagsAndCountsDoNotDisturb(uint240 low, uint8 count) public pure {
        HotSlot hot = HotSlot.wrap(low).withAncestorCount(count).with(TOKEN).with(ON_SALE);
        assertEq(hot.ancestorCount(), count);
        assertTrue(hot.has(TOKEN) && hot.has(ON_SALE));
        assertFalse(hot.has(ARBITRUM) || hot.has(FLOWING) || hot.has(POLICED));
        assertEq(uint240(HotSlot.unwrap(hot)), low);
    }

    function testFuzz_AHoldingKeepsItsThreeNumbers(uint256 all, uint256 some, int256 owed) public pure {
        all = bound(all, 0, 1e8);
        some = bound(some, 0, all);
        owed = bound(owed, -2 ** 156, 2 ** 156);
        HoldingSlot h = pack(all, some, owed);
        assertEq(h.units(), all);
        assertEq(h.listed(), some);
        assertEq(h.debt(), owed);
        assertEq(h.withListed(0).listed(), 0);
        assertEq(h.withListed(all).debt(), owed);
    }

    /// What was due before a move is due after it, on both sides, at whatever income.
    function testFuzz_AMoveIsNeutral(
        uint256 mine,
        uint256 yours,
        uint256 amount,
        int128 level,
        int192 a,
        int192 b
    ) public pure {
        mine = bound(mine, 0, 1e8);
        yours = bound(yours, 0, 1e8 - mine);
        amount = bound(amount, 0, mine);
        HoldingSlot from = pack(mine, mine, bound(a, -2 ** 155, 2 ** 155));
        HoldingSlot to = pack(yours, 0, bound(b, -2 ** 155, 2 ** 155));
        HoldingSlot left = from.give(amount, level);
        HoldingSlot got = to.take(amount, level);
        assertEq(left.due(level), from.due(level));
        assertEq(got.due(level), to.due(level));
        assertEq(left.debt() + got.debt(), from.debt() + to.debt());
        assertEq(left.units() + got.units(), mine + yours);
        assertEq(left.listed(), mine - amount);
    }

    function testFuzz_PayingOutAddsExactlyThatDebt(uint256 all, int192 owed, uint128 paid) public pure {
        HoldingSlot h = pack(bound(all, 0, 1e8), 0, owed);
        HoldingSlot after_ = h.settle(paid);
        assertEq(after_.debt(), int256(owed) + int256(uint256(paid)));
        assertEq(after_.units(), h.units());
    }

    function testFuzz_ThreeOffersInASlot(uint96[3] memory prices, bool[3] memory keys) public pure {
        OfferSlot slot = OfferSlot.wrap(0);
        for (uint256 i; i < 3; ++i) {
            prices[i] = uint96(bound(prices[i], 0, 2 ** 84 - 2));
            slot = slot.withOffer(i, prices[i], keys[i]);
        }
        for (uint256 i; i < 3; ++i) {
            assertEq(slot.offered(i), uint256(prices[i]) + 1);
            assertEq(slot.priceOf(i), prices[i]);
            assertEq(slot.bringsKey(i), keys[i]);
        }
    }

    /// Against an encoding bit by bit.
    function testFuzz_ACidIsBase32(bytes32 digest) public pure {
        bytes memory raw = abi.encodePacked(hex"01551220", digest, bytes1(0));
        bytes memory text = new bytes(58);
        for (uint256 i; i < 58; ++i) {
            uint256 value;
            for (uint256 bit = i * 5; bit < i * 5 + 5; ++bit) {
                value = value * 2 + ((uint8(raw[bit / 8]) >> (7 - (bit % 8))) & 1);
            }
            text[i] = bytes("abcdefghijklmnopqrstuvwxyz234567")[value];
        }
        assertEq(Cid.uri(digest), string.concat("ipfs://b", string(text)));
    }
}
