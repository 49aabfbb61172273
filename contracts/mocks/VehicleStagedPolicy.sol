// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IValuationPolicy} from "../vehicle/IValuationPolicy.sol";
import {Anchor, Condition, Panel, Reading, ReportKind, Verdict} from "../vehicle/IVehicleTypes.sol";

/// @title VehicleStagedPolicy
/// @notice A policy that says what it is told to, and keeps to no rule of policies.
contract VehicleStagedPolicy is IValuationPolicy {
    /// @notice What it does when it is asked to judge.
    enum Mood {
        ANSWER,
        /// It takes all gas that it is given.
        BURN,
        /// It reverts with very much.
        SHOUT
    }

    Mood private _mood;
    uint256 private _value;
    uint256 private _residual;
    uint256 private _perMetre;
    uint256 private _haircut;
    uint16 private _mostRestored = type(uint16).max;
    bool private _grave;
    Panel private _panel;

    /// @notice Chooses what a vehicle is worth from now on, and whether all that is reported is grave.
    function say(uint256 value, uint256 residual, bool grave) external {
        (_value, _residual, _grave) = (value, residual, grave);
    }

    /// @notice Chooses what each metre of the odometer adds to that.
    function rise(uint256 perMetre) external {
        _perMetre = perMetre;
    }

    /// @notice Chooses how much stays restored at most, of what was restored before, too.
    function lose(uint16 mostRestored) external {
        _mostRestored = mostRestored;
    }

    /// @notice Chooses what silence takes, whatever it is.
    function cut(uint256 parts) external {
        _haircut = parts;
    }

    /// @notice Chooses who is asked, in whatever order.
    function ask(Panel calldata panel_) external {
        _panel = panel_;
    }

    /// @notice Chooses how it behaves.
    function be(Mood mood) external {
        _mood = mood;
    }

    /// @inheritdoc IValuationPolicy
    function worthIn(
        Anchor calldata,
        Condition calldata condition
    ) external view returns (uint256 value, uint256 residual) {
        return (_worth(condition.odometer), _residual);
    }

    /// @inheritdoc IValuationPolicy
    function judge(
        Anchor calldata,
        Condition calldata condition,
        Reading calldata reading
    ) external view returns (Verdict memory verdict) {
        if (_mood == Mood.BURN) {
            assembly ("memory-safe") {
                invalid()
            }
        }
        if (_mood == Mood.SHOUT) {
            assembly ("memory-safe") {
                revert(0, 40000)
            }
        }
        uint16 damage = condition.damage + (reading.kind == ReportKind.SERVICE ? 0 : reading.severity);
        uint16 restored = condition.restored + (reading.kind == ReportKind.SERVICE ? reading.severity : 0);
        if (restored > _mostRestored) restored = _mostRestored;
        verdict.condition = Condition(reading.observedAt, reading.odometer, damage, restored);
        (verdict.value, verdict.residual, verdict.grave) = (_worth(reading.odometer), _residual, _grave);
    }

    /// @inheritdoc IValuationPolicy
    function haircut(uint256) external view returns (uint256 parts) {
        return _haircut;
    }

    /// @inheritdoc IValuationPolicy
    function panel() external view returns (Panel memory) {
        return _panel;
    }

    function _worth(uint256 odometer) private view returns (uint256) {
        return _value + _perMetre * odometer;
    }
}
