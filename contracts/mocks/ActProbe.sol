// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {ILifeSource} from "../wallet/ILifeSource.sol";

/// @title ActProbe
/// @notice Asks a source of life, as the registry does, whether what its caller does is the owner's act; and then calls on, if told to.
contract ActProbe {
    /// @notice What the source answered.
    event Asked(address indexed account, bool isOwnersAct, uint48 lastLife, uint48 suspendedAt);

    /// @notice Asks, calls, and asks once more.
    function ask(ILifeSource source, address to, bytes calldata data) external {
        _ask(source);
        if (to == address(0)) return;
        (bool success, bytes memory answer) = to.call(data);
        if (!success) {
            assembly ("memory-safe") {
                revert(add(answer, 0x20), mload(answer))
            }
        }
        _ask(source);
    }

    function _ask(ILifeSource source) private {
        (uint48 lastLife, uint48 suspendedAt) = source.lifeOf(msg.sender);
        emit Asked(msg.sender, source.isOwnersAct(msg.sender), lastLife, suspendedAt);
    }
}
