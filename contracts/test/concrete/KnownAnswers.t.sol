// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {stdJson} from "forge-std/StdJson.sol";
import {Test} from "forge-std/Test.sol";
import {ContentKeys} from "contracts/src/libraries/ContentKeys.sol";
import {Delivering} from "contracts/src/libraries/Delivering.sol";
import {Schnorr} from "contracts/src/libraries/Schnorr.sol";
import {Secp} from "contracts/src/libraries/Secp.sol";

/// tests/vectors/keyline.json, computed by two independent implementations: the contracts' own functions agree, and so
/// does the app (tests/content).
contract KnownAnswersTest is Test {
    using stdJson for string;

    string private json;
    string private at;
    uint256 private x;
    uint256 private y;

    function test_EveryCaseHolds() public {
        json = vm.readFile("tests/vectors/keyline.json");
        uint256 odd;
        uint256 count;
        for (; vm.keyExistsJson(json, string.concat(".cases[", vm.toString(count), "]")); ++count) {
            at = string.concat(".cases[", vm.toString(count), "].");
            vm.chainId(json.readUint(string.concat(at, "chainId")));
            (x, y) = (uint256(word("yx")), uint256(word("yy")));
            odd += y & 1;
            checkKey();
            checkMint();
            checkDelivery();
        }
        assertEq(count, 8);
        assertTrue(odd != 0 && odd != count, "both parities");
    }

    function checkKey() private view {
        assertTrue(Secp.isKey(x, y));
        assertEq(Secp.addressOf(x, y), account("workId"));
        assertEq(Secp.lift(x, isOdd()), y);
        assertEq(vm.addr(uint256(word("m"))), account("workId"));
    }

    function checkMint() private view {
        bytes32 context = ContentKeys.mintContext(
            account("contract"),
            account("creator"),
            x,
            isOdd(),
            word("manifest")
        );
        assertEq(context, word("mintCtx"));
        assertTrue(Schnorr.proves(context, account("mintA"), uint256(word("mintZ")), x, isOdd()));
    }

    function checkDelivery() private view {
        bytes32 id = bytes32(json.readUint(string.concat(at, "requestId")));
        (address kAddress, uint256 scalar) = (account("kAddr"), uint256(word("e")));
        bytes32 context = Delivering.deliveryContext(
            account("contract"),
            account("deliverer"),
            id,
            x,
            isOdd(),
            kAddress,
            scalar
        );
        assertEq(context, word("deliverCtx"));
        assertEq(Secp.combine(scalar, 1, x, isOdd()), kAddress);
        assertTrue(Schnorr.proves(context, account("deliverA"), uint256(word("deliverZ")), x, isOdd()));
        assertFalse(Schnorr.proves(context, account("mintA"), uint256(word("mintZ")), x, isOdd()));
    }

    function isOdd() private view returns (bool) {
        return y & 1 == 1;
    }

    function word(string memory name) private view returns (bytes32) {
        return bytes32(bytesOf(name, 32));
    }

    function account(string memory name) private view returns (address) {
        return address(bytes20(bytesOf(name, 20)));
    }

    function bytesOf(string memory name, uint256 length) private view returns (bytes memory value) {
        value = vm.parseBytes(string.concat("0x", json.readString(string.concat(at, name))));
        assertEq(value.length, length, name);
    }
}
