// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {Errors} from "./Errors.sol";
import {Holder} from "./Types.sol";
import {ITributary} from "./ITributary.sol";
import {IShareToken} from "./interfaces/IShareToken.sol";
import {ShareTokens} from "./libraries/ShareTokens.sol";

/// The code of all share tokens: each is a proxy (`ShareTokens`) that delegates here and knows its work. It moves nothing
/// itself: it checks who may, and Tributary moves and tells it what to announce, as it does for every other door.
contract ShareToken is IShareToken {
    using SafeERC20 for IERC20;

    uint256 private constant ALL_UNITS = 100_000_000;
    string private constant VERSION = "1";
    bytes32 private constant DOMAIN_TYPE = keccak256(
        "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
    );
    bytes32 private constant PERMIT_TYPE = keccak256(
        "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"
    );

    ITributary private immutable TRIBUTARY = ITributary(msg.sender);

    /// @inheritdoc IERC20
    mapping(address owner => mapping(address spender => uint256)) public allowance;
    mapping(address owner => uint256) public nonces;

    modifier onlyTributary() {
        if (msg.sender != address(TRIBUTARY)) revert ShareToken_CallerNotTributary(msg.sender);
        _;
    }

    // ── ERC-20 ───────────────────────────────────────────────────────────────────────────────────────────────────────

    function name() public view returns (string memory) {
        return string.concat("Shares of Tributary work ", Strings.toString(work()));
    }

    function symbol() external view returns (string memory) {
        return string.concat("TRIB-", Strings.toString(work()));
    }

    function decimals() external pure returns (uint8) {
        return 6;
    }

    /// @inheritdoc IERC20
    function totalSupply() external pure returns (uint256) {
        return ALL_UNITS;
    }

    /// @inheritdoc IERC20
    function balanceOf(address account) external view returns (uint256) {
        return TRIBUTARY.balanceOf(account, work());
    }

    /// @inheritdoc IERC20
    function approve(address spender, uint256 units) external returns (bool) {
        allow(msg.sender, spender, units);
        return true;
    }

    /// @inheritdoc IERC20
    function transfer(address to, uint256 units) external returns (bool) {
        move(msg.sender, to, units);
        return true;
    }

    /// @inheritdoc IERC20
    function transferFrom(address from, address to, uint256 units) external returns (bool) {
        uint256 allowed = allowance[from][msg.sender];
        if (allowed != type(uint256).max) {
            if (allowed < units) revert ERC20InsufficientAllowance(msg.sender, allowed, units);
            unchecked {
                allowance[from][msg.sender] = allowed - units;
            }
        }
        move(from, to, units);
        return true;
    }

    // ── Permits ──────────────────────────────────────────────────────────────────────────────────────────────────────

    function permit(
        address owner,
        address spender,
        uint256 value,
        uint256 deadline,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external {
        permitBy(owner, spender, value, deadline, abi.encodePacked(r, s, v));
    }

    /// @inheritdoc IShareToken
    function permit(
        address owner,
        address spender,
        uint256 value,
        uint256 deadline,
        bytes calldata signature
    ) external {
        permitBy(owner, spender, value, deadline, signature);
    }

    /// Computed on use: the same code serves every chain, and a fork of a chain is another domain.
    function DOMAIN_SEPARATOR() public view returns (bytes32) {
        bytes32 named = keccak256(bytes(name()));
        return keccak256(abi.encode(DOMAIN_TYPE, named, keccak256(bytes(VERSION)), block.chainid, address(this)));
    }

    function eip712Domain()
        external
        view
        returns (
            bytes1 fields,
            string memory name_,
            string memory version,
            uint256 chainId,
            address verifyingContract,
            bytes32 salt,
            uint256[] memory extensions
        )
    {
        // 01111: name, version, chain and contract.
        return (hex"0f", name(), VERSION, block.chainid, address(this), 0, new uint256[](0));
    }

    // ── Tributary ────────────────────────────────────────────────────────────────────────────────────────────────────

    /// @inheritdoc IShareToken
    function work() public view returns (uint256) {
        return ShareTokens.numberIn(address(this));
    }

    /// @inheritdoc IShareToken
    function tributary() external view returns (address) {
        return address(TRIBUTARY);
    }

    /// @inheritdoc IShareToken
    function claim(uint256[] calldata works) external {
        TRIBUTARY.claim(works, address(this));
    }

    /// @inheritdoc IShareToken
    function announce(address from, address to, uint256 units) external onlyTributary {
        emit Transfer(from, to, units);
    }

    /// @inheritdoc IShareToken
    function announceMint(Holder[] calldata holders) external onlyTributary {
        for (uint256 i; i < holders.length; ++i) emit Transfer(address(0), holders[i].account, holders[i].units);
    }

    /// @inheritdoc IShareToken
    function release(address asset, address to, uint256 amount) external onlyTributary {
        if (asset != address(0)) return IERC20(asset).safeTransfer(to, amount);
        (bool sent, ) = to.call{value: amount}("");
        if (!sent) revert Errors.Transfer_Failed(to, amount);
    }

    // ── Inside ───────────────────────────────────────────────────────────────────────────────────────────────────────

    /// Tributary refuses too: here only what ERC-6093 has a name for.
    function move(address from, address to, uint256 units) private {
        if (to == address(0)) revert ERC20InvalidReceiver(to);
        uint256 number = work();
        uint256 balance = TRIBUTARY.balanceOf(from, number);
        if (balance < units) revert ERC20InsufficientBalance(from, balance, units);
        TRIBUTARY.transferByToken(number, from, to, units);
    }

    function allow(address owner, address spender, uint256 units) private {
        if (spender == address(0)) revert ERC20InvalidSpender(spender);
        uint256 number = work();
        if (!TRIBUTARY.isOnSale(number)) revert Errors.Market_SaleNotOpen(number);
        allowance[owner][spender] = units;
        emit Approval(owner, spender, units);
    }

    /// The key first, then the code: an EIP-7702 account signs with either.
    function permitBy(address owner, address spender, uint256 value, uint256 deadline, bytes memory signature) private {
        if (block.timestamp > deadline) revert Permit_Expired(deadline, block.timestamp);
        bytes32 words = keccak256(abi.encode(PERMIT_TYPE, owner, spender, value, nonces[owner]++, deadline));
        bytes32 digest = MessageHashUtils.toTypedDataHash(DOMAIN_SEPARATOR(), words);
        (address signer, ECDSA.RecoverError failed, ) = ECDSA.tryRecover(digest, signature);
        bool signed = failed == ECDSA.RecoverError.NoError && signer == owner;
        if (!signed && !SignatureChecker.isValidERC1271SignatureNow(owner, digest, signature)) {
            revert Permit_SignatureWrong(owner);
        }
        allow(owner, spender, value);
    }
}
