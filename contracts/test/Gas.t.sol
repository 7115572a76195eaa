// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Base} from "./Base.t.sol";
import {KeyBase} from "./KeyBase.t.sol";
import "contracts/src/ITributary.sol";

/// Receipt gas of the rows of DESIGN §9: each call is a transaction of its own, with its calldata and the 21 000.
/// Compared exactly with `contracts/gas.json`, which `node contracts/tools/gas.ts` writes anew.
/// forge-config: default.isolate = true
contract GasTest is KeyBase {
    string private constant FILE = "contracts/gas.json";
    string private rows;

    /// Without KeyBase's work: the rows are about works 1 to 13.
    function setUp() public override {
        Base.setUp();
    }

    function test_TheSnapshotIsWhatTheContractsUse() public {
        for (uint256 i; i < 12; ++i) publishOpen();
        uint256 remix = publishFrom(list(1, 2, 3));
        measurePayments(remix);
        measureClaims();
        measureTransfers();
        measureSales();
        measureToken();
        measurePublishing();
        measureKeys();
        measureInbox();
        measureFlows(remix);
        string memory written = string.concat("{\n", rows, "\n}\n");
        if (vm.envOr("TRIBUTARY_GAS", false)) vm.writeFile(FILE, written);
        else assertEq(vm.readFile(FILE), written, "stale: run `node contracts/tools/gas.ts`");
    }

    /// New: the first payment of all for this usage, so that the payer gets a licence.
    function measurePayments(uint256 remix) private {
        pay(play(1));
        record("payNew");
        pay(play(remix));
        record("payThreeAncestorsNew");
        earnEverywhere();
        pay(play(1));
        record("pay");
        pay(play(remix));
        record("payThreeAncestors");
        Payment[] memory evening = new Payment[](5);
        for (uint256 i; i < 5; ++i) evening[i] = plays(4 + i, 20);
        vm.prank(fan);
        tributary.payBatch{value: 100 * PRICE}(evening);
        record("payBatch100PlaysFiveWorks");
        for (uint256 i; i < 5; ++i) evening[i].beneficiary = stranger;
        vm.prank(fan);
        tributary.payBatch{value: 100 * PRICE}(evening);
        record("payBatch100PlaysFiveWorksNew");
        uint256 inDollars = publishIn(address(dollar));
        payDollars(play(inDollars));
        record("payTokenNew");
        payDollars(play(inDollars));
        record("payToken");
    }

    function measureClaims() private {
        uint256[] memory ten = new uint256[](10);
        for (uint256 i; i < 10; ++i) ten[i] = i + 1;
        claim(anna, 1);
        record("claimOneNew");
        vm.prank(anna);
        tributary.claim(ten, anna);
        earnEverywhere();
        claim(anna, 1);
        record("claimOne");
        earnEverywhere();
        vm.prank(anna);
        tributary.claim(ten, anna);
        record("claimTen");
    }

    function measureTransfers() private {
        give(anna, fan, 1, SHARE);
        record("transferSharesNew");
        give(anna, fan, 1, SHARE);
        record("transferShares");
    }

    /// The same through the ERC-20 door.
    function measureToken() private {
        IERC20 token = IERC20(tributary.shareTokenOf(1));
        address exchange = makeAddr("exchange");
        vm.prank(anna);
        token.transfer(exchange, SHARE);
        record("transferByTokenNew");
        vm.prank(anna);
        token.transfer(exchange, SHARE);
        record("transferByToken");
    }

    function measureSales() private {
        offerShares(1, 10_000_000);
        record("listNew");
        vm.prank(anna);
        tributary.list(1, 20_000_000, 1 ether, uint40(birth + 30 days));
        record("list");
        buyShare(stranger);
        record("buyNew");
        buyShare(stranger);
        record("buy");
        vm.prank(stranger);
        tributary.placeBid{value: 10 ether}(1, 10 * uint32(SHARE), 1 ether, uint40(birth + 30 days));
        record("placeBid");
        vm.prank(anna);
        tributary.acceptBid(1, stranger, uint32(SHARE), 1 ether, birth);
        record("acceptBid");
    }

    function measurePublishing() private {
        Publication memory p = sealedDraft(7);
        publish(p);
        record("publish");
        p = sealedDraft(8);
        p.parents = list(1, 2, 3);
        publish(p);
        record("publishThreeParents");
    }

    /// New: nothing waited for the deliverer yet. Every buyer is new to the work.
    function measureKeys() private {
        (work, keyAddress) = (publishSealed(9), vm.addr(9));
        pay(tip(work, 1));
        KeyRequest memory r = wish();
        for (uint256 i; i < 2; ++i) {
            (r.buyer, r.ex) = (address(uint160(uint256(keccak256(abi.encode("buyer", i))))), r.ex + 1);
            KeyTerms memory t = request(r);
            if (i == 1) record("requestKey");
            deliver(t, answer(t, 9, K, anna, anna), anna);
            record(i == 0 ? "deliverKeyNew" : "deliverKey");
        }
        r.ex += 1;
        KeyTerms memory expired = request(r);
        vm.warp(expired.deadline + 1);
        tributary.refundKey(expired);
        record("refundKey");
    }

    function measureInbox() private {
        address inbox = tributary.shareTokenOf(1);
        vm.deal(inbox, 1 ether);
        tributary.sweep(1);
        record("sweepNative");
        dollar.mint(inbox, 1e6);
        tributary.startAuction(1, address(dollar));
        record("startAuction");
        skip(60 hours);
        uint256 price = tributary.auctionOf(1, address(dollar)).price;
        vm.prank(stranger);
        tributary.buyAsset{value: price}(1, address(dollar), 1e6, price);
        record("buyAsset");
    }

    /// New: the first flow of a work. The others open the second one, which ends in another slot of drops and the same word
    /// of the bitmap. Every flow has run for more than an hour when it is closed.
    function measureFlows(uint256 remix) private {
        vm.warp(birth + 60 days);
        openFlow(1, stranger, 100);
        record("openFlowNew");
        openFlow(1, fan, 102);
        record("openFlow");
        openFlow(remix, stranger, 104);
        record("openFlowThreeAncestorsNew");
        openFlow(remix, fan, 106);
        record("openFlowThreeAncestors");
        vm.warp(birth + 60 days + 2 hours);
        pay(play(1));
        record("payWithLiveFlow");
        claim(anna, 1);
        record("claimOneWithLiveFlow");
        closeFlow(1);
        record("closeFlow");
        closeFlow(remix);
        record("closeFlowThreeAncestors");
    }

    function openFlow(uint256 number, address payer, uint256 hour) private {
        vm.prank(payer);
        tributary.openFlow{value: hour * 3600}(number, 1e8, uint40(birth + 60 days + hour * 3600), hour * 3600);
    }

    function closeFlow(uint256 number) private {
        vm.prank(fan);
        tributary.closeFlow(number);
    }

    function buyShare(address buyer) private {
        vm.prank(buyer);
        tributary.buy{value: 1 ether}(1, anna, uint32(SHARE), 1 ether, birth + 1 days);
    }

    function earnEverywhere() private {
        for (uint256 i = 1; i <= 13; ++i) pay(play(i));
    }

    function record(string memory name) private {
        string memory row = string.concat('  "', name, '": ', vm.toString(vm.lastCallGas().gasTotalUsed));
        rows = bytes(rows).length == 0 ? row : string.concat(rows, ",\n", row);
    }
}
