// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {KeyTerms} from "../Types.sol";
import {Errors} from "../Errors.sol";
import {State, WorkState} from "../types/State.sol";
import {HotSlot, TOKEN} from "../types/HotSlot.sol";
import {ReaderSlot} from "../types/ReaderSlot.sol";
import {Cascade} from "./Cascade.sol";
import {Clock} from "./Clock.sol";
import {KeyRing} from "./KeyRing.sol";
import {LedgerChain} from "./LedgerChain.sol";
import {Requests} from "./Requests.sol";
import {Schnorr} from "./Schnorr.sol";
import {Secp} from "./Secp.sol";
import {Waiting} from "./Waiting.sol";

/// A content key handed over (key-delivery 5.4). A delivery that reverts is public all the same and gives the key away for
/// nothing, so nobody is called but the ecrecover precompile (on Arbitrum its clock, too), and after the last check nothing
/// can fail.
library Delivering {
    using KeyRing for WorkState;

    bytes32 internal constant TAG = keccak256("keyline/v1/deliver-pok");

    /// A delivery, as its deliverer hands it in.
    struct Answer {
        /// m + k
        uint256 scalar;
        address commitment;
        uint256 response;
        address server;
    }

    function deliver(State storage state, KeyTerms calldata terms, Answer memory answer) internal {
        Requests.close(state, terms);
        if (block.timestamp > terms.deadline) revert Errors.Request_Expired(terms.deadline, block.timestamp);
        uint256 work = terms.work;
        WorkState storage w = state.works[work];
        if (!w.holdsKey(answer.server)) revert Errors.Delivery_NotKeyHolder(work, answer.server);
        if (msg.sender != answer.server && msg.sender != w.delegates[answer.server]) {
            revert Errors.Delivery_NotDelegate(work, answer.server, msg.sender);
        }
        check(terms, answer, w.keyX, w.keyOdd);
        settle(state, w, terms, answer);
    }

    /// What a delivery's proof is about. `self` is the contract that keeps the keys.
    function deliveryContext(
        address self,
        address caller,
        bytes32 id,
        uint256 x,
        bool odd,
        address kAddress,
        uint256 scalar
    ) internal view returns (bytes32) {
        return keccak256(abi.encode(TAG, block.chainid, self, caller, id, x, odd, kAddress, scalar));
    }

    /// The scalar opens the request, and the caller knows the key: he did not copy it from somebody else's delivery.
    function check(KeyTerms calldata terms, Answer memory answer, uint256 x, bool odd) private view {
        uint256 scalar = answer.scalar;
        if (!Secp.isScalar(scalar) || Secp.combine(scalar, 1, x, odd) != terms.kAddress) {
            revert Errors.Delivery_ScalarWrong(terms.id);
        }
        bytes32 context = deliveryContext(address(this), msg.sender, terms.id, x, odd, terms.kAddress, scalar);
        if (!Schnorr.proves(context, answer.commitment, answer.response, x, odd)) {
            revert Errors.Delivery_ProofWrong(terms.id);
        }
    }

    function settle(State storage state, WorkState storage w, KeyTerms calldata terms, Answer memory answer) private {
        (uint256 work, address buyer, uint256 price) = (terms.work, terms.buyer, terms.price);
        HotSlot hot = w.hot;
        if (terms.units != 0) {
            ReaderSlot reader = w.readers[buyer].withLicence(uint256(terms.usage));
            if (reader.keyBlock() == 0) reader = reader.withKey(Clock.blockNumber(hot));
            w.readers[buyer] = reader;
        }
        if (price != 0) {
            Cascade.distribute(state, hot, work, buyer, buyer, terms.usage, terms.units, price, terms.ref);
            hot = w.hot;
        }
        (w.hot, w.head) = LedgerChain.keyDelivered(hot, w.head, terms, answer.server, answer.scalar);
        Waiting.owe(state, hot.has(TOKEN) ? w.currency : address(0), answer.server, terms.fee);
    }
}
