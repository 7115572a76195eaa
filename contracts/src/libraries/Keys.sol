// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IKeys} from "../interfaces/IKeys.sol";
import {KeyRequest, KeyTerms, Reader, Usage} from "../Types.sol";
import {Errors} from "../Errors.sol";
import {State, WorkState} from "../types/State.sol";
import {FlowSlot} from "../types/FlowSlot.sol";
import {ReaderSlot} from "../types/ReaderSlot.sol";
import {Audit} from "./Audit.sol";
import {Delivering} from "./Delivering.sol";
import {Requests} from "./Requests.sol";

/// Licences and key delivery (key-delivery 5.3 to 5.6, 9). Linked.
library Keys {
    function request(State storage state, KeyRequest calldata wish) external returns (bytes32 id) {
        return Requests.open(state, wish);
    }

    function deliver(
        State storage state,
        KeyTerms calldata terms,
        uint256 scalar,
        address commitment,
        uint256 response,
        address server
    ) external {
        Delivering.deliver(state, terms, Delivering.Answer(scalar, commitment, response, server));
    }

    function refund(State storage state, KeyTerms calldata terms) external {
        Requests.refund(state, terms);
    }

    function setDelegate(State storage state, uint256 work, address delegate) external {
        WorkState storage w = state.works[work];
        if (w.hot.sequence() == 0) revert Errors.Work_Missing(work);
        w.delegates[msg.sender] = delegate;
        emit IKeys.DelegateSet(work, msg.sender, delegate);
    }

    function seal(State storage state, uint256 work) external {
        Audit.draw(state, work);
    }

    function hasLicence(State storage state, uint256 work, address account, Usage usage) external view returns (bool) {
        WorkState storage w = state.works[work];
        if (usage < Usage.Tip) return w.readers[account].isLicensed(uint256(usage));
        if (usage != Usage.Flow) return false;
        FlowSlot flow = w.flows[account];
        return block.timestamp < flow.end() && flow.rate() >= w.minimumFlowRate;
    }

    function readerOf(State storage state, uint256 work, address account) external view returns (Reader memory) {
        ReaderSlot reader = state.works[work].readers[account];
        return Reader(reader.keyBlock(), reader.licences());
    }
}
