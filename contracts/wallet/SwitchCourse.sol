// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {ILifeSource} from "./ILifeSource.sol";
import {ISwitchCourse} from "./ISwitchCourse.sol";
import {Plan, State, Status} from "./IWalletTypes.sol";
import {SwitchCredits} from "./SwitchCredits.sol";
import {Course, Request, Standing} from "./SwitchState.sol";

/// @title SwitchCourse
/// @notice What happens with a plan once its owner is silent: trigger and acceptance.
abstract contract SwitchCourse is SwitchCredits, ISwitchCourse {
    bytes32 private constant ACCEPTANCE_TYPEHASH = keccak256(
        "Acceptance(address account,uint32 version,uint8 tier,address recipient,uint48 triggeredAt)"
    );

    // ---- silence ----

    /// @inheritdoc ISwitchCourse
    function trigger(Plan calldata plan, bytes calldata evidence) external {
        // Check
        Standing memory standing = _requireInForce(plan);
        Status memory status = _statusOf(plan, standing);
        if (status.state != State.ACTIVE) revert WalletState(status.state);
        uint48 until = ILifeSource(standing.source).silentUntil(plan.account, evidence);
        if (until < status.triggerableAt) revert WalletTooEarly(status.triggerableAt, until);

        // Effect
        // From now on a source that was left has said all that it knows.
        _stand(plan.account, standing);
        Request storage asked = _requests[plan.account];
        Course storage course = _courses[plan.account][standing.version];
        bool byRequest = until < status.lastLife + plan.period;
        uint8 pauses = course.pauses;
        _courses[plan.account][standing.version] = Course({
            triggeredAt: uint48(block.timestamp),
            seenAt: byRequest ? asked.seenAt : until,
            pausedUntil: 0,
            accepted: 0,
            pauses: pauses,
            byRequest: byRequest,
            moved: false,
            complete: false,
            confirmed: false
        });
        // One that made the plan due waits: the owner can deny it until something moves.
        if (asked.requester != address(0) && !byRequest) {
            _endRequest(plan.account, asked, status.lastLife >= asked.seenAt);
        }
        _payBounty(plan, msg.sender);
        status = _statusOf(plan, standing);
        emit Triggered(plan.account, standing.version, status.executableAt, byRequest, msg.sender);
    }

    // ---- acceptance ----

    /// @inheritdoc ISwitchCourse
    function accept(Plan calldata plan, uint8 tier, uint8 place, bytes32 salt) external {
        (Standing memory standing, ) = _requireAcceptable(plan, tier);
        _requireRecipient(plan, tier, place, msg.sender, salt);
        _accept(plan.account, standing.version, tier, msg.sender);
    }

    /// @inheritdoc ISwitchCourse
    function acceptSigned(
        Plan calldata plan,
        uint8 tier,
        uint8 place,
        address recipient,
        bytes32 salt,
        bytes calldata signature
    ) external {
        (Standing memory standing, uint48 triggeredAt) = _requireAcceptable(plan, tier);
        _requireRecipient(plan, tier, place, recipient, salt);
        _requireSignature(
            recipient,
            keccak256(abi.encode(ACCEPTANCE_TYPEHASH, plan.account, standing.version, tier, recipient, triggeredAt)),
            signature
        );
        _accept(plan.account, standing.version, tier, recipient);
    }

    /// A tier accepts while it is open, and before another has.
    function _requireAcceptable(
        Plan calldata plan,
        uint8 tier
    ) private view returns (Standing memory standing, uint48 triggeredAt) {
        standing = _requireInForce(plan);
        Status memory status = _statusOf(plan, standing);
        if (status.state != State.GRACE) revert WalletState(status.state);
        uint256 accepted = _courses[plan.account][standing.version].accepted;
        if (accepted != 0) revert WalletAcceptedBefore(accepted - 1);
        if (tier != status.tier || block.timestamp < status.opensAt) {
            revert WalletTierClosed(tier, status.tier, status.opensAt, status.closesAt);
        }
        triggeredAt = status.triggeredAt;
    }

    function _accept(address account, uint32 version, uint8 tier, address by) private {
        _courses[account][version].accepted = tier + 1;
        emit TierAccepted(account, version, tier, by);
    }
}
