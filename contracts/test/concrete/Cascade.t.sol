// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Vm} from "forge-std/Vm.sol";
import {Base} from "../Base.t.sol";
import "contracts/src/ITributary.sol";

contract CascadeTest is Base {
    function test_EveryAncestorGetsItsPartAndTheWorkTheRest() public {
        uint256 work = publishFrom(list(ask(1_000), ask(250), ask(3_333)));
        pay(tip(work, 7));
        assertEq(tributary.workOf(1).income, 70_000_000);
        assertEq(tributary.workOf(2).income, 17_500_000);
        assertEq(tributary.workOf(3).income, 233_310_000);
        assertEq(tributary.workOf(work).income, 700_000_000 - 70_000_000 - 17_500_000 - 233_310_000);
    }

    function test_ThePaymentComesFirstThenTheCreditsInOrder() public {
        uint256 work = publishFrom(list(ask(1_000), ask(200), ask(300)));
        vm.recordLogs();
        pay(play(work));
        Vm.Log[] memory logs = vm.getRecordedLogs();
        assertEq(logs.length, 4);
        assertEq(logs[0].topics[0], ITributary.Paid.selector);
        uint256[3] memory royalties = [uint256(1_000), 200, 300];
        for (uint256 i; i < 3; ++i) {
            Vm.Log memory log = logs[i + 1];
            assertEq(log.topics[0], ITributary.Credited.selector);
            assertEq(uint256(log.topics[1]), i + 1);
            assertEq(uint256(log.topics[2]), work);
            (uint256 stamp, uint256 source, uint256 income) = abi.decode(log.data, (uint256, uint256, uint256));
            assertEq(stamp, (3 << 80) | (birth << 40) | 20_000_000);
            assertEq(source, 3);
            assertEq(income, uint256(PRICE) * royalties[i] * 1e4);
        }
    }

    function test_AnIntermediateWorkDoesNotDiluteAGrandparent() public {
        uint256 grandparent = ask(2_000);
        uint256 child = publishFrom(list(grandparent));
        uint256 grandchild = publishFrom(list(child));
        pay(tip(grandchild, 1_000_000));
        assertEq(tributary.claimable(grandparent, anna), 140_000);
        assertEq(tributary.claimable(child, anna), 70_000);
        assertEq(tributary.claimable(grandchild, anna), 490_000);
    }

    function test_HeadsAreReproducibleFromTheLogs() public {
        uint256 parent = ask(1_000);
        uint256 work = publishFrom(list(parent));
        bytes32 head = tributary.workOf(parent).head;
        vm.recordLogs();
        pay(play(work));
        pay(play(parent));
        give(anna, fan, parent, SHARE);
        claim(anna, parent);
        pay(tip(work, 3));
        assertEq(extend(head, parent, vm.getRecordedLogs()), tributary.workOf(parent).head);
        assertEq(tributary.workOf(parent).sequence, 2 + 5);
    }

    function test_TheAnchorRemembersEvery256thEvent() public {
        uint256 work = publishOpen();
        for (uint256 i = 3; i <= 260; ++i) {
            vm.roll(20_000_000 + i);
            pay(tip(work, 1));
            assertEq(tributary.workOf(work).anchorBlock, i < 256 ? 0 : 20_000_256);
            assertEq(tributary.workOf(work).lastBlock, 20_000_000 + i);
        }
        vm.recordLogs();
        pay(tip(work, 1));
        (uint256 stamp) = abi.decode(vm.getRecordedLogs()[0].data, (uint256));
        assertEq(stamp, (20_000_256 << 112) | (261 << 80) | (birth << 40) | 20_000_260);
    }

    function test_TheEventAtTheAnchorNamesTheOneBefore() public {
        uint256 work = publishOpen();
        for (uint256 i = 3; i < 256; ++i) pay(tip(work, 1));
        vm.recordLogs();
        pay(tip(work, 1));
        (uint256 stamp) = abi.decode(vm.getRecordedLogs()[0].data, (uint256));
        assertEq(stamp, (256 << 80) | (birth << 40) | 20_000_000);
    }

    function test_OnArbitrumBlocksAreThoseOfTheChainItself() public {
        vm.etch(address(0x64), hex"00");
        vm.mockCall(address(0x64), abi.encodeWithSignature("arbBlockNumber()"), abi.encode(333));
        uint256 work = publishOpen();
        assertEq(tributary.workOf(work).lastBlock, 333);
        vm.mockCall(address(0x64), abi.encodeWithSignature("arbBlockNumber()"), abi.encode(444));
        pay(play(work));
        assertEq(tributary.workOf(work).lastBlock, 444);
    }

    function ask(uint16 royalty) private returns (uint256) {
        Publication memory p = draft();
        p.ancestorRoyalty = royalty;
        return publish(p);
    }

    /// The chain of one work over all logs that carry it as their first topic and a stamp.
    function extend(bytes32 head, uint256 work, Vm.Log[] memory logs) private pure returns (bytes32) {
        for (uint256 i; i < logs.length; ++i) {
            bytes32 kind = logs[i].topics[0];
            bool chained =
                kind == ITributary.Paid.selector ||
                    kind == ITributary.Credited.selector ||
                    kind == ITributary.Moved.selector ||
                    kind == ITributary.Claimed.selector;
            if (!chained || uint256(logs[i].topics[1]) != work) continue;
            head = keccak256(abi.encodePacked(head, logs[i].topics, logs[i].data));
        }
        return head;
    }
}
