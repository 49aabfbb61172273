// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IValuationPolicy} from "./IValuationPolicy.sol";
import {
    Anchor,
    Claim,
    ClaimState,
    ConditionReport,
    ReportKind,
    Verdict,
    VehicleState as State
} from "./IVehicleTypes.sol";
import {TypedVehicle} from "./TypedVehicle.sol";
import {VehicleOpenClaims} from "./VehicleOpenClaims.sol";

/// @title VehicleReports
/// @notice The way of a report into the books.
abstract contract VehicleReports is VehicleOpenClaims {
    using TypedVehicle for ConditionReport;

    function _report(ConditionReport calldata given, bytes calldata key, bytes calldata signature) internal {
        // Check
        uint256 vehicle = given.vehicle;
        Status memory status = _only(vehicle, State.ACTIVE, State.STOLEN);
        _checkPlace(given, status);
        uint256 before = _weight(vehicle, status);
        _takeOver(vehicle, status, given.observedAt);
        Terms storage terms = _terms[vehicle];
        address policy = terms.policy;
        _checkPolicy(given, policy);
        _checkKey(vehicle, status, given.hash(), key, signature);
        (Verdict memory verdict, Anchor memory anchor, uint256 residual) = _judge(
            IValuationPolicy(policy),
            given,
            status
        );

        // Effect
        if (terms.haircut != 0) terms.haircut = 0;
        if (_kindOf(given, anchor.appraisedAt) != ReportKind.ODOMETER) _claim(given, status, verdict, policy, anchor);
        _booked(given, status, verdict, residual);
        status.frame = _weigh(vehicle, status, before, true);
        _saveStatus(vehicle, status);

        // Interaction
        if (status.flags & (LIENED | PART) != 0) _tellLender(vehicle, status);
    }

    /// Keeps what attestors and disputes are about. A grave report counts for age and distance alone before it is confirmed.
    function _claim(
        ConditionReport calldata given,
        Status memory status,
        Verdict memory verdict,
        address policy,
        Anchor memory anchor
    ) private {
        Claim memory claim;
        claim.condition = given.conditionHash();
        (claim.kind, claim.policy, claim.countedAt) = (given.kind, policy, uint40(block.timestamp));
        claim.damaged = verdict.condition.damage - status.damage;
        if (given.kind != ReportKind.SERVICE) claim.restored = status.restored;
        else if (verdict.condition.restored > status.restored) {
            claim.restored = verdict.condition.restored - status.restored;
        }
        claim.era = _bases[given.vehicle].era;
        claim.state = verdict.grave ? ClaimState.PENDING : ClaimState.COUNTED;
        _claims[given.vehicle][given.sequence] = claim;
        emit VehicleClaimed(given.vehicle, given.sequence, claim.state);
        if (!verdict.grave) {
            _turnState(given.vehicle, status, given.kind, given.sequence);
            if (status.state == State.ENDED) verdict.value = 0;
            return;
        }
        (verdict.condition.damage, verdict.condition.restored) = (status.damage, status.restored);
        (verdict.value, verdict.residual) = IValuationPolicy(policy).worthIn(anchor, verdict.condition);
        _hang(given.vehicle, status, claim);
    }
}
