// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IERC4906} from "@openzeppelin/contracts/interfaces/IERC4906.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IValuationPolicy} from "./IValuationPolicy.sol";
import {Anchor, Condition, ConditionReport, Reading, ReportKind, Verdict} from "./IVehicleTypes.sol";
// The length is used in assembly alone, where solhint does not look.
// solhint-disable-next-line no-unused-import
import {CONDITION_REPORT_BYTES} from "./TypedVehicle.sol";
import {VehicleToken} from "./VehicleToken.sol";

/// @title VehicleReading
/// @notice Whether a report is the vehicle's and the next one, and what its policy makes of it.
abstract contract VehicleReading is VehicleToken {
    /// Whether it is the next report, of no moment before the last, and no lower odometer.
    function _checkPlace(ConditionReport calldata given, Status memory status) internal view {
        _checkDeadline(given.deadline);
        uint256 expected = uint256(status.sequence) + 1;
        if (given.sequence != expected) revert VehicleSequence(given.sequence, expected);
        uint256 moment = given.observedAt;
        if (moment < status.observedAt || moment > block.timestamp) {
            revert VehicleObservedAt(moment, status.observedAt, block.timestamp);
        }
        if (given.odometer < status.odometer) revert VehicleOdometer(given.odometer, status.odometer);
    }

    /// Reverts unless the vehicle's key has signed.
    function _checkKey(
        uint256 vehicle,
        Status memory status,
        bytes32 structHash,
        bytes calldata key,
        bytes calldata signature
    ) internal view {
        uint160 id = _keys[vehicle].id;
        if (!_has(status, LONG_KEY)) {
            // Most keys are ordinary ones: whether there is code at the address needn't be asked then.
            (address signer, , ) = ECDSA.tryRecoverCalldata(_hashTypedDataV4(structHash), signature);
            if (signer != address(id)) _checkSignature(abi.encodePacked(id), structHash, signature);
            return;
        }
        if (uint160(uint256(keccak256(key))) != id) revert VehicleKey(vehicle, key);
        _checkSignature(key, structHash, signature);
    }

    function _judge(
        IValuationPolicy policy,
        ConditionReport calldata given,
        Status memory status
    ) internal view returns (Verdict memory verdict, Anchor memory anchor, uint256 residual) {
        Base memory base = _bases[given.vehicle];
        residual = base.residual;
        anchor = Anchor(base.value, base.appraisedAt, base.odometer);
        Reading memory reading = Reading(given.kind, given.observedAt, given.odometer, given.severity);
        Condition memory last = Condition(status.observedAt, status.odometer, status.damage, status.restored);
        // What an appraisal, or a policy that has taken over, is ahead of counts as if it were of then: so neither was it further, nor in less time.
        if (reading.observedAt < base.appraisedAt) {
            reading.kind = _kindOf(given, base.appraisedAt);
            reading.observedAt = base.appraisedAt;
        }
        if (reading.odometer < base.odometer) reading.odometer = base.odometer;
        if (last.odometer < base.odometer) last.odometer = base.odometer;
        verdict = policy.judge(anchor, last, reading);
    }

    /// What a report counts as. Of what was observed before an appraisal the issuer has seen what came of it.
    function _kindOf(ConditionReport calldata given, uint48 anchoredAt) internal view returns (ReportKind) {
        bool settled = given.observedAt < anchoredAt && given.observedAt < _settled[given.vehicle].appraisedAt;
        return settled ? ReportKind.ODOMETER : given.kind;
    }

    /// Reverts where a report isn't under the policy that is in force for it.
    function _checkPolicy(ConditionReport calldata given, address policy) internal pure {
        bytes32 inForce = _hashOf(policy);
        if (given.policyHash != inForce) revert VehiclePolicy(given.policyHash, inForce);
    }

    /// @notice Writes the books after a report, and tells it. `status` is changed, and has to be stored by the caller.
    /// @param residual The residual of what came before the anchor.
    function _booked(
        ConditionReport calldata given,
        Status memory status,
        Verdict memory verdict,
        uint256 residual
    ) internal {
        status.sequence = given.sequence;
        (status.observedAt, status.odometer) = (uint40(given.observedAt), given.odometer);
        (status.damage, status.restored) = (verdict.condition.damage, verdict.condition.restored);
        Book memory book = _books[given.vehicle];
        // A policy is foreign code: whatever it says, no more is booked than was credited, and nothing rises but by a service.
        uint256 most = given.kind == ReportKind.SERVICE ? book.credited : book.value;
        uint256 value = Math.min(verdict.value, most);
        uint256 left;
        unchecked {
            uint256 room = book.credited - value;
            left = Math.min(residual + Math.min(verdict.residual, room), room);
        }
        (book.value, book.residual) = (uint80(value), uint80(left));
        _saveBook(given.vehicle, book);
        _tellReport(given, status, value, left);
        emit IERC4906.MetadataUpdate(given.vehicle);
    }

    /// Emits {ConditionReported}, with the report copied as it is in calldata: its members have been read, and so checked.
    function _tellReport(
        ConditionReport calldata given,
        Status memory status,
        uint256 value,
        uint256 residual
    ) private {
        bytes32 topic = ConditionReported.selector;
        (uint256 vehicle, uint256 sequence) = (given.vehicle, status.sequence);
        assembly ("memory-safe") {
            let free := mload(0x40)
            calldatacopy(free, given, CONDITION_REPORT_BYTES)
            mstore(add(free, CONDITION_REPORT_BYTES), value)
            mstore(add(free, add(CONDITION_REPORT_BYTES, 0x20)), residual)
            log3(free, add(CONDITION_REPORT_BYTES, 0x40), topic, vehicle, sequence)
        }
    }
}
