// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {KeyRequest, KeyTerms, Reader, Usage} from "../Types.sol";

/// Licences, and content keys handed over without a server (key-delivery 5.3 to 5.6 and 9).
///
/// A buyer escrows price and delivery fee; whoever holds the key (the creator, an earlier buyer, or a delegate of one)
/// delivers it. The contract checks `addr(scalar·G − Y) == kAddress` and that the deliverer knows the key, then pays price
/// and fee in the same call. Undelivered after the deadline, anybody sends the money back. Nothing else closes a request.
interface IKeys {
    // ── Ledger events ────────────────────────────────────────────────────────────────────────────────────────────────

    event KeyRequested(
        uint256 indexed work,
        address indexed buyer,
        uint256 stamp,
        bytes32 id,
        address keyAddress,
        Usage usage,
        uint256 units,
        bytes32 ref,
        uint256 ex,
        address kAddress,
        uint256 deadline,
        uint256 price,
        uint256 fee
    );
    /// Follows the `Paid` of the price. `server` gets the fee, in currency units.
    event KeyDelivered(
        uint256 indexed work,
        address indexed buyer,
        address indexed server,
        uint256 stamp,
        bytes32 id,
        uint256 scalar,
        uint256 fee
    );
    /// `amount` in currency units waits for the buyer (`withdraw`).
    event KeyRefunded(uint256 indexed work, address indexed buyer, uint256 stamp, bytes32 id, uint256 amount);

    // ── Other events ─────────────────────────────────────────────────────────────────────────────────────────────────

    event DelegateSet(uint256 indexed work, address indexed account, address indexed delegate);
    event AuditDrawn(uint256 indexed work, bytes32 audit);

    // ── Entries ──────────────────────────────────────────────────────────────────────────────────────────────────────

    /// Takes price and fee from the caller, exactly. Returns `keccak256(abi.encode(TAG, work, buyer, ex))`, which is
    /// refused if it was ever used.
    function requestKey(KeyRequest calldata request) external payable returns (bytes32 id);
    /// `scalar` is m + k; `commitment`, `response`: the caller's proof that he knows m. `server`: the key holder the caller
    /// is or is the delegate of, who gets the fee. Calls nobody, and cannot fail once its scalar is right.
    function deliverKey(
        KeyTerms calldata terms,
        uint256 scalar,
        address commitment,
        uint256 response,
        address server
    ) external;
    /// After the deadline, by anyone: what was paid waits for the buyer (`withdraw`).
    function refundKey(KeyTerms calldata terms) external;
    /// Lets `delegate` deliver for the caller (while the caller holds the key); one per work, the zero address: none.
    function setDelegate(uint256 work, address delegate) external;
    /// Stores the beacon that says which shards of a dataset are opened: by anyone, once, from 33 blocks after the mint on
    /// and as long as the chain still knows the hash of the block 32 after it.
    function seal(uint256 work) external;

    // ── Reading ──────────────────────────────────────────────────────────────────────────────────────────────────────

    /// Whether the account has bought the right to a usage: `Play` to `Perform` once paid for, delivered or reported free;
    /// `Flow` while a flow of at least the smallest rate runs. Licences are not transferable and do not expire.
    function hasLicence(uint256 work, address account, Usage usage) external view returns (bool);
    function readerOf(uint256 work, address account) external view returns (Reader memory);
    /// Whether the account has the content key of a sealed work: its creator, and everybody it was delivered to.
    function isKeyHolder(uint256 work, address account) external view returns (bool);
    function delegateOf(uint256 work, address account) external view returns (address);
    /// 0: never used. 1: delivered or refunded. Else `keccak256(abi.encode(terms))` of an open request.
    function requestOf(bytes32 id) external view returns (bytes32);
    /// The work whose content key has this address; 0: none.
    function workOfKey(address keyAddress) external view returns (uint256);
}
