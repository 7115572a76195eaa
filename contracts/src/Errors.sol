// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Usage, Derivatives} from "./Types.sol";

/// Every reason to refuse, named by subject and fact; the arguments are what disagrees.
library Errors {
    // ── Everywhere ───────────────────────────────────────────────────────────────────────────────────────────────────

    /// A call from inside another call.
    error Lock_Held();
    error Work_Missing(uint256 work);
    error Work_CallerNotCreator(uint256 work, address caller);

    // ── Publishing ───────────────────────────────────────────────────────────────────────────────────────────────────

    error Holders_Count(uint256 given, uint256 maximum);
    error Holders_Sum(uint256 given, uint256 required);
    error Holder_Invalid(address account);
    error Holder_Repeated(address account);
    error Holder_WithoutUnits(address account);
    error Currency_WithoutCode(address currency);
    /// Shares of a work of this contract are not money here.
    error Currency_ShareToken(address currency);
    error Manifest_Empty();
    error Offer_NotOfferable(Usage usage);
    error Offer_Repeated(Usage usage);
    error Offer_PriceTooHigh(Usage usage, uint256 given, uint256 maximum);
    error Offer_KeyOfOpenWork(Usage usage);
    error Offer_BelowFloor(Usage usage);
    error Offers_Locked(uint256 work);
    /// Share holders do not get the delivery fee, so a floor under the prices is a ceiling above it.
    error Fee_AboveFloor(uint256 work, uint256 given, uint256 current);
    error Fee_OfOpenWork();
    error Policy_WithoutCode(address policy);
    error Royalty_OutOfRange(uint256 given);
    error ResaleRoyalty_TooHigh(uint256 given, uint256 maximum);
    error Parents_Count(uint256 given, uint256 maximum);
    error Parent_Repeated(uint256 parent);
    error Parent_Closed(uint256 parent);
    error Parent_NotApproved(uint256 parent);
    error Parent_OtherCurrency(uint256 parent, address required);
    error Ancestors_Count(uint256 given, uint256 maximum);
    error Ancestors_AskTooMuch(uint256 asked, uint256 maximum);
    /// The work's own ask would push its descendants past the maximum, so it must allow none.
    error Derivatives_MustBeClosed(uint256 asked, uint256 maximum);
    error Derivatives_OnlyTighten(Derivatives current, Derivatives given);
    error Derivatives_NoApproval(uint256 parent, Derivatives current);
    error Key_NotOnCurve(uint256 x, uint256 y);
    error Key_Used(uint256 x, uint256 work);
    error Key_ProofWrong(uint256 x);
    error Creator_NotOffered(uint256 work, address offered, address caller);

    // ── Paying ───────────────────────────────────────────────────────────────────────────────────────────────────────

    error Payment_NoItems();
    error Payment_NotPayable(Usage usage);
    error Payment_NotOffered(uint256 work, Usage usage);
    error Payment_PriceChanged(uint256 work, uint256 seen, uint256 current);
    error Payment_TooSmall(uint256 work, uint256 amount, uint256 required);
    error Payment_NoUnits(uint256 work);
    error Payment_OtherCurrency(uint256 work, address required);
    error Payment_ValueMismatch(uint256 given, uint256 required);
    /// A token that takes fees, or lies: what arrived is not what was sent.
    error Payment_ReceivedMismatch(address currency, uint256 received, uint256 required);
    /// The usage buys the content key, which this account does not hold: request the key instead.
    error Payment_KeyMissing(uint256 work, address beneficiary);
    error Report_NotFree(uint256 work, Usage usage, uint256 price);
    error Income_TooLarge(uint256 work);

    // ── Shares ───────────────────────────────────────────────────────────────────────────────────────────────────────

    error Shares_NotApproved(address holder, address operator);
    error Shares_TooFew(uint256 work, address holder, uint256 balance, uint256 required);
    error Shares_InvalidReceiver(address to);
    /// The account has code and did not answer the ERC-1155 hook: it cannot hold shares.
    error Shares_ReceiverRefused(address to);
    /// The work's transfer policy did not allow this move.
    error Shares_PolicyRefused(address policy, address from, address to, uint256 units);
    error Shares_LengthMismatch(uint256 works, uint256 units);

    // ── Claiming ─────────────────────────────────────────────────────────────────────────────────────────────────────

    error Claim_InvalidReceiver(address to);
    error Claim_NotAllowed(address holder);
    error Transfer_Failed(address to, uint256 amount);
    error Withdraw_Nothing(address account, address currency);
    /// Coins that nothing was bought with.
    error Money_Unasked(address sender, uint256 amount);

    // ── Flows ────────────────────────────────────────────────────────────────────────────────────────────────────────

    /// Zero, or not a multiple of 10 000.
    error Flow_RateInvalid(uint256 rate);
    /// Not a full hour, or not from 1 hour to 1 year ahead.
    error Flow_EndInvalid(uint256 end, uint256 time);
    error Flow_EndNotLater(uint256 given, uint256 current);
    error Flow_Running(uint256 work, address payer, uint256 end);
    error Flow_NotRunning(uint256 work, address payer);
    error Flow_CostAboveMaximum(uint256 cost, uint256 maximum);
    /// Not even an hour.
    error Flow_TopUpTooSmall(uint256 amount, uint256 required);
    error Flow_TooLarge(uint256 work);

    // ── Keys ─────────────────────────────────────────────────────────────────────────────────────────────────────────

    error Key_OtherWork(address keyAddress, uint256 work);
    error Request_UsageWithoutKey(uint256 work, Usage usage);
    error Request_PriceChanged(uint256 work, uint256 seen, uint256 current);
    error Request_FeeChanged(uint256 work, uint256 seen, uint256 current);
    error Request_AddressZero();
    error Request_WindowOutOfRange(uint256 given, uint256 shortest, uint256 longest);
    error Request_Used(bytes32 id);
    /// These terms are not those of an open request.
    error Request_NotOpen(bytes32 id);
    error Request_Expired(uint256 deadline, uint256 time);
    error Request_NotExpired(uint256 deadline, uint256 time);
    /// The key once more is for those who have it, asked for by themselves.
    error Request_NotKeyHolder(uint256 work, address buyer, address caller);
    error Delivery_NotKeyHolder(uint256 work, address server);
    error Delivery_NotDelegate(uint256 work, address server, address caller);
    error Delivery_ScalarWrong(bytes32 id);
    error Delivery_ProofWrong(bytes32 id);
    /// There are no shards to open.
    error Audit_OfOpenWork(uint256 work);
    error Audit_AlreadyDrawn(uint256 work);
    error Audit_OutOfWindow(uint256 work, uint256 number);

    // ── Share market ─────────────────────────────────────────────────────────────────────────────────────────────────

    error Market_SaleNotOpen(uint256 work);
    error Market_SaleAlreadyOpen(uint256 work);
    error Market_PriceZero();
    error Market_ExpiryOutOfRange(uint256 given, uint256 earliest, uint256 latest);
    error Market_ListingExpired(uint256 work, address seller, uint256 expiry);
    error Market_ListedTooFew(uint256 work, address seller, uint256 listed, uint256 required);
    error Market_BelowMinimum(uint256 units, uint256 minimum);
    error Market_PriceAboveMaximum(uint256 price, uint256 maximum);
    error Market_DeadlinePassed(uint256 deadline, uint256 time);
    error Market_OwnListing(address account);
    error Market_OwnBid(address account);
    error Market_BidExists(uint256 work, address bidder);
    error Market_BidMissing(uint256 work, address bidder);
    error Market_BidExpired(uint256 work, address bidder, uint256 expiry);
    error Market_BidNotExpired(uint256 work, address bidder, uint256 expiry);
    error Market_BidTooSmall(uint256 work, address bidder, uint256 units, uint256 required);
    error Market_PriceBelowMinimum(uint256 unitPrice, uint256 minimum);

    // ── Inbox ────────────────────────────────────────────────────────────────────────────────────────────────────────

    error Inbox_Empty(uint256 work, address asset);
    error Inbox_CallerNotShareToken(uint256 work, address caller);
    /// The currency failed, and might not have with more gas: nobody may starve it to keep money waiting.
    error Inbox_GasTooLow(uint256 required);
    /// The work's own currency is swept, not sold.
    error Auction_OwnCurrency(uint256 work, address asset);
    error Auction_Running(uint256 work, address asset, uint256 lot);
    error Auction_Missing(uint256 work, address asset);
    error Auction_LotTooSmall(uint256 lot, uint256 minimum);
}
