// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {Base} from "../Base.t.sol";
import {Furnace, Parrot} from "../Receivers.sol";
import {CallbackToken} from "../attack/Tokens.sol";
import "contracts/src/ITributary.sol";
import {Errors} from "contracts/src/Errors.sol";

contract PermitTest is Base {
    bytes32 private constant KIND = keccak256(
        "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"
    );
    uint32 private constant ONE = 1_000_000;
    uint256 private native;
    uint256 private inDollars;
    address private signer;
    uint256 private signerKey;
    bytes32 private domain;

    function setUp() public override {
        super.setUp();
        native = publishOpen();
        inDollars = publishIn(address(dollar));
        (signer, signerKey) = makeAddrAndKey("signer");
        dollar.mint(signer, 10 ether);
        domain = dollar.DOMAIN_SEPARATOR();
    }

    // ── Every door that takes money ──────────────────────────────────────────────────────────────────────────────────

    function test_Pays() public {
        through(PRICE, abi.encodeCall(tributary.pay, (play(inDollars))));
        assertEq(tributary.workOf(inDollars).income, uint256(PRICE) * 1e8);
        assertEq(dollar.allowance(signer, address(tributary)), 0);
    }

    function test_PaysABatch() public {
        Payment[] memory batch = new Payment[](2);
        (batch[0], batch[1]) = (play(inDollars), tip(inDollars, 9));
        through(PRICE + 9, abi.encodeCall(tributary.payBatch, (batch)));
        assertEq(tributary.workOf(inDollars).income, uint256(PRICE + 9) * 1e8);
    }

    function test_BuysShares() public {
        offerShares(inDollars, ONE);
        through(2 ether, abi.encodeCall(tributary.buy, (inDollars, anna, ONE, 2 ether, birth)));
        assertEq(tributary.balanceOf(signer, inDollars), ONE);
        assertEq(dollar.balanceOf(anna), 1.9 ether);
    }

    function test_PlacesABid() public {
        openSale(inDollars);
        through(2 ether, abi.encodeCall(tributary.placeBid, (inDollars, ONE, 2 ether, uint40(birth))));
        assertEq(tributary.bidOf(inDollars, signer).units, ONE);
        assertEq(dollar.balanceOf(address(tributary)), 2 ether);
    }

    function test_OpensExtendsAndTopsUpAFlow() public {
        uint96 rate = 1e12;
        uint40 end = uint40(birth + 10 hours);
        // 1e12 a second are 36 000 000 an hour.
        through(36e7, abi.encodeCall(tributary.openFlow, (inDollars, rate, end, 36e7)));
        assertEq(tributary.flowOf(inDollars, signer).end, end);
        bytes memory call = abi.encodeCall(tributary.extendFlow, (inDollars, end + 1 hours, 36e6));
        again(36e6, call, 1);
        again(36e6, abi.encodeCall(tributary.topUpFlow, (inDollars, 36e6)), 2);
        assertEq(tributary.flowOf(inDollars, signer).end, end + 2 hours);
        assertEq(dollar.balanceOf(address(tributary)), 12 * 36e6);
    }

    function test_RequestsAKey() public {
        Publication memory p = sealedDraft(9);
        (p.currency, p.deliveryFee) = (address(dollar), 5);
        KeyRequest memory r;
        (r.work, r.keyAddress, r.usage, r.units) = (publish(p), vm.addr(9), Usage.Play, 2);
        (r.buyer, r.ex, r.kAddress, r.price, r.fee, r.window) = (signer, 1, vm.addr(1), 2 * PRICE, 5, 1 days);
        through(2 * PRICE + 5, abi.encodeCall(tributary.requestKey, (r)));
        assertEq(dollar.balanceOf(address(tributary)), 2 * PRICE + 5);
    }

    function test_BuysAnAssetFromAnInbox() public {
        address inbox = tributary.shareTokenOf(inDollars);
        vm.deal(inbox, 3 ether);
        tributary.startAuction(inDollars, address(0));
        vm.warp(birth + 60 hours);
        uint256 price = 2 ** 36;
        Permit memory p = signBy(price, 0, birth + 60 hours);
        vm.prank(signer);
        bytes memory call = abi.encodeCall(tributary.buyAsset, (inDollars, address(0), 3 ether, price));
        tributary.permitAndCall(address(dollar), p, call);
        assertEq(signer.balance, 3 ether);
        assertEq(tributary.workOf(inDollars).income, price * 1e8);
    }

    // ── The permit ───────────────────────────────────────────────────────────────────────────────────────────────────

    function test_APermitThatSomebodyUsedBeforeIsNoError() public {
        Permit memory p = signed(PRICE);
        vm.prank(stranger);
        dollar.permit(signer, address(tributary), p.value, p.deadline, p.v, p.r, p.s);
        vm.prank(signer);
        tributary.permitAndCall(address(dollar), p, abi.encodeCall(tributary.pay, (play(inDollars))));
        assertEq(dollar.balanceOf(signer), 10 ether - PRICE);
    }

    function test_AWrongPermitFailsForWantOfAllowance() public {
        Permit memory p = signed(PRICE);
        p.value += 1;
        bytes memory reason = abi.encodeWithSelector(
            IERC20Errors.ERC20InsufficientAllowance.selector,
            address(tributary),
            0,
            PRICE
        );
        refuses(reason);
        vm.prank(signer);
        tributary.permitAndCall(address(dollar), p, abi.encodeCall(tributary.pay, (play(inDollars))));
        p.value -= 1;
        vm.warp(p.deadline + 1);
        refuses(reason);
        vm.prank(signer);
        tributary.permitAndCall(address(dollar), p, abi.encodeCall(tributary.pay, (play(inDollars))));
    }

    /// The permit names the caller as owner: nobody spends what another has signed.
    function test_APermitIsItsSignersAlone() public {
        Permit memory p = signed(PRICE);
        bytes memory call = abi.encodeCall(tributary.pay, (play(inDollars)));
        refuses(abi.encodeWithSelector(IERC20Errors.ERC20InsufficientAllowance.selector, address(tributary), 0, PRICE));
        vm.prank(stranger);
        tributary.permitAndCall(address(dollar), p, call);
        assertEq(dollar.balanceOf(signer), 10 ether);
    }

    function test_CurrenciesWithoutPermitBreakNothing() public {
        vm.prank(signer);
        dollar.approve(address(tributary), 3 * PRICE);
        Permit memory none;
        address[3] memory odd = [address(0x1234), address(new Parrot("no", true)), address(new Parrot("", false))];
        for (uint256 i; i < odd.length; ++i) {
            vm.prank(signer);
            tributary.permitAndCall(odd[i], none, abi.encodeCall(tributary.pay, (play(inDollars))));
        }
        assertEq(dollar.balanceOf(address(tributary)), 3 * PRICE);
    }

    /// It burns 63 of 64 parts of the caller's own gas, and nobody else's.
    function test_ACurrencyThatBurnsGasHurtsItsCallerAlone() public {
        Permit memory none;
        address furnace = address(new Furnace());
        vm.prank(signer);
        tributary.permitAndCall{gas: 20_000_000}(furnace, none, freeTraining());
    }

    // ── The call ─────────────────────────────────────────────────────────────────────────────────────────────────────

    function test_NativeDoorsGetNoValue() public {
        vm.deal(address(tributary), 1 ether);
        openSale(native);
        vm.prank(anna);
        tributary.list(native, ONE, 1, uint40(birth));
        bytes[3] memory calls = [
            abi.encodeCall(tributary.pay, (play(native))),
            abi.encodeCall(tributary.buy, (native, anna, ONE, 1, birth)),
            abi.encodeCall(tributary.placeBid, (native, ONE, 1, uint40(birth)))
        ];
        for (uint256 i; i < calls.length; ++i) {
            refuses(abi.encodeWithSelector(Errors.Payment_ValueMismatch.selector, 0, i == 0 ? PRICE : 1));
            through(0, calls[i]);
        }
        vm.prank(fan);
        (bool taken, ) = address(tributary).call{value: 1}(
            abi.encodeCall(tributary.permitAndCall, (address(0), signed(0), calls[0]))
        );
        assertFalse(taken, "not payable");
    }

    function test_RefusesAnEmptyCallAndAnUnknownOne() public {
        refuses(abi.encodeWithSelector(Errors.Money_Unasked.selector, signer, 0));
        through(0, "");
        vm.expectRevert();
        through(0, hex"01020304");
    }

    function test_MayBeNested() public {
        Permit memory second = sign(PRICE, 1);
        bytes memory inner = abi.encodeCall(
            tributary.permitAndCall,
            (address(dollar), second, abi.encodeCall(tributary.pay, (play(inDollars))))
        );
        through(5, inner);
        assertEq(dollar.balanceOf(signer), 10 ether - PRICE);
    }

    // ── A currency that calls back ───────────────────────────────────────────────────────────────────────────────────

    function test_ACurrencyThatReentersIsLockedOut() public {
        CallbackToken token = new CallbackToken();
        uint256 work = publishIn(address(token));
        token.mint(signer, 1 ether);
        vm.prank(signer);
        token.approve(address(tributary), 1 ether);
        Permit memory none;
        bytes memory pays = abi.encodeCall(tributary.pay, (play(work)));
        bytes[2] memory inside = [
            abi.encodeCall(tributary.claim, (list(work), stranger)),
            abi.encodeCall(tributary.permitAndCall, (address(token), none, pays))
        ];
        for (uint256 i; i < inside.length; ++i) {
            token.plan(address(tributary), inside[i]);
            vm.prank(signer);
            tributary.permitAndCall(address(token), none, pays);
            assertFalse(token.succeeded());
            assertEq(token.answer(), abi.encodeWithSelector(Errors.Lock_Held.selector));
        }
        assertEq(tributary.workOf(work).income, 2 * uint256(PRICE) * 1e8);
    }

    /// Before the entry nothing is at work, so a hostile "permit" is a call like any other, by the currency itself.
    function test_ACurrencyThatEntersFromItsPermitActsForItself() public {
        PermitThatEnters hostile = new PermitThatEnters(address(tributary));
        hostile.plan(abi.encodeCall(tributary.safeTransferFrom, (signer, address(hostile), native, 0, "")));
        Permit memory none;
        vm.prank(signer);
        tributary.permitAndCall(address(hostile), none, freeTraining());
        assertFalse(hostile.succeeded());
        assertEq(
            hostile.answer(),
            abi.encodeWithSelector(Errors.Shares_NotApproved.selector, signer, address(hostile))
        );
    }

    function freeTraining() private view returns (bytes memory) {
        return abi.encodeCall(tributary.report, (native, Usage.Train, 1, "", signer));
    }

    function again(uint256 value, bytes memory call, uint256 nonce) private {
        Permit memory p = sign(value, nonce);
        vm.prank(signer);
        tributary.permitAndCall(address(dollar), p, call);
    }

    function through(uint256 value, bytes memory call) private {
        Permit memory p = signed(value);
        vm.prank(signer);
        tributary.permitAndCall(address(dollar), p, call);
    }

    function signed(uint256 value) private view returns (Permit memory) {
        return sign(value, 0);
    }

    function sign(uint256 value, uint256 nonce) private view returns (Permit memory) {
        return signBy(value, nonce, birth + 60);
    }

    function signBy(uint256 value, uint256 nonce, uint256 deadline) private view returns (Permit memory p) {
        (p.value, p.deadline) = (value, deadline);
        bytes32 hash = keccak256(abi.encode(KIND, signer, address(tributary), value, nonce, deadline));
        (p.v, p.r, p.s) = vm.sign(signerKey, keccak256(abi.encodePacked("\x19\x01", domain, hash)));
    }
}

/// Uses the moment in which it is asked for a permit.
contract PermitThatEnters {
    address private immutable target;
    bytes private errand;
    bool public succeeded;
    bytes public answer;

    constructor(address target_) {
        target = target_;
    }

    function plan(bytes calldata errand_) external {
        errand = errand_;
    }

    fallback() external {
        (succeeded, answer) = target.call(errand);
    }
}
