// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Published} from "./Published.sol";
import {IShareToken} from "contracts/src/interfaces/IShareToken.sol";
import {Errors} from "contracts/src/Errors.sol";

interface IFactory {
    function getPair(address a, address b) external view returns (address);
}

interface IPair is IERC20 {
    function getReserves() external view returns (uint112 reserve0, uint112 reserve1, uint32 time);
    function token0() external view returns (address);
    function skim(address to) external;
    function sync() external;
}

interface IRouter {
    function addLiquidity(
        address a,
        address b,
        uint256 wantedA,
        uint256 wantedB,
        uint256 minimumA,
        uint256 minimumB,
        address to,
        uint256 deadline
    ) external returns (uint256 amountA, uint256 amountB, uint256 liquidity);
    function addLiquidityETH(
        address token,
        uint256 wanted,
        uint256 minimum,
        uint256 minimumCoins,
        address to,
        uint256 deadline
    ) external payable returns (uint256 amount, uint256 coins, uint256 liquidity);
    function removeLiquidity(
        address a,
        address b,
        uint256 liquidity,
        uint256 minimumA,
        uint256 minimumB,
        address to,
        uint256 deadline
    ) external returns (uint256 amountA, uint256 amountB);
    function swapExactTokensForTokens(
        uint256 amountIn,
        uint256 minimumOut,
        address[] calldata path,
        address to,
        uint256 deadline
    ) external returns (uint256[] memory amounts);
    function swapTokensForExactTokens(
        uint256 amountOut,
        uint256 maximumIn,
        address[] calldata path,
        address to,
        uint256 deadline
    ) external returns (uint256[] memory amounts);
    function swapExactETHForTokens(
        uint256 minimumOut,
        address[] calldata path,
        address to,
        uint256 deadline
    ) external payable returns (uint256[] memory amounts);
}

