// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SSTORE2} from "solady/src/utils/SSTORE2.sol";
import {CodeStore} from "../kernel/CodeStore.sol";
import {IValuationPolicy} from "./IValuationPolicy.sol";
import {Anchor, Condition, Panel, Reading, ReportKind, Verdict} from "./IVehicleTypes.sol";

/// @notice The numbers of a {DepreciationPolicy}. Shares are in basis points.
struct DepreciationTerms {
    /// What a year takes of what is left (declining balance); 0 = straight line.
    uint16 perYear;
    /// After how many seconds age has taken all that it can (straight line); 0 = declining balance.
    uint32 lifetime;
    /// What 10,000 km take of the new vehicle.
    uint16 perDistance;
    /// What age and distance leave of the appraised value, whatever they are.
    uint16 floor;
    /// What of the loss by damage stays as residual.
    uint16 residual;
    /// What services can restore in all.
    uint16 restorable;
    /// From which severity on attestors have to confirm; 0 = of all but distance, more than 10,000 = of nothing. Severity is the vehicle's own word. A total loss and scrapping weigh as the whole vehicle, whatever
    /// severity they name.
    uint16 grave;
    /// How far a report can tell of for each day begun since the report before, metres: several reports in one day can each tell of a day's distance.
    uint32 perDay;
    /// How long silence takes nothing, seconds; from then on it takes its part evenly, and all at `silence`.
    uint32 patience;
    uint32 silence;
}

