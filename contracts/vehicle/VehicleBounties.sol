// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IVehicleClaims} from "./IVehicleClaims.sol";
import {ConditionReport, VehicleState as State} from "./IVehicleTypes.sol";
import {TypedVehicle} from "./TypedVehicle.sol";
import {VehicleBooks} from "./VehicleBooks.sol";

/// @title VehicleBounties
/// @notice What happens to a vehicle that breaks the rules, and what whoever shows it gets; see {IVehicleCare}.
/// @dev What a key signs counts against a vehicle only while it is the vehicle's key, and only under the sequences that are its own: who has an old one can do no harm with it.
abstract contract VehicleBounties is VehicleBooks {
    using TypedVehicle for ConditionReport;

    /// @notice See {IVehicleCare.slashTampering}.
    function slashTampering(ConditionReport calldata given, bytes calldata key, bytes calldata signature) external {
        // Check
        Status memory status = _accused(given, key, signature);
        if (_knows(given.vehicle, given.policyHash)) revert VehicleKnownPolicy(given.policyHash);

        // Effect
        _slash(given.vehicle, status);
    }

    /// @notice See {IVehicleCare.slashEquivocation}.
    function slashEquivocation(
        ConditionReport calldata one,
        bytes calldata oneSignature,
        ConditionReport calldata other,
        bytes calldata otherSignature,
        bytes calldata key
    ) external {
        // Check
        bool same = one.vehicle == other.vehicle && one.sequence == other.sequence;
        if (!same || one.conditionHash() == other.conditionHash()) revert VehicleNoContradiction();
        Status memory status = _accused(one, key, oneSignature);
        _accused(other, key, otherSignature);

        // Effect
        _slash(one.vehicle, status);
    }

    /// @notice See {IVehicleCare.deposit}.
    function deposit(uint256 vehicle) external payable {
        // Check
        _only(vehicle, State.ACTIVE, State.STOLEN);

        // Effect; there is less ether than 2^96 wei.
        _keys[vehicle].deposit += uint96(msg.value);
        emit VehicleDeposited(vehicle, msg.sender, msg.value);
    }

    /// @notice See {IVehicleCare.releaseDeposit}.
    function releaseDeposit(uint256 vehicle) external {
        // Check
        _only(vehicle, State.ENDED, State.ENDED);
        uint48 since = IVehicleClaims(address(this)).finalFrom(vehicle);
        if (block.timestamp < since) revert VehicleTooEarly(since, block.timestamp);
        uint256 amount = _keys[vehicle].deposit;
        if (amount == 0) revert VehicleNothing();

        // Effect
        _keys[vehicle].deposit = 0;
        address owner = _holderOf(vehicle);
        emit VehicleDepositReleased(vehicle, owner, amount);
        _credit(owner, amount);
    }

    /// @notice See {IVehicleCare.withdraw}.
    function withdraw(address to) external {
        // Check
        uint256 amount = _credits[msg.sender];
        if (amount == 0) revert VehicleNothing();

        // Effect
        delete _credits[msg.sender];
        emit VehicleCreditPaid(msg.sender, to, amount);

        // Interaction
        (bool sent, ) = to.call{value: amount}("");
        if (!sent) revert VehicleEtherNotSent(to, amount);
    }

    /// Reverts unless the vehicle's key has signed that, under a sequence that is its own.
    function _accused(
        ConditionReport calldata given,
        bytes calldata key,
        bytes calldata signature
    ) private view returns (Status memory status) {
        status = _only(given.vehicle, State.ACTIVE, State.STOLEN);
        uint32 first = _terms[given.vehicle].firstSequence;
        if (given.sequence < first) revert VehicleOldKey(given.sequence, first);
        _checkKey(given.vehicle, status, given.hash(), key, signature);
    }

    /// Takes a vehicle's value, all of it. Its residual stays: what is left of a vehicle isn't less for it, and its shares may be others'.
    function _slash(uint256 vehicle, Status memory status) private {
        uint256 before = _weight(vehicle, status);
        Book memory book = _books[vehicle];
        uint256 bounty = _keys[vehicle].deposit;
        _keys[vehicle].deposit = 0;
        _endedAt[vehicle] = uint48(block.timestamp);
        _setState(vehicle, status, State.SLASHED);
        emit StakeSlashed(vehicle, msg.sender, book.value, bounty);
        _credit(msg.sender, bounty);
        _book(vehicle, status, before, book);
    }
}
