// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {Claim, Reading, ReportKind, VehicleState as State} from "./IVehicleTypes.sol";
import {VehicleOpenClaims} from "./VehicleOpenClaims.sol";

/// @title VehicleEffects
/// @notice What a claim does to a vehicle when it is confirmed, and how that is undone.
/// @dev A claim concerns the condition after the last report, whatever policy has come into force since without having taken over: that one reads the vehicle's worth from this condition, as ever.
abstract contract VehicleEffects is VehicleOpenClaims {
    /// Has a claim that was pending count. `status` and `claim` are changed, and have to be stored by the caller.
    function _count(uint256 vehicle, uint32 sequence, Status memory status, Claim memory claim) internal {
        (uint256 damage, uint256 restored) = _conditionOf(vehicle, status);
        (claim.countedAt, claim.era) = (uint40(block.timestamp), _bases[vehicle].era);
        // From now on it is one of those under this policy, and so is the window in which it can be disputed.
        claim.policy = _terms[vehicle].policy;
        if (_showsNothing(claim.kind) && status.state == State.ENDED) revert VehicleUnfit(vehicle, State.ENDED);
        // By a policy that keeps to its rules there is no more damage than the whole. Of another one's vehicles the books are bounded all the same.
        unchecked {
            if (_isEnd(claim.kind)) {
                // What it takes, it gives back if it is undone.
                (claim.damaged, claim.restored) = (uint16(PARTS_OF_WHOLE - damage), uint16(restored));
                (status.damage, status.restored) = (uint16(PARTS_OF_WHOLE), 0);
            } else {
                uint256 damaged = Math.min(damage + claim.damaged, PARTS_OF_WHOLE);
                uint256 mended = restored;
                if (claim.kind == ReportKind.SERVICE)
                    mended = _mended(vehicle, status, claim.restored, damaged, restored);
                claim.damaged = uint16(damaged - damage);
                claim.restored = uint16(claim.kind == ReportKind.SERVICE ? mended - restored : restored);
                _setCondition(vehicle, status, damaged, mended);
            }
        }
        _turnState(vehicle, status, claim.kind, sequence);
    }

    /// Takes back what a claim did. What an accident had damaged can't be restored any more: services of after it lose as much, for none of them may restore what came later. So less may stay restored than they tell of,
    /// never more.
    function _undo(uint256 vehicle, Status memory status, Claim memory claim) internal {
        if (_isEnd(claim.kind)) {
            status.damage -= claim.damaged;
            status.restored = claim.restored;
            _setState(vehicle, status, _has(status, WAS_STOLEN) ? State.STOLEN : State.ACTIVE);
            status.flags &= ~WAS_STOLEN;
            return;
        }
        (uint256 damage, uint256 restored) = _conditionOf(vehicle, status);
        bool isService = claim.kind == ReportKind.SERVICE;
        uint256 left = Math.saturatingSub(restored, isService ? claim.restored : claim.damaged);
        if (!isService) {
            left = Math.max(left, Math.min(restored, claim.restored));
            damage = Math.saturatingSub(damage, claim.damaged);
        }
        _setCondition(vehicle, status, damage, Math.min(left, damage));
    }

    /// The books by the condition that counts now, at the moment of the last report. Of a vehicle that has ended only its own end changes anything, and of a slashed one the residual can only fall.
    function _bookAfter(uint256 vehicle, Status memory status, bool mayRise) internal view returns (Book memory book) {
        book = _books[vehicle];
        Rules memory rules = _rulesAt(vehicle, status, status.observedAt);
        (uint256 value, uint256 residual) = _worthBy(rules);
        residual += rules.residual;
        if (status.state == State.SLASHED) {
            book.residual = uint80(Math.min(book.residual, residual));
        } else {
            if (status.state == State.ENDED) value = 0;
            book.value = uint80(mayRise ? value : Math.min(value, book.value));
            book.residual = uint80(residual);
        }
    }

    /// What a service leaves restored: no more than is damaged, nor than the policy would let one of its size restore if it were reported now.
    function _mended(
        uint256 vehicle,
        Status memory status,
        uint256 by,
        uint256 damage,
        uint256 restored
    ) private view returns (uint256) {
        Rules memory rules = _rulesAt(vehicle, status, status.observedAt);
        (rules.condition.damage, rules.condition.restored) = (uint16(damage), uint16(restored));
        Reading memory reading = Reading(
            ReportKind.SERVICE,
            rules.condition.observedAt,
            rules.condition.odometer,
            uint16(by)
        );
        uint256 most = rules.policy.judge(rules.anchor, rules.condition, reading).condition.restored;
        return Math.max(restored, Math.min(Math.min(restored + by, damage), most));
    }

    /// Damage and what is restored of it; of a vehicle that has ended, as they would be if that were undone.
    function _conditionOf(
        uint256 vehicle,
        Status memory status
    ) private view returns (uint256 damage, uint256 restored) {
        if (status.state != State.ENDED) return (status.damage, status.restored);
        Claim storage end = _claims[vehicle][_endedBy[vehicle]];
        return (status.damage - end.damaged, end.restored);
    }

    function _setCondition(uint256 vehicle, Status memory status, uint256 damage, uint256 restored) private {
        if (status.state != State.ENDED) {
            (status.damage, status.restored) = (uint16(damage), uint16(restored));
            return;
        }
        Claim storage end = _claims[vehicle][_endedBy[vehicle]];
        (end.damaged, end.restored) = (uint16(status.damage - damage), uint16(restored));
    }
}