/// @title DepreciationPolicy
/// @notice Value falls with age (by a share of what is left each year, or evenly over a lifetime), with distance, and with damage; services restore some of that. See {IValuationPolicy}.
/// @dev What is left is a number of `WHOLE` parts, rounded down at each year: after n years it is at most n + 3 parts of 10^18 too low, and never too high. Each step is monotone in what it is computed from, so
/// the value is, too.
contract DepreciationPolicy is IValuationPolicy {
    /// @notice The terms have no effect, or contradict each other.
    error PolicyTerms();
    /// @notice The panel can't decide: more than 16 attestors, no confirmations, no more decisions than those, or more than there are attestors; or there are none, and numbers nevertheless.
    error PolicyPanel(uint256 attestors, uint256 confirmations, uint256 decisions);
    /// @notice The attestor at this place can't sign, or isn't behind the one before in the order of their Keccak-256.
    error PolicyAttestor(uint256 place);

    uint256 private constant WHOLE = 1e18;
    uint256 private constant PARTS = 10_000;
    /// A mean year of the Gregorian calendar, seconds.
    uint256 private constant YEAR = 31_556_952;
    /// After so many years there is nothing left that age could take.
    uint256 private constant MOST_YEARS = 100;
    /// 10,000 km, in metres.
    uint256 private constant DISTANCE = 10_000_000;
    uint256 private constant MOST_ATTESTORS = 16;
    /// The address of an account, or of a verifier before what it checks.
    uint256 private constant LEAST_SIGNER = 20;

    uint256 private immutable PER_YEAR;
    uint256 private immutable LIFETIME;
    uint256 private immutable PER_DISTANCE;
    uint256 private immutable FLOOR;
    uint256 private immutable RESIDUAL;
    uint256 private immutable RESTORABLE;
    uint256 private immutable GRAVE;
    uint256 private immutable PER_DAY;
    uint256 private immutable PATIENCE;
    uint256 private immutable SILENCE;
    /// Where the panel is kept, as code.
    address private immutable PANEL;
    /// Whether there is anybody to ask.
    bool private immutable ASKS;

    /// @notice Fixes the rules. Reverts with {PolicyTerms} where a share is more than the whole, where age goes by both ways or by none, or where silence ends before it begins, and with {PolicyPanel} or
    /// {PolicyAttestor} where the panel couldn't answer.
    constructor(DepreciationTerms memory terms_, Panel memory panel_) {
        bool sound =
            (terms_.perYear == 0) != (terms_.lifetime == 0) &&
                terms_.perYear < PARTS &&
                terms_.perDistance <= PARTS &&
                terms_.floor <= PARTS &&
                terms_.residual <= PARTS &&
                terms_.restorable <= PARTS &&
                terms_.perDay != 0 &&
                terms_.patience < terms_.silence;
        if (!sound) revert PolicyTerms();
        (PER_YEAR, LIFETIME, PER_DISTANCE, FLOOR) = (terms_.perYear, terms_.lifetime, terms_.perDistance, terms_.floor);
        (RESIDUAL, RESTORABLE, GRAVE, PER_DAY) = (terms_.residual, terms_.restorable, terms_.grave, terms_.perDay);
        (PATIENCE, SILENCE) = (terms_.patience, terms_.silence);
        _checkPanel(panel_);
        ASKS = panel_.attestors.length != 0;
        PANEL = address(new CodeStore(abi.encode(panel_)));
    }

    /// @inheritdoc IValuationPolicy
    function worthIn(
        Anchor calldata anchor,
        Condition calldata condition
    ) external view returns (uint256 value, uint256 residual) {
        uint256 body = _undamaged(anchor, condition.observedAt, condition.odometer);
        return _divided(body, condition.damage, condition.restored);
    }

    /// @inheritdoc IValuationPolicy
    function judge(
        Anchor calldata anchor,
        Condition calldata condition,
        Reading calldata reading
    ) external view returns (Verdict memory verdict) {
        // Check. Each member is read once, since calldata is checked whenever it is read.
        (uint256 from, uint256 moment) = (condition.observedAt, reading.observedAt);
        (uint256 odometer, uint256 severity) = (reading.odometer, reading.severity);
        uint256 driven = odometer - condition.odometer;
        // A day begins with the report before, so that two of the same second can tell of a drive.
        uint256 possible = ((moment - from) / 1 days + 1) * PER_DAY;
        if (driven > possible) revert PolicyTooFar(driven, possible);
        if (severity > PARTS) revert PolicySeverity(severity, PARTS);

        ReportKind kind = reading.kind;
        (uint256 damage, uint256 restored) = _after(condition.damage, condition.restored, kind, severity);
        Condition memory found = verdict.condition;
        (found.observedAt, found.odometer) = (uint48(moment), uint40(odometer));
        (found.damage, found.restored) = (uint16(damage), uint16(restored));
        (verdict.value, verdict.residual) = _divided(_undamaged(anchor, moment, odometer), damage, restored);
        verdict.grave = kind != ReportKind.ODOMETER && ASKS && (_isEnd(kind) ? PARTS : severity) >= GRAVE;
    }

    /// @notice The numbers that were fixed at its creation.
    function terms() external view returns (DepreciationTerms memory) {
        return
            DepreciationTerms({
                perYear: uint16(PER_YEAR),
                lifetime: uint32(LIFETIME),
                perDistance: uint16(PER_DISTANCE),
                floor: uint16(FLOOR),
                residual: uint16(RESIDUAL),
                restorable: uint16(RESTORABLE),
                grave: uint16(GRAVE),
                perDay: uint32(PER_DAY),
                patience: uint32(PATIENCE),
                silence: uint32(SILENCE)
            });
    }

    /// @inheritdoc IValuationPolicy
    function panel() external view returns (Panel memory) {
        return abi.decode(SSTORE2.read(PANEL), (Panel));
    }

    /// @inheritdoc IValuationPolicy
    function haircut(uint256 silence) external view returns (uint256 parts) {
        if (silence <= PATIENCE) return 0;
        if (silence >= SILENCE) return PARTS;
        // Never less than it is.
        return Math.ceilDiv((silence - PATIENCE) * PARTS, SILENCE - PATIENCE);
    }

    function _checkPanel(Panel memory panel_) private pure {
        uint256 attestors = panel_.attestors.length;
        (uint256 confirmations, uint256 decisions) = (panel_.confirmations, panel_.decisions);
        bool sound = confirmations != 0 && decisions > confirmations && decisions <= attestors;
        if (attestors == 0) {
            sound =
                confirmations == 0 &&
                decisions == 0 &&
                panel_.disputeWindow == 0 &&
                panel_.decideWithin == 0 &&
                panel_.bond == 0;
        }
        if (!sound || attestors > MOST_ATTESTORS) revert PolicyPanel(attestors, confirmations, decisions);
        bytes32 last = 0;
        for (uint256 i = 0; i < attestors; ++i) {
            bytes32 signer = keccak256(panel_.attestors[i]);
            if (panel_.attestors[i].length < LEAST_SIGNER || signer <= last) revert PolicyAttestor(i);
            last = signer;
        }
    }

    /// Damage adds up; a service restores at most what is damaged, and all of them together no more than the policy lets them.
    function _after(
        uint256 damage,
        uint256 restored,
        ReportKind kind,
        uint256 severity
    ) private view returns (uint256, uint256) {
        if (kind == ReportKind.ODOMETER) return (damage, restored);
        if (kind == ReportKind.ACCIDENT) damage = Math.min(damage + severity, PARTS);
        else if (kind == ReportKind.SERVICE) {
            restored = Math.min(restored + severity, Math.min(damage, RESTORABLE));
        } else if (_isEnd(kind)) {
            (damage, restored) = (PARTS, 0);
        }
        return (damage, restored);
    }

    /// It leaves nothing but the residual. A theft isn't one: it shows nothing, and draws nothing.
    function _isEnd(ReportKind kind) private pure returns (bool) {
        return kind == ReportKind.TOTAL_LOSS || kind == ReportKind.SCRAPPING;
    }

    /// What age and distance leave.
    function _undamaged(Anchor calldata anchor, uint256 moment, uint256 odometer) private view returns (uint256 body) {
        uint256 value = anchor.value;
        uint256 left = _afterAge(moment - anchor.appraisedAt);
        uint256 driven = _afterDistance(odometer - anchor.odometer);
        uint256 kept = (value * FLOOR) / PARTS;
        unchecked {
            // Neither is more than the whole.
            left = (left * driven) / WHOLE;
        }
        return kept + ((value - kept) * left) / WHOLE;
    }

    /// What damage leaves of it, and what of the rest stays in the parts. Both are rounded down.
    function _divided(
        uint256 body,
        uint256 damage,
        uint256 restored
    ) private view returns (uint256 value, uint256 residual) {
        value = (body * (PARTS - (damage - restored))) / PARTS;
        unchecked {
            // Less than the product before.
            residual = ((body - value) * RESIDUAL) / PARTS;
        }
    }

    /// Of `WHOLE` parts.
    function _afterAge(uint256 age) private view returns (uint256 left) {
        unchecked {
            // An age has 48 bits, and a share of the whole 60.
            if (LIFETIME != 0) return age >= LIFETIME ? 0 : WHOLE - _up(WHOLE * age, LIFETIME);
            uint256 year = age / YEAR;
            if (year >= MOST_YEARS) return 0;
            left = WHOLE;
            for (uint256 i = 0; i < year; ++i) left = (left * (PARTS - PER_YEAR)) / PARTS;
            // Within a year evenly, from one power to the next.
            left -= _up(left * PER_YEAR * (age % YEAR), PARTS * YEAR);
        }
    }

    function _afterDistance(uint256 metres) private view returns (uint256 left) {
        unchecked {
            // An odometer has 40 bits.
            uint256 taken = _up(WHOLE * metres * PER_DISTANCE, PARTS * DISTANCE);
            return taken >= WHOLE ? 0 : WHOLE - taken;
        }
    }

    /// The quotient, rounded up. Of numbers that are far from the greatest: {Math.ceilDiv} would take care of them, and be dearer.
    function _up(uint256 part, uint256 by) private pure returns (uint256) {
        unchecked {
            return (part + by - 1) / by;
        }
    }
}
