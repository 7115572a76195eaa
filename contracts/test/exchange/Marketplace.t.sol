// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC1155} from "@openzeppelin/contracts/token/ERC1155/IERC1155.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC2981} from "@openzeppelin/contracts/interfaces/IERC2981.sol";
import {Published} from "./Published.sol";

/// A marketplace that knows ERC-1155 and ERC-2981 and nothing else: sellers approve it, buyers pay, the royalty goes where
/// the collection says, coins with the 2300 gas of `transfer`.
contract Marketplace {
    struct Ask {
        IERC1155 collection;
        uint256 id;
        uint256 amount;
        /// `address(0)`: coins.
        IERC20 currency;
        uint256 price;
    }

    mapping(address seller => Ask) private asks;

    function ask(Ask calldata terms) external {
        asks[msg.sender] = terms;
    }

    function buy(address payable seller) external payable {
        Ask memory a = asks[seller];
        delete asks[seller];
        (address receiver, uint256 royalty) = IERC2981(address(a.collection)).royaltyInfo(a.id, a.price);
        if (address(a.currency) == address(0)) {
            require(msg.value == a.price, "price");
            payable(receiver).transfer(royalty);
            seller.transfer(a.price - royalty);
        } else {
            a.currency.transferFrom(msg.sender, receiver, royalty);
            a.currency.transferFrom(msg.sender, seller, a.price - royalty);
        }
        a.collection.safeTransferFrom(seller, msg.sender, a.id, a.amount, "");
    }
}

contract MarketplaceTest is Published {
    Marketplace private place;
    uint256 private work;
    address private inbox;

    function setUp() public override {
        super.setUp();
        place = new Marketplace();
        // The sale is not even opened: ERC-1155 transfers are free from the start.
        work = publishOpen();
        inbox = tributary.shareTokenOf(work);
        vm.prank(anna);
        tributary.setApprovalForAll(address(place), true);
    }

    function test_ItFindsTheRoyaltyByInterface() public view {
        assertTrue(tributary.supportsInterface(type(IERC2981).interfaceId));
        (address receiver, uint256 royalty) = tributary.royaltyInfo(work, 10 ether);
        assertEq(receiver, inbox);
        assertEq(royalty, 0.5 ether);
    }

    /// The royalty is there before the shares move, so the seller has its part, too, and the buyer none.
    function test_ARoyaltyInCoinsReachesTheHoldersInTheSameTransaction() public {
        sell(IERC20(address(0)), 10 ether);
        vm.prank(fan);
        place.buy{value: 10 ether}(payable(anna));
        assertEq(tributary.balanceOf(fan, work), 20 * SHARE);
        assertEq(anna.balance, 9.5 ether);
        assertEq(inbox.balance, 0);
        assertEq(tributary.claimable(work, fan), 0);
        claim(anna, work);
        claim(ben, work);
        assertEq(anna.balance, 9.85 ether);
        assertEq(ben.balance, 0.15 ether);
        assertEq(address(tributary).balance, 0);
    }

    /// WETH for a work paid in coins: an auction turns it into coins, and all of them reach the holders.
    function test_ARoyaltyInAnotherTokenReachesTheHoldersByAuction() public {
        wrap(fan, 10 ether);
        vm.prank(fan);
        weth.approve(address(place), 10 ether);
        sell(IERC20(address(weth)), 10 ether);
        vm.prank(fan);
        place.buy(payable(anna));
        assertEq(weth.balanceOf(inbox), 0.5 ether);
        assertEq(weth.balanceOf(anna), 9.5 ether);
        tributary.startAuction(work, address(weth));
        // Somebody buys in the first minute in which WETH is cheaper than coins.
        uint256 price = tributary.auctionOf(work, address(weth)).price;
        while (price > 0.5 ether) {
            skip(1 minutes);
            price = tributary.auctionOf(work, address(weth)).price;
        }
        assertGt(price, 0.49 ether);
        uint256 before = stranger.balance;
        vm.prank(stranger);
        tributary.buyAsset{value: price}(work, address(weth), 0.5 ether, price);
        vm.prank(stranger);
        weth.withdraw(0.5 ether);
        assertEq(stranger.balance, before - price + 0.5 ether);
        assertEq(weth.balanceOf(inbox), 0);
        // 50 shares are Anna's, 30 Ben's, 20 the fan's by now.
        assertEq(tributary.claimable(work, anna), price / 2);
        assertEq(tributary.claimable(work, ben), (price * 3) / 10);
        assertEq(tributary.claimable(work, fan), price / 5);
        assertEq(address(tributary).balance, price);
    }

    /// The other way round: coins for a work paid in WETH.
    function test_ACoinRoyaltyOfAWorkInTokensReachesTheHoldersByAuction() public {
        work = publishIn(address(weth));
        inbox = tributary.shareTokenOf(work);
        sell(IERC20(address(0)), 10 ether);
        vm.prank(fan);
        place.buy{value: 10 ether}(payable(anna));
        assertEq(inbox.balance, 0.5 ether);
        tributary.startAuction(work, address(0));
        skip(38 hours);
        uint256 price = tributary.auctionOf(work, address(0)).price;
        wrap(stranger, price);
        vm.startPrank(stranger);
        weth.approve(address(tributary), price);
        uint256 before = stranger.balance;
        tributary.buyAsset(work, address(0), 0.5 ether, price);
        assertEq(stranger.balance, before + 0.5 ether);
        assertEq(weth.balanceOf(address(tributary)), price);
        assertEq(tributary.claimable(work, fan), price / 5);
    }

    /// A royalty in the work's own token needs no auction.
    function test_ARoyaltyInTheWorksTokenIsSwept() public {
        work = publishIn(address(weth));
        wrap(fan, 10 ether);
        vm.prank(fan);
        weth.approve(address(place), 10 ether);
        sell(IERC20(address(weth)), 10 ether);
        vm.prank(fan);
        place.buy(payable(anna));
        claim(anna, work);
        claim(ben, work);
        assertEq(weth.balanceOf(anna), 9.85 ether);
        assertEq(weth.balanceOf(ben), 0.15 ether);
    }

    /// 20 of Anna's shares.
    function sell(IERC20 currency, uint256 price) private {
        vm.prank(anna);
        place.ask(Marketplace.Ask(tributary, work, 20 * SHARE, currency, price));
    }

    function wrap(address account, uint256 amount) private {
        vm.prank(account);
        weth.deposit{value: amount}();
    }
}
