// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Base} from "../Base.t.sol";

interface IWETH {
    function deposit() external payable;
    function withdraw(uint256 amount) external;
    function approve(address spender, uint256 amount) external returns (bool);
    function transfer(address to, uint256 amount) external returns (bool);
    function balanceOf(address account) external view returns (uint256);
}

/// What others published on npm, byte for byte.
abstract contract Published is Base {
    string internal constant CORE = "node_modules/@uniswap/v2-core/build/";
    string internal constant PERIPHERY = "node_modules/@uniswap/v2-periphery/build/";

    IWETH internal weth;

    function setUp() public virtual override {
        super.setUp();
        weth = IWETH(deploy(string.concat(PERIPHERY, "WETH9.json"), ""));
    }

    function deploy(string memory artifact, bytes memory arguments) internal returns (address deployed) {
        string memory code = vm.parseJsonString(vm.readFile(artifact), ".bytecode");
        bytes memory creation = abi.encodePacked(vm.parseBytes(string.concat("0x", code)), arguments);
        assembly ("memory-safe") {
            deployed := create(0, add(creation, 32), mload(creation))
        }
        assertGt(deployed.code.length, 0, artifact);
    }
}
