// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC1155MetadataURI} from "@openzeppelin/contracts/token/ERC1155/extensions/IERC1155MetadataURI.sol";
import {IERC2981} from "@openzeppelin/contracts/interfaces/IERC2981.sol";
import {IFlows} from "./interfaces/IFlows.sol";
import {IInbox} from "./interfaces/IInbox.sol";
import {IKeys} from "./interfaces/IKeys.sol";
import {IMarket} from "./interfaces/IMarket.sol";
import "./Types.sol";

/// Tributary: works, their shares, and money that reaches every holder and every ancestor in the payer's transaction.
///
/// Ledger events (`Paid`, `Credited`, `Moved`, `Claimed`, and those of `IFlows` and `IKeys`) form one hash chain per work:
/// `head = keccak256(head ‖ topics ‖ data)` of exactly the log, from `keccak256(abi.encode(chainid, contract, work))`.
/// Each carries a `stamp`: anchorBlock << 112 | sequence << 80 | timestamp << 40 | block of the work's previous event.
///
/// Also an ERC-1155 (`uri` of a work is the `ipfs://` address of its first manifest), ERC-2981 (the receiver is the work's
/// share token), ERC-165 and ERC-7572 contract. Accounts with code that receive shares by ERC-1155 must implement its hook;
/// hooks run after everything else. Moves to this contract and to the work's own share token are refused. Every state-changing entry is under one lock. Errors: see `Errors`.
interface ITributary is IFlows, IInbox, IKeys, IMarket, IERC1155MetadataURI, IERC2981 {
    // ── Ledger events ────────────────────────────────────────────────────────────────────────────────────────────────

    /// Money for a usage, in currency units. The ancestors' parts follow as `Credited` on their own chains.
    /// A resale royalty: the buyer pays, `units` are those of the shares sold, `ref` is the seller's address.
    event Paid(
        uint256 indexed work,
        address indexed payer,
        address indexed beneficiary,
        uint256 stamp,
        Usage usage,
        uint256 units,
        uint256 amount,
        bytes32 ref
    );
    /// `income` in 1e-8 of a currency unit. `source`, `sourceSequence`: the descendant's work and event that paid it.
    event Credited(uint256 indexed work, uint256 indexed source, uint256 stamp, uint256 sourceSequence, uint256 income);
    /// Shares changing hands; at mint from the zero address. No event for zero units or a move to oneself.
    event Moved(uint256 indexed work, address indexed from, address indexed to, uint256 stamp, uint256 units);
    /// Income of one work paid out to a holder, in currency units.
    event Claimed(uint256 indexed work, address indexed holder, uint256 stamp, uint256 amount);

    // ── Other events ─────────────────────────────────────────────────────────────────────────────────────────────────

    event Published(
        uint256 indexed work,
        address indexed creator,
        bytes32 manifest,
        address currency,
        uint256 keyX,
        uint256 keyY
    );
    /// What the work builds on, and the ancestors that are paid, in the order in which they are credited.
    event Derived(uint256 indexed work, uint256[] parents, Ancestor[] ancestors);
    /// `version` counts from 1, the manifest of the mint.
    event ManifestAppended(uint256 indexed work, uint256 version, bytes32 manifest);
    /// All offers of the work from now on, at mint too.
    event OffersSet(uint256 indexed work, Offer[] offers);
    event DeliveryFeeSet(uint256 indexed work, uint256 fee);
    event OffersLocked(uint256 indexed work);
    event OffersFloored(uint256 indexed work);
    event DerivativesTightened(uint256 indexed work, Derivatives policy);
    event DerivativeApproved(uint256 indexed parent, address indexed creator, bytes32 manifest, bool approved);
    event CreatorOffered(uint256 indexed work, address indexed to);
    event CreatorChanged(uint256 indexed work, address indexed from, address indexed to);
    event Reported(
        uint256 indexed work,
        address indexed payer,
        address indexed beneficiary,
        Usage usage,
        uint256 units,
        bytes32 ref
    );
    /// Claimed income went to another account than the holder: the sum of the `Claimed` before it in this currency.
    event PaidOut(address indexed holder, address indexed to, address indexed currency, uint256 amount);
    event ClaimableByOthersSet(address indexed holder, bool allowed);
    /// Money of an account that waits until it is withdrawn: fees, refunds, and what a full work could not take.
    event Withdrawable(address indexed account, address indexed currency, uint256 amount);
    event Withdrawn(address indexed account, address indexed to, address indexed currency, uint256 amount);

