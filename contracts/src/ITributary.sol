// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC1155MetadataURI} from "@openzeppelin/contracts/token/ERC1155/extensions/IERC1155MetadataURI.sol";

/// Why money came in. The numbers are part of the interface: never reorder.
enum Usage {
    Play,
    Download,
    Train,
    Infer,
    Perform,
    Tip,
    Resale,
    External,
    Flow
}

/// Whether others may build on a work. May only tighten: Open → ByApproval → Closed.
enum Derivatives {
    Closed,
    ByApproval,
    Open
}

/// One initial holder. The list of all of them is the split among collaborators.
struct Holder {
    address account;
    /// Millionths of a share; all holders sum to 100 000 000.
    uint32 units;
}

/// One offered usage: `Play` to `Perform`, each at most once. A usage that is not listed is not offered; price 0 is free.
/// `Tip` is always open (see `minimumTip`), `Flow` has `minimumFlowRate`, `Resale` and `External` are never offered.
struct Offer {
    Usage usage;
    /// Whether buying it hands over the content key. Only for sealed works: `true` on an open work reverts.
    bool bringsKey;
    /// In the smallest unit of the work's currency, per unit of usage; at most 2^84 - 2.
    uint96 price;
}

/// Proof of knowledge of the secret m behind the content key Y = m·G (key-delivery 5.2). `x == 0`: an open work.
struct ContentKey {
    uint256 x;
    uint256 y;
    address commitment;
    uint256 response;
}

/// Everything a work is born with.
struct Publication {
    /// SHA-256 of the manifest's bytes.
    bytes32 manifest;
    /// `address(0)`: the native currency; else an ERC-20.
    address currency;
    Holder[] holders;
    Offer[] offers;
    uint256[] parents;
    /// Basis points asked of every descendant's income: 0, or 100 to 5 000.
    uint16 ancestorRoyalty;
    Derivatives derivatives;
    /// Basis points of a sale on the share market that go to the work: 0 to 1 000.
    uint16 resaleRoyalty;
    uint96 minimumTip;
    /// Currency units per second, in 1e-8.
    uint96 minimumFlowRate;
    ContentKey key;
}

/// One payment, or one item of a batch.
struct Payment {
    uint256 work;
    Usage usage;
    /// At least 1; a tip may say 0.
    uint256 units;
    /// The price per unit the payer saw; a different price on chain reverts. 0 for a tip.
    uint256 price;
    /// At least `price * units` (a tip: at least `minimumTip`); what is above belongs to this item.
    /// 0 is possible for a free usage only, which is then `Reported` without a ledger event.
    uint256 amount;
    /// Free for the payer: a run id, the hash of a report.
    bytes32 ref;
    /// Whom the usage is for; `address(0)`: the payer.
    address beneficiary;
}

/// An ERC-2612 permit for this contract.
struct Permit {
    uint256 value;
    uint256 deadline;
    uint8 v;
    bytes32 r;
    bytes32 s;
}

/// One work's offer of shares by one holder. No escrow: `units` never exceeds the holder's balance.
struct Listing {
    uint32 units;
    /// Price of one whole share (1 000 000 units) in the work's currency.
    uint128 unitPrice;
    /// Unix seconds; at most 90 days ahead.
    uint40 expiry;
}

/// What a work is, in one read.
struct Work {
    address creator;
    address pendingCreator;
    address currency;
    /// The first manifest, which never changes; newer versions: `manifestsOf`.
    bytes32 manifest;
    /// How many manifests there are, the first included.
    uint32 versions;
    uint16 ancestorRoyalty;
    uint16 resaleRoyalty;
    Derivatives derivatives;
    bool onSale;
    bool offersLocked;
    bool offersFloored;
    uint96 minimumTip;
    uint96 minimumFlowRate;
    /// The content key's public part; 0: an open work.
    uint256 keyX;
    bool keyOdd;
    /// Income since mint, in 1e-8 of a currency unit, of all 100 shares together.
    uint128 income;
    /// Sequence number of the newest ledger event.
    uint32 sequence;
    /// Block of the newest ledger event.
    uint40 lastBlock;
    /// Block of the newest ledger event whose sequence is a multiple of 256.
    uint40 anchorBlock;
    bytes32 head;
    Offer[] offers;
}

/// What one account has in one work. `units * income - debt` (in 1e-16 of a currency unit) is due to it.
struct Holding {
    uint32 units;
    /// Units offered on the share market; never more than `units`.
    uint32 listed;
    int256 debt;
}

/// An ancestor that asks for a part of every descendant's income.
struct Ancestor {
    uint48 work;
    /// Basis points.
    uint16 royalty;
}

