// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {KeyBase} from "../KeyBase.t.sol";
import "contracts/src/ITributary.sol";
import {Errors} from "contracts/src/Errors.sol";
import {Secp} from "contracts/src/libraries/Secp.sol";

/// Knows one block, as the history contract of EIP-2935 does: a bare word in, a bare word out, else it reverts.
contract History {
    fallback(bytes calldata question) external returns (bytes memory) {
        require(question.length == 32 && uint256(bytes32(question)) == 20_000_032);
        return abi.encode(keccak256("historic"));
    }
}

/// See audit.tree.
contract AuditTest is KeyBase {
    uint256 private constant MINT = 20_000_000;
    address private constant HISTORY = 0x0000F90827F1C53a10cb7A02335B175320002935;
    address private constant ARB_SYS = address(0x64);
    bytes32 private constant HASH = keccak256("block");

    function test_StoresTheBeacon() public {
        vm.roll(MINT + 33);
        vm.setBlockhash(MINT + 32, HASH);
        bytes32 beacon = keccak256(abi.encode(HASH, keyAddress));
        uint256 sequence = tributary.workOf(work).sequence;
        vm.expectEmit(address(tributary));
        emit IKeys.AuditDrawn(work, beacon);
        vm.prank(stranger);
        tributary.seal(work);
        assertEq(tributary.workOf(work).audit, beacon);
        assertEq(tributary.workOf(work).sequence, sequence, "no ledger event: no money");
    }

    function test_WorksUnderOddAndEvenKeys() public {
        uint256 parities;
        for (uint256 m = 20; m < 26; ++m) {
            uint256 which = publishSealed(m);
            uint256 snapshot = vm.snapshotState();
            drawn(which, m);
            vm.revertToState(snapshot);
            parities |= tributary.workOf(which).keyOdd ? 2 : 1;
        }
        assertEq(parities, 3, "both parities were tried");
    }

    function testFuzz_LiftsEveryPoint(uint256 m) public {
        (uint256 x, uint256 y) = point(bound(m, 1, N - 1));
        assertEq(Secp.lift(x, y & 1 == 1), y);
        assertEq(Secp.lift(x, y & 1 == 0), Secp.P - y);
    }

    function test_IsTooEarlyUpToTheDecisiveBlock() public {
        uint256[4] memory early = [MINT, MINT + 1, MINT + 31, MINT + 32];
        for (uint256 i; i < 4; ++i) outOfWindow(early[i]);
    }

    function test_TheChainRemembers256Blocks() public {
        vm.roll(MINT + 32 + 256);
        vm.setBlockhash(MINT + 32, HASH);
        uint256 snapshot = vm.snapshotState();
        tributary.seal(work);
        assertEq(tributary.workOf(work).audit, keccak256(abi.encode(HASH, keyAddress)));
        vm.revertToState(snapshot);
        outOfWindow(MINT + 32 + 257);
    }

    function test_AHistoryContractRemembersMore() public {
        vm.etch(HISTORY, address(new History()).code);
        vm.roll(MINT + 32 + 8_191);
        tributary.seal(work);
        assertEq(tributary.workOf(work).audit, keccak256(abi.encode(keccak256("historic"), keyAddress)));
        vm.roll(MINT + 1);
        uint256 later = publishSealed(11);
        vm.roll(MINT + 9_000);
        refuses(abi.encodeWithSelector(Errors.Audit_OutOfWindow.selector, later, MINT + 9_000));
        tributary.seal(later);
    }

    /// Before the decisive block there is nothing to ask a history contract either.
    function test_AHistoryContractIsNotAskedTooEarly() public {
        vm.etch(HISTORY, address(new History()).code);
        outOfWindow(MINT + 32);
    }

    function test_WhatAnswersNoHashIsNoHistory() public {
        bytes[4] memory answers = [
            bytes(""),
            abi.encode(0),
            abi.encodePacked(HASH, "x"),
            abi.encodePacked(bytes31(HASH))
        ];
        for (uint256 i; i < 4; ++i) {
            vm.mockCall(HISTORY, abi.encode(MINT + 32), answers[i]);
            outOfWindow(MINT + 9_000);
        }
        vm.mockCallRevert(HISTORY, abi.encode(MINT + 32), abi.encode(HASH));
        outOfWindow(MINT + 9_000);
    }

    function test_OnArbitrumItsOwnBlocksCount() public {
        vm.etch(ARB_SYS, hex"00");
        onArbitrum(333);
        uint256 which = publishSealed(11);
        vm.roll(MINT + 33);
        vm.setBlockhash(MINT + 32, keccak256("the parent chain's"));
        onArbitrum(333 + 32);
        refuses(abi.encodeWithSelector(Errors.Audit_OutOfWindow.selector, which, 365));
        tributary.seal(which);
        onArbitrum(366);
        vm.mockCall(ARB_SYS, abi.encodeWithSignature("arbBlockHash(uint256)", 365), abi.encode(HASH));
        tributary.seal(which);
        assertEq(tributary.workOf(which).audit, keccak256(abi.encode(HASH, vm.addr(11))));
    }

    function test_OnArbitrumOldBlocksAreInTheHistory() public {
        vm.etch(ARB_SYS, hex"00");
        onArbitrum(MINT);
        uint256 which = publishSealed(11);
        onArbitrum(MINT + 9_000);
        vm.mockCallRevert(ARB_SYS, abi.encodeWithSignature("arbBlockHash(uint256)", MINT + 32), "gone");
        refuses(abi.encodeWithSelector(Errors.Audit_OutOfWindow.selector, which, MINT + 9_000));
        tributary.seal(which);
        vm.etch(HISTORY, address(new History()).code);
        tributary.seal(which);
        assertEq(tributary.workOf(which).audit, keccak256(abi.encode(keccak256("historic"), vm.addr(11))));
    }

    function test_ThereIsNoSecondDraw() public {
        drawn(work, M);
        vm.setBlockhash(MINT + 32, keccak256("another branch"));
        refuses(abi.encodeWithSelector(Errors.Audit_AlreadyDrawn.selector, work));
        tributary.seal(work);
    }

    function test_RefusesWhatHasNoShards() public {
        uint256 open = publishOpen();
        vm.roll(MINT + 33);
        refuses(abi.encodeWithSelector(Errors.Audit_OfOpenWork.selector, open));
        tributary.seal(open);
        refuses(abi.encodeWithSelector(Errors.Work_Missing.selector, 99));
        tributary.seal(99);
    }

    function onArbitrum(uint256 number) private {
        vm.mockCall(ARB_SYS, abi.encodeWithSignature("arbBlockNumber()"), abi.encode(number));
    }

    function drawn(uint256 which, uint256 m) private {
        vm.roll(MINT + 40);
        vm.setBlockhash(MINT + 32, HASH);
        tributary.seal(which);
        assertEq(tributary.workOf(which).audit, keccak256(abi.encode(HASH, vm.addr(m))));
    }

    function outOfWindow(uint256 number) private {
        vm.roll(number);
        refuses(abi.encodeWithSelector(Errors.Audit_OutOfWindow.selector, work, number));
        tributary.seal(work);
    }
}
