// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IShareToken} from "contracts/src/interfaces/IShareToken.sol";
import "contracts/src/ITributary.sol";
import {Errors} from "contracts/src/Errors.sol";
import {Stage} from "./Stage.sol";

// What an entry does that others can spoil.
uint256 constant TAKES = 1; // takes currency from its caller
uint256 constant SENDS = 2; // sends currency to somebody: proceeds, refunds, native change
uint256 constant ASKS = 4; // asks an account that receives shares
uint256 constant MOVES = 8; // moves shares of the main work: sweeps its inbox, asks its policy
uint256 constant SWEEPS = 16; // sweeps, and nothing else
uint256 constant RELEASES = 32; // sends the asset that is for sale to its buyer
uint256 constant PASSES = 64; // sends currency from its caller to somebody
uint256 constant CHANGE = 128; // returns native currency that is too much

/// One call that succeeds on the Stage.
struct Entry {
    string name;
    address target;
    address caller;
    uint256 value;
    bytes call;
    uint256 traits;
    /// How it refuses somebody else than its caller; 0: everybody may, for himself.
    bytes4 toOthers;
    /// How it refuses a work that does not exist; 0: it is about none, or nothing happens.
    bytes4 ofMissing;
}

/// The rows of the matrix: one call of every function of Tributary that changes state, and of every share token's.
abstract contract Entries is Stage {
    Entry[] internal rows;
    uint256[3] private works;

    bytes4 private constant MISSING = Errors.Work_Missing.selector;
    bytes4 private constant NOT_CREATOR = Errors.Work_CallerNotCreator.selector;

    /// The calls, about these works.
    function fill(uint256 main_, uint256 parent_, uint256 closed_) internal {
        delete rows;
        works = [main_, parent_, closed_];
        authoring();
        paying();
        claiming();
        flowing();
        handingKeys();
        trading();
        sweeping();
        moving();
    }

    function add(
        string memory name,
        address caller,
        bytes memory call,
        uint256 traits,
        bytes4 toOthers,
        bytes4 ofMissing
    ) private {
        address target = bytes(name)[0] == "." ? inbox : address(tributary);
        rows.push(Entry(name, target, caller, 0, call, traits, toOthers, ofMissing));
    }

    function addPaid(
        string memory name,
        address caller,
        uint256 value,
        bytes memory call,
        uint256 traits,
        bytes4 toOthers,
        bytes4 ofMissing
    ) private {
        uint256 sent = coins(value);
        rows.push(Entry(name, address(tributary), caller, sent, call, traits, toOthers, ofMissing));
    }

    function authoring() private {
        uint256 id = works[0];
        Publication memory p = draft();
        (p.manifest, p.currency) = ("another", currency);
        add("publish", stranger, abi.encodeCall(tributary.publish, (p)), ASKS, 0, 0);
        asCreator("appendManifest", abi.encodeCall(tributary.appendManifest, (id, "x")));
        Offer[] memory offers = new Offer[](1);
        offers[0] = Offer(Usage.Play, true, 2 * PRICE);
        asCreator("setOffers", abi.encodeCall(tributary.setOffers, (id, offers)));
        asCreator("setDeliveryFee", abi.encodeCall(tributary.setDeliveryFee, (id, 1)));
        asCreator("lockOffers", abi.encodeCall(tributary.lockOffers, (id)));
        asCreator("floorOffers", abi.encodeCall(tributary.floorOffers, (id)));
        asCreator("tightenDerivatives", abi.encodeCall(tributary.tightenDerivatives, (id, Derivatives.Closed)));
        asCreator("approveDerivative", abi.encodeCall(tributary.approveDerivative, (id, ben, "x", true)));
        asCreator("offerCreator", abi.encodeCall(tributary.offerCreator, (id, ben)));
        bytes4 notOffered = Errors.Creator_NotOffered.selector;
        add("acceptCreator", ben, abi.encodeCall(tributary.acceptCreator, (works[2])), 0, notOffered, notOffered);
    }

    function asCreator(string memory name, bytes memory call) private {
        add(name, anna, call, 0, NOT_CREATOR, NOT_CREATOR);
    }

    function paying() private {
        Payment memory one = tip(works[0], 1 ether);
        Payment[] memory two = new Payment[](2);
        (two[0], two[1]) = (one, play(works[1]));
        addPaid("pay", fan, 1 ether, abi.encodeCall(tributary.pay, (one)), TAKES, 0, MISSING);
        uint256 both = 1 ether + PRICE;
        addPaid("payBatch", fan, both, abi.encodeCall(tributary.payBatch, (two)), TAKES, 0, MISSING);
        bytes memory report = abi.encodeCall(tributary.report, (works[0], Usage.Train, 1, "", fan));
        add("report", fan, report, 0, 0, MISSING);
        // Through it nothing native is paid.
        Permit memory none;
        bytes memory inner = currency == address(0) ? report : abi.encodeCall(tributary.pay, (one));
        bytes memory call = abi.encodeCall(tributary.permitAndCall, (currency, none, inner));
        add("permitAndCall", fan, call, currency == address(0) ? 0 : TAKES, 0, MISSING);
    }

    function claiming() private {
        uint256[] memory two = list(works[0], works[1]);
        add("claim", anna, abi.encodeCall(tributary.claim, (two, anna)), SENDS, 0, 0);
        add("claimFor", stranger, abi.encodeCall(tributary.claimFor, (ben, two)), SENDS, 0, 0);
        add("setClaimableByOthers", bob, abi.encodeCall(tributary.setClaimableByOthers, (true)), 0, 0, 0);
        bytes4 nothing = Errors.Withdraw_Nothing.selector;
        add("withdraw", fan, abi.encodeCall(tributary.withdraw, (currency, fan)), SENDS, nothing, 0);
    }

    function flowing() private {
        uint256 id = works[0];
        uint256 traits = TAKES | CHANGE;
        bytes4 none = Errors.Flow_NotRunning.selector;
        bytes memory call = abi.encodeCall(tributary.openFlow, (id, RATE, uint40(birth + 100 hours), 1 ether));
        addPaid("openFlow", gus, 1 ether, call, traits, 0, MISSING);
        call = abi.encodeCall(tributary.extendFlow, (id, uint40(birth + 200 hours), 1 ether));
        addPaid("extendFlow", fan, 1 ether, call, traits, none, none);
        // Eleven hours and a bit.
        call = abi.encodeCall(tributary.topUpFlow, (id, 4e8));
        addPaid("topUpFlow", fan, 4e8, call, traits, none, none);
        add("closeFlow", fan, abi.encodeCall(tributary.closeFlow, (id)), SENDS, none, none);
        add("accrue", stranger, abi.encodeCall(tributary.accrue, (id, 1)), 0, 0, MISSING);
    }

    function handingKeys() private {
        KeyRequest memory r = nextRequest;
        r.work = works[0];
        addPaid("requestKey", fan, r.price + r.fee, abi.encodeCall(tributary.requestKey, (r)), TAKES, 0, MISSING);
        KeyTerms memory terms = openRequest;
        terms.work = works[0];
        Answer memory a = delivery;
        bytes4 notOpen = Errors.Request_NotOpen.selector;
        add(
            "deliverKey",
            anna,
            abi.encodeCall(tributary.deliverKey, (terms, a.scalar, a.commitment, a.response, a.server)),
            0,
            Errors.Delivery_NotDelegate.selector,
            notOpen
        );
        terms = expiredRequest;
        terms.work = works[0];
        add("refundKey", stranger, abi.encodeCall(tributary.refundKey, (terms)), 0, 0, notOpen);
        add("setDelegate", anna, abi.encodeCall(tributary.setDelegate, (works[0], ben)), 0, 0, MISSING);
        add("seal", stranger, abi.encodeCall(tributary.seal, (works[0])), 0, 0, MISSING);
    }

    function trading() private {
        uint256 id = works[0];
        uint40 later = uint40(birth + 30 days);
        bytes4 notOpen = Errors.Market_SaleNotOpen.selector;
        bytes4 noBid = Errors.Market_BidMissing.selector;
        asCreatorOf(works[2]);
        bytes memory call = abi.encodeCall(tributary.list, (id, 5 * ONE, 3 ether, later));
        add("list", sam, call, 0, Errors.Shares_TooFew.selector, notOpen);
        call = abi.encodeCall(tributary.buy, (id, sam, ONE, 2 ether, later));
        addPaid("buy", fan, 3 ether, call, TAKES | MOVES | PASSES | CHANGE | ASKS, 0, notOpen);
        call = abi.encodeCall(tributary.placeBid, (id, ONE, 1 ether, later));
        addPaid("placeBid", gus, 1 ether, call, TAKES, 0, notOpen);
        add("cancelBid", bob, abi.encodeCall(tributary.cancelBid, (id)), SENDS, noBid, noBid);
        add("refundBid", stranger, abi.encodeCall(tributary.refundBid, (id, eve)), 0, 0, noBid);
        call = abi.encodeCall(tributary.acceptBid, (id, bob, ONE, 2 ether, later));
        add("acceptBid", anna, call, MOVES | SENDS | ASKS, Errors.Shares_TooFew.selector, noBid);
    }

    function asCreatorOf(uint256 id) private {
        asCreator("openSale", abi.encodeCall(tributary.openSale, (id)));
    }

    function sweeping() private {
        uint256 id = works[0];
        add("sweep", stranger, abi.encodeCall(tributary.sweep, (id)), SWEEPS, 0, MISSING);
        bytes memory call = abi.encodeCall(tributary.startAuction, (id, address(trinket)));
        add("startAuction", stranger, call, 0, 0, MISSING);
        call = abi.encodeCall(tributary.buyAsset, (id, forSale(), 3 ether, 1 ether));
        bytes4 missing = Errors.Auction_Missing.selector;
        addPaid("buyAsset", fan, 1 ether, call, TAKES | CHANGE | RELEASES, 0, missing);
    }

    function moving() private {
        uint256 id = works[0];
        bytes4 notToken = Errors.Inbox_CallerNotShareToken.selector;
        bytes4 notApproved = Errors.Shares_NotApproved.selector;
        bytes memory call = abi.encodeCall(tributary.transferByToken, (id, anna, ben, ONE));
        add("transferByToken", inbox, call, MOVES, notToken, notToken);
        add("setApprovalForAll", anna, abi.encodeCall(tributary.setApprovalForAll, (ben, true)), 0, 0, 0);
        call = abi.encodeCall(tributary.safeTransferFrom, (anna, ben, id, ONE, ""));
        add("safeTransferFrom", operator, call, MOVES | ASKS, notApproved, MISSING);
        uint256[] memory two = list(id, works[1]);
        call = abi.encodeCall(tributary.safeBatchTransferFrom, (anna, ben, two, list(ONE, ONE), ""));
        add("safeBatchTransferFrom", anna, call, MOVES | ASKS, notApproved, MISSING);
        movingByToken();
    }

    /// Of the share token itself; the dot tells them apart.
    function movingByToken() private {
        bytes4 none = IERC20Errors.ERC20InsufficientBalance.selector;
        bytes4 notAllowed = IERC20Errors.ERC20InsufficientAllowance.selector;
        add(".transfer", anna, abi.encodeCall(IERC20.transfer, (ben, ONE)), MOVES, none, 0);
        add(".transferFrom", operator, abi.encodeCall(IERC20.transferFrom, (anna, ben, ONE)), MOVES, notAllowed, 0);
        add(".approve", anna, abi.encodeCall(IERC20.approve, (ben, 5)), 0, 0, 0);
        (, uint256 key) = makeAddrAndKey("anna");
        bytes32 kind = keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");
        bytes32 hash = keccak256(abi.encode(kind, anna, ben, 5, 0, birth + 3 days));
        bytes32 domain = IShareToken(inbox).DOMAIN_SEPARATOR();
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, keccak256(abi.encodePacked("\x19\x01", domain, hash)));
        bytes4 short = bytes4(keccak256("permit(address,address,uint256,uint256,uint8,bytes32,bytes32)"));
        bytes4 long = bytes4(keccak256("permit(address,address,uint256,uint256,bytes)"));
        bytes memory call = abi.encodeWithSelector(short, anna, ben, 5, birth + 3 days, v, r, s);
        add(".permit", stranger, call, 0, 0, 0);
        call = abi.encodeWithSelector(long, anna, ben, 5, birth + 3 days, abi.encodePacked(r, s, v));
        add(".permit", stranger, call, 0, 0, 0);
        add(".claim", stranger, abi.encodeWithSignature("claim(uint256[])", list(works[0])), 0, 0, 0);
    }
}
