// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

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
    /// Currency units per second, in 1e-8. From this rate on a flow is a licence (`Usage.Flow`).
    uint96 minimumFlowRate;
    /// What handing over the content key costs the buyer beside the price, in currency units. Goes to the deliverer.
    uint96 deliveryFee;
    /// Asked before shares move (`ITransferPolicy`); for ever. `address(0)`: shares move freely.
    address policy;
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
    uint96 deliveryFee;
    address policy;
    /// ERC-20 face of the shares, and inbox: whatever is sent there reaches the holders.
    address shareToken;
    /// The content key's public part; 0: an open work.
    uint256 keyX;
    bool keyOdd;
    /// Block of the mint, which the audit beacon counts from.
    uint32 mintBlock;
    /// The audit beacon r of key-delivery 9; 0: not drawn.
    bytes32 audit;
    /// Income since mint up to this second, in 1e-8 of a currency unit, of all 100 shares together.
    uint128 income;
    /// What running flows have paid for the seconds to come, in 1e-8 of a currency unit.
    uint128 prepaid;
    /// Sum of all running flows, in 1e-8 of a currency unit a second.
    uint128 flowRate;
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

/// One payer's flow to one work. All zero: there is none, or it was closed. Past `end` it has run out.
struct Flow {
    /// In 1e-8 of a currency unit a second; a multiple of 10 000, so that no ancestor's part rounds.
    uint96 rate;
    /// Unix seconds.
    uint40 start;
    /// Unix seconds, a full hour.
    uint40 end;
}

/// A standing offer to buy shares of a work; its price is held here.
struct Bid {
    uint32 units;
    /// Price of one whole share (1 000 000 units) in the work's currency.
    uint128 unitPrice;
    /// Unix seconds; at most 90 days ahead.
    uint40 expiry;
}

/// The wish to get a work's content key (key-delivery 5.3).
struct KeyRequest {
    uint256 work;
    /// `addr(Y)`: work numbers move when the chain reorganises, keys do not.
    address keyAddress;
    Usage usage;
    /// At least 1. 0: the key once more, for one who had it (re-key, lost device): price 0, by the buyer, no new licence.
    uint256 units;
    /// The hash of the terms accepted.
    bytes32 ref;
    /// Who gets the licence and the key.
    address buyer;
    /// x of E = t·G, whose y is even.
    uint256 ex;
    /// `addr(k·G)`: what the delivered scalar is checked against.
    address kAddress;
    /// The current price times `units`, in currency units.
    uint256 price;
    /// The current delivery fee, in currency units.
    uint256 fee;
    /// Seconds the delivery may take: 24 hours to 30 days.
    uint256 window;
}

/// What a request fixed, as its `KeyRequested` event tells; only its hash is stored.
struct KeyTerms {
    bytes32 id;
    uint256 work;
    address keyAddress;
    Usage usage;
    uint256 units;
    bytes32 ref;
    address buyer;
    address kAddress;
    /// Unix seconds: delivery up to and including it, refund after it.
    uint256 deadline;
    uint256 price;
    uint256 fee;
}

/// What an account may do with a work.
struct Reader {
    /// Block in which the content key was delivered to it; 0: not delivered.
    uint40 keyBlock;
    /// Bit n: licensed for the usage numbered n.
    uint16 licences;
}

/// An asset in a work's inbox that is for sale because it is not the work's currency.
struct Auction {
    /// How much of it is sold; 0: no auction.
    uint256 lot;
    /// In the work's currency, for the whole lot, at this second.
    uint256 price;
    /// Unix seconds.
    uint40 start;
}
