// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IVehicleCare} from "./IVehicleCare.sol";
import {IVehicleClaims} from "./IVehicleClaims.sol";
import {IVehicleHolder} from "./IVehicleHolder.sol";
import {IVehicleRewards} from "./IVehicleRewards.sol";
import {IVehicleStake} from "./IVehicleStake.sol";
import {Appraisal, ConditionReport, Enrolment, Finding, RewardPool} from "./IVehicleTypes.sol";
import {VehicleDesks} from "./VehicleDesks.sol";

/// @title VehicleDeskCalls
/// @notice The functions that run in the code of desks.
abstract contract VehicleDeskCalls is VehicleDesks {
    // ---- enrolment ----

    /// @inheritdoc IVehicleStake
    function enrol(Enrolment calldata, bytes calldata, bytes calldata) external payable returns (uint256) {
        _at(ENROLMENT_DESK);
    }

    // ---- care ----

    /// @inheritdoc IVehicleCare
    function rotate(uint256, bytes calldata, uint48, bytes calldata, bytes calldata, bytes calldata) external {
        _at(ENROLMENT_DESK);
    }

    /// @inheritdoc IVehicleCare
    function announceRotation(
        uint256,
        bytes32,
        address,
        bytes calldata,
        uint48,
        bytes calldata,
        bytes calldata
    ) external {
        _at(ENROLMENT_DESK);
    }

    /// @inheritdoc IVehicleCare
    function completeRotation(uint256, bytes calldata) external {
        _at(ENROLMENT_DESK);
    }

    /// @inheritdoc IVehicleCare
    function cancelRotation(uint256) external {
        _at(ENROLMENT_DESK);
    }

    /// @inheritdoc IVehicleCare
    function proposePolicy(uint256, bytes32, address, address, uint48, uint48, bytes calldata) external {
        _at(CARE_DESK);
    }

    /// @inheritdoc IVehicleCare
    function withdrawPolicy(uint256) external {
        _at(CARE_DESK);
    }

    /// @inheritdoc IVehicleCare
    function appraise(Appraisal calldata, bytes32, address, bytes calldata) external {
        _at(CARE_DESK);
    }

    /// @inheritdoc IVehicleCare
    function slashTampering(ConditionReport calldata, bytes calldata, bytes calldata) external {
        _at(CARE_DESK);
    }

    /// @inheritdoc IVehicleCare
    function slashEquivocation(
        ConditionReport calldata,
        bytes calldata,
        ConditionReport calldata,
        bytes calldata,
        bytes calldata
    ) external {
        _at(CARE_DESK);
    }

    /// @inheritdoc IVehicleCare
    function deposit(uint256) external payable {
        _at(CARE_DESK);
    }

    /// @inheritdoc IVehicleCare
    function releaseDeposit(uint256) external {
        _at(CARE_DESK);
    }

    /// @inheritdoc IVehicleCare
    function proveDuplicate(string calldata, address, bytes32, address, bytes32) external {
        _at(ENROLMENT_DESK);
    }

    /// @inheritdoc IVehicleCare
    function withdraw(address) external {
        _at(CARE_DESK);
    }

    // ---- claims ----

    /// @inheritdoc IVehicleClaims
    function decide(Finding calldata, bytes[] calldata, bytes[] calldata) external {
        _at(CLAIMS_DESK);
    }

    /// @inheritdoc IVehicleClaims
    function dispute(uint256, uint32) external payable {
        _at(CLAIMS_DESK);
    }

    /// @inheritdoc IVehicleClaims
    function defend(uint256, uint32) external payable {
        _at(CLAIMS_DESK);
    }

    /// @inheritdoc IVehicleClaims
    function endDispute(uint256, uint32) external {
        _at(CLAIMS_DESK);
    }

    // ---- holders ----

    /// @inheritdoc IVehicleHolder
    function putIn(uint256, uint256, address, bytes32, bytes32) external {
        _at(HOLDER_DESK);
    }

    /// @inheritdoc IVehicleHolder
    function takeOut(uint256, address) external {
        _at(HOLDER_DESK);
    }

    /// @inheritdoc IVehicleHolder
    function lock(uint256, address, uint80, uint48) external {
        _at(HOLDER_DESK);
    }

    /// @inheritdoc IVehicleHolder
    function unlock(uint256) external {
        _at(HOLDER_DESK);
    }

    /// @inheritdoc IVehicleHolder
    function claimLocked(uint256, address) external {
        _at(HOLDER_DESK);
    }

    /// @inheritdoc IVehicleHolder
    function declareStolen(uint256) external {
        _at(HOLDER_DESK);
    }

    /// @inheritdoc IVehicleHolder
    function declareRecovered(uint256) external {
        _at(HOLDER_DESK);
    }

    /// @inheritdoc IVehicleHolder
    function permit(uint256, address, uint208, uint48) external {
        _at(HOLDER_DESK);
    }

    // ---- rewards ----

    /// @inheritdoc IVehicleRewards
    function join(uint256, RewardPool calldata, bytes32) external {
        _at(REWARDS_DESK);
    }

    /// @inheritdoc IVehicleRewards
    function quit(uint256, RewardPool calldata, address) external {
        _at(REWARDS_DESK);
    }

    /// @inheritdoc IVehicleRewards
    function fund(RewardPool calldata, uint256, uint256, uint256) external {
        _at(REWARDS_DESK);
    }

    /// @inheritdoc IVehicleRewards
    function reclaim(RewardPool calldata, uint256, address) external {
        _at(REWARDS_DESK);
    }

    /// @inheritdoc IVehicleRewards
    function claim(uint256, RewardPool calldata, address) external {
        _at(REWARDS_DESK);
    }
}
