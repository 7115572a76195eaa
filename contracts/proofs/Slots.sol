// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {FlowSlot, packFlow} from "contracts/src/types/FlowSlot.sol";
import {MAXIMUM_PRICE, OfferSlot} from "contracts/src/types/OfferSlot.sol";
import {ReaderSlot} from "contracts/src/types/ReaderSlot.sol";
import {MAXIMUM_PREPAID, MAXIMUM_RATE, RunningSlot, packRunning} from "contracts/src/types/RunningSlot.sol";

/// A flow is read as it was written.
contract AFlowIsReadBack {
    function prove(uint96 rate, uint40 start, uint40 end) external pure {
        FlowSlot flow = packFlow(rate, start, end);
        assert(flow.rate() == rate);
        assert(flow.start() == start);
        assert(flow.end() == end);
    }
}

/// What runs is read as it was written, up to the limits that are checked.
contract WhatRunsIsReadBack {
    function prove(uint256 rate, uint256 prepaid, uint40 last) external pure {
        require(rate <= MAXIMUM_RATE && prepaid <= MAXIMUM_PREPAID);
        RunningSlot running = packRunning(rate, prepaid, last);
        assert(running.rate() == rate);
        assert(running.prepaid() == prepaid);
        assert(running.last() == last);
    }
}

/// An offer is read as it was written, and the other two lanes stay as they were.
contract AnOfferKeepsItsLane {
    function prove(uint256 word, uint256 lane, uint256 other, uint256 price, bool key) external pure {
        OfferSlot offers = OfferSlot.wrap(word);
        require(lane < 3 && other < 3 && other != lane && price <= MAXIMUM_PRICE);
        require(offers.offered(lane) == 0 && !offers.bringsKey(lane));
        OfferSlot next = offers.withOffer(lane, price, key);
        assert(next.offered(lane) == price + 1);
        assert(next.priceOf(lane) == price);
        assert(next.bringsKey(lane) == key);
        assert(next.offered(other) == offers.offered(other));
        assert(next.bringsKey(other) == offers.bringsKey(other));
    }
}

/// A licence is one bit, and touches neither the other licences nor the key.
contract ALicenceIsOneBit {
    function prove(uint256 word, uint256 usage, uint256 other) external pure {
        ReaderSlot reader = ReaderSlot.wrap(word);
        require(usage < 16 && other < 16 && usage != other);
        ReaderSlot next = reader.withLicence(usage);
        assert(next.isLicensed(usage));
        assert(next.isLicensed(other) == reader.isLicensed(other));
        assert(next.keyBlock() == reader.keyBlock());
    }
}

/// A delivery is remembered with its block, and takes no licence away.
contract AKeyKeepsLicences {
    function prove(uint256 word, uint40 number) external pure {
        ReaderSlot reader = ReaderSlot.wrap(word);
        ReaderSlot next = reader.withKey(number);
        assert(next.keyBlock() == number);
        assert(next.licences() == reader.licences());
    }
}