/// Shares on Uniswap v2 as it was published: its factory, pairs, router and WETH9, none of which knows of Tributary.
contract UniswapTest is Published {
    uint256 private constant LATER = 2_000_000_000;

    IFactory private factory;
    IRouter private router;
    uint256 private work;
    IShareToken private shares;
    IPair private pair;
    uint256 private annasKey;

    /// A work paid in dollars, the harder case: its pool holds the currency of its own income.
    function setUp() public override {
        super.setUp();
        (anna, annasKey) = makeAddrAndKey("anna");
        factory = IFactory(deploy(string.concat(CORE, "UniswapV2Factory.json"), abi.encode(stranger)));
        router = IRouter(deploy(string.concat(PERIPHERY, "UniswapV2Router02.json"), abi.encode(factory, weth)));
        work = publishIn(address(dollar));
        shares = IShareToken(tributary.shareTokenOf(work));
        openSale(work);
        dollar.mint(anna, 1e12);
        vm.prank(anna);
        dollar.approve(address(router), type(uint256).max);
        vm.prank(fan);
        dollar.approve(address(router), type(uint256).max);
        permitRouter(10_000_000);
        vm.prank(anna);
        router.addLiquidity(address(shares), address(dollar), 10_000_000, 1e12, 1, 1, anna, LATER);
        pair = IPair(factory.getPair(address(shares), address(dollar)));
    }

    function test_LiquidityIsAddedWithAPermit() public view {
        assertEq(shares.balanceOf(address(pair)), 10_000_000);
        assertEq(tributary.balanceOf(address(pair), work), 10_000_000);
        assertEq(shares.balanceOf(anna), 60_000_000);
        assertEq(shares.allowance(anna, address(router)), 0);
        inStep();
    }

    function test_SharesAreBoughtAndSold() public {
        uint256 k = product();
        vm.startPrank(fan);
        uint256 paid = router.swapTokensForExactTokens(SHARE, 1e12, path(dollar, shares), fan, LATER)[0];
        assertEq(shares.balanceOf(fan), SHARE);
        // x·y = k with the fee of 0.3 %: a tenth of the pool costs a little more than a ninth of the other side.
        assertEq(paid, (uint256(1e12) * 1_000_000 * 1_000) / (9_000_000 * 997) + 1);
        inStep();
        assertGt(product(), k);
        k = product();
        shares.approve(address(router), SHARE);
        uint256 before = dollar.balanceOf(fan);
        uint256[] memory amounts = router.swapExactTokensForTokens(SHARE, 1, path(shares, dollar), fan, LATER);
        assertEq(dollar.balanceOf(fan) - before, amounts[1]);
        assertLt(amounts[1], paid);
        assertEq(shares.balanceOf(fan), 0);
        assertGt(product(), k);
        inStep();
    }

    function test_LiquidityIsRemoved() public {
        vm.startPrank(anna);
        uint256 liquidity = pair.balanceOf(anna);
        pair.approve(address(router), liquidity);
        (uint256 units, ) = router.removeLiquidity(address(shares), address(dollar), liquidity, 1, 1, anna, LATER);
        assertEq(shares.balanceOf(anna), 60_000_000 + units);
        // All but what the pair keeps of the first liquidity for ever.
        assertEq(tributary.balanceOf(address(pair), work), 10_000_000 - units);
        assertLt(10_000_000 - units, 10);
        inStep();
    }

    function test_IncomeOfThePoolIsThePoolsAndNobodySkimsIt() public {
        payDollars(play(work));
        uint256 earned = PRICE / 10;
        assertEq(tributary.claimable(work, address(pair)), earned);
        refuses(abi.encodeWithSelector(Errors.Claim_NotAllowed.selector, address(pair)));
        vm.prank(stranger);
        tributary.claimFor(address(pair), list(work));
        // Neither buying all but a few of its shares nor `skim` or `sync` brings it out.
        vm.startPrank(fan);
        router.swapTokensForExactTokens(9_999_000, 1e18, path(dollar, shares), fan, LATER);
        assertEq(tributary.claimable(work, fan), 0);
        assertEq(tributary.claimable(work, address(pair)), earned);
        pair.skim(fan);
        pair.sync();
        assertEq(tributary.claimable(work, address(pair)), earned);
        assertEq(dollar.balanceOf(address(tributary)), PRICE);
        inStep();
        vm.stopPrank();
        // From here on its buyer earns.
        payDollars(play(work));
        assertEq(tributary.claimable(work, fan), (uint256(PRICE) * 9_999_000) / ALL);
    }

    /// A buyer on the exchange meets an inbox that waits: it is emptied for the pool and the other holders first.
    function test_NobodyBuysWaitingIncomeOnTheExchange() public {
        dollar.mint(address(shares), 1e9);
        vm.prank(fan);
        router.swapTokensForExactTokens(9_000_000, 1e18, path(dollar, shares), fan, LATER);
        assertEq(dollar.balanceOf(address(shares)), 0);
        assertEq(tributary.claimable(work, fan), 0);
        assertEq(tributary.claimable(work, address(pair)), 1e8);
        assertEq(tributary.claimable(work, anna), 6e8);
        assertEq(tributary.claimable(work, ben), 3e8);
        inStep();
    }

    function test_SharesTradeAgainstCoins() public {
        vm.deal(anna, 10 ether);
        vm.startPrank(anna);
        shares.approve(address(router), 10_000_000);
        router.addLiquidityETH{value: 10 ether}(address(shares), 10_000_000, 1, 1, anna, LATER);
        vm.stopPrank();
        address[] memory way = path(IERC20(address(weth)), shares);
        vm.prank(stranger);
        uint256 units = router.swapExactETHForTokens{value: 1 ether}(1, way, stranger, LATER)[1];
        assertEq(tributary.balanceOf(stranger, work), units);
        assertGt(units, 900_000);
        // And on to dollars through both pools.
        address[] memory both = new address[](3);
        (both[0], both[1], both[2]) = (address(weth), address(shares), address(dollar));
        vm.prank(stranger);
        router.swapExactETHForTokens{value: 1 ether}(1, both, stranger, LATER);
        assertGt(dollar.balanceOf(stranger), 0);
    }

    function test_NothingTradesBeforeTheSaleIsOpen() public {
        uint256 closed = publishIn(address(dollar));
        IERC20 token = IERC20(tributary.shareTokenOf(closed));
        refuses(abi.encodeWithSelector(Errors.Market_SaleNotOpen.selector, closed));
        vm.prank(anna);
        token.approve(address(router), 1);
        vm.prank(anna);
        vm.expectRevert("TransferHelper: TRANSFER_FROM_FAILED");
        router.addLiquidity(address(token), address(dollar), 10_000_000, 1e12, 1, 1, anna, LATER);
    }

    // ── Helpers ──────────────────────────────────────────────────────────────────────────────────────────────────────

    function permitRouter(uint256 units) private {
        bytes32 kind = keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");
        bytes32 words = keccak256(abi.encode(kind, anna, address(router), units, shares.nonces(anna), LATER));
        bytes32 digest = keccak256(abi.encodePacked(hex"1901", shares.DOMAIN_SEPARATOR(), words));
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(annasKey, digest);
        shares.permit(anna, address(router), units, LATER, v, r, s);
    }

    /// The pair's book and Tributary's agree.
    function inStep() private view {
        (uint256 units, uint256 dollars) = reserves();
        assertEq(units, tributary.balanceOf(address(pair), work));
        assertEq(dollars, dollar.balanceOf(address(pair)));
    }

    function product() private view returns (uint256) {
        (uint256 units, uint256 dollars) = reserves();
        return units * dollars;
    }

    function reserves() private view returns (uint256 units, uint256 dollars) {
        (units, dollars, ) = pair.getReserves();
        if (pair.token0() != address(shares)) (units, dollars) = (dollars, units);
    }

    function path(IERC20 a, IERC20 b) private pure returns (address[] memory way) {
        way = new address[](2);
        (way[0], way[1]) = (address(a), address(b));
    }
}
