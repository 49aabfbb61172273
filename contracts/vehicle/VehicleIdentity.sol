// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IERC4906} from "@openzeppelin/contracts/interfaces/IERC4906.sol";
import {VehicleState as State} from "./IVehicleTypes.sol";
import {TypedVehicle} from "./TypedVehicle.sol";
import {VehicleTokenless} from "./VehicleTokenless.sol";

/// @title VehicleIdentity
/// @notice Who a vehicle is: how it comes by another key, and which tokens are of the same one; see {IVehicleCare}.
abstract contract VehicleIdentity is VehicleTokenless {
    // ---- key ----

    /// @notice See {IVehicleCare.rotate}.
    function rotate(
        uint256 vehicle,
        bytes calldata newKey,
        uint48 deadline,
        bytes calldata oldKey,
        bytes calldata oldSignature,
        bytes calldata newSignature
    ) external {
        // Check
        _checkDeadline(deadline);
        Status memory status = _only(vehicle, State.ACTIVE, State.STOLEN);
        bytes32 structHash = TypedVehicle.hashOfRotation(vehicle, newKey, status.sequence + 1, deadline);
        _checkKey(vehicle, status, structHash, oldKey, oldSignature);
        _checkNewKey(vehicle, status, newKey);
        _checkSignature(newKey, structHash, newSignature);

        // Effect
        _turnKey(vehicle, status, newKey);
    }

    /// @notice See {IVehicleCare.announceRotation}.
    function announceRotation(
        uint256 vehicle,
        bytes32 commitment,
        address issuer,
        bytes calldata newKey,
        uint48 deadline,
        bytes calldata issuerSignature,
        bytes calldata newSignature
    ) external {
        // Check
        _checkDeadline(deadline);
        Status memory status = _only(vehicle, State.ACTIVE, State.STOLEN);
        _onlyOwner(vehicle);
        _checkNewKey(vehicle, status, newKey);
        // Which sequence will be its first isn't known yet: none is zero, so that this is no rotation at once.
        bytes32 structHash = TypedVehicle.hashOfRotation(vehicle, newKey, 0, deadline);
        _checkIssuer(vehicle, commitment, issuer, structHash, issuerSignature);
        _checkSignature(newKey, structHash, newSignature);

        // Effect
        _announce(vehicle, newKey);
    }

    /// @notice See {IVehicleCare.completeRotation}.
    function completeRotation(uint256 vehicle, bytes calldata newKey) external {
        // Check
        Announcement memory announced = _announced(vehicle);
        if (block.timestamp < announced.from) revert VehicleTooEarly(announced.from, block.timestamp);
        Status memory status = _only(vehicle, State.ACTIVE, State.STOLEN);
        (uint160 id, bool long) = _keyId(newKey);
        if (id != announced.key || long != announced.long) revert VehicleKey(vehicle, newKey);

        // Effect
        _turnKey(vehicle, status, newKey);
    }

    /// @notice See {IVehicleCare.cancelRotation}.
    function cancelRotation(uint256 vehicle) external {
        // Check
        _onlyOwner(vehicle);
        _announced(vehicle);

        // Effect
        delete _announcements[vehicle];
        emit VehicleKeyWithdrawn(vehicle);
    }

    // ---- duplicates ----

    /// @notice See {IVehicleCare.proveDuplicate}.
    function proveDuplicate(
        string calldata vin,
        address oneIssuer,
        bytes32 oneSalt,
        address otherIssuer,
        bytes32 otherSalt
    ) external {
        // Check
        uint256 one = _idOf(oneIssuer, keccak256(abi.encode(oneSalt, vin)));
        uint256 other = _idOf(otherIssuer, keccak256(abi.encode(otherSalt, vin)));
        if (_status[one].state == State.NONE) revert VehicleUnfit(one, State.NONE);
        if (_status[other].state == State.NONE) revert VehicleUnfit(other, State.NONE);
        if (one == other || _linked[one][other]) revert VehicleLinkedBefore(one, other);

        // Effect
        (_linked[one][other], _linked[other][one]) = (true, true);
        _duplicates[one].push(other);
        _duplicates[other].push(one);
        emit VehicleDuplicate(one, other);
        emit IERC4906.MetadataUpdate(one);
        emit IERC4906.MetadataUpdate(other);
    }

    // ---- announcements ----

    function _announce(uint256 vehicle, bytes calldata newKey) private {
        (uint160 id, bool long) = _keyId(newKey);
        uint48 from = uint48(block.timestamp) + KEY_DELAY;
        _announcements[vehicle] = Announcement(id, from, long, msg.sender);
        emit VehicleKeyAnnounced(vehicle, newKey, from);
    }

    function _announced(uint256 vehicle) private view returns (Announcement memory announced) {
        announced = _announcements[vehicle];
        if (announced.from == 0 || announced.by != _holderOf(vehicle)) revert VehicleNothingProposed(vehicle);
    }

    /// Reverts unless it is a key, and another one: who could take his own key's place would be rid of what he has signed.
    function _checkNewKey(uint256 vehicle, Status memory status, bytes calldata newKey) private view {
        if (!_canSign(newKey)) revert VehicleIncomplete("key");
        (uint160 id, bool long) = _keyId(newKey);
        if (id == _keys[vehicle].id && long == _has(status, LONG_KEY)) revert VehicleSameKey(vehicle, newKey);
    }

    function _turnKey(uint256 vehicle, Status memory status, bytes calldata newKey) private {
        (uint160 id, bool long) = _keyId(newKey);
        _keys[vehicle].id = id;
        // What has come is announced no more: nobody brings it back, once the vehicle has given it up.
        Announcement storage announced = _announcements[vehicle];
        if (announced.key == id && announced.long == long) delete _announcements[vehicle];
        uint32 firstSequence = status.sequence + 1;
        _terms[vehicle].firstSequence = firstSequence;
        _status[vehicle].flags = long ? status.flags | LONG_KEY : status.flags & ~LONG_KEY;
        emit VehicleKeyRotated(vehicle, newKey, firstSequence);
    }
}
