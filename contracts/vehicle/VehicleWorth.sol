// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IValuationPolicy} from "./IValuationPolicy.sol";
import {Anchor, Condition, VehicleState as State} from "./IVehicleTypes.sol";
import {VehicleTokenless} from "./VehicleTokenless.sol";

/// @title VehicleWorth
/// @notice What a vehicle is worth at a moment: the one place that says so, from which books and views follow.
abstract contract VehicleWorth is VehicleTokenless {
    /// By what a vehicle is valued in a certain second.
    struct Rules {
        IValuationPolicy policy;
        Anchor anchor;
        Condition condition;
        /// The residual that stays, whatever becomes of it.
        uint256 residual;
        /// At least so much its silence takes, in basis points: a policy that came into force doesn't take back what silence took under the one before.
        uint256 haircut;
    }

    /// The rules of a moment, with the condition after the last report. A policy that has come into force by then values the vehicle from what it was worth, by the one before, in the second in which it came.
    function _rulesAt(uint256 vehicle, Status memory status, uint256 time) internal view returns (Rules memory rules) {
        Base memory base = _bases[vehicle];
        Terms memory terms = _terms[vehicle];
        rules.policy = IValuationPolicy(terms.policy);
        rules.anchor = Anchor(base.value, base.appraisedAt, base.odometer);
        // An appraisal, or a policy that has taken over, may be of a later second than the last report, and an odometer be read then that is ahead of it.
        uint48 observedAt = status.observedAt < base.appraisedAt ? base.appraisedAt : status.observedAt;
        uint40 odometer = status.odometer < base.odometer ? base.odometer : status.odometer;
        rules.condition = Condition(observedAt, odometer, status.damage, status.restored);
        rules.residual = base.residual;
        rules.haircut = terms.haircut;
        if (terms.nextSince == 0 || terms.nextSince > time) return rules;
        rules.haircut = Math.max(rules.haircut, rules.policy.haircut(terms.nextSince - status.observedAt));
        _turn(vehicle, rules, terms.nextSince);
    }

    /// Turns the rules to the next policy, in the second in which it is in force.
    function _turn(uint256 vehicle, Rules memory rules, uint48 since) internal view {
        rules.condition.observedAt = since;
        (uint256 value, uint256 residual) = _worthBy(rules);
        rules.anchor = Anchor(value, since, rules.condition.odometer);
        (rules.condition.damage, rules.condition.restored) = (0, 0);
        rules.residual += residual;
        rules.policy = IValuationPolicy(_nextPolicies[vehicle]);
    }

    /// What a vehicle by itself shows in a second from its last report on; `undisputed` = a service counts though it is disputed.
    function _shownAlone(
        uint256 vehicle,
        Status memory status,
        uint256 time,
        bool undisputed
    ) private view returns (uint256 value) {
        if (status.state != State.ACTIVE) return 0;
        Rules memory rules = _rulesAt(vehicle, status, time);
        uint256 cut = Math.max(rules.policy.haircut(time - status.observedAt), rules.haircut);
        // A policy is foreign code: whatever it says, no more is shown than was booked.
        value = Math.min(_worth(rules, time), _books[vehicle].value);
        if (_has(status, HANGING)) value = Math.min(value, _worst(vehicle, status, time, undisputed));
        return (value * (PARTS_OF_WHOLE - Math.min(cut, PARTS_OF_WHOLE))) / PARTS_OF_WHOLE;
    }

    /// What a vehicle shows with its parts.
    function _shown(uint256 vehicle, uint256 time) internal view returns (uint256) {
        return _shown(vehicle, time, false);
    }

    /// The same, for a lender who claims it: nobody gets a vehicle by disputing its services.
    function _shownUndisputed(uint256 vehicle, uint256 time) internal view returns (uint256) {
        return _shown(vehicle, time, true);
    }

    function _shown(uint256 vehicle, uint256 time, bool undisputed) private view returns (uint256 value) {
        Status memory status = _load(vehicle);
        value = _shownAlone(vehicle, status, time, undisputed);
        if (status.state != State.ACTIVE || !_has(status, WITH_PARTS)) return value;
        uint256[] storage parts = _parts[vehicle];
        for (uint256 i = 0; i < parts.length; ++i) {
            value += _shownAlone(parts[i], _load(parts[i]), time, undisputed);
        }
    }

    /// What a vehicle is worth by its rules, and the residual that they leave of this: together no more than the anchor, whatever the policy says.
    function _worthBy(Rules memory rules) internal view returns (uint256 value, uint256 residual) {
        (value, residual) = rules.policy.worthIn(rules.anchor, rules.condition);
        value = Math.min(value, rules.anchor.value);
        residual = Math.min(residual, rules.anchor.value - value);
    }

    /// What a vehicle is worth by its rules in a second, or in that of its condition if that is later.
    function _worth(Rules memory rules, uint256 time) private view returns (uint256 value) {
        if (rules.condition.observedAt < time) rules.condition.observedAt = uint48(time);
        (value, ) = _worthBy(rules);
    }

    /// What it would be worth if all its open claims came out for the worse, before a policy that has come into force values it. `status` is as it was afterwards.
    function _worst(
        uint256 vehicle,
        Status memory status,
        uint256 time,
        bool undisputed
    ) internal view returns (uint256 value) {
        Hanging memory hanging = _hanging[vehicle];
        if (hanging.ends != 0) return 0;
        if (undisputed) hanging.restored = 0;
        (uint16 damage, uint16 restored) = (status.damage, status.restored);
        status.damage = uint16(Math.min(uint256(damage) + hanging.damage, PARTS_OF_WHOLE));
        status.restored = uint16(Math.saturatingSub(restored, hanging.restored));
        value = _worth(_rulesAt(vehicle, status, time), time);
        (status.damage, status.restored) = (damage, restored);
    }
}
