// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IPrepaidInstruments} from "./IPrepaidInstruments.sol";
import {IPrepaidMoney} from "./IPrepaidMoney.sol";
import {Rules} from "./IPrepaidTypes.sol";
import {PrepaidInstruments} from "./PrepaidInstruments.sol";
import {PrepaidRules} from "./PrepaidRules.sol";
import {Instrument, Record} from "./PrepaidState.sol";

/// @title PrepaidReturns
/// @notice Value that goes back by somebody's act: a merchant's refund, and what is settled. Each function is that of {IPrepaidInstruments}.
abstract contract PrepaidReturns is PrepaidInstruments {
    using PrepaidRules for Rules;

    /// @notice See {IPrepaidInstruments}.
    function refund(uint256 id, uint96 amount, bytes32 ref, Rules calldata rules) external {
        // Check
        if (amount == 0) revert IPrepaidMoney.PrepaidNothing();
        Instrument storage instrument = _known(id);
        _requireRules(id, instrument, rules);
        _takeFromBounds(id, amount, ref, rules.cap);

        // Effect
        _accounts[msg.sender].debit(_current(), amount);
        emit IPrepaidInstruments.Refunded(id, msg.sender, ref, amount);
        uint256 before = instrument.remaining;
        bool expired = _isExpired(instrument);
        if (!expired || (instrument.flags & (PULL | SETTLED) == PULL)) {
            _shift(id, instrument, rules, before, before + amount, msg.sender);
        } else {
            // It has returned already: what comes late goes the same way, as if it had been there.
            _setRemaining(id, instrument, before + amount);
            _return(id, rules, before, before + amount, msg.sender);
        }
    }

    /// @notice See {IPrepaidInstruments}.
    function settle(uint256 id, Rules calldata rules) external {
        // Check
        Instrument storage instrument = _known(id);
        _requireRules(id, instrument, rules);
        if (!_isExpired(instrument)) revert IPrepaidInstruments.PrepaidNotExpired(id, _expiryOf(instrument));
        if (instrument.flags & (PULL | SETTLED) != PULL) revert IPrepaidInstruments.PrepaidNothingToSettle(id);
        if (rules.manual) _requirePurchaser(id);

        // Effect
        instrument.flags |= SETTLED;
        uint256 toOther = _return(id, rules, 0, instrument.remaining, address(this));
        emit IPrepaidInstruments.Settled(id, uint96(instrument.remaining - toOther), uint96(toOther));
    }

    /// Takes a refund off what the merchant was paid.
    function _takeFromBounds(uint256 id, uint96 amount, bytes32 ref, uint256 cap) private {
        if (cap != 0) {
            uint256 spent = _spent[id][msg.sender];
            if (amount > spent) revert IPrepaidInstruments.PrepaidRefundTooHigh(id, amount, spent);
            _spent[id][msg.sender] = spent - amount;
        } else if (ref == 0) {
            revert IPrepaidInstruments.PrepaidRefundNeedsReference(id);
        }
        if (ref != 0) {
            Record storage record = _records[msg.sender][ref];
            uint256 most = record.tag == _tagOf(id) ? record.amount - record.refunded : 0;
            if (amount > most) revert IPrepaidInstruments.PrepaidRefundTooHigh(id, amount, most);
            record.refunded += amount;
        }
    }

    /// Credits what has returned beyond `before`, to the purchaser and the other party.
    function _return(
        uint256 id,
        Rules calldata rules,
        uint256 before,
        uint256 total,
        address from
    ) private returns (uint256 toOther) {
        // The difference of shares, and not a share of the difference: in however many parts it comes, the other party has as much in the end.
        toOther = rules.otherShare(total) - rules.otherShare(before);
        _give(from, rules.returnTo, toOther);
        _give(from, _purchaserOf(id), total - before - toOther);
    }

    function _give(address from, address to, uint256 amount) private {
        if (amount == 0) return;
        _accounts[to].credit(amount);
        emit IERC20.Transfer(from, to, amount);
    }
}
