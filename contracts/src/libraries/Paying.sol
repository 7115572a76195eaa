// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ITributary} from "../ITributary.sol";
import {Payment, Usage} from "../Types.sol";
import {Errors} from "../Errors.sol";
import {State, WorkState} from "../types/State.sol";
import {HotSlot, TOKEN} from "../types/HotSlot.sol";
import {OfferSlot} from "../types/OfferSlot.sol";
import {ReaderSlot} from "../types/ReaderSlot.sol";
import {Cascade} from "./Cascade.sol";
import {KeyRing} from "./KeyRing.sol";
import {Money} from "./Money.sol";
import {Offers} from "./Offers.sol";

/// What a payment must fulfil before its money is distributed.
library Paying {
    using KeyRing for WorkState;

    function currencyOf(State storage state, uint256 work) internal view returns (address) {
        WorkState storage w = state.works[work];
        return Money.currencyOf(w, w.hot);
    }

    /// Checks one payment and credits it. Assumes: `payment.amount` in `currency` has arrived.
    function settle(State storage state, Payment calldata payment, address currency) internal {
        uint256 work = payment.work;
        WorkState storage w = state.works[work];
        HotSlot hot = w.hot;
        if (hot.sequence() == 0) revert Errors.Work_Missing(work);
        if ((hot.has(TOKEN) ? w.currency : address(0)) != currency) revert Errors.Payment_OtherCurrency(work, currency);
        address beneficiary = payment.beneficiary == address(0) ? msg.sender : payment.beneficiary;
        if (payment.usage == Usage.Tip) checkTip(w, payment);
        else checkUsage(w, payment, beneficiary);
        if (payment.amount == 0) {
            count(w, work, beneficiary, payment.usage, payment.units, payment.ref);
        } else {
            if (payment.usage != Usage.Tip) license(w, beneficiary, payment.usage);
            Cascade.distribute(
                state,
                hot,
                work,
                msg.sender,
                beneficiary,
                payment.usage,
                payment.units,
                payment.amount,
                payment.ref
            );
        }
    }

    /// A free usage counted without money.
    function report(
        State storage state,
        uint256 work,
        Usage usage,
        uint256 units,
        bytes32 ref,
        address beneficiary
    ) internal {
        WorkState storage w = state.works[work];
        if (w.hot.sequence() == 0) revert Errors.Work_Missing(work);
        if (units == 0) revert Errors.Payment_NoUnits(work);
        (OfferSlot offers, uint256 lane) = Offers.find(w, work, usage);
        uint256 price = offers.priceOf(lane);
        if (price != 0) revert Errors.Report_NotFree(work, usage, price);
        if (beneficiary == address(0)) beneficiary = msg.sender;
        count(w, work, beneficiary, usage, units, ref);
    }

    /// Of a sealed work a report licenses those who have the key only: it costs nothing, and would say nothing.
    function count(
        WorkState storage w,
        uint256 work,
        address beneficiary,
        Usage usage,
        uint256 units,
        bytes32 ref
    ) private {
        if (w.keyX == 0 || w.holdsKey(beneficiary)) license(w, beneficiary, usage);
        emit ITributary.Reported(work, msg.sender, beneficiary, usage, units, ref);
    }

    function license(WorkState storage w, address beneficiary, Usage usage) private {
        ReaderSlot reader = w.readers[beneficiary];
        if (!reader.isLicensed(uint256(usage))) w.readers[beneficiary] = reader.withLicence(uint256(usage));
    }

    function checkTip(WorkState storage w, Payment calldata payment) private view {
        if (payment.price != 0) revert Errors.Payment_PriceChanged(payment.work, payment.price, 0);
        uint256 minimum = w.minimumTip;
        if (payment.amount == 0 || payment.amount < minimum) {
            revert Errors.Payment_TooSmall(payment.work, payment.amount, minimum == 0 ? 1 : minimum);
        }
    }

    function checkUsage(WorkState storage w, Payment calldata payment, address beneficiary) private view {
        uint256 work = payment.work;
        (OfferSlot offers, uint256 lane) = Offers.find(w, work, payment.usage);
        uint256 price = offers.priceOf(lane);
        if (price != payment.price) revert Errors.Payment_PriceChanged(work, payment.price, price);
        if (payment.units == 0) revert Errors.Payment_NoUnits(work);
        // Checked: units are the caller's number.
        uint256 required = price * payment.units;
        // A gift for a free usage is a ledger event like a tip, and as small ones would only swell the chain.
        if (price == 0 && payment.amount != 0) required = w.minimumTip;
        if (payment.amount < required) revert Errors.Payment_TooSmall(work, payment.amount, required);
        if (payment.amount != 0 && offers.bringsKey(lane) && !w.holdsKey(beneficiary)) {
            revert Errors.Payment_KeyMissing(work, beneficiary);
        }
    }
}
