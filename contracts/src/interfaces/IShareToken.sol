// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IERC5267} from "@openzeppelin/contracts/interfaces/IERC5267.sol";
import {Holder} from "../Types.sol";

/// One work's shares as an ERC-20 with 6 decimals and 100 whole shares, and the work's inbox: coins and tokens sent to its
/// address reach the holders (`IInbox`). The balances are Tributary's; here are only allowances and nonces, which are
/// independent of ERC-1155 approvals. Transfers call no hook of the receiver. `approve`, `permit` and transfers are refused
/// until the sale of the work is open (`Market_SaleNotOpen`). What the standard refuses has the names of ERC-6093; what
/// Tributary refuses, its own (`Errors`). An allowance of 2^256 - 1 is never used up.
///
/// Permits: ERC-2612, or any signature an owner with code accepts (ERC-1271). Their domain is `eip712Domain()` (ERC-5267).
interface IShareToken is IERC20Metadata, IERC20Permit, IERC20Errors, IERC5267 {
    /// The permit's time is over.
    error Permit_Expired(uint256 deadline, uint256 time);
    /// Neither the owner's key nor its code signed this.
    error Permit_SignatureWrong(address owner);
    error ShareToken_CallerNotTributary(address caller);

    /// ERC-7597: a permit signed by whatever an owner with code takes for a signature.
    function permit(address owner, address spender, uint256 value, uint256 deadline, bytes calldata signature) external;

    /// The work whose shares these are.
    function work() external view returns (uint256);
    /// Where the shares are, and the inbox's doors.
    function tributary() external view returns (address);

    /// Shares of other works can lie in this inbox too: claims their income into it. By anyone.
    function claim(uint256[] calldata works) external;

    /// By Tributary alone: emits the event of a movement, through whichever door it came.
    function announce(address from, address to, uint256 units) external;
    /// By Tributary alone: emits the events of the mint.
    function announceMint(Holder[] calldata holders) external;
    /// By Tributary alone: sends what came into the inbox; `asset` zero: native currency.
    function release(address asset, address to, uint256 amount) external;
}
