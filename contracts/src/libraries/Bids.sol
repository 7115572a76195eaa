// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IMarket} from "../interfaces/IMarket.sol";
import {Errors} from "../Errors.sol";
import {BidTerms, State, WorkState} from "../types/State.sol";
import {ON_SALE} from "../types/HotSlot.sol";
import {Money} from "./Money.sol";
import {Prices} from "./Prices.sol";
import {Sale, Sales} from "./Sales.sol";
import {Shares} from "./Shares.sol";
import {Waiting} from "./Waiting.sol";

/// Bids for shares. What a bid has here is always exactly the price of its units, rounded up: a partial sale is paid by the
/// difference between before and after, so its roundings go to the sellers and nothing is left over. Linked.
library Bids {
    function place(State storage state, uint256 work, uint32 units, uint128 unitPrice, uint40 expiry) external {
        WorkState storage w = state.works[work];
        if (!w.hot.has(ON_SALE)) revert Errors.Market_SaleNotOpen(work);
        if (w.bids[msg.sender].units != 0) revert Errors.Market_BidExists(work, msg.sender);
        if (units < Sales.MINIMUM_UNITS) revert Errors.Market_BelowMinimum(units, Sales.MINIMUM_UNITS);
        Sales.checkTerms(unitPrice, expiry);
        w.bids[msg.sender] = BidTerms(unitPrice, expiry, units);
        emit IMarket.BidPlaced(work, msg.sender, units, unitPrice, expiry);
        Money.collect(w.currency, msg.sender, Prices.total(units, unitPrice));
    }

    function cancel(State storage state, uint256 work) external {
        WorkState storage w = state.works[work];
        uint256 left = close(w, work, msg.sender, existing(w, work, msg.sender));
        Money.send(w.currency, msg.sender, left);
    }

    /// Nothing is pushed: whoever calls this is not the bidder, who might refuse it.
    function refund(State storage state, uint256 work, address bidder) external {
        WorkState storage w = state.works[work];
        BidTerms memory bid = existing(w, work, bidder);
        if (block.timestamp <= bid.expiry) revert Errors.Market_BidNotExpired(work, bidder, bid.expiry);
        Waiting.owe(state, w.currency, bidder, close(w, work, bidder, bid));
    }

    /// The sale is open where there is a bid, because it is never closed.
    function accept(
        State storage state,
        uint256 work,
        address bidder,
        uint32 units,
        uint128 minimumUnitPrice,
        uint256 deadline
    ) external {
        if (block.timestamp > deadline) revert Errors.Market_DeadlinePassed(deadline, block.timestamp);
        if (bidder == msg.sender) revert Errors.Market_OwnBid(bidder);
        WorkState storage w = state.works[work];
        uint256 price = fill(w, work, bidder, units, minimumUnitPrice);
        uint256 royalty = Sales.royaltyOf(w, price);
        Sales.exchange(state, Sale(work, msg.sender, bidder, units, price, royalty));
        Money.send(w.currency, msg.sender, price - royalty);
        Shares.askReceiver(msg.sender, msg.sender, bidder, work, units, "");
    }

    /// Takes `units` out of the bid, and returns what they cost, after all conditions of the sale.
    function fill(
        WorkState storage w,
        uint256 work,
        address bidder,
        uint256 units,
        uint256 minimumUnitPrice
    ) private returns (uint256) {
        BidTerms memory bid = existing(w, work, bidder);
        if (block.timestamp > bid.expiry) revert Errors.Market_BidExpired(work, bidder, bid.expiry);
        if (bid.unitPrice < minimumUnitPrice) revert Errors.Market_PriceBelowMinimum(bid.unitPrice, minimumUnitPrice);
        if (units > bid.units) revert Errors.Market_BidTooSmall(work, bidder, bid.units, units);
        Sales.checkUnits(units, bid.units);
        uint256 left = bid.units - units;
        if (left == 0) delete w.bids[bidder];
        else w.bids[bidder].units = uint32(left);
        return Prices.total(bid.units, bid.unitPrice) - Prices.total(left, bid.unitPrice);
    }

    /// Returns what the bid had left.
    function close(
        WorkState storage w,
        uint256 work,
        address bidder,
        BidTerms memory bid
    ) private returns (uint256 left) {
        left = Prices.total(bid.units, bid.unitPrice);
        delete w.bids[bidder];
        emit IMarket.BidClosed(work, bidder, left);
    }

    function existing(WorkState storage w, uint256 work, address bidder) private view returns (BidTerms memory bid) {
        bid = w.bids[bidder];
        if (bid.units == 0) revert Errors.Market_BidMissing(work, bidder);
    }
}