/// Tributary: works, their shares, and money that reaches every holder and every ancestor in the payer's transaction.
///
/// Ledger events (`Paid`, `Credited`, `Moved`, `Claimed`, and those of flows and keys later) form one hash chain per work:
/// `head = keccak256(head ‖ topics ‖ data)` of exactly the log, from `keccak256(abi.encode(chainid, contract, work))`.
/// Each carries a `stamp`: anchorBlock << 112 | sequence << 80 | timestamp << 40 | block of the work's previous event.
///
/// Also an ERC-1155 (`uri` of a work is the `ipfs://` address of its first manifest), ERC-165 and ERC-7572 contract.
/// Accounts with code that receive shares must implement the ERC-1155 hook; hooks run after everything else.
/// Moves to this contract are refused. Every state-changing entry is under one lock. Errors: see `Errors`.
interface ITributary is IERC1155MetadataURI {
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
    event OffersLocked(uint256 indexed work);
    event OffersFloored(uint256 indexed work);
    event DerivativesTightened(uint256 indexed work, Derivatives policy);
    event DerivativeApproved(uint256 indexed parent, address indexed creator, bytes32 manifest);
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
    event SaleOpened(uint256 indexed work);
    /// Warning: a listing also shrinks, without this event, when its seller sells (`Sold`) or moves shares away (`Moved`).
    event Listed(uint256 indexed work, address indexed seller, uint256 units, uint256 unitPrice, uint256 expiry);
    /// `price` in currency units, what the buyer paid in all; `resaleRoyalty` of it went to the work.
    event Sold(
        uint256 indexed work,
        address indexed seller,
        address indexed buyer,
        uint256 units,
        uint256 price,
        uint256 resaleRoyalty
    );

    // ── Publishing ───────────────────────────────────────────────────────────────────────────────────────────────────

    /// Mints a work: 100 shares to its first holders. The caller is its creator. Returns its number.
    function publish(Publication calldata publication) external returns (uint256 work);
    /// By the creator, as all below in this section. Appends a version; the first stays what `uri` shows.
    function appendManifest(uint256 work, bytes32 manifest) external;
    /// Replaces all offers, unless locked; not below the floor.
    function setOffers(uint256 work, Offer[] calldata offers) external;
    /// For ever: no change of offers.
    function lockOffers(uint256 work) external;
    /// For ever: no offer of this moment can be withdrawn or made cheaper. May be repeated to raise the floor.
    function floorOffers(uint256 work) external;
    function tightenDerivatives(uint256 work, Derivatives policy) external;
    /// Lets `creator` publish one work with this manifest and `parent` among its parents; used up by it.
    /// The parent's own creator needs none.
    function approveDerivative(uint256 parent, address creator, bytes32 manifest) external;
    /// The role moves in two steps; the zero address withdraws the offer.
    function offerCreator(uint256 work, address to) external;
    /// By the account it was offered to.
    function acceptCreator(uint256 work) external;

    // ── Paying ───────────────────────────────────────────────────────────────────────────────────────────────────────

    /// Works of one currency; `msg.value`, or the tokens taken from the payer, is the sum of all amounts exactly.
    function pay(Payment calldata payment) external payable;
    function payBatch(Payment[] calldata payments) external payable;
    /// As `payBatch` in an ERC-20, with the allowance granted by signature. A permit somebody used up before is no error
    /// as long as the allowance is there.
    function payWithPermit(Payment[] calldata payments, Permit calldata permit) external;
    /// A free usage, counted without money: no ledger event.
    function report(uint256 work, Usage usage, uint256 units, bytes32 ref, address beneficiary) external;

    // ── Claiming ─────────────────────────────────────────────────────────────────────────────────────────────────────

    /// Works grouped by currency by the caller (each change of currency is one transfer); zeros are skipped.
    function claim(uint256[] calldata works, address to) external;
    /// Pays the holder. Holders with code (other than EIP-7702 delegations) must have opted in.
    function claimFor(address holder, uint256[] calldata works) external;
    /// Whether others may make this contract pay the caller its income.
    function setClaimableByOthers(bool allowed) external;

    // ── Share market ─────────────────────────────────────────────────────────────────────────────────────────────────

    /// Once, for ever, by the creator.
    function openSale(uint256 work) external;
    /// Replaces the seller's listing of this work; `units` 0 withdraws it.
    function list(uint256 work, uint32 units, uint128 unitPrice, uint40 expiry) external;
    /// At least 10 000 units (0.01 share) or the whole rest. Price: `units * unitPrice / 1 000 000`, rounded up.
    /// The seller is paid at once, less the resale royalty, which is rounded down. Native currency above the price is returned to the buyer.
    function buy(uint256 work, address seller, uint32 units, uint256 maximumPrice, uint256 deadline) external payable;
    function buyWithPermit(
        uint256 work,
        address seller,
        uint32 units,
        uint256 maximumPrice,
        uint256 deadline,
        Permit calldata permit
    ) external;

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
    /// Also when it expired: compare `expiry`.
    function listingOf(uint256 work, address seller) external view returns (Listing memory);
    /// What `holder` can claim now, in currency units, rounded down.
    function claimable(uint256 work, address holder) external view returns (uint256);
    function claimableOf(uint256[] calldata works, address holder) external view returns (uint256[] memory);
    function claimableByOthers(address holder) external view returns (bool);
    /// Whether the account has the content key of a sealed work: its creator, and everybody it was delivered to.
    function isKeyHolder(uint256 work, address account) external view returns (bool);
    /// Whether an approval waits to be used.
    function isDerivativeApproved(uint256 parent, address creator, bytes32 manifest) external view returns (bool);
    /// ERC-7572: a `data:` JSON with the collection's name and description.
    function contractURI() external view returns (string memory);
}
