// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {ClaimState, ConditionReport, VehicleState} from "./IVehicleTypes.sol";

/// @title Vehicle events
/// @notice What the vehicles' contract tells and refuses, in all its parts.
interface IVehicleEvents {
    // ---- errors: enrolment and reports ----

    /// @notice There is no such vehicle, or it can't do that in the state that it is in.
    error VehicleUnfit(uint256 vehicle, VehicleState state);
    /// @notice This vehicle of this issuer is enrolled already.
    error VehicleEnrolledBefore(uint256 vehicle);
    /// @notice An enrolment needs an owner (other than this contract), a policy with code that makes no more of the vehicle than it was appraised at, a unit with code, a key that can sign, and somebody who receives the
    /// residual shares (`field` says which is missing).
    error VehicleIncomplete(bytes32 field);
    /// @notice What was signed can't be used any more, since `deadline`.
    error VehicleExpired(uint256 deadline, uint256 current);
    /// @notice The signature isn't of whom it must be.
    error VehicleSignature(bytes signer);
    /// @notice The key isn't the vehicle's. One that is longer than an address must be shown with each signature.
    error VehicleKey(uint256 vehicle, bytes key);
    /// @notice The report isn't the next one: `expected` is.
    error VehicleSequence(uint256 given, uint256 expected);
    /// @notice It is of a moment before the last report, or to come.
    error VehicleObservedAt(uint256 given, uint256 earliest, uint256 latest);
    /// @notice The odometer was turned back.
    error VehicleOdometer(uint256 given, uint256 last);
    /// @notice The report is for another policy than the one that was in force for its moment.
    error VehiclePolicy(bytes32 given, bytes32 inForce);
    /// @notice There must be as many keys and signatures as reports.
    error VehicleBatch(uint256 reports, uint256 keys, uint256 signatures);
    /// @notice One report of a batch can't be given the gas that it may take; send more, or fewer reports.
    error VehicleOutOfGas();
    /// @notice The caller isn't who may do that.
    error VehicleNotAllowed(address caller, uint256 vehicle);

    // ---- errors: the token ----

    /// @notice The vehicle shows less than the buyer wants at least.
    error VehicleBelow(uint256 value, uint256 least);
    /// @notice A lender holds it, until then.
    error VehicleLocked(uint256 vehicle, address lender, uint48 until);
    /// @notice Traits are read from the books; nobody sets them.
    error VehicleTraitsAreRead();

    // ---- errors: care ----

    /// @notice A policy must be another than the one in force.
    error VehicleSamePolicy(address policy);
    /// @notice Nothing of the kind is under way.
    error VehicleNothingProposed(uint256 vehicle);
    /// @notice It is too early; it can be done from that second on.
    error VehicleTooEarly(uint256 from, uint256 current);
    /// @notice A new key must be another than the one that the vehicle has.
    error VehicleSameKey(uint256 vehicle, bytes key);
    /// @notice So much can't be credited to a vehicle.
    error VehicleCreditedTooMuch(uint256 credited, uint256 most);
    /// @notice The two are linked already, or are one.
    error VehicleLinkedBefore(uint256 one, uint256 other);
    /// @notice The appraisal is older than what is known, or its odometer is lower.
    error VehicleAppraisalOld(uint48 appraisedAt, uint48 earliest, uint40 odometer, uint40 least);
    /// @notice The two reports don't contradict each other: another sequence or vehicle, or the same condition.
    error VehicleNoContradiction();
    /// @notice The report is under a policy that the vehicle has, had, or was offered: that is no attempt to change the rules.
    error VehicleKnownPolicy(bytes32 policyHash);
    /// @notice The report was signed for a sequence before the key's first one; only what the current key has signed counts against it.
    error VehicleOldKey(uint256 sequence, uint256 first);

    // ---- errors: claims, parts, liens, rewards ----

    /// @notice The claim isn't in a state in which that can be done.
    error VehicleClaim(uint256 vehicle, uint32 sequence, ClaimState state);
    /// @notice The finding is about another condition than the one that was reported.
    error VehicleFinding(bytes32 condition, bytes32 reported);
    /// @notice The window has closed.
    error VehicleTooLate(uint256 until, uint256 current);
    /// @notice The bond must be exactly that.
    error VehicleBond(uint256 sent, uint256 bond);
    /// @notice Not enough attestors of the policy have signed.
    error VehicleQuorum(uint256 signers, uint256 needed);
    /// @notice It can't be a part of that: it is in another, is in none, has parts itself, has another issuer or unit, or would be one too many.
    error VehiclePart(uint256 part, uint256 vehicle);
    /// @notice The lien isn't there, isn't the caller's, or lets nobody claim: the vehicle shows enough.
    error VehicleLien(uint256 vehicle, address lender, uint256 value, uint256 minValue);
    /// @notice A lien needs a lender, a least value above nothing that the vehicle shows now (`value`), and an end to come.
    error VehicleLienTerms(address lender, uint256 minValue, uint256 value, uint48 until);
    /// @notice The vehicle isn't one whose rewards that pool pays: another unit or issuer, or it is in a pool.
    error VehiclePool(uint256 vehicle, bytes32 pool);
    /// @notice That frame has ended, or hasn't yet; nothing is in the time before a clock starts (frame 0).
    error VehicleFrame(uint256 frame, uint256 current);
    /// @notice So many frames can't be funded at once: at least one, and at most `most`.
    error VehicleFrames(uint256 given, uint256 most);
    /// @notice That is no clock: it must be made by {FrameClock.make}.
    error VehicleClock(uint256 clock);
    /// @notice There is nothing to withdraw.
    error VehicleNothing();
    /// @notice The ether could not be sent; name another receiver.
    error VehicleEtherNotSent(address to, uint256 amount);

