// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IValuationPolicy} from "./IValuationPolicy.sol";
import {Anchor, Appraisal, Condition, VehicleState as State} from "./IVehicleTypes.sol";
import {TypedVehicle} from "./TypedVehicle.sol";
import {VehicleBooks} from "./VehicleBooks.sol";

/// @title VehicleCare
/// @notice The policies and appraisals of vehicles; see {IVehicleCare}.
abstract contract VehicleCare is VehicleBooks {
    using TypedVehicle for Appraisal;

    uint48 private constant POLICY_DELAY = 1 days;

    // ---- policy ----

    /// @notice See {IVehicleCare.proposePolicy}.
    function proposePolicy(
        uint256 vehicle,
        bytes32 commitment,
        address issuer,
        address policy,
        uint48 since,
        uint48 deadline,
        bytes calldata issuerSignature
    ) external {
        // Check
        _checkDeadline(deadline);
        Status memory status = _only(vehicle, State.ACTIVE, State.STOLEN);
        _onlyOwner(vehicle);
        bytes32 structHash = TypedVehicle.hashOfPolicyChange(vehicle, policy, since, deadline);
        _checkIssuer(vehicle, commitment, issuer, structHash, issuerSignature);
        uint256 earliest = block.timestamp + POLICY_DELAY;
        if (since < earliest) revert VehicleTooEarly(earliest, since);
        if (policy.code.length == 0) revert VehicleIncomplete("policy");

        // Effect
        _propose(vehicle, status, policy, since);
    }

    /// @notice See {IVehicleCare.withdrawPolicy}.
    function withdrawPolicy(uint256 vehicle) external {
        // Check
        _onlyOwner(vehicle);
        uint48 since = _terms[vehicle].nextSince;
        if (since == 0) revert VehicleNothingProposed(vehicle);
        if (block.timestamp >= since) revert VehicleTooLate(since, block.timestamp);

        // Effect
        emit VehiclePolicyWithdrawn(vehicle, _nextPolicies[vehicle]);
        delete _nextPolicies[vehicle];
        _terms[vehicle].nextSince = 0;
    }

    /// Keeps a proposal. One that is in force by now takes over before, and the books follow it, so that there is room for another.
    function _propose(uint256 vehicle, Status memory status, address policy, uint48 since) private {
        uint256 before = _weight(vehicle, status);
        uint48 turnedAt = _terms[vehicle].nextSince;
        bool turned = turnedAt != 0 && block.timestamp >= turnedAt;
        if (turned) _takeOver(vehicle, status, turnedAt);
        if (policy == _terms[vehicle].policy) revert VehicleSamePolicy(policy);
        if (turnedAt != 0 && !turned) emit VehiclePolicyWithdrawn(vehicle, _nextPolicies[vehicle]);
        _nextPolicies[vehicle] = policy;
        _terms[vehicle].nextSince = since;
        // Whatever becomes of it, a vehicle that has signed under it wasn't wrong to.
        _proposed[vehicle][_hashOf(policy)] = true;
        emit VehiclePolicyProposed(vehicle, policy, since);
        if (!turned) return;
        Base memory base = _bases[vehicle];
        _book(vehicle, status, before, Book(base.value, base.residual, _books[vehicle].credited));
    }

    // ---- appraisal ----

    /// @notice See {IVehicleCare.appraise}.
    function appraise(
        Appraisal calldata appraisal,
        bytes32 commitment,
        address issuer,
        bytes calldata issuerSignature
    ) external {
        // Check
        _checkDeadline(appraisal.deadline);
        uint256 vehicle = appraisal.vehicle;
        Status memory status = _only(vehicle, State.ACTIVE, State.STOLEN);
        _checkIssuer(vehicle, commitment, issuer, appraisal.hash(), issuerSignature);
        uint256 before = _weight(vehicle, status);
        _takeOver(vehicle, status, Math.min(appraisal.appraisedAt, block.timestamp));
        Base memory base = _bases[vehicle];
        _checkNewer(appraisal, status, base);

        // Effect
        Book memory book = _books[vehicle];
        uint80 value = _worthNew(IValuationPolicy(_terms[vehicle].policy), appraisal);
        if (appraisal.value > book.value) {
            book.credited = _creditedMore(book.credited, appraisal.value - book.value);
        }
        book.value = value;
        // What had become residual stays as it was booked: the issuer tells of the vehicle alone.
        _bases[vehicle] = Base(appraisal.value, appraisal.appraisedAt, appraisal.odometer, book.residual, base.era);
        (status.damage, status.restored) = (0, 0);
        status.flags &= ~HANGING;
        delete _hanging[vehicle];
        _settled[vehicle] = Settled(status.sequence, appraisal.appraisedAt);
        emit VehicleAppraised(vehicle, issuer, appraisal.value, appraisal.appraisedAt, appraisal.odometer);
        _book(vehicle, status, before, book);
    }

    /// Reverts unless it tells of a moment after the anchor, and none before the last report or to come; and no lower odometer.
    function _checkNewer(Appraisal calldata appraisal, Status memory status, Base memory base) private view {
        uint48 earliest = base.appraisedAt + 1;
        if (earliest < status.observedAt) earliest = status.observedAt;
        uint40 least = base.odometer < status.odometer ? status.odometer : base.odometer;
        if (appraisal.appraisedAt > block.timestamp) {
            revert VehicleObservedAt(appraisal.appraisedAt, earliest, block.timestamp);
        }
        if (appraisal.appraisedAt < earliest || appraisal.odometer < least) {
            revert VehicleAppraisalOld(appraisal.appraisedAt, earliest, appraisal.odometer, least);
        }
    }

    function _creditedMore(uint256 credited, uint256 more) private pure returns (uint80) {
        credited += more;
        if (credited > type(uint80).max) revert VehicleCreditedTooMuch(credited, type(uint80).max);
        return uint80(credited);
    }

    /// What the policy makes of it: no more than it is.
    function _worthNew(IValuationPolicy policy, Appraisal calldata appraisal) private view returns (uint80) {
        Anchor memory anchor = Anchor(appraisal.value, appraisal.appraisedAt, appraisal.odometer);
        Condition memory found = Condition(appraisal.appraisedAt, appraisal.odometer, 0, 0);
        (uint256 value, ) = policy.worthIn(anchor, found);
        return uint80(Math.min(value, appraisal.value));
    }
}
