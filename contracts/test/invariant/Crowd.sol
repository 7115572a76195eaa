// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {TestDollar} from "contracts/local/TestDollar.sol";
import {Tributary} from "contracts/src/Tributary.sol";
import {Owners} from "./Owners.sol";
import {Payers} from "./Payers.sol";
import {Platforms} from "./Platforms.sol";
import {Readers} from "./Readers.sol";
import {Steps} from "./Steps.sol";
import {Streamers} from "./Streamers.sol";
import {Traders} from "./Traders.sol";

/// Five people who do at random everything one can do, always in a way that must succeed.
contract Crowd is Readers, Payers, Owners, Traders, Streamers, Platforms {
    constructor(Tributary tributary_, TestDollar dollar_) Steps(tributary_, dollar_) {}
}
