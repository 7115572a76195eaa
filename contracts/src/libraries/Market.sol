// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC1155} from "@openzeppelin/contracts/token/ERC1155/IERC1155.sol";
import {IMarket} from "../interfaces/IMarket.sol";
import {Usage} from "../Types.sol";
import {Errors} from "../Errors.sol";
import {ListingTerms, State, WorkState} from "../types/State.sol";
import {HotSlot, ON_SALE} from "../types/HotSlot.sol";
import {HoldingSlot} from "../types/HoldingSlot.sol";
import {Cascade} from "./Cascade.sol";
import {Money} from "./Money.sol";
import {Shares} from "./Shares.sol";
import {Split} from "./Split.sol";

/// One purchase, as the buyer asks for it.
struct Purchase {
    uint256 work;
    address seller;
    uint256 units;
    uint256 maximumPrice;
    uint256 deadline;
}

/// Shares for sale without escrow: units stay with the seller, and so does their income, until they are bought. Linked.
library Market {
    uint256 internal constant SHARE = 1_000_000;
    uint256 internal constant MINIMUM_UNITS = SHARE / 100;
    uint256 internal constant LONGEST = 90 days;

    function openSale(State storage state, uint256 work) external {
        WorkState storage w = state.works[work];
        if (w.creator != msg.sender) revert Errors.Work_CallerNotCreator(work, msg.sender);
        if (w.hot.has(ON_SALE)) revert Errors.Market_SaleAlreadyOpen(work);
        w.hot = w.hot.with(ON_SALE);
        emit IMarket.SaleOpened(work);
    }

    function list(State storage state, uint256 work, uint256 units, uint128 unitPrice, uint40 expiry) external {
        WorkState storage w = state.works[work];
        if (!w.hot.has(ON_SALE)) revert Errors.Market_SaleNotOpen(work);
        HoldingSlot holding = w.holdings[msg.sender];
        if (units > holding.units()) revert Errors.Shares_TooFew(work, msg.sender, holding.units(), units);
        if (units == 0) {
            (unitPrice, expiry) = (0, 0);
        } else {
            if (unitPrice == 0) revert Errors.Market_PriceZero();
            uint256 latest = block.timestamp + LONGEST;
            if (expiry < block.timestamp || expiry > latest) {
                revert Errors.Market_ExpiryOutOfRange(expiry, block.timestamp, latest);
            }
        }
        w.holdings[msg.sender] = holding.withListed(units);
        w.listings[msg.sender] = ListingTerms(unitPrice, expiry);
        emit IMarket.Listed(work, msg.sender, units, unitPrice, expiry);
    }

    /// The royalty is paid before the shares move: it belongs to those who held them up to now.
    function buy(State storage state, Purchase calldata p) external {
        WorkState storage w = state.works[p.work];
        HotSlot hot = w.hot;
        if (!hot.has(ON_SALE)) revert Errors.Market_SaleNotOpen(p.work);
        uint256 price = quote(w, p);
        uint256 royalty = (price * w.resaleRoyalty) / Split.BASIS_POINTS;
        address currency = w.currency;
        collect(currency, price, royalty);
        if (royalty != 0) {
            bytes32 ref = bytes32(uint256(uint160(p.seller)));
            Cascade.distribute(state, hot, p.work, msg.sender, msg.sender, Usage.Resale, p.units, royalty, ref);
        }
        HoldingSlot holding = w.holdings[p.seller];
        w.holdings[p.seller] = holding.withListed(holding.listed() - p.units);
        Shares.move(state, p.work, p.seller, msg.sender, p.units);
        emit IERC1155.TransferSingle(msg.sender, p.seller, msg.sender, p.work, p.units);
        emit IMarket.Sold(p.work, p.seller, msg.sender, p.units, price, royalty);
        paySeller(currency, p.seller, price - royalty, msg.value - (currency == address(0) ? price : 0));
        Shares.askReceiver(msg.sender, p.seller, msg.sender, p.work, p.units, "");
    }

    /// The price of the purchase, rounded up, after all its conditions.
    function quote(WorkState storage w, Purchase calldata p) private view returns (uint256 price) {
        if (block.timestamp > p.deadline) revert Errors.Market_DeadlinePassed(p.deadline, block.timestamp);
        if (p.seller == msg.sender) revert Errors.Market_OwnListing(p.seller);
        ListingTerms memory terms = w.listings[p.seller];
        uint256 listed = w.holdings[p.seller].listed();
        if (p.units > listed) revert Errors.Market_ListedTooFew(p.work, p.seller, listed, p.units);
        if (p.units == 0 || (p.units < MINIMUM_UNITS && p.units != listed)) {
            revert Errors.Market_BelowMinimum(p.units, MINIMUM_UNITS);
        }
        if (block.timestamp > terms.expiry) {
            revert Errors.Market_ListingExpired(p.work, p.seller, terms.expiry);
        }
        price = (p.units * terms.unitPrice + SHARE - 1) / SHARE;
        if (price > p.maximumPrice) revert Errors.Market_PriceAboveMaximum(price, p.maximumPrice);
    }

    /// Native: the whole price is here with the call. Tokens: only the royalty comes here, the rest goes to the seller.
    function collect(address currency, uint256 price, uint256 royalty) private {
        if (currency != address(0)) return Money.collect(currency, msg.sender, royalty);
        if (msg.value < price) revert Errors.Payment_ValueMismatch(msg.value, price);
    }

    function paySeller(address currency, address seller, uint256 amount, uint256 change) private {
        if (currency != address(0)) return Money.pass(currency, msg.sender, seller, amount);
        Money.send(currency, seller, amount);
        if (change != 0) Money.send(currency, msg.sender, change);
    }
}
