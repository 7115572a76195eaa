// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC1155} from "@openzeppelin/contracts/token/ERC1155/IERC1155.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IInbox} from "../interfaces/IInbox.sol";
import {IShareToken} from "../interfaces/IShareToken.sol";
import {Auction, Usage} from "../Types.sol";
import {Errors} from "../Errors.sol";
import {HotSlot} from "../types/HotSlot.sol";
import {AuctionTerms, State, WorkState} from "../types/State.sol";
import {Cascade} from "./Cascade.sol";
import {Money} from "./Money.sol";
import {Shares} from "./Shares.sol";
import {ShareTokens} from "./ShareTokens.sol";
import {Split} from "./Split.sol";
import {Sweeping} from "./Sweeping.sol";

/// What arrives at works' share tokens: the work's currency becomes income, anything else is for sale. Linked.
library Inbox {
    /// Above what any lot is worth; halving hourly, it takes four days to fall to 1.
    uint256 internal constant FIRST_PRICE = 2 ** 96;
    uint256 internal constant HALVING = 1 hours;

    /// As before each movement of shares, but a currency that fails says so, and may use all the gas.
    function sweep(State storage state, uint256 work) external returns (uint256 amount) {
        (address token, address currency) = existing(state, work);
        uint256 waiting = Math.min(contents(token, currency), Split.MAXIMUM_AMOUNT);
        if (waiting == 0) revert Errors.Inbox_Empty(work, currency);
        amount = Math.min(handOver(state, token, currency, address(this), waiting), Split.MAXIMUM_AMOUNT);
        if (amount == 0) revert Errors.Payment_ReceivedMismatch(currency, 0, waiting);
        Sweeping.credit(state, work, token, amount);
    }

    /// The lot is fixed here, so that a price which fell for dust does not sell what arrives after it; and with twice the
    /// lot there it starts anew, so that dust does not keep anything else from being sold.
    function startAuction(State storage state, uint256 work, address asset) external {
        (address token, address currency) = existing(state, work);
        if (asset == currency) revert Errors.Auction_OwnCurrency(work, asset);
        uint256 lot = contents(token, asset);
        if (lot == 0) revert Errors.Inbox_Empty(work, asset);
        AuctionTerms storage terms = state.works[work].auctions[asset];
        if (lot / 2 < terms.lot) revert Errors.Auction_Running(work, asset, terms.lot);
        (terms.lot, terms.start) = (lot, uint40(block.timestamp));
        emit IInbox.AuctionStarted(work, asset, lot, FIRST_PRICE);
    }

    /// An asset can become less by itself: then what is left is sold, if the buyer still wants it.
    function buyAsset(
        State storage state,
        uint256 work,
        address asset,
        uint256 minimumLot,
        uint256 maximumPrice
    ) external {
        WorkState storage w = state.works[work];
        AuctionTerms memory terms = w.auctions[asset];
        if (terms.lot == 0) revert Errors.Auction_Missing(work, asset);
        uint256 price = priceAfter(block.timestamp - terms.start);
        if (price > maximumPrice) revert Errors.Market_PriceAboveMaximum(price, maximumPrice);
        (address token, address currency) = existing(state, work);
        uint256 lot = Math.min(terms.lot, contents(token, asset));
        if (lot == 0) revert Errors.Inbox_Empty(work, asset);
        delete w.auctions[asset];
        uint256 change = Money.collectAtLeast(currency, msg.sender, price);
        bytes32 ref = bytes32(uint256(uint160(asset)));
        Cascade.distribute(state, w.hot, work, msg.sender, msg.sender, Usage.External, 0, price, ref);
        lot = handOver(state, token, asset, msg.sender, lot);
        if (lot < minimumLot) revert Errors.Auction_LotTooSmall(lot, minimumLot);
        emit IInbox.AuctionSettled(work, asset, msg.sender, lot, price);
        Money.giveChange(change);
    }

    function auctionOf(State storage state, uint256 work, address asset) external view returns (Auction memory) {
        existing(state, work);
        AuctionTerms memory terms = state.works[work].auctions[asset];
        if (terms.lot == 0) return Auction(0, 0, 0);
        return Auction(terms.lot, priceAfter(block.timestamp - terms.start), terms.start);
    }

    /// Halves at each full hour and falls evenly in between; never below 1.
    function priceAfter(uint256 time) internal pure returns (uint256) {
        uint256 price = FIRST_PRICE >> (time / HALVING);
        if (price == 0) return 1;
        return price - (price * (time % HALVING)) / (2 * HALVING);
    }

    /// Where the work's inbox is, and what it counts as money.
    function existing(State storage state, uint256 work) private view returns (address token, address currency) {
        WorkState storage w = state.works[work];
        HotSlot hot = w.hot;
        if (hot.sequence() == 0) revert Errors.Work_Missing(work);
        return (ShareTokens.addressOf(work), Money.currencyOf(w, hot));
    }

    function contents(address token, address asset) private view returns (uint256 balance) {
        if (asset == address(0)) return token.balance;
        (, balance) = Sweeping.balanceOf(asset, token);
    }

    /// Out of the inbox. Returns what arrived, whatever was sent.
    function handOver(
        State storage state,
        address token,
        address asset,
        address to,
        uint256 amount
    ) private returns (uint256) {
        if (asset == address(0)) {
            IShareToken(token).release(asset, to, amount);
            return amount;
        }
        uint256 before = IERC20(asset).balanceOf(to);
        uint256 other = ShareTokens.workOf(asset);
        if (other == 0) IShareToken(token).release(asset, to, amount);
        else moveShares(state, other, token, to, amount);
        uint256 held = IERC20(asset).balanceOf(to);
        return held > before ? held - before : 0;
    }

    /// Shares of another work that were sent here: their token's door is locked from inside. As there, no hook is called.
    function moveShares(State storage state, uint256 work, address from, address to, uint256 units) private {
        Shares.move(state, work, from, to, units);
        emit IERC1155.TransferSingle(msg.sender, from, to, work, units);
    }
}
