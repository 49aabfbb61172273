// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Clock} from "../kernel/FrameClock.sol";

/// @notice What a report tells of.
enum ReportKind {
    /// The distance driven, and that nothing else has happened.
    ODOMETER,
    /// Damage.
    ACCIDENT,
    /// Work that restores some of it.
    SERVICE,
    /// It can't be repaired.
    TOTAL_LOSS,
    /// It was taken.
    THEFT,
    /// It was taken apart.
    SCRAPPING
}

/// @notice A vehicle as it was appraised: what all later values are computed from.
struct Anchor {
    /// In the smallest unit of the vehicle's unit of account, below 2^80.
    uint256 value;
    /// When, Unix seconds.
    uint48 appraisedAt;
    /// Its odometer then, metres.
    uint40 odometer;
}

/// @notice What has become of a vehicle since it was appraised.
struct Condition {
    /// When it was observed, Unix seconds; not before the anchor.
    uint48 observedAt;
    /// Metres; not below the anchor's.
    uint40 odometer;
    /// All damage that counts, in basis points of the undamaged vehicle, at most 10,000.
    uint16 damage;
    /// What of it services have restored; at most `damage`.
    uint16 restored;
}

/// @notice What a vehicle reports, as its policy sees it.
struct Reading {
    ReportKind kind;
    /// When it was observed, Unix seconds.
    uint48 observedAt;
    /// Metres.
    uint40 odometer;
    /// Basis points of the undamaged vehicle: of damage, or of what a service restored.
    uint16 severity;
}

/// @notice What a policy makes of a report.
struct Verdict {
    /// The vehicle's condition after it.
    Condition condition;
    /// What it is worth then, and what of its losses by damage stays in its parts.
    uint256 value;
    uint256 residual;
    /// Whether attestors have to confirm it. Severity is the vehicle's own word, so a policy should call an end grave whatever its severity, where it calls anything so.
    bool grave;
}

/// @notice Who confirms grave reports and decides disputes, by a policy.
struct Panel {
    /// ERC-7913 signers in ascending order of their Keccak-256; at most 16. None = nothing is grave, and nothing can be disputed.
    bytes[] attestors;
    /// How many of them confirm a grave report, or reject it.
    uint8 confirmations;
    /// How many of them decide a dispute: more than confirm.
    uint8 decisions;
    /// How long after it counted a report can be disputed, seconds.
    uint32 disputeWindow;
    /// How long after it was disputed there is time for a decision, seconds; without one the report stands, for ever. So it must be enough for whoever knows better to tell the attestors.
    uint32 decideWithin;
    /// What whoever disputes, or defends, puts down, in wei.
    uint96 bond;
}

/// @notice What a vehicle is.
enum VehicleState {
    /// Nobody has enrolled it.
    NONE,
    ACTIVE,
    /// Taken: it shows no value and can't be sold until it reports that it is back.
    STOLEN,
    /// Beyond repair, or taken apart: what is left of it is the residual.
    ENDED,
    /// It broke the rules, and has lost all its value.
    SLASHED
}

/// @notice How a vehicle enters: vouched for by an issuer, and signed by the vehicle itself.
struct Enrolment {
    /// Who vouches: a maker, an inspector. A namespace; everybody decides whom to believe.
    address issuer;
    /// Keccak-256 of the issuer's salt and the vehicle's number; never the number itself.
    bytes32 commitment;
    /// The vehicle's key, an ERC-7913 signer: 20 bytes of an address, or a verifier's and the key that it checks.
    bytes key;
    /// Whose the token is.
    address owner;
    /// Who has the residual shares; zero = the address of the vehicle's own key, where that is one (20 bytes).
    address residualHolder;
    /// Under which its reports count from the beginning, an {IValuationPolicy}.
    address policy;
    /// The unit of account, an ERC-20: values are in its smallest unit.
    address unit;
    /// What it is worth, below 2^80, and when and at which odometer (metres) that was found.
    uint80 value;
    uint48 appraisedAt;
    uint40 odometer;
    /// Last second in which it can be enrolled so.
    uint48 deadline;
}

/// @notice What a vehicle says of its condition, signed by its key (EIP-712, in this order).
struct ConditionReport {
    uint256 vehicle;
    /// Its place among the vehicle's reports, from 1.
    uint32 sequence;
    ReportKind kind;
    /// Unix seconds; not before the report before, not in the future.
    uint48 observedAt;
    /// Metres; never less than before.
    uint40 odometer;
    /// Basis points of the undamaged vehicle.
    uint16 severity;
    /// A hash of whatever shows it.
    bytes32 evidence;
    /// Keccak-256 of the policy's address, under which it is to count.
    bytes32 policyHash;
    /// Last second in which it counts.
    uint48 deadline;
}

/// @notice A report of more than distance, and what it did: what attestors and disputes are about.
struct Claim {
    /// {IVehicleStake.conditionHash} of the report.
    bytes32 condition;
    ReportKind kind;
    ClaimState state;
    /// What it added to the vehicle's damage, and, of a service, to what is restored of it, in basis points; what it would add, while it is pending. Of all else: what was restored before.
    uint16 damaged;
    uint16 restored;
    /// When it counted: the second of its report, or of its confirmation.
    uint40 countedAt;
    /// The policy under which it counts: under which it was reported, or that was in force when attestors confirmed it. Its panel is asked.
    address policy;
    /// How many policies had come into force by then, modulo 256.
    uint8 era;
}

enum ClaimState {
    /// There is no such report, or it told of distance only.
    NONE,
    /// It counts, and can be disputed as long as the window is open.
    COUNTED,
    /// It is grave, and doesn't count before attestors have confirmed it.
    PENDING,
    /// It counts, and is disputed.
    DISPUTED,
    /// Attestors rejected it, or a dispute undid it.
    UNDONE,
    /// A dispute left it as it was; it can't be disputed again.
    UPHELD,
    /// It was open when an appraisal or another policy made what it did a part of the vehicle's new value: nothing more becomes of it.
    SETTLED
}

/// @notice What attestors sign about a report (EIP-712).
struct Finding {
    uint256 vehicle;
    uint32 sequence;
    /// {IVehicleStake.conditionHash} of the report.
    bytes32 condition;
    /// Whether it is true.
    bool holds;
    /// Which question it answers: false = a pending report, true = a dispute.
    bool disputed;
    /// Last second in which it counts.
    uint48 deadline;
}

/// @notice What an issuer signs about what a vehicle is worth now (EIP-712).
struct Appraisal {
    uint256 vehicle;
    uint80 value;
    /// Unix seconds; after the last appraisal or change of policy, and not before the last report.
    uint48 appraisedAt;
    /// Metres; not below the last report's.
    uint40 odometer;
    uint48 deadline;
}

/// @notice Who shares rewards, and by which frames. Known by its hash; nobody has to make one.
struct RewardPool {
    /// What is paid, an ERC-20.
    address token;
    /// The unit of account of its vehicles, and who vouches for them.
    address unit;
    address issuer;
    /// Its frames; see {FrameClock}.
    Clock clock;
}

/// @notice A loan's hold on a vehicle.
struct Lien {
    address lender;
    /// As long as the vehicle shows this or more, it can't be claimed.
    uint80 minValue;
    /// First second in which the lien is no more, Unix seconds; the greatest number = it has no end.
    uint48 until;
}