    // ---- events: enrolment and reports ----

    /// @notice A vehicle has entered. The commitment hides its number.
    event VehicleEnrolled(
        uint256 indexed vehicle,
        address indexed issuer,
        bytes32 commitment,
        bytes key,
        address policy,
        address unit,
        uint256 value,
        uint48 appraisedAt,
        uint40 odometer
    );
    /// @notice A report was counted; that is what is booked from now on. A grave one doesn't move it beyond age and distance, before it is confirmed ({VehicleClaimed}).
    event ConditionReported(
        uint256 indexed vehicle,
        uint32 indexed sequence,
        ConditionReport report,
        uint256 value,
        uint256 residual
    );
    /// @notice A report of a batch was refused, by this error (its first 1,024 bytes); the others count.
    event ReportRefused(uint256 indexed vehicle, uint32 indexed sequence, bytes reason);
    /// @notice The books moved otherwise than by a report: by an appraisal, a decision about a claim, a policy that came into force, or a slash.
    event VehicleBooked(uint256 indexed vehicle, uint256 value, uint256 residual, uint256 slashed, uint256 credited);
    /// @notice A vehicle's state is another now.
    event VehicleStateChanged(uint256 indexed vehicle, VehicleState state);

    // ---- events: claims ----

    /// @notice What attestors may be asked about a report has changed.
    event VehicleClaimed(uint256 indexed vehicle, uint32 indexed sequence, ClaimState state);
    /// @notice Somebody disputes a report, or defends it.
    event VehicleDisputed(uint256 indexed vehicle, uint32 indexed sequence, address who, bool defends, uint48 decideBy);

    // ---- events: care ----

    /// @notice A vehicle signs by another key, from a sequence on.
    event VehicleKeyRotated(uint256 indexed vehicle, bytes key, uint32 firstSequence);
    /// @notice Owner and issuer have announced another key, which can take the place of the old one from a second on.
    event VehicleKeyAnnounced(uint256 indexed vehicle, bytes key, uint48 from);
    /// @notice The announced key won't come.
    event VehicleKeyWithdrawn(uint256 indexed vehicle);
    /// @notice Another policy is to value the vehicle from a second on.
    event VehiclePolicyProposed(uint256 indexed vehicle, address policy, uint48 since);
    /// @notice A proposed policy won't come.
    event VehiclePolicyWithdrawn(uint256 indexed vehicle, address policy);
    /// @notice An issuer has valued the vehicle anew.
    event VehicleAppraised(
        uint256 indexed vehicle,
        address indexed issuer,
        uint80 value,
        uint48 appraisedAt,
        uint40 odometer
    );
    /// @notice The vehicle broke the rules and lost all its value; `by` has the bounty.
    event StakeSlashed(uint256 indexed vehicle, address indexed by, uint256 value, uint256 bounty);
    /// @notice The bounty of whoever shows that the vehicle breaks the rules has grown.
    event VehicleDeposited(uint256 indexed vehicle, address from, uint256 amount);
    /// @notice A vehicle that has ended has no bounty any more; its owner has it as credit.
    event VehicleDepositReleased(uint256 indexed vehicle, address indexed owner, uint256 amount);
    /// @notice Two issuers vouch for the same vehicle.
    event VehicleDuplicate(uint256 indexed one, uint256 indexed other);

    // ---- events: holders ----

    /// @notice A part is in a vehicle now, and counts there.
    event PartPutIn(uint256 indexed part, uint256 indexed vehicle);
    /// @notice A part is a vehicle by itself again.
    event PartTakenOut(uint256 indexed part, uint256 indexed vehicle);
    /// @notice A lender has a hold on the vehicle; or, of the same lender, his least value has fallen by what a dispute took that another policy has cut short.
    event VehicleLiened(uint256 indexed vehicle, address indexed lender, uint80 minValue, uint48 until);
    /// @notice The lender has let go of it, or his lien had ended.
    event VehicleReleased(uint256 indexed vehicle, address indexed lender);
    /// @notice The lender has taken the vehicle, which showed less than it had to.
    event VehicleClaimedByLender(uint256 indexed vehicle, address indexed lender, uint256 value, uint256 minValue);
    /// @notice The lender was told that the vehicle shows less than it has to; `heard` = his contract took it.
    event LenderTold(uint256 indexed vehicle, address indexed lender, uint256 value, bool heard);
    /// @notice What somebody may read of a vehicle's telemetry is another now.
    event VehiclePermitted(uint256 indexed vehicle, address indexed reader, uint208 scopes, uint48 until);

    // ---- events: rewards ----

    /// @notice A vehicle shares a pool's rewards from its next report on.
    event PoolJoined(uint256 indexed vehicle, bytes32 indexed pool);
    /// @notice It does no more.
    event PoolLeft(uint256 indexed vehicle, bytes32 indexed pool);
    /// @notice A frame has more to share.
    event PoolFunded(bytes32 indexed pool, uint256 indexed frame, address indexed funder, uint256 amount);
    /// @notice A frame had no weight; this is its funder's again.
    event PoolReclaimed(bytes32 indexed pool, uint256 indexed frame, address indexed funder, uint256 amount);
    /// @notice Rewards of a vehicle were paid.
    event RewardPaid(uint256 indexed vehicle, bytes32 indexed pool, address to, uint256 amount);

    // ---- events: credit ----

    /// @notice Somebody has more to withdraw: a bounty, a bond, or the deposit of a vehicle that has ended.
    event VehicleCredited(address indexed who, uint256 amount);
    /// @notice Somebody has withdrawn all of it.
    event VehicleCreditPaid(address indexed who, address to, uint256 amount);
}
