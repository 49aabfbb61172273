// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";

import {SafeOperation} from "./ISafe.sol";

/// @title Transaction guard
/// @notice What a Safe asks before and after each execution that its owners have signed. It reverts where the guard does.
/// @dev Its ERC-165 identifier is 0xe6d7a83a.
interface ITransactionGuard is IERC165 {
    /// @notice Before the execution: the signatures are checked, and the nonce is used up.
    function checkTransaction(
        address to,
        uint256 value,
        bytes calldata data,
        SafeOperation operation,
        uint256 safeTxGas,
        uint256 baseGas,
        uint256 gasPrice,
        address gasToken,
        address payable refundReceiver,
        bytes memory signatures,
        address msgSender
    ) external;

    /// @notice After the execution. The guard that was there before is asked, even if the execution has removed it.
    function checkAfterExecution(bytes32 hash, bool success) external;
}
