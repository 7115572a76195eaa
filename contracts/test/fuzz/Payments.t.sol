// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Base} from "../Base.t.sol";
import "contracts/src/ITributary.sol";
import {Errors} from "contracts/src/Errors.sol";

contract PaymentsFuzzTest is Base {
    /// Any amount over any three asks: nothing is lost or invented, and everything can be taken out.
    function testFuzz_TheCascadeIsExact(uint96 amount, uint16[3] memory asks) public {
        vm.assume(amount != 0);
        vm.deal(fan, amount);
        uint256[] memory parents = new uint256[](3);
        Publication memory p = draft();
        for (uint256 i; i < 3; ++i) {
            p.ancestorRoyalty = uint16(bound(asks[i], 100, 3_000));
            parents[i] = publish(p);
        }
        (p.parents, p.ancestorRoyalty, p.derivatives) = (parents, 0, Derivatives.Closed);
        uint256 work = publish(p);
        pay(tip(work, amount));
        uint256 sum = tributary.workOf(work).income;
        for (uint256 i; i < 3; ++i) {
            uint256 income = tributary.workOf(parents[i]).income;
            assertEq(income, (uint256(amount) * 1e8 * tributary.workOf(parents[i]).ancestorRoyalty) / 10_000);
            sum += income;
        }
        assertEq(sum, uint256(amount) * 1e8);
        for (uint256 i; i < 3; ++i) claimBoth(parents[i]);
        claimBoth(work);
        // Each of eight claims leaves less than one unit.
        assertLt(address(tributary).balance, 8);
    }

    function testFuzz_APurchaseDividesThePriceExactly(uint128 unitPrice, uint32 units, uint16 royalty) public {
        unitPrice = uint128(bound(unitPrice, 1, 1e28));
        units = uint32(bound(units, 10_000, 70_000_000));
        Publication memory p = draft();
        p.resaleRoyalty = uint16(bound(royalty, 0, 1_000));
        uint256 work = publish(p);
        openSale(work);
        vm.prank(anna);
        tributary.list(work, units, unitPrice, uint40(birth));
        uint256 price = (uint256(units) * unitPrice) / 1e6;
        if ((uint256(units) * unitPrice) % 1e6 != 0) ++price;
        vm.deal(fan, price);
        vm.startPrank(fan);
        if (price > 1) {
            vm.expectRevert(abi.encodeWithSelector(Errors.Market_PriceAboveMaximum.selector, price, price - 1));
            tributary.buy{value: price - 1}(work, anna, units, price - 1, birth);
        }
        tributary.buy{value: price}(work, anna, units, price, birth);
        assertEq(fan.balance, 0);
        assertEq(address(tributary).balance, (price * p.resaleRoyalty) / 10_000);
        assertEq(anna.balance + address(tributary).balance, price);
        assertEq(tributary.balanceOf(fan, work), units);
    }

    /// A stranger's payments, moves and claims in any number never lower what somebody else is due.
    function testFuzz_WhatIsDueDoesNotDependOnTheOrderOfClaims(uint96[6] memory amounts, uint8 order) public {
        uint256 work = publishOpen();
        for (uint256 i; i < 6; ++i) {
            if (amounts[i] == 0) continue;
            vm.deal(fan, amounts[i]);
            pay(tip(work, amounts[i]));
            if ((order >> i) & 1 == 1) claim(ben, work);
        }
        uint256 total;
        for (uint256 i; i < 6; ++i) total += amounts[i];
        claim(ben, work);
        assertEq(ben.balance, (total * 3) / 10);
        assertEq(tributary.claimable(work, anna), (total * 7) / 10);
    }

    function claimBoth(uint256 work) private {
        claim(anna, work);
        claim(ben, work);
    }
}
