// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IDeadMansSwitch} from "./IDeadMansSwitch.sol";
import {SwitchExecution} from "./SwitchExecution.sol";
import {Standing} from "./SwitchState.sol";

/// @title SwitchLife
/// @notice How owners say that they live, where their acts don't show it by themselves.
abstract contract SwitchLife is SwitchExecution {
    bytes32 private constant HEARTBEAT_TYPEHASH = keccak256("Heartbeat(address account,uint48 issuedAt)");

    /// @inheritdoc IDeadMansSwitch
    function heartbeat() external {
        // Check
        Standing memory standing = _requirePlan(msg.sender);
        _requireOwnersAct(msg.sender, standing.source);

        // Effect
        _beat(msg.sender, standing, uint48(block.timestamp));
    }

    /// @inheritdoc IDeadMansSwitch
    function heartbeatSigned(address account, uint48 issuedAt, bytes calldata signature) external {
        // Check
        Standing memory standing = _requirePlan(account);
        (uint48 lastLife, ) = _lifeOf(account, standing);
        if (issuedAt > block.timestamp || issuedAt <= lastLife) revert WalletIssuedAt(issuedAt, lastLife);
        _requireSignature(account, keccak256(abi.encode(HEARTBEAT_TYPEHASH, account, issuedAt)), signature);

        // Effect
        _beat(account, standing, issuedAt);
    }

    function _beat(address account, Standing memory standing, uint48 livedAt) private {
        _live(standing, livedAt);
        _stand(account, standing);
        emit Heartbeat(account, livedAt);
    }

    function _requirePlan(address account) private view returns (Standing memory standing) {
        standing = _standingOf(account);
        if (standing.hash == 0) revert WalletOtherPlan(account, standing.version);
    }
}
