// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IValuationPolicy} from "./IValuationPolicy.sol";
import {Dispute} from "./IVehicleClaims.sol";
import {Claim, ClaimState, Lien, Panel, RewardPool, VehicleState as State} from "./IVehicleTypes.sol";
import {VehicleOpenClaims} from "./VehicleOpenClaims.sol";
import {VehicleViews} from "./VehicleViews.sol";

/// @title VehicleDeskViews
/// @notice What can be asked about what the other desks do.
abstract contract VehicleDeskViews is VehicleViews, VehicleOpenClaims {
    // ---- care ----

    /// @notice See {IVehicleCare.creditOf}.
    function creditOf(address who) external view returns (uint256) {
        return _credits[who];
    }

    /// @notice See {IVehicleCare.knowsPolicy}.
    function knowsPolicy(uint256 id, bytes32 hash) external view returns (bool) {
        return _knows(id, hash);
    }

    /// @notice See {IVehicleCare.policyHash}.
    function policyHash(address policy) external pure returns (bytes32) {
        return _hashOf(policy);
    }

    /// @notice See {IVehicleCare.announcedKeyOf}.
    function announcedKeyOf(uint256 id) external view returns (address key, uint48 from) {
        Announcement storage announced = _announcements[id];
        if (announced.by == _holderOf(id)) (key, from) = (address(announced.key), announced.from);
    }

    /// @notice See {IVehicleCare.duplicatesOf}.
    function duplicatesOf(uint256 id) external view returns (uint256[] memory) {
        return _duplicates[id];
    }

    // ---- claims ----

    /// @notice See {IVehicleClaims.claimOf}.
    function claimOf(uint256 id, uint32 sequence) external view returns (Claim memory claim) {
        claim = _claims[id][sequence];
        claim.state = _stateOf(id, sequence, claim);
    }

    /// @notice See {IVehicleClaims.disputeOf}.
    function disputeOf(uint256 id, uint32 sequence) external view returns (Dispute memory) {
        return _disputes[id][sequence];
    }

    /// @notice See {IVehicleClaims.openClaimsOf}.
    function openClaimsOf(uint256 id) external view returns (uint256 damage, uint256 restored, uint256 count) {
        Hanging storage hanging = _hanging[id];
        return (hanging.damage, hanging.restored, hanging.count);
    }

    /// @notice See {IVehicleClaims.finalFrom}.
    function finalFrom(uint256 id) external view returns (uint48) {
        State state = _status[id].state;
        if (state == State.SLASHED) {
            // What counted before can still be disputed, so that nobody gets a residual by it that is none.
            if (_hanging[id].disputes != 0) return type(uint48).max;
            return _endedAt[id] + IValuationPolicy(_terms[id].policy).panel().disputeWindow;
        }
        if (state != State.ENDED) return type(uint48).max;
        Claim storage claim = _claims[id][_endedBy[id]];
        if (claim.state == ClaimState.UPHELD) return 0;
        if (claim.state != ClaimState.COUNTED) return type(uint48).max;
        Panel memory panel = IValuationPolicy(claim.policy).panel();
        // Without attestors nobody can dispute it.
        return panel.attestors.length == 0 ? 0 : uint48(claim.countedAt) + panel.disputeWindow;
    }

    /// @notice See {IVehicleClaims.endedAt}.
    function endedAt(uint256 id) external view returns (uint48) {
        State state = _status[id].state;
        return state == State.ENDED || state == State.SLASHED ? _endedAt[id] : 0;
    }

    // ---- holders ----

    /// @notice See {IVehicleHolder.partsOf}.
    function partsOf(uint256 id) external view returns (uint256[] memory) {
        return _parts[id];
    }

    /// @notice See {IVehicleHolder.vehicleWith}.
    function vehicleWith(uint256 part) external view returns (uint256) {
        return _vehicleWith[part];
    }

    /// @notice See {IVehicleHolder.lienOf}.
    function lienOf(uint256 id) external view returns (Lien memory lien) {
        lien = _liens[id];
        if (block.timestamp >= lien.until) delete lien;
    }

    /// @notice See {IVehicleHolder.permissionOf}.
    function permissionOf(uint256 id, address reader) external view returns (uint208 scopes, uint48 until) {
        if (_status[id].flags & PART != 0) id = _vehicleWith[id];
        uint256 word = _permissions[id][_status[id].transfers][reader];
        if (block.timestamp < uint48(word)) (scopes, until) = (uint208(word >> MOMENT_BITS), uint48(word));
    }

    // ---- rewards ----

    /// @notice See {IVehicleRewards.poolOf}.
    function poolOf(RewardPool calldata pool) external pure returns (bytes32) {
        return bytes32(_poolId(pool));
    }

    /// @notice See {IVehicleRewards.membershipOf}.
    function membershipOf(uint256 id) external view returns (bytes32 pool) {
        return bytes32(uint256(uint152(_memberships[id])));
    }

    /// @notice See {IVehicleRewards.claimableOf}.
    function claimableOf(uint256 id) external view returns (uint256) {
        return _dueOf(id, _load(id));
    }

    /// @notice See {IVehicleRewards.frameOf}.
    function frameOf(RewardPool calldata pool, uint256 frame) external view returns (uint256 funded, uint256 weight) {
        uint256 word = _frames[_poolId(pool)][frame];
        return (word >> FRAME_BITS, uint128(word));
    }

    /// @notice See {IVehicleRewards.fundedBy}.
    function fundedBy(RewardPool calldata pool, uint256 frame, address funder) external view returns (uint256) {
        return _fundings[_poolId(pool)][frame][funder];
    }
}
