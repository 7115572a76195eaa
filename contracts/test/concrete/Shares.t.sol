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
        tributary.safeTransferFrom(anna, address(receiver), work, 5, "for you");
        bytes memory expected = abi.encodeCall(IERC1155Receiver.onERC1155Received, (anna, anna, work, 5, "for you"));
        assertEq(receiver.question(), expected);
        vm.prank(anna);
        tributary.safeBatchTransferFrom(anna, address(receiver), list(work, work), list(1, 2), "both");
        expected = abi.encodeCall(
            IERC1155Receiver.onERC1155BatchReceived,
            (anna, anna, list(work, work), list(1, 2), "both")
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
