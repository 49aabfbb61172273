// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IDeadMansSwitch} from "./IDeadMansSwitch.sol";
import {SwitchExecution} from "./SwitchExecution.sol";
import {Standing} from "./SwitchState.sol";

/// @title SwitchLife
/// @notice How owners say that they live, where their acts don't show it by themselves.
abstract contract SwitchLife is SwitchExecution {
    /// @inheritdoc IDeadMansSwitch
    function heartbeat() external {
        // Check
        Standing memory standing = _requirePlan(msg.sender);
        _requireOwnersAct(msg.sender, standing.source);

        // Effect
        _beat(msg.sender, standing, uint48(block.timestamp));
    }
}
