// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Anchor, Condition, Panel, Reading, Verdict} from "./IVehicleTypes.sol";

/// @title Valuation policy
/// @notice The rules by which a vehicle's condition becomes a value. Immutable, and without a state: the same question has the same answer for ever, and whoever names a policy by its address names its rules.
///
/// Whoever signs for a vehicle that it is under a policy, its issuer, answers for that. What is booked a policy that breaks these rules can't raise but by a service, or by what
/// attestors undo, nor beyond what was credited; and no vehicle shows more than is booked.
///
/// A value is computed from the anchor and the sum of what has happened since, never from the value before. So ten thousand small losses are one large one, to the last unit.
interface IValuationPolicy {
    /// @notice The odometer is ahead of what can be driven in that time.
    error PolicyTooFar(uint256 driven, uint256 possible);
    /// @notice What is reported can't be of that severity.
    error PolicySeverity(uint256 severity, uint256 most);

    /// @notice What a vehicle in a condition is worth, and its residual: what of its losses by damage stays in its parts. Value never rises with age, distance or damage; value and residual together never
    /// rise with age or distance, and are at most the anchor's value.
    function worthIn(
        Anchor calldata anchor,
        Condition calldata condition
    ) external view returns (uint256 value, uint256 residual);

    /// @notice What a report makes of a vehicle. Reverts where it isn't plausible. A report that ends the vehicle should be judged as one of all of it, whatever severity it names: that is the vehicle's own word,
    /// and its end draws the guarantees.
    /// @param anchor What it was appraised at.
    /// @param condition Its condition after the report before, which may have been observed before the anchor.
    /// @param reading The report: not before that one, nor before the anchor, in time and distance.
    function judge(
        Anchor calldata anchor,
        Condition calldata condition,
        Reading calldata reading
    ) external view returns (Verdict memory verdict);

    /// @notice What silence takes from what a vehicle shows, in basis points: nothing for a while, and all of it in the end. It never falls with time.
    /// @param silence Seconds since the last report was observed.
    function haircut(uint256 silence) external view returns (uint256 parts);

    /// @notice Who confirms grave reports and decides disputes.
    function panel() external view returns (Panel memory);
}
