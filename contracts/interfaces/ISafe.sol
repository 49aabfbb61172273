// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

/// @notice How a Safe executes: by a call, or by running the other contract's code as its own.
enum SafeOperation {
    CALL,
    DELEGATECALL
}

/// @title Safe
/// @notice What is used here of a Safe, versions 1.4.1 and 1.5.0.
interface ISafe {
    /// @notice Executes on the word of an enabled module, which is the caller.
    /// @return success Whether the call went through; the Safe doesn't revert if not.
    function execTransactionFromModule(
        address to,
        uint256 value,
        bytes calldata data,
        SafeOperation operation
    ) external returns (bool success);

    /// @notice The same, with what the call returned.
    function execTransactionFromModuleReturnData(
        address to,
        uint256 value,
        bytes calldata data,
        SafeOperation operation
    ) external returns (bool success, bytes memory returnData);

    /// @notice Runs another contract's code on the Safe and takes back all it did. Anyone may. It always reverts, with whether the code went through (a word), the
    /// size of what it returned (a word), and that.
    function simulateAndRevert(address targetContract, bytes calldata calldataPayload) external;

    /// @notice How many executions its owners have signed so far. One that is under way is among them.
    function nonce() external view returns (uint256);

    /// @notice The contract whose code the Safe runs. The proxy answers this, not that code.
    function masterCopy() external view returns (address);
}
