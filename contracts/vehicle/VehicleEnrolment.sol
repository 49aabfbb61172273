// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IERC5192} from "../interfaces/IERC5192.sol";
import {IResidualToken} from "./IResidualToken.sol";
import {IValuationPolicy} from "./IValuationPolicy.sol";
import {IVehicleStake} from "./IVehicleStake.sol";
import {Anchor, Condition, Enrolment, VehicleState as State} from "./IVehicleTypes.sol";
import {TypedVehicle} from "./TypedVehicle.sol";
import {VehicleTokenless} from "./VehicleTokenless.sol";

/// @title VehicleEnrolment
/// @notice How a vehicle enters.
abstract contract VehicleEnrolment is VehicleTokenless {
    using TypedVehicle for Enrolment;

    /// @notice See {IVehicleStake.enrol}.
    function enrol(
        Enrolment calldata given,
        bytes calldata issuerSignature,
        bytes calldata vehicleSignature
    ) external payable returns (uint256 vehicle) {
        // Check
        _checkDeadline(given.deadline);
        if (given.appraisedAt > block.timestamp) revert VehicleObservedAt(given.appraisedAt, 0, block.timestamp);
        vehicle = _idOf(given.issuer, given.commitment);
        if (_status[vehicle].state != State.NONE) revert VehicleEnrolledBefore(vehicle);
        address residualHolder = _checkWhole(given);
        bytes32 structHash = given.hash();
        _checkSignature(abi.encodePacked(given.issuer), structHash, issuerSignature);
        _checkSignature(given.key, structHash, vehicleSignature);
        (uint256 value, uint256 residual) = _valued(given);

        // Effect
        _keep(vehicle, given, value, residual);
        _mint(given.owner, vehicle);
        _tell(vehicle, given);
        emit IERC5192.Unlocked(vehicle);
        if (msg.value != 0) emit VehicleDeposited(vehicle, msg.sender, msg.value);

        // Interaction, with a contract that the vehicles' contract has made.
        IResidualToken(IVehicleStake(address(this)).RESIDUAL()).mint(vehicle, residualHolder);
    }

    /// Reverts where something is missing.
    function _checkWhole(Enrolment calldata given) private view returns (address residualHolder) {
        if (given.owner == address(0) || given.owner == address(this)) revert VehicleIncomplete("owner");
        if (given.policy.code.length == 0) revert VehicleIncomplete("policy");
        if (given.unit.code.length == 0) revert VehicleIncomplete("unit");
        if (!_canSign(given.key)) revert VehicleIncomplete("key");
        residualHolder = given.residualHolder;
        if (residualHolder == address(0) && given.key.length == 20) residualHolder = address(bytes20(given.key));
        if (residualHolder == address(0)) revert VehicleIncomplete("residualHolder");
    }

    /// What the policy makes of the appraisal. Reverts where it can't value the vehicle, or makes more of it.
    function _valued(Enrolment calldata given) private view returns (uint256 value, uint256 residual) {
        Condition memory found = Condition(given.appraisedAt, given.odometer, 0, 0);
        Anchor memory anchor = Anchor(given.value, given.appraisedAt, given.odometer);
        (value, residual) = IValuationPolicy(given.policy).worthIn(anchor, found);
        if (value > given.value || residual > given.value - value) revert VehicleIncomplete("policy");
    }

    function _keep(uint256 vehicle, Enrolment calldata given, uint256 value, uint256 residual) private {
        Status memory status;
        // It isn't in the future.
        (status.observedAt, status.odometer) = (uint40(given.appraisedAt), given.odometer);
        (status.state, status.unit) = (State.ACTIVE, _placeOf(given.unit));
        (uint160 id, bool long) = _keyId(given.key);
        if (long) status.flags = LONG_KEY;
        _saveStatus(vehicle, status);
        _saveBook(vehicle, Book(uint80(value), uint80(residual), given.value));
        _bases[vehicle] = Base(given.value, given.appraisedAt, given.odometer, 0, 0);
        _terms[vehicle] = Terms(given.policy, 1, 0, 0);
        // There is less ether than 2^96 wei.
        _keys[vehicle] = Key(id, uint96(msg.value));
    }

    /// A unit's place among all that vehicles have had; the first vehicle that has it puts it there.
    function _placeOf(address unit) private returns (uint32 place) {
        place = _unitPlaces[unit];
        if (place != 0) return place;
        place = ++_unitCount;
        (_unitPlaces[unit], _units[place]) = (place, unit);
    }

    function _tell(uint256 vehicle, Enrolment calldata given) private {
        emit VehicleEnrolled(
            vehicle,
            given.issuer,
            given.commitment,
            given.key,
            given.policy,
            given.unit,
            given.value,
            given.appraisedAt,
            given.odometer
        );
    }
}
