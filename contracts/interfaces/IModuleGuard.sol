// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";

import {SafeOperation} from "./ISafe.sol";

/// @title Module guard
/// @notice What a Safe, from version 1.5.0 on, asks before and after each execution on the word of a module. It reverts where the guard does.
/// @dev Its ERC-165 identifier is 0x58401ed8.
interface IModuleGuard is IERC165 {
    /// @notice Before the execution.
    /// @return moduleTxHash What the Safe tells {checkAfterModuleExecution}.
    function checkModuleTransaction(
        address to,
        uint256 value,
        bytes calldata data,
        SafeOperation operation,
        address module
    ) external returns (bytes32 moduleTxHash);

    /// @notice After the execution. The guard that was there before is asked, even if the execution has removed it.
    function checkAfterModuleExecution(bytes32 txHash, bool success) external;
}
