// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IMarket} from "../interfaces/IMarket.sol";
import {Errors} from "../Errors.sol";
import {ListingTerms, State, WorkState} from "../types/State.sol";
import {ON_SALE} from "../types/HotSlot.sol";
import {HoldingSlot} from "../types/HoldingSlot.sol";
import {Money} from "./Money.sol";
import {Prices} from "./Prices.sol";
import {Sale, Sales} from "./Sales.sol";
import {Shares} from "./Shares.sol";

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
        if (units == 0) (unitPrice, expiry) = (0, 0);
        else Sales.checkTerms(unitPrice, expiry);
        w.holdings[msg.sender] = holding.withListed(units);
        w.listings[msg.sender] = ListingTerms(unitPrice, expiry);
        emit IMarket.Listed(work, msg.sender, units, unitPrice, expiry);
    }

    function buy(State storage state, Purchase calldata p) external {
        WorkState storage w = state.works[p.work];
        if (!w.hot.has(ON_SALE)) revert Errors.Market_SaleNotOpen(p.work);
        uint256 price = take(w, p);
        uint256 royalty = Sales.royaltyOf(w, price);
        address currency = w.currency;
        bool native = currency == address(0);
        // Tokens: only the royalty comes here, the rest goes from the buyer to the seller.
        uint256 change = Money.collectAtLeast(currency, msg.sender, native ? price : royalty);
        Sales.exchange(state, Sale(p.work, p.seller, msg.sender, p.units, price, royalty));
        if (native) Money.send(currency, p.seller, price - royalty);
        else Money.pass(currency, msg.sender, p.seller, price - royalty);
        Money.giveChange(change);
        Shares.askReceiver(msg.sender, p.seller, msg.sender, p.work, p.units, "");
    }

    /// Takes the units out of the listing, and returns what they cost, after all conditions of the purchase.
    function take(WorkState storage w, Purchase calldata p) private returns (uint256 price) {
        if (block.timestamp > p.deadline) revert Errors.Market_DeadlinePassed(p.deadline, block.timestamp);
        if (p.seller == msg.sender) revert Errors.Market_OwnListing(p.seller);
        ListingTerms memory terms = w.listings[p.seller];
        HoldingSlot holding = w.holdings[p.seller];
        uint256 listed = holding.listed();
        if (p.units > listed) revert Errors.Market_ListedTooFew(p.work, p.seller, listed, p.units);
        Sales.checkUnits(p.units, listed);
        if (block.timestamp > terms.expiry) {
            revert Errors.Market_ListingExpired(p.work, p.seller, terms.expiry);
        }
        price = Prices.total(p.units, terms.unitPrice);
        if (price > p.maximumPrice) revert Errors.Market_PriceAboveMaximum(price, p.maximumPrice);
        w.holdings[p.seller] = holding.withListed(listed - p.units);
    }
}
