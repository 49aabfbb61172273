// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {DepreciationPolicy, DepreciationTerms} from "../../../contracts/vehicle/DepreciationPolicy.sol";
import {Anchor, Condition, Panel, Reading, ReportKind, Verdict} from "../../../contracts/vehicle/IVehicleTypes.sol";
import {TestBase} from "../support/TestBase.sol";

/// @notice What any depreciation policy says of any vehicle: what the laws of vehicles take for granted.
contract VehiclePolicyFuzz is TestBase {
    uint256 private constant PARTS = 10_000;
    uint256 private constant YEAR = 31_556_952;
    /// Beyond it nothing that is on the road is old.
    uint256 private constant LONGEST = 150 * YEAR;

    // ---- worth ----

    /// What is older, was driven further or is more damaged is worth no more; and with its residual no more, where it is only older or was driven further.
    function testFuzz_NothingIsWorthMoreForBeingWorse(uint256 seed, uint256 by, uint256 which) external {
        (DepreciationPolicy policy, ) = _drawn(seed);
        Anchor memory anchor = _anchor(seed);
        Condition memory condition = _condition(seed, anchor);
        (uint256 value, uint256 residual) = policy.worthIn(anchor, condition);
        if (which % 3 == 0) condition.observedAt += uint48(by % 2 == 0 ? by % 3 : by % LONGEST);
        else if (which % 3 == 1) condition.odometer += uint40(by % 2 == 0 ? by % 3 : by % 2 ** 34);
        else condition.damage += uint16(by % (PARTS - condition.damage + 1));
        (uint256 later, uint256 rest) = policy.worthIn(anchor, condition);
        vm.assertLe(later, value, "worth more");
        if (which % 3 != 2) vm.assertLe(later + rest, value + residual, "value and residual are more");
    }

    /// The same in each second about the end of a year, where the curve has its corners.
    function testFuzz_NothingRisesOverTheEndOfAYear(uint256 seed, uint256 year) external {
        (DepreciationPolicy policy, ) = _drawn(seed);
        Anchor memory anchor = _anchor(seed);
        Condition memory condition = _condition(seed, anchor);
        condition.observedAt = uint48(anchor.appraisedAt + _bound(year, 1, 120) * YEAR - 2);
        (uint256 last, ) = policy.worthIn(anchor, condition);
        for (uint256 i = 0; i < 4; ++i) {
            ++condition.observedAt;
            (uint256 value, ) = policy.worthIn(anchor, condition);
            vm.assertLe(value, last, "worth more a second later");
            last = value;
        }
    }

    /// Value and residual together are never more than the appraisal, and all of it on the day of that.
    function testFuzz_ThereIsNoMoreThanWasAppraised(uint256 seed) external {
        (DepreciationPolicy policy, ) = _drawn(seed);
        Anchor memory anchor = _anchor(seed);
        (uint256 value, uint256 residual) = policy.worthIn(anchor, _condition(seed, anchor));
        vm.assertLe(value + residual, anchor.value, "more than was appraised");
        (value, residual) = policy.worthIn(anchor, Condition(anchor.appraisedAt, anchor.odometer, 0, 0));
        vm.assertEq(value, anchor.value, "less than was appraised");
        vm.assertEq(residual, 0, "a residual of nothing");
    }

    /// A service gives back no more than the damage took, and what it gives back leaves the residual.
    function testFuzz_ServicesGiveBackDamageAlone(uint256 seed, uint256 by) external {
        (DepreciationPolicy policy, ) = _drawn(seed);
        Anchor memory anchor = _anchor(seed);
        Condition memory condition = _condition(seed, anchor);
        (uint256 value, uint256 residual) = policy.worthIn(anchor, condition);
        condition.restored += uint16(by % (condition.damage - condition.restored + 1));
        (uint256 better, uint256 rest) = policy.worthIn(anchor, condition);
        vm.assertLe(value, better, "a service took something");
        vm.assertLe(rest, residual, "a service left more residual");
        (uint256 whole, ) = policy.worthIn(anchor, Condition(condition.observedAt, condition.odometer, 0, 0));
        vm.assertLe(better, whole, "better than undamaged");
    }

    // ---- reports ----

    /// A report and the condition that it leads to are worth the same; services restore no more than there is, and no more than the policy lets them.
    function testFuzz_AReportIsWorthItsCondition(uint256 seed, uint256 kind, uint256 severity, uint256 by) external {
        (DepreciationPolicy policy, DepreciationTerms memory terms) = _drawn(seed);
        Anchor memory anchor = _anchor(seed);
        Condition memory condition = _condition(seed, anchor);
        if (condition.restored > terms.restorable) condition.restored = terms.restorable;
        Reading memory reading = Reading(
            ReportKind(kind % 6),
            uint48(condition.observedAt + (by % (5 * YEAR))),
            condition.odometer + uint40(by % terms.perDay),
            uint16(_bound(severity, 0, PARTS))
        );
        (uint256 before, ) = policy.worthIn(anchor, condition);
        Verdict memory verdict = policy.judge(anchor, condition, reading);
        (uint256 value, uint256 residual) = policy.worthIn(anchor, verdict.condition);
        vm.assertEq(verdict.value, value, "another value");
        vm.assertEq(verdict.residual, residual, "another residual");
        vm.assertTrue(
            verdict.condition.observedAt == reading.observedAt && verdict.condition.odometer == reading.odometer,
            "another moment or odometer"
        );
        vm.assertLe(verdict.condition.restored, verdict.condition.damage, "more restored than damaged");
        vm.assertLe(verdict.condition.restored, terms.restorable, "more restored than can be");
        vm.assertLe(condition.damage, verdict.condition.damage, "damage went away");
        if (reading.kind != ReportKind.SERVICE) vm.assertLe(value, before, "worth more without a service");
        bool ends = reading.kind == ReportKind.TOTAL_LOSS || reading.kind == ReportKind.SCRAPPING;
        if (ends) vm.assertEq(value, 0, "worth something after its end");
        vm.assertTrue(!verdict.grave, "grave, with nobody to ask");
    }

    /// Ten thousand small losses, or three, are one large one.
    function testFuzz_ManySmallLossesAreOneLarge(uint256 seed, uint256 count) external {
        (DepreciationPolicy policy, ) = _drawn(seed);
        Anchor memory anchor = _anchor(seed);
        count = _bound(count, 1, 60);
        Condition memory condition = Condition(anchor.appraisedAt, anchor.odometer, 0, 0);
        uint256 value;
        for (uint256 i = 0; i < count; ++i) {
            Verdict memory verdict = policy.judge(
                anchor,
                condition,
                Reading(ReportKind.ACCIDENT, condition.observedAt + 86_399, condition.odometer + 1, 7)
            );
            (condition, value) = (verdict.condition, verdict.value);
        }
        (uint256 once, ) = policy.worthIn(
            anchor,
            Condition(
                uint48(anchor.appraisedAt + count * 86_399),
                uint40(anchor.odometer + count),
                uint16(7 * count),
                0
            )
        );
        vm.assertEq(value, once, "small losses were rounded away");
    }

    // ---- silence ----

    /// Silence takes nothing at first, never less later, and all in the end.
    function testFuzz_SilenceNeverTakesLess(uint256 seed, uint256 silence, uint256 by) external {
        (DepreciationPolicy policy, DepreciationTerms memory terms) = _drawn(seed);
        silence = silence % (2 * uint256(terms.silence));
        by = by % 2 == 0 ? by % 3 : by % terms.silence;
        uint256 now_ = policy.haircut(silence);
        vm.assertLe(now_, policy.haircut(silence + by), "silence takes less later");
        vm.assertLe(now_, PARTS, "silence takes more than all");
        vm.assertEq(policy.haircut(terms.patience), 0, "it takes something at first");
        vm.assertEq(policy.haircut(terms.silence), PARTS, "something is left in the end");
        vm.assertLt(0, policy.haircut(uint256(terms.patience) + 1), "its first second is free");
    }

    // ---- what is drawn ----

    function _drawn(uint256 seed) private returns (DepreciationPolicy policy, DepreciationTerms memory terms) {
        bool even = _word(seed, 0) % 2 == 0;
        terms.perYear = even ? 0 : uint16(1 + (_word(seed, 1) % (PARTS - 1)));
        terms.lifetime = even ? uint32(1 + (_word(seed, 1) % type(uint32).max)) : 0;
        terms.perDistance = uint16(_word(seed, 2) % (PARTS + 1));
        terms.floor = uint16(_word(seed, 3) % (PARTS + 1));
        terms.residual = uint16(_word(seed, 4) % (PARTS + 1));
        terms.restorable = uint16(_word(seed, 5) % (PARTS + 1));
        terms.grave = uint16(_word(seed, 6) % (PARTS + 1));
        terms.perDay = uint32(1 + (_word(seed, 7) % 5_000_000));
        terms.patience = uint32(_word(seed, 8) % 400 days);
        terms.silence = uint32(terms.patience + 1 + (_word(seed, 9) % 2_000 days));
        policy = new DepreciationPolicy(terms, Panel(new bytes[](0), 0, 0, 0, 0, 0));
    }

    function _anchor(uint256 seed) private pure returns (Anchor memory anchor) {
        anchor.value = _word(seed, 10) % (seed % 3 == 0 ? 1_000 : 2 ** 80);
        anchor.appraisedAt = uint48(_word(seed, 11) % 2 ** 33);
        anchor.odometer = uint40(_word(seed, 12) % 2 ** 30);
    }

    function _condition(uint256 seed, Anchor memory anchor) private pure returns (Condition memory condition) {
        condition.observedAt = uint48(anchor.appraisedAt + (_word(seed, 13) % (seed % 2 == 0 ? 3 * YEAR : LONGEST)));
        condition.odometer = uint40(anchor.odometer + (_word(seed, 14) % 2 ** 31));
        condition.damage = uint16(_word(seed, 15) % (PARTS + 1));
        condition.restored = uint16(_word(seed, 16) % (uint256(condition.damage) + 1));
    }

    function _word(uint256 seed, uint256 number) private pure returns (uint256) {
        return uint256(keccak256(abi.encode(seed, number)));
    }
}
