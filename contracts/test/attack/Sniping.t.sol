// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Base} from "../Base.t.sol";
import {Errors} from "contracts/src/Errors.sol";
import {MoodyToken} from "./MoodyToken.sol";

/// Somebody sees money arrive in an inbox and buys shares for it before anybody sweeps.
contract SnipingTest is Base {
    uint256 private constant WAITING = 1 ether;
    uint32 private constant ALL_OF_ANNAS = 70_000_000;

    function test_TheMarketSellsNoWaitingIncome() public {
        for (uint256 i; i < 2; ++i) {
            (uint256 work, address inbox) = waiting(i == 1);
            vm.prank(anna);
            tributary.list(work, ALL_OF_ANNAS, 0.001 ether, uint40(birth));
            vm.prank(fan);
            tributary.buy{value: i == 0 ? 0.07 ether : 0}(work, anna, ALL_OF_ANNAS, 0.07 ether, birth);
            // The resale royalty belongs to the sellers, too.
            nothingWasSniped(work, inbox, WAITING + 0.0035 ether);
        }
    }

    function test_ABidBuysNoWaitingIncome() public {
        for (uint256 i; i < 2; ++i) {
            (uint256 work, address inbox) = waiting(i == 1);
            vm.prank(fan);
            tributary.placeBid{value: i == 0 ? 0.07 ether : 0}(work, ALL_OF_ANNAS, 0.001 ether, uint40(birth));
            vm.prank(anna);
            tributary.acceptBid(work, fan, ALL_OF_ANNAS, 0, birth);
            nothingWasSniped(work, inbox, WAITING + 0.0035 ether);
        }
    }

    function test_TheTokenMovesNoWaitingIncome() public {
        for (uint256 i; i < 4; ++i) {
            (uint256 work, address inbox) = waiting(i % 2 == 1);
            vm.prank(anna);
            if (i < 2) {
                IERC20(inbox).transfer(fan, ALL_OF_ANNAS);
            } else {
                IERC20(inbox).approve(fan, ALL_OF_ANNAS);
                vm.prank(fan);
                IERC20(inbox).transferFrom(anna, fan, ALL_OF_ANNAS);
            }
            nothingWasSniped(work, inbox, WAITING);
        }
    }

    function test_AnOperatorMovesNoWaitingIncome() public {
        vm.prank(anna);
        tributary.setApprovalForAll(fan, true);
        for (uint256 i; i < 4; ++i) {
            (uint256 work, address inbox) = waiting(i % 2 == 1);
            vm.prank(fan);
            if (i < 2) tributary.safeTransferFrom(anna, fan, work, ALL_OF_ANNAS, "");
            else tributary.safeBatchTransferFrom(anna, fan, list(work), list(ALL_OF_ANNAS), "");
            nothingWasSniped(work, inbox, WAITING);
        }
    }

    /// Whatever gas a mover brings: with too little nothing happens, otherwise the income is where it belongs. Without the
    /// check of gas, limits in between would move the shares and leave the money.
    function test_NoGasLimitLeavesIncomeBehind() public {
        MoodyToken thirsty = new MoodyToken();
        uint256 work = publishIn(address(thirsty));
        address inbox = tributary.shareTokenOf(work);
        thirsty.mint(inbox, 100);
        thirsty.demand(200_000);
        bytes memory call = abi.encodeCall(tributary.safeTransferFrom, (anna, fan, work, ALL_OF_ANNAS, ""));
        uint256 starved;
        uint256 moved;
        for (uint256 limit = 20_000; limit < 900_000; limit += 7_001) {
            uint256 snapshot = vm.snapshotState();
            vm.prank(anna);
            (bool done, bytes memory answer) = address(tributary).call{gas: limit}(call);
            if (done) {
                ++moved;
                nothingWasSniped(work, inbox, 100);
            } else {
                assertEq(bytes4(answer), Errors.Inbox_GasTooLow.selector);
                ++starved;
            }
            vm.revertToState(snapshot);
        }
        // Both kinds were met.
        assertGt(starved, 0);
        assertGt(moved, 0);
    }

    // ── Helpers ──────────────────────────────────────────────────────────────────────────────────────────────────────

    function waiting(bool inTokens) private returns (uint256 work, address inbox) {
        work = inTokens ? publishIn(address(dollar)) : publishOpen();
        inbox = tributary.shareTokenOf(work);
        openSale(work);
        if (inTokens) dollar.mint(inbox, WAITING);
        else vm.deal(inbox, WAITING);
    }

    function nothingWasSniped(uint256 work, address inbox, uint256 income) private view {
        address currency = tributary.workOf(work).currency;
        assertEq(currency == address(0) ? inbox.balance : IERC20(currency).balanceOf(inbox), 0, "left behind");
        assertEq(tributary.balanceOf(fan, work), ALL_OF_ANNAS);
        assertEq(tributary.claimable(work, fan), 0, "sniped");
        assertEq(tributary.claimable(work, anna), (income * 7) / 10);
        assertEq(tributary.claimable(work, ben), (income * 3) / 10);
    }
}
