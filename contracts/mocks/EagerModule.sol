// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {ISafe, SafeOperation} from "../interfaces/ISafe.sol";

/// @title EagerModule
/// @notice A module of Safes that anybody can have execute anything: also while an execution of the owners is under way.
contract EagerModule {
    /// @notice Has a Safe execute, and reverts as that does.
    function run(ISafe safe, address to, bytes calldata data, SafeOperation operation) external {
        (bool success, bytes memory answer) = safe.execTransactionFromModuleReturnData(to, 0, data, operation);
        if (success) return;
        assembly ("memory-safe") {
            revert(add(answer, 0x20), mload(answer))
        }
    }
}
