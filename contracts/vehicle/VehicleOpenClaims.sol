// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Claim, ClaimState, ReportKind} from "./IVehicleTypes.sol";
import {VehicleBooks} from "./VehicleBooks.sol";

/// @title VehicleOpenClaims
/// @notice What claims hang in the balance, and which of them nothing can be done about any more.
abstract contract VehicleOpenClaims is VehicleBooks {
    /// How a claim stands. One that counted before a policy came into force is a part of what the vehicle was worth then, and an appraisal leaves none of those before it open.
    function _stateOf(uint256 vehicle, uint32 sequence, Claim memory claim) internal view returns (ClaimState state) {
        state = claim.state;
        bool isOpen = state == ClaimState.PENDING || state == ClaimState.COUNTED || state == ClaimState.DISPUTED;
        if (!isOpen) return state;
        if (sequence <= _settled[vehicle].upTo) return ClaimState.SETTLED;
        if (state != ClaimState.PENDING && _isFolded(vehicle, claim)) return ClaimState.SETTLED;
    }

    /// Whether what a claim changed has become a part of the vehicle's anchor. Eras are told apart by their last eight bits; no two that have them in common began after the same claim had counted.
    function _isFolded(uint256 vehicle, Claim memory claim) internal view returns (bool) {
        Base storage base = _bases[vehicle];
        return claim.era != base.era || claim.countedAt < base.appraisedAt;
    }

    /// Hangs what a claim may change, that is pending or disputed now. `status` is changed, and has to be stored by the caller.
    function _hang(uint256 vehicle, Status memory status, Claim memory claim) internal {
        Hanging memory hanging = _hanging[vehicle];
        // There are no more claims than sequences, and no sum of theirs is too large.
        unchecked {
            ++hanging.count;
            if (claim.state == ClaimState.PENDING) {
                hanging.damage += claim.damaged;
                if (_showsNothing(claim.kind)) ++hanging.ends;
            } else {
                ++hanging.disputes;
                if (claim.kind == ReportKind.SERVICE) hanging.restored += claim.restored;
            }
        }
        _hanging[vehicle] = hanging;
        status.flags |= HANGING;
    }

    /// Takes down what was hung for a claim, before it is changed.
    function _unhang(uint256 vehicle, uint32 sequence, Status memory status, Claim memory claim) internal {
        // An appraisal has taken down all that hung before it.
        if (sequence <= _settled[vehicle].upTo) return;
        Hanging memory hanging = _hanging[vehicle];
        // All of it was hung before.
        unchecked {
            --hanging.count;
            if (claim.state == ClaimState.PENDING) {
                hanging.damage -= claim.damaged;
                if (_showsNothing(claim.kind)) --hanging.ends;
            } else {
                --hanging.disputes;
                // A policy that has come into force has taken down what services had hung.
                if (claim.kind == ReportKind.SERVICE && !_isFolded(vehicle, claim)) hanging.restored -= claim.restored;
            }
        }
        _hanging[vehicle] = hanging;
        if (hanging.count == 0) status.flags &= ~HANGING;
    }

    /// Whether a vehicle that such a report counts for shows nothing.
    function _showsNothing(ReportKind kind) internal pure returns (bool) {
        return _isEnd(kind) || kind == ReportKind.THEFT;
    }
}
