// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {Base} from "../Base.t.sol";
import {Furnace, Parrot} from "../Receivers.sol";
import {Bomb, Diary, Meddler, Witness} from "../attack/Policies.sol";
import {IShareToken} from "contracts/src/interfaces/IShareToken.sol";
import {ITransferPolicy} from "contracts/src/interfaces/ITransferPolicy.sol";
import {LockedAllowList} from "contracts/src/policies/LockedAllowList.sol";
import "contracts/src/ITributary.sol";
import {Errors} from "contracts/src/Errors.sol";

/// See policy.tree.
contract PolicyTest is Base {
    uint256 private constant MOVE_GAS = 350_000;

    // ── When it is asked ─────────────────────────────────────────────────────────────────────────────────────────────

    function test_IsAskedAtEveryDoor() public {
        address yes = address(new Parrot(abi.encode(true), false));
        uint256 work = publishUnder(yes);
        expectQuestion(yes, work, fan, 1);
        give(anna, fan, work, 1);
        expectQuestion(yes, work, fan, 2);
        vm.prank(anna);
        tributary.safeBatchTransferFrom(anna, fan, list(work), list(2), "");
        offerShares(work, 20_000_000);
        expectQuestion(yes, work, fan, 3);
        IShareToken token = IShareToken(tributary.shareTokenOf(work));
        vm.prank(anna);
        token.transfer(fan, 3);
        expectQuestion(yes, work, fan, 1_000_000);
        vm.prank(fan);
        tributary.buy{value: 2 ether}(work, anna, 1_000_000, 2 ether, birth);
        vm.prank(fan);
        tributary.placeBid{value: 4 ether}(work, 4_000_000, 1 ether, uint40(birth + 1 days));
        expectQuestion(yes, work, fan, 4_000_000);
        vm.prank(anna);
        tributary.acceptBid(work, fan, 4_000_000, 1 ether, birth);
        assertEq(tributary.balanceOf(fan, work), 5_000_006);
    }

    function test_RefusesAtEveryDoor() public {
        address no = address(new Parrot(abi.encode(false), false));
        uint256 work = publishUnder(no);
        refused(no, work, anna, fan, 1);
        refuses(reason(no, anna, fan, 2));
        vm.prank(anna);
        tributary.safeBatchTransferFrom(anna, fan, list(work), list(2), "");
        offerShares(work, 20_000_000);
        IShareToken token = IShareToken(tributary.shareTokenOf(work));
        refuses(reason(no, anna, fan, 3));
        vm.prank(anna);
        token.transfer(fan, 3);
        refuses(reason(no, anna, fan, 1_000_000));
        vm.prank(fan);
        tributary.buy{value: 2 ether}(work, anna, 1_000_000, 2 ether, birth);
        vm.prank(fan);
        tributary.placeBid{value: 4 ether}(work, 4_000_000, 1 ether, uint40(birth + 1 days));
        refuses(reason(no, anna, fan, 4_000_000));
        vm.prank(anna);
        tributary.acceptBid(work, fan, 4_000_000, 1 ether, birth);
    }

    function test_IsNotAskedForMoneyNorForNothing() public {
        Parrot no = new Parrot("", true);
        vm.expectCall(address(no), "", 0);
        uint256 work = publishUnder(address(no));
        pay(tip(work, 1e8));
        claim(anna, work);
        assertEq(anna.balance, 70_000_000);
        give(anna, fan, work, 0);
        give(anna, anna, work, 70_000_000);
        (bool given, ) = address(tributary.shareTokenOf(work)).call{value: 1}("");
        assertTrue(given);
        assertEq(tributary.sweep(work), 1);
    }

    function test_IsTheWorksOwn() public {
        address yes = address(new Parrot(abi.encode(true), false));
        address no = address(new Parrot(abi.encode(false), false));
        uint256[] memory works = list(publishOpen(), publishUnder(yes));
        vm.prank(anna);
        tributary.safeBatchTransferFrom(anna, fan, works, list(1, 2), "");
        assertEq(tributary.balanceOf(fan, 2), 2);
        works = list(1, 2, publishUnder(no));
        refuses(reason(no, anna, fan, 3));
        vm.prank(anna);
        tributary.safeBatchTransferFrom(anna, fan, works, list(1, 2, 3), "");
    }

    function test_AnswersBeforeTheMoveAndAfterTheInbox() public {
        Witness witness = new Witness(tributary);
        uint256 work = publishUnder(address(witness));
        (bool sent, ) = tributary.shareTokenOf(work).call{value: 100}("");
        assertTrue(sent);
        witness.expect(70_000_000, 70);
        give(anna, fan, work, 1);
        refused(address(witness), work, anna, fan, 1);
    }

    // ── What is not a yes ────────────────────────────────────────────────────────────────────────────────────────────

    function test_RefusesForWhateverIsNotAYes() public {
        bytes[6] memory answers = [
            bytes(""),
            abi.encode(2),
            abi.encode(type(uint256).max),
            abi.encode(uint256(1) << 255),
            hex"01",
            new bytes(31)
        ];
        answers[5][30] = 0x01;
        for (uint256 i; i < answers.length; ++i) refusedUnder(address(new Parrot(answers[i], false)));
        refusedUnder(address(new Parrot("", true)));
        refusedUnder(address(new Parrot(abi.encode(true), true)));
    }

    /// A short answer leaves what was in memory before it: here nothing that could be a yes.
    function test_RefusesWhateverBurnsOrBursts() public {
        refusedUnder(address(new Furnace()));
        refusedUnder(address(new Bomb(1, true)));
        refusedUnder(address(new Bomb(2, false)));
        uint256 work = publishUnder(address(new Bomb(1, false)));
        uint256 before = gasleft();
        give(anna, fan, work, 1);
        assertLt(before - gasleft(), MOVE_GAS);
        assertEq(tributary.balanceOf(fan, work), 1);
    }

    function test_RefusesWhateverTriesToChangeAnything() public {
        refusedUnder(address(new Diary()));
        refusedUnder(address(new Meddler()));
    }

    function test_APolicyThatIsGoneRefuses() public {
        Parrot yes = new Parrot(abi.encode(true), false);
        uint256 work = publishUnder(address(yes));
        give(anna, fan, work, 1);
        vm.etch(address(yes), "");
        refused(address(yes), work, anna, fan, 1);
        pay(tip(work, 1e8));
        claim(anna, work);
    }

    function test_MustHaveCodeAtTheMint() public {
        Publication memory p = draft();
        p.policy = stranger;
        refuses(abi.encodeWithSelector(Errors.Policy_WithoutCode.selector, stranger));
        tributary.publish(p);
    }

    // ── The reference ────────────────────────────────────────────────────────────────────────────────────────────────

    function test_TheAllowListOpensWithItsTimeAndToItsAccounts() public {
        LockedAllowList policy = new LockedAllowList(anna, birth + 1 days);
        uint256 work = publishUnder(address(policy));
        setListed(policy, fan, true);
        vm.warp(birth + 1 days - 1);
        refused(address(policy), work, anna, fan, 1);
        vm.warp(birth + 1 days);
        give(anna, fan, work, 5);
        refused(address(policy), work, anna, stranger, 1);
        refused(address(policy), work, fan, anna, 1);
        setListed(policy, fan, false);
        refused(address(policy), work, anna, fan, 1);
        setListed(policy, anna, true);
        give(fan, anna, work, 5);
        assertEq(tributary.balanceOf(fan, work), 0);
    }

    function test_OnlyItsOwnerKeepsTheAllowList() public {
        LockedAllowList policy = new LockedAllowList(anna, birth);
        refuses(abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, ben));
        vm.prank(ben);
        policy.setListed(new address[](1), true);
        vm.prank(anna);
        policy.transferOwnership(ben);
        assertEq(policy.owner(), anna);
        vm.prank(ben);
        policy.acceptOwnership();
        vm.expectEmit(address(policy));
        emit LockedAllowList.ListedSet(fan, true);
        address[] memory fans = new address[](2);
        (fans[0], fans[1]) = (fan, stranger);
        vm.prank(ben);
        policy.setListed(fans, true);
        assertTrue(policy.isListed(fan));
        assertTrue(policy.isListed(stranger));
        vm.prank(ben);
        policy.renounceOwnership();
        refuses(abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, ben));
        vm.prank(ben);
        policy.setListed(fans, false);
        assertTrue(policy.allows(1, anna, fan, 1));
    }

    // ── Short ways ───────────────────────────────────────────────────────────────────────────────────────────────────

    function publishUnder(address policy) private returns (uint256) {
        Publication memory p = draft();
        p.policy = policy;
        return publish(p);
    }

    function expectQuestion(address policy, uint256 work, address to, uint256 units) private {
        vm.expectCall(policy, 0, 100_000, abi.encodeCall(ITransferPolicy.allows, (work, anna, to, units)), 1);
    }

    function reason(address policy, address from, address to, uint256 units) private pure returns (bytes memory) {
        return abi.encodeWithSelector(Errors.Shares_PolicyRefused.selector, policy, from, to, units);
    }

    function refused(address policy, uint256 work, address from, address to, uint256 units) private {
        refuses(reason(policy, from, to, units));
        give(from, to, work, units);
    }

    /// And at a bounded cost.
    function refusedUnder(address policy) private {
        uint256 work = publishUnder(policy);
        uint256 before = gasleft();
        refused(policy, work, anna, fan, 1);
        assertLt(before - gasleft(), MOVE_GAS);
        assertEq(tributary.balanceOf(fan, work), 0);
    }

    function setListed(LockedAllowList policy, address account, bool listed) private {
        address[] memory accounts = new address[](1);
        accounts[0] = account;
        vm.prank(anna);
        policy.setListed(accounts, listed);
    }
}
