// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Books, Vehicle} from "./IVehicleStake.sol";
import {Anchor, Condition, ConditionReport, VehicleState as State} from "./IVehicleTypes.sol";
import {TypedVehicle} from "./TypedVehicle.sol";
import {VehicleBooks} from "./VehicleBooks.sol";

/// @title VehicleViews
/// @notice What can be asked about vehicles and their books; see {IVehicleStake}.
abstract contract VehicleViews is VehicleBooks {
    using TypedVehicle for ConditionReport;

    /// @notice See {IVehicleStake.valueOf}.
    function valueOf(uint256 id) public view returns (uint256) {
        return _shown(id, block.timestamp);
    }

    /// @notice See {IVehicleStake.valueAt}.
    function valueAt(uint256 id, uint48 time) external view returns (uint256) {
        if (time < block.timestamp) revert VehicleTooEarly(block.timestamp, time);
        return _shown(id, time);
    }

    /// @notice See {IVehicleStake.bookOf}.
    function bookOf(uint256 id) external view returns (Books memory books) {
        Book memory book = _books[id];
        (books.residual, books.credited) = (book.residual, book.credited);
        if (_status[id].state == State.SLASHED) books.slashed = book.value;
        else books.value = book.value;
        books.consumed = uint256(book.credited) - book.value - book.residual;
    }

    /// @notice See {IVehicleStake.vehicle}.
    function vehicle(uint256 id) external view returns (Vehicle memory known) {
        Status memory status = _load(id);
        Base memory base = _bases[id];
        (known.state, known.sequence) = (status.state, status.sequence);
        known.anchor = Anchor(base.value, base.appraisedAt, base.odometer);
        known.condition = Condition(status.observedAt, status.odometer, status.damage, status.restored);
        (known.longKey, known.pending) = (_has(status, LONG_KEY), _has(status, HANGING));
        known.unit = _units[status.unit];
        Key memory key = _keys[id];
        (known.key, known.deposit) = (address(key.id), key.deposit);
        Terms memory terms = _terms[id];
        (known.firstSequence, known.haircut) = (terms.firstSequence, terms.haircut);
        address next = _nextPolicies[id];
        bool turned = terms.nextSince != 0 && terms.nextSince <= block.timestamp;
        if (turned) {
            (known.policy, known.policySince, known.formerPolicy) = (next, terms.nextSince, terms.policy);
        } else {
            (known.policy, known.policySince) = (terms.policy, base.appraisedAt);
            if (terms.nextSince != 0) (known.nextPolicy, known.nextSince) = (next, terms.nextSince);
        }
    }

    /// @notice See {IVehicleStake.vehicleOf}.
    function vehicleOf(address issuer, bytes32 commitment) external pure returns (uint256) {
        return _idOf(issuer, commitment);
    }

    /// @notice See {IVehicleStake.commitmentOf}.
    function commitmentOf(bytes32 salt, string calldata vin) external pure returns (bytes32) {
        return keccak256(abi.encode(salt, vin));
    }

    /// @notice See {IVehicleStake.conditionHash}.
    function conditionHash(ConditionReport calldata given) external pure returns (bytes32) {
        return given.conditionHash();
    }
}
