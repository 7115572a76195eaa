// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {Vm} from "forge-std/Vm.sol";
import {Base} from "../Base.t.sol";
import {Parrot} from "../Receivers.sol";
import {Tributary} from "contracts/src/Tributary.sol";
import {IShareToken} from "contracts/src/interfaces/IShareToken.sol";
import "contracts/src/ITributary.sol";
import {Errors} from "contracts/src/Errors.sol";

/// An account with code whose signatures are 70 bytes: a word, and the hash it stands for; the rest is decoration.
contract Vault is IERC1271 {
    function isValidSignature(bytes32 hash, bytes calldata signature) external pure returns (bytes4) {
        bool right = signature.length == 70 && bytes32(signature[:32]) == "vault" && bytes32(signature[32:64]) == hash;
        return right ? IERC1271.isValidSignature.selector : bytes4(0xffffffff);
    }
}

/// Allowances by signature; see share-token.tree.
contract SharePermitTest is Base {
    bytes32 private constant PERMIT_TYPE = keccak256(
        "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"
    );

    uint256 private work;
    IShareToken private token;
    Vm.Wallet private signer;

    function setUp() public override {
        super.setUp();
        work = publishOpen();
        openSale(work);
        token = IShareToken(tributary.shareTokenOf(work));
        signer = vm.createWallet("signer");
    }

    function test_TheOwnersKeyAllows() public {
        (uint8 v, bytes32 r, bytes32 s) = signed(token, 5, 0, birth);
        vm.expectEmit(address(token));
        emit IERC20.Approval(signer.addr, fan, 5);
        vm.prank(stranger);
        token.permit(signer.addr, fan, 5, birth, v, r, s);
        assertEq(token.allowance(signer.addr, fan), 5);
        assertEq(token.nonces(signer.addr), 1);
        assertEq(token.nonces(fan), 0);
        (v, r, s) = signed(token, 0, 1, birth);
        token.permit(signer.addr, fan, 0, birth, abi.encodePacked(r, s, v));
        assertEq(token.allowance(signer.addr, fan), 0);
        assertEq(token.nonces(signer.addr), 2);
    }

    /// Whatever the code says: an EIP-7702 account may delegate to code that knows no signatures.
    function test_TheOwnersKeyAllowsForAnAccountWithCode() public {
        vm.etch(signer.addr, abi.encodePacked(hex"ef0100", address(new Parrot("", true))));
        (uint8 v, bytes32 r, bytes32 s) = signed(token, 5, 0, birth);
        token.permit(signer.addr, fan, 5, birth, v, r, s);
        assertEq(token.allowance(signer.addr, fan), 5);
    }

    function test_CountsOnce() public {
        (uint8 v, bytes32 r, bytes32 s) = signed(token, 5, 0, birth);
        token.permit(signer.addr, fan, 5, birth, v, r, s);
        wrong(token, 5, birth, v, r, s);
    }

    function test_CountsForNothingElse() public {
        IShareToken other = IShareToken(tributary.shareTokenOf(publishOpen()));
        vm.prank(anna);
        tributary.openSale(2);
        (uint8 v, bytes32 r, bytes32 s) = signed(token, 5, 0, birth);
        wrong(other, 5, birth, v, r, s);
        wrong(token, 6, birth, v, r, s);
        wrong(token, 5, birth + 1, v, r, s);
        // The other s of the same signature.
        wrong(token, 5, birth, v == 27 ? 28 : 27, r, bytes32(N - uint256(s)));
        wrong(token, 5, birth, 0, r, s);
        (v, r, s) = signed(token, 5, 1, birth);
        wrong(token, 5, birth, v, r, s);
    }

    function test_CountsOnItsChainAlone() public {
        (uint8 v, bytes32 r, bytes32 s) = signed(token, 5, 0, birth);
        bytes32 here = token.DOMAIN_SEPARATOR();
        vm.chainId(777);
        assertNotEq(token.DOMAIN_SEPARATOR(), here);
        wrong(token, 5, birth, v, r, s);
        (v, r, s) = signed(token, 5, 0, birth);
        token.permit(signer.addr, fan, 5, birth, v, r, s);
    }

    /// A second Tributary, whose first work has the same number and name.
    function test_CountsForItsContractAlone() public {
        (uint8 v, bytes32 r, bytes32 s) = signed(token, 5, 0, birth);
        tributary = new Tributary();
        uint256 twin = publishOpen();
        assertEq(twin, work);
        openSale(twin);
        IShareToken other = IShareToken(tributary.shareTokenOf(twin));
        assertEq(other.name(), token.name());
        wrong(other, 5, birth, v, r, s);
    }

    function test_EndsWithItsDeadline() public {
        (uint8 v, bytes32 r, bytes32 s) = signed(token, 5, 0, birth - 1);
        refuses(abi.encodeWithSelector(IShareToken.Permit_Expired.selector, birth - 1, birth));
        token.permit(signer.addr, fan, 5, birth - 1, v, r, s);
    }

    function test_RefusesNobodyAsOwnerOrSpender() public {
        refuses(abi.encodeWithSelector(IShareToken.Permit_SignatureWrong.selector, address(0)));
        token.permit(address(0), fan, 5, birth, 27, bytes32(uint256(1)), bytes32(uint256(1)));
        refuses(abi.encodeWithSelector(IShareToken.Permit_SignatureWrong.selector, address(0)));
        token.permit(address(0), fan, 5, birth, "");
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(signer, digest(token, signer.addr, address(0), 5, 0, birth));
        refuses(abi.encodeWithSelector(IERC20Errors.ERC20InvalidSpender.selector, address(0)));
        token.permit(signer.addr, address(0), 5, birth, v, r, s);
    }

    function test_RefusedBeforeTheSaleIsOpened() public {
        uint256 closed = publishOpen();
        IShareToken other = IShareToken(tributary.shareTokenOf(closed));
        (uint8 v, bytes32 r, bytes32 s) = signed(other, 5, 0, birth);
        refuses(abi.encodeWithSelector(Errors.Market_SaleNotOpen.selector, closed));
        other.permit(signer.addr, fan, 5, birth, v, r, s);
        assertEq(other.nonces(signer.addr), 0);
        openSale(closed);
        other.permit(signer.addr, fan, 5, birth, v, r, s);
    }

    function test_TheOwnersCodeAllows() public {
        address vault = address(new Vault());
        bytes memory signature = abi.encodePacked(bytes32("vault"), digest(token, vault, fan, 5, 0, birth), "rest..");
        token.permit(vault, fan, 5, birth, signature);
        assertEq(token.allowance(vault, fan), 5);
        bytes memory reason = abi.encodeWithSelector(IShareToken.Permit_SignatureWrong.selector, vault);
        refuses(reason);
        token.permit(vault, fan, 5, birth, signature);
        // Right words, but with v they are not 70 bytes.
        bytes32 next = digest(token, vault, fan, 5, 1, birth);
        refuses(reason);
        token.permit(vault, fan, 5, birth, 27, "vault", next);
        address deaf = address(new Parrot("", false));
        refuses(abi.encodeWithSelector(IShareToken.Permit_SignatureWrong.selector, deaf));
        token.permit(deaf, fan, 5, birth, signature);
    }

    function test_TellsItsDomain() public view {
        (
            bytes1 fields,
            string memory name,
            string memory version,
            uint256 chainId,
            address verifyingContract,
            bytes32 salt,
            uint256[] memory extensions
        ) = token.eip712Domain();
        assertEq(fields, hex"0f");
        assertEq(name, token.name());
        assertEq(version, "1");
        assertEq(chainId, block.chainid);
        assertEq(verifyingContract, address(token));
        assertEq(salt, 0);
        assertEq(extensions.length, 0);
        bytes32 kind = keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
        bytes32 names = keccak256(bytes(name));
        bytes32 domain = keccak256(abi.encode(kind, names, keccak256("1"), chainId, verifyingContract));
        assertEq(token.DOMAIN_SEPARATOR(), domain);
    }

    // ── Short ways ───────────────────────────────────────────────────────────────────────────────────────────────────

    function signed(
        IShareToken face,
        uint256 value,
        uint256 nonce,
        uint256 deadline
    ) private returns (uint8 v, bytes32 r, bytes32 s) {
        return vm.sign(signer, digest(face, signer.addr, fan, value, nonce, deadline));
    }

    function digest(
        IShareToken face,
        address owner,
        address spender,
        uint256 value,
        uint256 nonce,
        uint256 deadline
    ) private view returns (bytes32) {
        bytes32 words = keccak256(abi.encode(PERMIT_TYPE, owner, spender, value, nonce, deadline));
        return keccak256(abi.encodePacked(hex"1901", face.DOMAIN_SEPARATOR(), words));
    }

    /// And leaves no trace.
    function wrong(IShareToken face, uint256 value, uint256 deadline, uint8 v, bytes32 r, bytes32 s) private {
        (uint256 nonce, uint256 allowed) = (face.nonces(signer.addr), face.allowance(signer.addr, fan));
        refuses(abi.encodeWithSelector(IShareToken.Permit_SignatureWrong.selector, signer.addr));
        face.permit(signer.addr, fan, value, deadline, v, r, s);
        assertEq(face.nonces(signer.addr), nonce);
        assertEq(face.allowance(signer.addr, fan), allowed);
    }
}