    // ── Publishing ───────────────────────────────────────────────────────────────────────────────────────────────────

    /// Mints a work: 100 shares to its first holders. The caller is its creator. Returns its number.
    function publish(Publication calldata publication) external returns (uint256 work);
    /// By the creator, as all below in this section. Appends a version; the first stays what `uri` shows.
    function appendManifest(uint256 work, bytes32 manifest) external;
    /// Replaces all offers, unless locked; not below the floor.
    function setOffers(uint256 work, Offer[] calldata offers) external;
    /// Unless locked; not upwards once the offers are floored.
    function setDeliveryFee(uint256 work, uint96 fee) external;
    /// For ever: no change of offers and of the delivery fee.
    function lockOffers(uint256 work) external;
    /// For ever: no offer of this moment can be withdrawn or made cheaper, nor the delivery fee (which share holders do not
    /// get) be raised. May be repeated to raise the floor.
    function floorOffers(uint256 work) external;
    function tightenDerivatives(uint256 work, Derivatives policy) external;
    /// Lets `creator` publish one work with this manifest and `parent` among its parents; used up by it.
    /// The parent's own creator needs none. `approved` false takes an unused approval back.
    function approveDerivative(uint256 parent, address creator, bytes32 manifest, bool approved) external;
    /// The role moves in two steps; the zero address withdraws the offer.
    function offerCreator(uint256 work, address to) external;
    /// By the account it was offered to.
    function acceptCreator(uint256 work) external;

    // ── Paying ───────────────────────────────────────────────────────────────────────────────────────────────────────

    /// Works of one currency; `msg.value`, or the tokens taken from the payer, is the sum of all amounts exactly.
    function pay(Payment calldata payment) external payable;
    function payBatch(Payment[] calldata payments) external payable;
    /// Calls an entry of this contract (`call` is its calldata) with an allowance for an ERC-20 granted by signature. A
    /// permit somebody used up before is no error as long as the allowance is there.
    function permitAndCall(address currency, Permit calldata permit, bytes calldata call) external;
    /// A free usage, counted without money: no ledger event.
    function report(uint256 work, Usage usage, uint256 units, bytes32 ref, address beneficiary) external;

    // ── Claiming ─────────────────────────────────────────────────────────────────────────────────────────────────────

    /// Works grouped by currency by the caller (each change of currency is one transfer); zeros are skipped.
    function claim(uint256[] calldata works, address to) external;
    /// Pays the holder. Holders with code (other than EIP-7702 delegations) must have opted in.
    function claimFor(address holder, uint256[] calldata works) external;
    /// Whether others may make this contract pay the caller its income.
    function setClaimableByOthers(bool allowed) external;
    /// Sends all that waits for the caller in one currency. Returns the amount.
    function withdraw(address currency, address to) external returns (uint256 amount);

    // ── Reading ──────────────────────────────────────────────────────────────────────────────────────────────────────

    /// How many works there are; they are numbered 1 … count.
    function count() external view returns (uint256);
    function workOf(uint256 work) external view returns (Work memory);
    /// Works `from` (at least 1) onwards, at most `limit`; empty past the end.
    function worksOf(uint256 from, uint256 limit) external view returns (Work[] memory);
    /// Ancestors that are paid, in the order in which they are credited.
    function ancestorsOf(uint256 work) external view returns (Ancestor[] memory);
    /// All works this one says it builds on.
    function parentsOf(uint256 work) external view returns (uint256[] memory);
    /// Digests of all manifests, oldest first.
    function manifestsOf(uint256 work) external view returns (bytes32[] memory);
    function holdingOf(uint256 work, address account) external view returns (Holding memory);
    /// What `holder` can claim now, in currency units, rounded down.
    function claimable(uint256 work, address holder) external view returns (uint256);
    function claimableOf(uint256[] calldata works, address holder) external view returns (uint256[] memory);
    function claimableByOthers(address holder) external view returns (bool);
    /// What `withdraw` would send.
    function withdrawableOf(address currency, address account) external view returns (uint256);
    /// Whether an approval waits to be used.
    function isDerivativeApproved(uint256 parent, address creator, bytes32 manifest) external view returns (bool);
    /// ERC-7572: a `data:` JSON with the collection's name and description.
    function contractURI() external view returns (string memory);
}
