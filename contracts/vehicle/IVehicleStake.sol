// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IVehicleCare} from "./IVehicleCare.sol";
import {IVehicleClaims} from "./IVehicleClaims.sol";
import {IVehicleHolder} from "./IVehicleHolder.sol";
import {IVehicleRewards} from "./IVehicleRewards.sol";
import {Anchor, Condition, ConditionReport, Enrolment, VehicleState} from "./IVehicleTypes.sol";

/// @notice The books of a vehicle, in the smallest unit of its unit of account: `value + residual + consumed + slashed == credited`.
struct Books {
    uint256 value;
    uint256 residual;
    uint256 consumed;
    uint256 slashed;
    uint256 credited;
}

/// @notice What is known of a vehicle, as it stands in the books.
struct Vehicle {
    VehicleState state;
    /// The sequence of the last report; 0 = none yet.
    uint32 sequence;
    /// What it was appraised at, and its condition after the last report.
    Anchor anchor;
    Condition condition;
    address unit;
    /// The policy in force now, and the next one (zero = none) with the second from which it is in force.
    address policy;
    address nextPolicy;
    uint48 nextSince;
    /// The vehicle's key: an address, or the last 20 bytes of the Keccak-256 of an ERC-7913 signer that is longer.
    address key;
    bool longKey;
    /// The first sequence that this key signs.
    uint32 firstSequence;
    /// Ether for whoever shows that the vehicle breaks the rules.
    uint96 deposit;
    /// Whether a report waits for attestors, or is disputed.
    bool pending;
    /// From when on the policy in force values the vehicle: the second in which it came, or that of a later appraisal. Reports of moments before that are under `formerPolicy`, where one is named: until an act has made the
    /// change last.
    uint48 policySince;
    address formerPolicy;
    /// At least so much its silence takes until the next report, in basis points: what it had taken when an act made a policy last that had come into force.
    uint16 haircut;
}

/// @title Vehicle stake
/// @notice Vehicles as tokens (ERC-721) whose value follows what the vehicles themselves sign of their condition (after US 11,288,641).
///
/// Law 1: of each vehicle, value + residual + consumed + slashed is what was credited to it, after any sequence of reports, parts and slashes.
/// Law 2: booked value never rises except by service (as far as the policy lets it), by a new appraisal that the issuer signed, by a part put in, or where attestors undo a report that was disputed.
/// Law 3: a report counts once, in order, and only under the policy that was in force for its moment.
/// Law 4: without an act by anybody {valueOf} never rises, and silence is never worth more than a report of an unchanged condition.
/// Law 5: of each frame, no more rewards are paid than were funded.
/// Law 6: who signs each sequence for one condition, under policies that are in force, is never slashed.
/// @dev Values are in the smallest unit of the vehicle's unit of account and below 2^80. What isn't on the way of a report runs in the code of desks, which are fixed for ever.
interface IVehicleStake is IVehicleCare, IVehicleClaims, IVehicleHolder, IVehicleRewards {
    /// @notice Enrols a vehicle. Issuer and vehicle have signed it; anybody may send it. Ether that comes with it is the bounty of whoever shows that the vehicle breaks the rules.
    function enrol(
        Enrolment calldata enrolment,
        bytes calldata issuerSignature,
        bytes calldata vehicleSignature
    ) external payable returns (uint256 vehicle);

    /// @notice Counts a report. Anybody may send it.
    /// @param key The vehicle's key, where that is longer than an address; otherwise empty.
    function report(ConditionReport calldata given, bytes calldata key, bytes calldata signature) external;

    /// @notice Counts reports of one or several vehicles, in the order of the list. One that is refused doesn't stop the others ({ReportRefused}). Each may take 1,000,000 gas, which must be there when its turn comes
    /// ({VehicleOutOfGas} otherwise), so that nobody has one refused by sending little.
    /// @return counted How many of them count.
    function reportBatch(
        ConditionReport[] calldata given,
        bytes[] calldata keys,
        bytes[] calldata signatures
    ) external returns (uint256 counted);

    /// @notice Transfers a vehicle if it shows at least `least` in that second. A plain transfer doesn't ask: whoever buys by one may get a vehicle whose bad news came the second before.
    function transferFromIfAtLeast(address from, address to, uint256 vehicle, uint256 least) external;

    /// @notice The same, to a contract only if that takes it (`onERC721Received`).
    function safeTransferFromIfAtLeast(
        address from,
        address to,
        uint256 vehicle,
        uint256 least,
        bytes calldata data
    ) external;

    // ---- views ----

    /// @notice What a vehicle shows now, its parts included: booked value, decayed to this second, less what its silence takes; the lower of both outcomes while a report is pending or disputed. Nothing, while it is
    /// stolen, and once it has ended or was slashed.
    function valueOf(uint256 vehicle) external view returns (uint256);

    /// @notice The same, as it will be in a later second if nobody does anything.
    function valueAt(uint256 vehicle, uint48 time) external view returns (uint256);

    /// @notice The books of a vehicle by itself, without its parts.
    function bookOf(uint256 vehicle) external view returns (Books memory);

    /// @notice What is known of a vehicle.
    function vehicle(uint256 vehicle) external view returns (Vehicle memory);

    /// @notice The token of an issuer's vehicle: whoever believes an issuer knows his vehicles by this.
    function vehicleOf(address issuer, bytes32 commitment) external pure returns (uint256 vehicle);

    /// @notice The commitment to a vehicle's number (VIN), which the salt hides. With an issuer a number always has the same salt, so that it can be enrolled once only with him: one for all, or better one that he computes from a secret
    /// and the number, since {proveDuplicate} shows it, and who has a salt finds the numbers under it by trying.
    function commitmentOf(bytes32 salt, string calldata vin) external pure returns (bytes32);

    /// @notice What two reports of one sequence must not differ in: kind, moment, odometer, severity and evidence. Deadline and policy may.
    function conditionHash(ConditionReport calldata given) external pure returns (bytes32);

    /// @notice Who holds the residual shares of each vehicle.
    function RESIDUAL() external view returns (address);
}
