// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IERC4906} from "@openzeppelin/contracts/interfaces/IERC4906.sol";
import {IERC5192} from "../interfaces/IERC5192.sol";
import {Lien, VehicleState as State} from "./IVehicleTypes.sol";
import {VehicleBooks} from "./VehicleBooks.sol";

/// @title VehicleHolder
/// @notice What the owner of a vehicle does with it. Each function is that of {IVehicleHolder}.
abstract contract VehicleHolder is VehicleBooks {
    /// What a vehicle shows is the sum over its parts, and a lender's news must not cost a report more than it has.
    uint256 private constant MOST_PARTS = 16;

    // ---- parts ----

    /// @notice See {IVehicleHolder}.
    function putIn(
        uint256 part,
        uint256 vehicle,
        address issuer,
        bytes32 partCommitment,
        bytes32 vehicleCommitment
    ) external {
        // Check
        _onlyOwner(part);
        _onlyOwner(vehicle);
        Status memory status = _only(part, State.ACTIVE, State.ACTIVE);
        Status memory whole = _only(vehicle, State.ACTIVE, State.ACTIVE);
        uint256[] storage parts = _parts[vehicle];
        bool fits =
            part != vehicle &&
                !_has(status, PART | WITH_PARTS) &&
                !_has(whole, PART) &&
                _idOf(issuer, partCommitment) == part &&
                _idOf(issuer, vehicleCommitment) == vehicle &&
                status.unit == whole.unit &&
                parts.length < MOST_PARTS;
        if (!fits) revert VehiclePart(part, vehicle);
        _requireFree(part, status);

        // Effect; a lien that has ended isn't taken along.
        if (_has(status, LIENED)) delete _liens[part];
        _status[part].flags = (status.flags | PART) & ~LIENED;
        _status[vehicle].flags = whole.flags | WITH_PARTS;
        _vehicleWith[part] = vehicle;
        _places[part] = parts.length;
        parts.push(part);
        _transfer(msg.sender, address(this), part);
        emit PartPutIn(part, vehicle);
        emit IERC5192.Locked(part);
        emit IERC4906.MetadataUpdate(vehicle);
    }

    /// @notice See {IVehicleHolder}.
    function takeOut(uint256 part, address to) external {
        // Check
        uint256 vehicle = _vehicleWith[part];
        if (vehicle == 0) revert VehiclePart(part, vehicle);
        _onlyOwner(vehicle);
        Status memory whole = _status[vehicle];
        _requireFree(vehicle, whole);
        Status memory status = _status[part];
        if (whole.state == State.STOLEN) revert VehicleUnfit(vehicle, whole.state);
        if (status.state == State.STOLEN) revert VehicleUnfit(part, status.state);

        // Effect
        uint256[] storage parts = _parts[vehicle];
        uint256 last = parts[parts.length - 1];
        uint256 place = _places[part];
        (parts[place], _places[last]) = (last, place);
        parts.pop();
        delete _places[part];
        delete _vehicleWith[part];
        _status[part].flags = status.flags & ~PART;
        if (parts.length == 0) _status[vehicle].flags = whole.flags & ~WITH_PARTS;
        _move(part, to);
        emit PartTakenOut(part, vehicle);
        _tellUnlocked(part);
        emit IERC4906.MetadataUpdate(vehicle);
    }

    // ---- loans ----

    /// @notice See {IVehicleHolder}.
    function lock(uint256 vehicle, address lender, uint80 minValue, uint48 until) external {
        // Check
        _onlyOwner(vehicle);
        Status memory status = _only(vehicle, State.ACTIVE, State.ACTIVE);
        _requireWhole(vehicle, status);
        _requireFree(vehicle, status);
        uint256 value = _shown(vehicle, block.timestamp);
        bool sound = lender != address(0) && minValue != 0 && minValue <= value && until > block.timestamp;
        if (!sound) revert VehicleLienTerms(lender, minValue, value, until);

        // Effect
        _liens[vehicle] = Lien(lender, minValue, until);
        _status[vehicle].flags = status.flags | LIENED;
        emit VehicleLiened(vehicle, lender, minValue, until);
        emit IERC5192.Locked(vehicle);
    }

    /// @notice See {IVehicleHolder}.
    function unlock(uint256 vehicle) external {
        Lien memory lien = _liens[vehicle];
        if (lien.lender == address(0)) revert VehicleLien(vehicle, address(0), 0, 0);
        bool may = msg.sender == lien.lender || block.timestamp >= lien.until;
        if (!may) revert VehicleNotAllowed(msg.sender, vehicle);
        _endLien(vehicle);
        emit VehicleReleased(vehicle, lien.lender);
        _tellUnlocked(vehicle);
    }

    /// @notice See {IVehicleHolder}.
    function claimLocked(uint256 vehicle, address to) external {
        // Check
        Lien memory lien = _liens[vehicle];
        if (msg.sender != lien.lender) revert VehicleNotAllowed(msg.sender, vehicle);
        uint256 value = _shownUndisputed(vehicle, block.timestamp);
        bool may = block.timestamp < lien.until && value < lien.minValue;
        if (!may) revert VehicleLien(vehicle, lien.lender, value, lien.minValue);

        // Effect
        _endLien(vehicle);
        _move(vehicle, to);
        emit VehicleClaimedByLender(vehicle, lien.lender, value, lien.minValue);
        _tellUnlocked(vehicle);
    }

    // ---- theft ----

    /// @notice See {IVehicleHolder}.
    function declareStolen(uint256 vehicle) external {
        _onlyOwner(vehicle);
        Status memory status = _only(vehicle, State.ACTIVE, State.ACTIVE);
        _setState(vehicle, status, State.STOLEN);
        _saveStatus(vehicle, status);
        emit IERC4906.MetadataUpdate(vehicle);
        _tellLender(vehicle, status);
    }

    /// @notice See {IVehicleHolder}.
    function declareRecovered(uint256 vehicle) external {
        _onlyOwner(vehicle);
        Status memory status = _only(vehicle, State.STOLEN, State.STOLEN);
        _setState(vehicle, status, State.ACTIVE);
        _saveStatus(vehicle, status);
        emit IERC4906.MetadataUpdate(vehicle);
        if (_has(status, PART)) emit IERC4906.MetadataUpdate(_vehicleWith[vehicle]);
    }

    // ---- telemetry ----

    /// @notice See {IVehicleHolder}.
    function permit(uint256 vehicle, address reader, uint208 scopes, uint48 until) external {
        _onlyOwner(vehicle);
        Status memory status = _status[vehicle];
        _requireWhole(vehicle, status);
        if (scopes != 0 && until <= block.timestamp) revert VehicleTooLate(until, block.timestamp);
        _permissions[vehicle][status.transfers][reader] = (uint256(scopes) << MOMENT_BITS) | until;
        emit VehiclePermitted(vehicle, reader, scopes, until);
    }

    /// Reverts if it is a part.
    function _requireWhole(uint256 vehicle, Status memory status) private view {
        if (_has(status, PART)) revert VehiclePart(vehicle, _vehicleWith[vehicle]);
    }

    /// Reverts while a lender holds it.
    function _requireFree(uint256 vehicle, Status memory status) private view {
        if (!_has(status, LIENED)) return;
        Lien memory lien = _liens[vehicle];
        if (block.timestamp < lien.until) revert VehicleLocked(vehicle, lien.lender, lien.until);
    }

    function _endLien(uint256 vehicle) private {
        delete _liens[vehicle];
        _status[vehicle].flags &= ~LIENED;
    }

    /// Tells that it can be transferred again, unless something else is in the way.
    function _tellUnlocked(uint256 vehicle) private {
        if (!_isLocked(vehicle)) emit IERC5192.Unlocked(vehicle);
    }
}
