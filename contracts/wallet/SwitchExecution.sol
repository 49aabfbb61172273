// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IDeadMansSwitch} from "./IDeadMansSwitch.sol";
import {ILifeSource} from "./ILifeSource.sol";
import {Outcome, Plan, State, Status} from "./IWalletTypes.sol";
import {SwitchCredits} from "./SwitchCredits.sol";
import {SwitchRegistration} from "./SwitchRegistration.sol";
import {Course, Request, Standing} from "./SwitchState.sol";

/// @title SwitchExecution
/// @notice The word for the executor: whether assets may move, and what has become of it.
abstract contract SwitchExecution is SwitchCredits, SwitchRegistration, IDeadMansSwitch {
    /// @inheritdoc IDeadMansSwitch
    function authorize(
        Plan calldata plan,
        bytes calldata evidence
    ) external view returns (uint8 tier, uint32 version, uint48 triggeredAt) {
        Standing memory standing = _requireInForce(plan);
        Status memory status = _statusOf(plan, standing);
        if (status.state != State.GRACE && status.state != State.EXECUTING && status.state != State.DONE) {
            revert WalletState(status.state);
        }
        if (block.timestamp < status.pausedUntil) revert WalletPaused(status.pausedUntil);
        if (block.timestamp < status.executableAt) revert WalletTooEarly(status.executableAt, block.timestamp);
        if (plan.guardians.confirm && !status.confirmed) revert WalletUnconfirmed();
        if (block.timestamp < status.opensAt) revert WalletTooEarly(status.opensAt, block.timestamp);
        if (!status.accepted) revert WalletUnaccepted(status.tier, status.closesAt);
        // There may be life that nobody has recorded yet: then this reverts.
        ILifeSource(standing.source).silentUntil(plan.account, evidence);
        return (status.tier, standing.version, status.triggeredAt);
    }

    /// @inheritdoc IDeadMansSwitch
    function recordExecution(Plan calldata plan, Outcome calldata outcome) external {
        // Check
        if (msg.sender != _executor()) revert WalletNotExecutor(msg.sender);
        Course storage course = _courses[plan.account][outcome.version];
        // An asset, or whoever received it, may have called here since the executor asked.
        if (course.triggeredAt != outcome.triggeredAt) revert WalletOtherTrigger(course.triggeredAt);
        uint8 receives = outcome.tier + 1;
        uint8 accepted = course.accepted;
        if (accepted != 0 && accepted != receives) revert WalletAcceptedBefore(accepted - 1);

        // Effect
        if (!course.moved) {
            // As long as everything has failed, the owner can still come back. But what is claimed is this tier's: nobody else accepts any more.
            if (!outcome.moved) {
                if (!outcome.claimed || accepted != 0) return;
                course.accepted = receives;
                emit TierSettled(plan.account, outcome.version, outcome.tier);
                return;
            }
            course.moved = true;
            course.accepted = receives;
            emit ExecutionBegun(plan.account, outcome.version, outcome.tier);
            Request storage asked = _requests[plan.account];
            if (asked.requester != address(0)) _endRequest(plan.account, asked, false);
        }
        if (!outcome.complete || course.complete) return;
        course.complete = true;
        emit ExecutionCompleted(plan.account, outcome.version);
        _payBounty(plan, outcome.by);
    }
}
