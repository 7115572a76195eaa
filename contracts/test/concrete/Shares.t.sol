// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC1155, IERC165} from "@openzeppelin/contracts/token/ERC1155/IERC1155.sol";
import {IERC1155MetadataURI} from "@openzeppelin/contracts/token/ERC1155/extensions/IERC1155MetadataURI.sol";
import {IERC1155Receiver} from "@openzeppelin/contracts/token/ERC1155/IERC1155Receiver.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Vm} from "forge-std/Vm.sol";
import {Base} from "../Base.t.sol";
import {Parrot, Receiver} from "../Receivers.sol";
import "contracts/src/ITributary.sol";
import {Errors} from "contracts/src/Errors.sol";

contract SharesTest is Base {
    uint256 private work;

    function setUp() public override {
        super.setUp();
        work = publishOpen();
    }

    // ── Moves ────────────────────────────────────────────────────────────────────────────────────────────────────────

    function test_IncomeBeforeTheMoveStaysIncomeAfterGoes() public {
        pay(tip(work, 3));
        give(anna, fan, work, 10_000_001);
        assertEq(tributary.claimable(work, fan), 0);
        assertEq(tributary.claimable(work, anna), 2);
        pay(tip(work, 1e8));
        assertEq(tributary.claimable(work, fan), 10_000_001);
        // 2.1 from before and what 59 999 999 units earned.
        assertEq(tributary.claimable(work, anna), 2 + 59_999_999);
        give(fan, anna, work, 10_000_001);
        assertEq(tributary.claimable(work, fan), 10_000_001);
        claim(fan, work);
        assertEq(tributary.claimable(work, fan), 0);
        assertEq(tributary.holdingOf(work, fan).debt, 0);
    }

    function test_AnnouncesAndChainsTheMove() public {
        bytes32 head = tributary.workOf(work).head;
        uint256 stamp = (3 << 80) | (birth << 40) | 20_000_000;
        vm.expectEmit(address(tributary));
        emit ITributary.Moved(work, anna, fan, stamp, 5);
        vm.expectEmit(address(tributary));
        emit IERC1155.TransferSingle(anna, anna, fan, work, 5);
        give(anna, fan, work, 5);
        bytes32 topic = ITributary.Moved.selector;
        assertEq(tributary.workOf(work).head, keccak256(abi.encode(head, topic, work, anna, fan, stamp, 5)));
        assertEq(tributary.balanceOf(anna, work), 69_999_995);
        assertEq(tributary.balanceOf(fan, work), 5);
    }

    function test_RefusesMoreThanTheBalance() public {
        refuses(abi.encodeWithSelector(Errors.Shares_TooFew.selector, work, ben, 30_000_000, 30_000_001));
        give(ben, fan, work, 30_000_001);
        refuses(abi.encodeWithSelector(Errors.Shares_TooFew.selector, work, ben, 30_000_000, type(uint256).max));
        give(ben, ben, work, type(uint256).max);
        give(ben, fan, work, 30_000_000);
        assertEq(tributary.balanceOf(ben, work), 0);
    }

    function test_RefusesWorksThatAreNot() public {
        refuses(abi.encodeWithSelector(Errors.Work_Missing.selector, 55));
        give(stranger, fan, 55, 0);
    }

    function test_RefusesReceiversThatCannotHold() public {
        refuses(abi.encodeWithSelector(Errors.Shares_InvalidReceiver.selector, address(0)));
        give(anna, address(0), work, 1);
        refuses(abi.encodeWithSelector(Errors.Shares_InvalidReceiver.selector, address(tributary)));
        give(anna, address(tributary), work, 0);
        address token = tributary.shareTokenOf(work);
        for (uint256 units; units < 2; ++units) {
            refuses(abi.encodeWithSelector(Errors.Shares_InvalidReceiver.selector, token));
            give(anna, token, work, units);
        }
        // Another work's share token has code and no hook: only its own door leads there.
        token = tributary.shareTokenOf(publishOpen());
        refuses(abi.encodeWithSelector(Errors.Shares_ReceiverRefused.selector, token));
        give(anna, token, work, 1);
    }

    function test_NothingAndToOneselfIsOnlyAnErcEvent() public {
        bytes32 before = keccak256(abi.encode(tributary.workOf(work), tributary.holdingOf(work, anna)));
        vm.recordLogs();
        give(anna, fan, work, 0);
        give(anna, anna, work, 70_000_000);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        assertEq(logs.length, 4);
        for (uint256 i; i < 4; i += 2) {
            assertEq(logs[i].topics[0], IERC20.Transfer.selector);
            assertEq(logs[i + 1].topics[0], IERC1155.TransferSingle.selector);
        }
        assertEq(keccak256(abi.encode(tributary.workOf(work), tributary.holdingOf(work, anna))), before);
    }

    function test_OperatorsNeedApproval() public {
        bytes memory missing = abi.encodeWithSelector(Errors.Shares_NotApproved.selector, anna, stranger);
        moveAs(stranger, missing);
        vm.expectEmit(address(tributary));
        emit IERC1155.ApprovalForAll(anna, stranger, true);
        vm.prank(anna);
        tributary.setApprovalForAll(stranger, true);
        assertTrue(tributary.isApprovedForAll(anna, stranger));
        assertFalse(tributary.isApprovedForAll(stranger, anna));
        vm.expectEmit(address(tributary));
        emit IERC1155.TransferSingle(stranger, anna, fan, work, 1);
        moveAs(stranger, "");
        vm.prank(anna);
        tributary.setApprovalForAll(stranger, false);
        moveAs(stranger, missing);
    }

    function test_AMoveShrinksTheListingToWhatIsLeft() public {
        offerShares(work, 50_000_000);
        give(anna, fan, work, 15_000_000);
        assertEq(tributary.listingOf(work, anna).units, 50_000_000);
        give(anna, fan, work, 15_000_000);
        assertEq(tributary.listingOf(work, anna).units, 40_000_000);
        give(fan, anna, work, 5_000_000);
        assertEq(tributary.listingOf(work, anna).units, 40_000_000);
        assertEq(tributary.listingOf(work, fan).units, 0);
    }

    // ── Receivers with code ──────────────────────────────────────────────────────────────────────────────────────────

    function test_AsksAReceiverWithEverythingItMustKnow() public {
        Receiver receiver = new Receiver();
        vm.prank(anna);
        tributary.setApprovalForAll(stranger, true);
        vm.startPrank(stranger);
        tributary.safeTransferFrom(anna, address(receiver), work, 5, "for you");
        bytes memory expected = abi.encodeCall(
            IERC1155Receiver.onERC1155Received,
            (stranger, anna, work, 5, "for you")
        );
        assertEq(receiver.question(), expected);
        tributary.safeBatchTransferFrom(anna, address(receiver), list(work, work), list(1, 2), "both");
        expected = abi.encodeCall(
            IERC1155Receiver.onERC1155BatchReceived,
            (stranger, anna, list(work, work), list(1, 2), "both")
        );
        assertEq(receiver.question(), expected);
    }

    function test_NamesReceiversThatDoNotAnswer() public {
        bytes memory right = abi.encode(IERC1155Receiver.onERC1155Received.selector);
        refused(new Parrot(right, true));
        refused(new Parrot("", false));
        refused(new Parrot(hex"f23a6e61", false));
        refused(new Parrot(abi.encode(IERC1155Receiver.onERC1155BatchReceived.selector), false));
        Parrot polite = new Parrot(right, false);
        give(anna, address(polite), work, 1);
        refuses(abi.encodeWithSelector(Errors.Shares_ReceiverRefused.selector, address(polite)));
        vm.prank(anna);
        tributary.safeBatchTransferFrom(anna, address(polite), list(work), list(1), "");
    }

    // ── Batches ──────────────────────────────────────────────────────────────────────────────────────────────────────

    function test_ABatchMovesEachWork() public {
        uint256 second = publishOpen();
        uint256[] memory units = list(3, 4, 5);
        vm.expectEmit(address(tributary));
        emit IERC1155.TransferBatch(anna, anna, fan, list(work, second, work), units);
        vm.prank(anna);
        tributary.safeBatchTransferFrom(anna, fan, list(work, second, work), units, "");
        assertEq(tributary.balanceOf(fan, work), 8);
        assertEq(tributary.balanceOf(fan, second), 4);
        address[] memory both = new address[](2);
        (both[0], both[1]) = (fan, ben);
        uint256[] memory balances = tributary.balanceOfBatch(both, list(second, work));
        assertEq(abi.encode(balances), abi.encode(list(4, 30_000_000)));
    }

    function test_RefusesListsOfDifferentLengths() public {
        bytes memory reason = abi.encodeWithSelector(Errors.Shares_LengthMismatch.selector, 2, 1);
        refuses(reason);
        vm.prank(anna);
        tributary.safeBatchTransferFrom(anna, fan, list(work, work), list(1), "");
        refuses(reason);
        tributary.balanceOfBatch(new address[](1), list(work, work));
    }

    function test_AnEmptyBatchNeedsAReceiverToo() public {
        uint256[] memory none = new uint256[](0);
        address[2] memory wrong = [address(0), address(tributary)];
        vm.startPrank(anna);
        for (uint256 i; i < 2; ++i) {
            refuses(abi.encodeWithSelector(Errors.Shares_InvalidReceiver.selector, wrong[i]));
            tributary.safeBatchTransferFrom(anna, wrong[i], none, none, "");
        }
        tributary.safeBatchTransferFrom(anna, fan, none, none, "");
    }

    function test_ABatchNeedsApprovalToo() public {
        refuses(abi.encodeWithSelector(Errors.Shares_NotApproved.selector, anna, fan));
        vm.prank(fan);
        tributary.safeBatchTransferFrom(anna, fan, list(work), list(1), "");
    }

    // ── Both standards ───────────────────────────────────────────────────────────────────────────────────────────────

    function test_TheMintSpeaksBothStandards() public {
        IERC20 token = IERC20(tributary.shareTokenOf(work + 1));
        vm.recordLogs();
        publishOpen();
        Vm.Log[] memory logs = vm.getRecordedLogs();
        spoke(logs, token, address(0), anna, 70_000_000);
        spoke(logs, token, address(0), ben, 30_000_000);
        assertEq(countOf(logs, IERC20.Transfer.selector), 2);
        assertEq(countOf(logs, IERC1155.TransferSingle.selector), 2);
    }

    function test_EveryDoorSpeaksBothStandards() public {
        IERC20 token = IERC20(tributary.shareTokenOf(work));
        offerShares(work, 20_000_000);
        vm.recordLogs();
        give(anna, fan, work, 1);
        spokeOnce(token, anna, fan, 1);
        vm.prank(anna);
        token.transfer(fan, 2);
        spokeOnce(token, anna, fan, 2);
        vm.prank(anna);
        token.approve(stranger, 3);
        vm.prank(stranger);
        token.transferFrom(anna, fan, 3);
        spokeOnce(token, anna, fan, 3);
        vm.prank(fan);
        tributary.buy{value: 2 ether}(work, anna, 1_000_000, 2 ether, birth);
        spokeOnce(token, anna, fan, 1_000_000);
        vm.prank(fan);
        tributary.placeBid{value: 4 ether}(work, 4_000_000, 1 ether, uint40(birth + 1 days));
        vm.prank(anna);
        tributary.acceptBid(work, fan, 4_000_000, 1 ether, birth);
        spokeOnce(token, anna, fan, 4_000_000);
    }

    function test_ABatchMakesEachTokenSpeak() public {
        uint256 second = publishOpen();
        vm.recordLogs();
        vm.prank(anna);
        tributary.safeBatchTransferFrom(anna, fan, list(work, second, work), list(3, 0, 5), "");
        Vm.Log[] memory logs = vm.getRecordedLogs();
        assertEq(countOf(logs, IERC20.Transfer.selector), 3);
        assertEq(countOf(logs, ITributary.Moved.selector), 2);
        assertEq(countOf(logs, IERC1155.TransferBatch.selector), 1);
        spoke(logs, IERC20(tributary.shareTokenOf(work)), anna, fan, 3);
        spoke(logs, IERC20(tributary.shareTokenOf(second)), anna, fan, 0);
        spoke(logs, IERC20(tributary.shareTokenOf(work)), anna, fan, 5);
    }

    function test_WhatWaitsInTheInboxBelongsToThoseWhoHoldBeforeTheMove() public {
        (bool sent, ) = tributary.shareTokenOf(work).call{value: 100}("");
        assertTrue(sent);
        give(anna, fan, work, 70_000_000);
        assertEq(tributary.claimable(work, anna), 70);
        assertEq(tributary.claimable(work, fan), 0);
    }

    // ── Standards ────────────────────────────────────────────────────────────────────────────────────────────────────

    function test_SupportsTheInterfacesItHas() public view {
        assertTrue(tributary.supportsInterface(type(IERC165).interfaceId));
        assertTrue(tributary.supportsInterface(type(IERC1155).interfaceId));
        assertTrue(tributary.supportsInterface(type(IERC1155MetadataURI).interfaceId));
        assertFalse(tributary.supportsInterface(0xffffffff));
    }

    /// The SHA-256 of nothing has a well-known CID; a second digest has every byte different.
    function test_TheUriIsTheManifestsCid() public {
        Publication memory p = draft();
        p.manifest = sha256("");
        assertEq(tributary.uri(publish(p)), "ipfs://bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku");
        refuses(abi.encodeWithSelector(Errors.Work_Missing.selector, 9));
        tributary.uri(9);
    }

    function test_TheCollectionDescribesItself() public view {
        string memory json = tributary.contractURI();
        bytes memory start = bytes("data:application/json;utf8,");
        for (uint256 i; i < start.length; ++i) assertEq(bytes(json)[i], start[i]);
        bytes memory body = new bytes(bytes(json).length - start.length);
        for (uint256 i; i < body.length; ++i) body[i] = bytes(json)[start.length + i];
        assertEq(vm.parseJsonString(string(body), ".name"), "Tributary");
    }

    function spokeOnce(IERC20 token, address from, address to, uint256 units) private {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        spoke(logs, token, from, to, units);
        assertEq(countOf(logs, IERC20.Transfer.selector), 1);
        assertEq(countOf(logs, IERC1155.TransferSingle.selector), 1);
        assertEq(countOf(logs, ITributary.Moved.selector), 1);
    }

    /// The token's own event of a movement is among the logs.
    function spoke(Vm.Log[] memory logs, IERC20 token, address from, address to, uint256 units) private pure {
        bytes32 wanted = keccak256(abi.encode(token, IERC20.Transfer.selector, from, to, units));
        bool found;
        for (uint256 i; i < logs.length && !found; ++i) {
            if (logs[i].topics.length != 3) continue;
            bytes32[] memory topics = logs[i].topics;
            uint256 said = abi.decode(logs[i].data, (uint256));
            found = keccak256(abi.encode(logs[i].emitter, topics[0], topics[1], topics[2], said)) == wanted;
        }
        assertTrue(found);
    }

    function countOf(Vm.Log[] memory logs, bytes32 kind) private pure returns (uint256 number) {
        for (uint256 i; i < logs.length; ++i) {
            if (logs[i].topics[0] == kind) ++number;
        }
    }

    function moveAs(address operator, bytes memory reason) private {
        if (reason.length != 0) refuses(reason);
        vm.prank(operator);
        tributary.safeTransferFrom(anna, fan, work, 1, "");
    }

    function refused(Parrot parrot) private {
        refuses(abi.encodeWithSelector(Errors.Shares_ReceiverRefused.selector, address(parrot)));
        give(anna, address(parrot), work, 1);
    }
}
