// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IPrepaidInstruments} from "./IPrepaidInstruments.sol";
import {IPrepaidMoney} from "./IPrepaidMoney.sol";
import {Rules, Trigger} from "./IPrepaidTypes.sol";
import {PrepaidInstruments} from "./PrepaidInstruments.sol";
import {Instrument} from "./PrepaidState.sol";

/// @title PrepaidPurchase
/// @notice What a purchaser can do after the issue. Each function is that of {IPrepaidInstruments}.
abstract contract PrepaidPurchase is PrepaidInstruments {
    /// @notice See {IPrepaidInstruments}.
    function topUp(uint256 id, uint96 amount, Rules calldata rules) external {
        // Check
        if (amount == 0) revert IPrepaidMoney.PrepaidNothing();
        Instrument storage instrument = _purchased(id);
        _requireRules(id, instrument, rules);

        // Effect
        _accounts[msg.sender].debit(_current(), amount);
        uint256 before = instrument.remaining;
        _shift(id, instrument, rules, before, before + amount, msg.sender);
        emit IPrepaidInstruments.ToppedUp(id, amount);
    }

    /// @notice See {IPrepaidInstruments}.
    function extend(uint256 id, uint48 expiry, Rules calldata rules) external {
        // Check
        Instrument storage instrument = _purchased(id);
        _requireRules(id, instrument, rules);
        uint256 bucket = _bucketOf(expiry);
        if (bucket <= instrument.bucket) {
            revert IPrepaidInstruments.PrepaidNotLater(expiry, _expiryOf(instrument));
        }

        // Effect
        _move(id, instrument, rules, bucket);
    }

    /// @notice See {IPrepaidInstruments}.
    function reassign(uint256 id, address holder, bool byKey, Rules calldata rules) external {
        // Check
        Instrument storage instrument = _purchased(id);
        _requireRules(id, instrument, rules);
        uint8 flags = instrument.flags;
        if (flags & DELIVERED != 0) revert IPrepaidInstruments.PrepaidDelivered(id);
        _requireFit(holder);

        // Effect
        instrument.holder = holder;
        instrument.flags = byKey ? flags | BY_KEY : flags & ~BY_KEY;
        emit IPrepaidInstruments.HolderSet(id, holder, byKey);
        // As at issue: what an address holds is delivered, unless that is what the clock waits for.
        if (!byKey && rules.trigger != Trigger.DELIVERY) _happen(id, instrument, rules, Trigger.ISSUE);
    }

    /// @notice See {IPrepaidInstruments}.
    function deliver(uint256 id, Rules calldata rules) external {
        // Check
        Instrument storage instrument = _known(id);
        if (msg.sender != _purchaserOf(id)) _requireHolder(id, instrument);
        _requireAlive(id, instrument);
        _requireRules(id, instrument, rules);
        if (instrument.flags & DELIVERED != 0) revert IPrepaidInstruments.PrepaidDelivered(id);

        // Effect
        _happen(id, instrument, rules, Trigger.DELIVERY);
    }

    /// @notice See {IPrepaidInstruments}.
    function cancel(uint256 id, Rules calldata rules) external {
        // Check
        Instrument storage instrument = _purchased(id);
        _requireRules(id, instrument, rules);
        if (instrument.flags & DELIVERED != 0) revert IPrepaidInstruments.PrepaidDelivered(id);

        // Effect: it has expired now, and what it had has returned to the purchaser
        uint96 amount = instrument.remaining;
        _shift(id, instrument, rules, amount, 0, msg.sender);
        instrument.remaining = amount;
        instrument.bucket = uint32(_current());
        instrument.flags |= SETTLED;
        _accounts[msg.sender].credit(amount);
        emit IPrepaidInstruments.Cancelled(id, amount);
    }

    /// The caller's instrument, before its expiry.
    function _purchased(uint256 id) private view returns (Instrument storage instrument) {
        instrument = _known(id);
        _requirePurchaser(id);
        _requireAlive(id, instrument);
    }
}
