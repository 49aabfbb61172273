// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {ISwitchCourse} from "./ISwitchCourse.sol";
import {Guardians, Plan, State, Status} from "./IWalletTypes.sol";
import {SwitchClock} from "./SwitchClock.sol";
import {Course, Standing} from "./SwitchState.sol";

/// @title SwitchGuardians
/// @notice What a plan's guardians can do once it is triggered: hold it up, a number of times for a limited time, or confirm it. They can move nothing, and end nothing.
abstract contract SwitchGuardians is SwitchClock, ISwitchCourse {
    bytes32 private constant PAUSE_TYPEHASH = keccak256(
        "GuardianPause(address account,uint32 version,uint48 triggeredAt,uint8 number)"
    );
    bytes32 private constant CONFIRMATION_TYPEHASH = keccak256(
        "GuardianConfirmation(address account,uint32 version,uint48 triggeredAt)"
    );

    /// @inheritdoc ISwitchCourse
    function pause(Plan calldata plan, bytes[] calldata keys, bytes[] calldata signatures) external {
        // Check
        (Standing memory standing, uint48 triggeredAt) = _requireTriggered(plan);
        Course storage course = _courses[plan.account][standing.version];
        uint8 number = course.pauses;
        if (number >= plan.guardians.pauses) revert WalletGuardiansRefused(0, plan.guardians.threshold);
        _requireGuardians(
            plan.guardians,
            keccak256(abi.encode(PAUSE_TYPEHASH, plan.account, standing.version, triggeredAt, number)),
            keys,
            signatures
        );

        // Effect
        uint48 until = uint48(block.timestamp) + plan.guardians.pauseFor;
        course.pausedUntil = until;
        course.pauses = number + 1;
        emit GuardiansPaused(plan.account, standing.version, until);
    }

    /// @inheritdoc ISwitchCourse
    function confirm(Plan calldata plan, bytes[] calldata keys, bytes[] calldata signatures) external {
        // Check
        (Standing memory standing, uint48 triggeredAt) = _requireTriggered(plan);
        if (!plan.guardians.confirm) revert WalletGuardiansRefused(0, plan.guardians.threshold);
        _requireGuardians(
            plan.guardians,
            keccak256(abi.encode(CONFIRMATION_TYPEHASH, plan.account, standing.version, triggeredAt)),
            keys,
            signatures
        );

        // Effect
        _courses[plan.account][standing.version].confirmed = true;
        emit GuardiansConfirmed(plan.account, standing.version, triggeredAt);
    }

    function _requireTriggered(Plan calldata plan) private view returns (Standing memory standing, uint48 triggeredAt) {
        standing = _requireInForce(plan);
        Status memory status = _statusOf(plan, standing);
        if (status.state != State.GRACE && status.state != State.EXECUTING) revert WalletState(status.state);
        triggeredAt = status.triggeredAt;
    }

    /// Enough of the guardians signed. Both lists are in ascending order of the keys' hash, so that none counts twice.
    function _requireGuardians(
        Guardians calldata guardians,
        bytes32 message,
        bytes[] calldata keys,
        bytes[] calldata signatures
    ) private view {
        bytes32 digest = _hashTypedDataV4(message);
        uint256 valid;
        uint256 place;
        for (uint256 i = 0; i < keys.length && i < signatures.length; ++i) {
            bytes32 key = keccak256(keys[i]);
            while (place < guardians.keys.length && keccak256(guardians.keys[place]) != key) ++place;
            if (place == guardians.keys.length) break;
            ++place;
            if (SignatureChecker.isValidSignatureNow(keys[i], digest, signatures[i])) ++valid;
        }
        if (valid < guardians.threshold) revert WalletGuardiansRefused(valid, guardians.threshold);
    }
}
