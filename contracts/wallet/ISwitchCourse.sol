// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Plan} from "./IWalletTypes.sol";

/// @title The course of a plan
/// @notice What happens with a plan once its owner is silent, up to its execution: trigger, acceptance, requests of recipients, guardians; and the ether for requests and bounties.
/// Part of {IDeadMansSwitch}.
interface ISwitchCourse {
    // ---- silence ----

    /// @notice Says that the owner was silent for the plan's period, or since a request. Anyone may; the bounty is his.
    /// @param plan The plan in force.
    /// @param evidence What the source of life needs, see {ILifeSource.silentUntil}.
    function trigger(Plan calldata plan, bytes calldata evidence) external;

    /// @notice A recipient accepts for his tier, while it is open: it receives, and later ones don't. The caller is the recipient at `place` of `tier`.
    /// @param salt For a secret recipient, his salt; otherwise zero.
    function accept(Plan calldata plan, uint8 tier, uint8 place, bytes32 salt) external;

    /// @notice The same for a recipient who signed `Acceptance(address account,uint32 version,uint8 tier,address recipient,uint48 triggeredAt)`; anyone may send it.
    function acceptSigned(
        Plan calldata plan,
        uint8 tier,
        uint8 place,
        address recipient,
        bytes32 salt,
        bytes calldata signature
    ) external;

    // ---- requests ----

    /// @notice Asks to receive before the period is over, with the plan's bond. The caller is the recipient at `place` of `tier`.
    /// @param salt For a secret recipient, his salt; otherwise zero.
    function request(
        Plan calldata plan,
        uint8 tier,
        uint8 place,
        bytes32 salt,
        bytes calldata evidence
    ) external payable;

    /// @notice Ends a request after which the owner showed life, also in the grace period that it led to, or by changing or ending the plan: the bond is the account's. Or one under a
    /// plan that is no more, by a signature older than the request, or is suspended: the requester has it back. So has he where the request led to a trigger, and a whole period after
    /// the grace period nothing has moved, whatever it waits for, and the owner has shown no life.
    function endRequest(Plan calldata plan) external;

    // ---- ether ----

    /// @notice Brings in ether from which bounties of an account's plans are paid.
    function fundBounties(address account) external payable;

    /// @notice The caller, by an act of its owner, takes back ether for bounties.
    function withdrawBounties(address to, uint256 amount) external;

    /// @notice The caller takes what he was credited: bonds, bounties. If he has a plan, by an act of its owner.
    function withdraw(address to) external;

    /// @notice Brings an account whose plan is due home what it has here: its credits, and of its ether for bounties what none will be paid from. Anyone may: its heirs have it
    /// where the plan moves ether. The account must take it.
    function collect(Plan calldata plan) external;

    // ---- guardians ----

    /// @notice Guardians hold a triggered plan up for its `pauseFor` from now: `threshold` of them signed
    /// `GuardianPause(address account,uint32 version,uint48 triggeredAt,uint8 number)`, where `number` counts the pauses of this plan from 0. Tiers open and close as they would without a pause: while it lasts, they accept, and nothing moves.
    /// @param keys Those who signed, in ascending order of their hash.
    /// @param signatures One each.
    function pause(Plan calldata plan, bytes[] calldata keys, bytes[] calldata signatures) external;

    /// @notice Guardians confirm an execution: `threshold` of them signed `GuardianConfirmation(address account,uint32 version,uint48 triggeredAt)`.
    function confirm(Plan calldata plan, bytes[] calldata keys, bytes[] calldata signatures) external;
}
