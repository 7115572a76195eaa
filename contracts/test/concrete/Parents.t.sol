// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Base} from "../Base.t.sol";
import "contracts/src/ITributary.sol";
import {Errors} from "contracts/src/Errors.sol";

/// Who may build on whom, and who is paid for it; see publish.tree.
contract ParentsTest is Base {
    function test_RefusesAParentThatDoesNotExist() public {
        Publication memory p = draft();
        p.parents = list(9);
        refuses(abi.encodeWithSelector(Errors.Work_Missing.selector, 9));
        publish(p);
    }

    function test_RefusesToBeItsOwnParent() public {
        Publication memory p = draft();
        p.parents = list(1);
        refuses(abi.encodeWithSelector(Errors.Work_Missing.selector, 1));
        publish(p);
    }

    function test_RefusesAParentTwice() public {
        Publication memory p = draft();
        p.parents = list(publishOpen(), publishOpen(), 1);
        refuses(abi.encodeWithSelector(Errors.Parent_Repeated.selector, 1));
        publish(p);
    }

    function test_RefusesSeventeenParents() public {
        Publication memory p = draft();
        p.parents = many(17, 0);
        refuses(abi.encodeWithSelector(Errors.Parents_Count.selector, 17, 16));
        publish(p);
    }

    function test_AcceptsSixteenParentsThatAsk() public {
        uint256[] memory parents = many(16, 500);
        uint256 work = publishFrom(parents);
        Ancestor[] memory ancestors = tributary.ancestorsOf(work);
        assertEq(ancestors.length, 16);
        for (uint256 i; i < 16; ++i) {
            assertEq(ancestors[i].work, parents[i]);
            assertEq(ancestors[i].royalty, 500);
        }
        assertEq(abi.encode(tributary.parentsOf(work)), abi.encode(parents));
        pay(play(work));
        assertEq(tributary.claimable(parents[15], anna), (((PRICE * 5) / 100) * 70) / 100);
    }

    function test_RefusesSeventeenPaidAncestors() public {
        uint256 wide = publishFrom(many(16, 100));
        Publication memory p = draft();
        p.parents = list(wide);
        refuses(abi.encodeWithSelector(Errors.Ancestors_Count.selector, 17, 16));
        publish(p);
    }

    function test_RefusesAClosedParent() public {
        uint256 closed = publishWith(1_000, Derivatives.Closed);
        Publication memory p = draft();
        p.parents = list(closed);
        refuses(abi.encodeWithSelector(Errors.Parent_Closed.selector, closed));
        publish(p);
    }

    function test_AnApprovalIsNeededAndUsedUp() public {
        uint256 parent = publishWith(1_000, Derivatives.ByApproval);
        Publication memory p = draft();
        p.parents = list(parent);
        bytes memory missing = abi.encodeWithSelector(Errors.Parent_NotApproved.selector, parent);
        refuses(missing);
        publishAs(ben, p);

        vm.prank(anna);
        tributary.approveDerivative(parent, ben, p.manifest, true);
        assertTrue(tributary.isDerivativeApproved(parent, ben, p.manifest));
        refuses(missing);
        publishAs(fan, p);
        bytes32 manifest = p.manifest;
        p.manifest = "another";
        refuses(missing);
        publishAs(ben, p);
        p.manifest = manifest;
        publishAs(ben, p);
        assertFalse(tributary.isDerivativeApproved(parent, ben, p.manifest));
        refuses(missing);
        publishAs(ben, p);
    }

    function test_TheParentsCreatorNeedsNoApproval() public {
        uint256 parent = publishWith(1_000, Derivatives.ByApproval);
        assertEq(tributary.parentsOf(publishFrom(list(parent)))[0], parent);
    }

    function test_RefusesAnotherCurrencyOnlyWhereSomethingIsAsked() public {
        Publication memory p = draft();
        (p.currency, p.ancestorRoyalty) = (address(dollar), 0);
        uint256 lineage = publish(p);
        p.ancestorRoyalty = 100;
        uint256 asking = publish(p);

        uint256 paying = publishOpen();
        uint256 work = publishFrom(list(lineage, paying));
        assertEq(tributary.ancestorsOf(work).length, 1);
        assertEq(tributary.ancestorsOf(work)[0].work, paying);
        assertEq(tributary.parentsOf(work).length, 2);
        p = draft();
        p.parents = list(asking);
        refuses(abi.encodeWithSelector(Errors.Parent_OtherCurrency.selector, asking, address(0)));
        publish(p);
    }

    function test_LineageAloneIsAnnouncedToo() public {
        uint256 lineage = ask(0);
        vm.expectEmit(address(tributary));
        emit ITributary.Derived(2, list(lineage), new Ancestor[](0));
        publishFrom(list(lineage));
    }

    function test_RefusesAnotherCurrencyWhenOnlyAGrandparentAsks() public {
        uint256 grandparent = publishOpen();
        Publication memory p = draft();
        (p.parents, p.ancestorRoyalty) = (list(grandparent), 0);
        uint256 parent = publish(p);
        (p.parents, p.currency) = (list(parent), address(dollar));
        refuses(abi.encodeWithSelector(Errors.Parent_OtherCurrency.selector, parent, address(dollar)));
        publish(p);
    }

    function test_AsksMayReachNinetyPercentButNotMore() public {
        uint256[] memory parents = list(ask(5_000), ask(4_000), ask(100));
        Publication memory p = draft();
        (p.parents, p.ancestorRoyalty) = (list(parents[0], parents[1]), 0);
        uint256 work = publish(p);
        pay(play(work));
        assertEq(tributary.claimable(work, anna), ((PRICE / 10) * 7) / 10);
        p.parents = parents;
        refuses(abi.encodeWithSelector(Errors.Ancestors_AskTooMuch.selector, 9_100, 9_000));
        publish(p);
    }

    function test_AWorkThatWouldPushDescendantsTooFarMustBeClosed() public {
        Publication memory p = draft();
        (p.parents, p.ancestorRoyalty) = (list(ask(5_000), ask(4_000)), 100);
        refuses(abi.encodeWithSelector(Errors.Derivatives_MustBeClosed.selector, 9_100, 9_000));
        publish(p);
        p.derivatives = Derivatives.ByApproval;
        refuses(abi.encodeWithSelector(Errors.Derivatives_MustBeClosed.selector, 9_100, 9_000));
        publish(p);
        p.derivatives = Derivatives.Closed;
        publish(p);
    }

    /// A grandparent under two parents, one of which asks nothing.
    function test_ADiamondCountsOnceAndLineageIsNotPaid() public {
        uint256 grandparent = ask(1_000);
        Publication memory p = draft();
        (p.parents, p.ancestorRoyalty) = (list(grandparent), 0);
        uint256 left = publish(p);
        p.ancestorRoyalty = 300;
        uint256 right = publish(p);
        p.parents = list(left, right, grandparent);
        vm.expectEmit(address(tributary));
        Ancestor[] memory expected = new Ancestor[](2);
        expected[0] = Ancestor(uint48(grandparent), 1_000);
        expected[1] = Ancestor(uint48(right), 300);
        emit ITributary.Derived(4, p.parents, expected);
        uint256 work = publish(p);
        assertEq(abi.encode(tributary.ancestorsOf(work)), abi.encode(expected));
    }

    function ask(uint16 royalty) private returns (uint256) {
        return publishWith(royalty, Derivatives.Open);
    }

    function publishWith(uint16 royalty, Derivatives derivatives) private returns (uint256) {
        Publication memory p = draft();
        (p.ancestorRoyalty, p.derivatives) = (royalty, derivatives);
        return publish(p);
    }

    function publishAs(address creator, Publication memory p) private {
        vm.prank(creator);
        tributary.publish(p);
    }

    function many(uint256 number, uint16 royalty) private returns (uint256[] memory parents) {
        parents = new uint256[](number);
        for (uint256 i; i < number; ++i) parents[i] = ask(royalty);
    }
}
