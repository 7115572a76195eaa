// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC1155} from "@openzeppelin/contracts/token/ERC1155/IERC1155.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {Vm} from "forge-std/Vm.sol";
import {Base} from "../Base.t.sol";
import {Furnace, Parrot, Receiver} from "../Receivers.sol";
import {BlacklistToken} from "../attack/Tokens.sol";
import {IShareToken} from "contracts/src/interfaces/IShareToken.sol";
import "contracts/src/ITributary.sol";
import {Errors} from "contracts/src/Errors.sol";

/// Pays as old contracts do, leaving the receiver 2300 gas.
contract OldPayer {
    function payBySend(address payable to) external payable returns (bool) {
        return to.send(msg.value);
    }

    function payByTransfer(address payable to) external payable {
        to.transfer(msg.value);
    }
}

/// The ERC-20 face; permits are in SharePermit.t.sol. See share-token.tree.
contract ShareTokenTest is Base {
    uint256 internal work;
    IShareToken internal token;

    function setUp() public override {
        super.setUp();
        work = publishOpen();
        token = IShareToken(tributary.shareTokenOf(work));
    }

    // ── What it is ───────────────────────────────────────────────────────────────────────────────────────────────────

    function test_IsAProxyToTheFirstContractTributaryCreated() public {
        address code = vm.computeCreateAddress(address(tributary), 1);
        bytes memory proxy = abi.encodePacked(
            hex"5f5f3615602f57365f5f37365f73",
            code,
            hex"5af43d5f5f3e5f3d91602f57fd5bf3",
            uint48(work)
        );
        assertEq(address(token).code, proxy);
        bytes32 birth_ = keccak256(abi.encodePacked(hex"60378060095f395ff3", proxy));
        assertEq(address(token), vm.computeCreate2Address(bytes32(work), birth_, address(tributary)));
        address next = tributary.shareTokenOf(work + 1);
        assertEq(next.code.length, 0);
        assertEq(publishOpen(), work + 1);
        assertEq(next.code.length, 55);
        assertEq(IShareToken(next).work(), work + 1);
        assertEq(tributary.workOf(work + 1).shareToken, next);
    }

    function test_SaysWhatTributarySays() public view {
        assertEq(token.name(), "Shares of Tributary work 1");
        assertEq(token.symbol(), "TRIB-1");
        assertEq(token.decimals(), 6);
        assertEq(token.totalSupply(), ALL);
        assertEq(token.balanceOf(anna), 70_000_000);
        assertEq(token.balanceOf(stranger), 0);
        assertEq(token.work(), work);
        assertEq(token.tributary(), address(tributary));
    }

    function test_TakesCoinsWith2300Gas() public {
        OldPayer payer = new OldPayer();
        vm.cool(address(token));
        assertTrue(payer.payBySend{value: 2}(payable(address(token))));
        vm.cool(address(token));
        payer.payByTransfer{value: 3}(payable(address(token)));
        assertEq(address(token).balance, 5);
        assertEq(tributary.sweep(work), 5);
        assertEq(tributary.workOf(work).income, 5e8);
    }

    function test_TakesNoCoinsWithACall() public {
        (bool taken, ) = address(token).call{value: 1}(hex"01");
        assertFalse(taken);
        (taken, ) = address(token).call{value: 1}(abi.encodeCall(IERC20.balanceOf, (anna)));
        assertFalse(taken);
        (taken, ) = address(token).call(hex"01020304");
        assertFalse(taken);
    }

    function test_IsNoCurrencyOfWorks() public {
        Publication memory p = draft();
        p.currency = address(token);
        refuses(abi.encodeWithSelector(Errors.Currency_ShareToken.selector, token));
        tributary.publish(p);
        // The same code elsewhere is not ours.
        vm.etch(stranger, address(token).code);
        p.currency = stranger;
        assertEq(tributary.workOf(publish(p)).currency, stranger);
    }

    /// It takes a part of its own code for its work's number, and stands where no work's token does.
    function test_TheCodeItselfReachesNothing() public {
        openSale(work);
        IShareToken bare = IShareToken(vm.computeCreateAddress(address(tributary), 1));
        assertGt(bare.work(), 1e9);
        assertEq(bare.balanceOf(anna), 0);
        vm.startPrank(anna);
        refuses(abi.encodeWithSelector(IERC20Errors.ERC20InsufficientBalance.selector, anna, 0, 1));
        bare.transfer(fan, 1);
        refuses(abi.encodeWithSelector(Errors.Inbox_CallerNotShareToken.selector, bare.work(), bare));
        bare.transfer(fan, 0);
        refuses(abi.encodeWithSelector(Errors.Market_SaleNotOpen.selector, bare.work()));
        bare.approve(fan, 1);
        (bool taken, ) = address(bare).call{value: 0}("");
        assertFalse(taken);
    }

    // ── Moves ────────────────────────────────────────────────────────────────────────────────────────────────────────

    function test_BeforeTheSaleIsOpenedNothingMoves() public {
        bytes memory closed = abi.encodeWithSelector(Errors.Market_SaleNotOpen.selector, work);
        vm.startPrank(anna);
        refuses(closed);
        token.transfer(fan, 1);
        refuses(closed);
        token.transferFrom(ben, fan, 0);
        refuses(closed);
        token.approve(fan, 1);
        refuses(closed);
        token.approve(fan, 0);
        vm.stopPrank();
        give(anna, fan, work, 1);
        assertEq(token.balanceOf(fan), 1);
        assertFalse(tributary.isOnSale(work));
        openSale(work);
        assertTrue(tributary.isOnSale(work));
        vm.prank(anna);
        assertTrue(token.transfer(fan, 1));
    }

    function test_MovesAndAnnouncesInBothStandards() public {
        openSale(work);
        pay(tip(work, 1e8));
        uint256 stamp = (uint256(tributary.workOf(work).sequence + 1) << 80) | (birth << 40) | 20_000_000;
        vm.expectEmit(address(tributary));
        emit ITributary.Moved(work, anna, fan, stamp, 5);
        vm.expectEmit(address(token));
        emit IERC20.Transfer(anna, fan, 5);
        vm.expectEmit(address(tributary));
        emit IERC1155.TransferSingle(address(token), anna, fan, work, 5);
        vm.recordLogs();
        vm.prank(anna);
        assertTrue(token.transfer(fan, 5));
        assertEq(vm.getRecordedLogs().length, 3);
        assertEq(tributary.balanceOf(anna, work), 69_999_995);
        assertEq(tributary.balanceOf(fan, work), 5);
        // Income before the move stays.
        assertEq(tributary.claimable(work, anna), 70_000_000);
        assertEq(tributary.claimable(work, fan), 0);
    }

    function test_AsksNoReceiver() public {
        openSale(work);
        address[3] memory deaf = [
            address(new Parrot("", true)),
            address(new Furnace()),
            tributary.shareTokenOf(publishOpen())
        ];
        for (uint256 i; i < 3; ++i) {
            vm.prank(anna);
            assertTrue(token.transfer(deaf[i], 7));
            assertEq(token.balanceOf(deaf[i]), 7);
        }
    }

    function test_RefusesAsTheStandardSays() public {
        openSale(work);
        vm.prank(anna);
        token.approve(fan, 5);
        refuses(abi.encodeWithSelector(IERC20Errors.ERC20InvalidReceiver.selector, address(0)));
        vm.prank(anna);
        token.transfer(address(0), 1);
        refuses(abi.encodeWithSelector(IERC20Errors.ERC20InsufficientBalance.selector, ben, 30_000_000, 30_000_001));
        vm.prank(ben);
        token.transfer(fan, 30_000_001);
        refuses(abi.encodeWithSelector(IERC20Errors.ERC20InsufficientAllowance.selector, fan, 5, 6));
        vm.prank(fan);
        token.transferFrom(anna, fan, 6);
        refuses(abi.encodeWithSelector(IERC20Errors.ERC20InvalidSpender.selector, address(0)));
        token.approve(address(0), 1);
    }

    function test_RefusesReceiversThatTributaryRefuses() public {
        openSale(work);
        address[2] memory wrong = [address(tributary), address(token)];
        for (uint256 i; i < 2; ++i) {
            for (uint256 units; units < 2; ++units) {
                refuses(abi.encodeWithSelector(Errors.Shares_InvalidReceiver.selector, wrong[i]));
                vm.prank(anna);
                token.transfer(wrong[i], units);
            }
        }
    }

    function test_NothingAndToOneselfIsOnlyErcEvents() public {
        openSale(work);
        bytes32 before = keccak256(abi.encode(tributary.workOf(work), tributary.holdingOf(work, anna)));
        vm.recordLogs();
        vm.prank(anna);
        token.transfer(anna, 70_000_000);
        // Of anybody's nothing: ERC-20 allows it.
        vm.prank(stranger);
        token.transferFrom(anna, fan, 0);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        assertEq(logs.length, 4);
        for (uint256 i; i < 4; i += 2) {
            assertEq(logs[i].topics[0], IERC20.Transfer.selector);
            assertEq(logs[i + 1].topics[0], IERC1155.TransferSingle.selector);
        }
        assertEq(keccak256(abi.encode(tributary.workOf(work), tributary.holdingOf(work, anna))), before);
    }

    function test_UsesAllowancesUp() public {
        openSale(work);
        vm.expectEmit(address(token));
        emit IERC20.Approval(anna, fan, 5);
        vm.prank(anna);
        assertTrue(token.approve(fan, 5));
        vm.startPrank(fan);
        assertTrue(token.transferFrom(anna, ben, 2));
        assertEq(token.allowance(anna, fan), 3);
        assertTrue(token.transferFrom(anna, ben, 3));
        assertEq(token.allowance(anna, fan), 0);
        assertEq(token.balanceOf(ben), 30_000_005);
        refuses(abi.encodeWithSelector(IERC20Errors.ERC20InsufficientAllowance.selector, fan, 0, 1));
        token.transferFrom(anna, ben, 1);
    }

    function test_AnInfiniteAllowanceIsNotUsedUp() public {
        openSale(work);
        vm.prank(anna);
        token.approve(fan, type(uint256).max);
        vm.prank(fan);
        token.transferFrom(anna, fan, 70_000_000);
        assertEq(token.allowance(anna, fan), type(uint256).max);
        vm.prank(ben);
        token.approve(fan, type(uint256).max - 1);
        vm.prank(fan);
        token.transferFrom(ben, fan, 1);
        assertEq(token.allowance(ben, fan), type(uint256).max - 2);
    }

    function test_TheTwoFacesApproveApart() public {
        openSale(work);
        vm.startPrank(anna);
        token.approve(fan, 5);
        tributary.setApprovalForAll(stranger, true);
        vm.stopPrank();
        refuses(abi.encodeWithSelector(Errors.Shares_NotApproved.selector, anna, fan));
        vm.prank(fan);
        tributary.safeTransferFrom(anna, fan, work, 1, "");
        refuses(abi.encodeWithSelector(IERC20Errors.ERC20InsufficientAllowance.selector, stranger, 0, 1));
        vm.prank(stranger);
        token.transferFrom(anna, stranger, 1);
        assertFalse(tributary.isApprovedForAll(anna, fan));
        assertEq(token.allowance(anna, stranger), 0);
    }

    /// A receiver of a gift that tries to pass it on by the other door, within the hook.
    function test_IsRefusedWhileAnotherEntryIsAtWork() public {
        openSale(work);
        Receiver receiver = new Receiver();
        receiver.plan(address(token), abi.encodeCall(IERC20.transfer, (fan, 1)));
        give(anna, address(receiver), work, 1);
        assertFalse(receiver.errandDone());
        assertEq(receiver.errandAnswer(), abi.encodeWithSelector(Errors.Lock_Held.selector));
        assertEq(token.balanceOf(address(receiver)), 1);
    }

    // ── Only Tributary ───────────────────────────────────────────────────────────────────────────────────────────────

    function test_OthersNeitherAnnounceNorRelease() public {
        vm.deal(address(token), 1);
        vm.startPrank(anna);
        bytes memory reason = abi.encodeWithSelector(IShareToken.ShareToken_CallerNotTributary.selector, anna);
        refuses(reason);
        token.announce(anna, fan, 1);
        refuses(reason);
        token.announceMint(new Holder[](1));
        refuses(reason);
        token.release(address(0), anna, 1);
    }

    function test_ReleasesCoinsAndTokens() public {
        vm.deal(address(token), 5);
        dollar.mint(address(token), 7);
        vm.startPrank(address(tributary));
        uint256 coins = stranger.balance;
        token.release(address(0), stranger, 4);
        token.release(address(dollar), stranger, 6);
        assertEq(stranger.balance, coins + 4);
        assertEq(dollar.balanceOf(stranger), 6);
        refuses(abi.encodeWithSelector(Errors.Transfer_Failed.selector, stranger, 2));
        token.release(address(0), stranger, 2);
        refuses(abi.encodeWithSelector(IERC20Errors.ERC20InsufficientBalance.selector, token, 1, 2));
        token.release(address(dollar), stranger, 2);
    }

    function test_AReleaseThatTheAssetRefusesSaysSo() public {
        BlacklistToken asset = new BlacklistToken();
        asset.mint(address(token), 1);
        asset.block_(stranger);
        refuses("blocked");
        vm.prank(address(tributary));
        token.release(address(asset), stranger, 1);
    }

    function test_OnlyItsOwnTokenMovesAWorksShares() public {
        openSale(work);
        address other = tributary.shareTokenOf(publishOpen());
        address[3] memory wrong = [anna, other, address(tributary)];
        for (uint256 i; i < 3; ++i) {
            refuses(abi.encodeWithSelector(Errors.Inbox_CallerNotShareToken.selector, work, wrong[i]));
            vm.prank(wrong[i]);
            tributary.transferByToken(work, anna, fan, 1);
        }
    }

    // ── Shares in an inbox ───────────────────────────────────────────────────────────────────────────────────────────

    function test_AnyoneClaimsIntoTheInboxWhatSharesThereEarn() public {
        uint256 second = publishOpen();
        IShareToken inbox = IShareToken(tributary.shareTokenOf(second));
        openSale(work);
        vm.prank(anna);
        token.transfer(address(inbox), 10_000_000);
        pay(tip(work, 100));
        vm.prank(stranger);
        inbox.claim(list(work));
        assertEq(address(inbox).balance, 10);
        assertEq(tributary.claimable(work, address(inbox)), 0);
        assertEq(tributary.sweep(second), 10);
    }
}
