// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

/// @title Wrapped ether
/// @notice What a wrapper of the chain's coin does beyond ERC-20.
interface IWETH9 {
    /// @notice Wraps the ether that is sent, for the sender.
    function deposit() external payable;

    /// @notice Unwraps, and sends the ether to the caller.
    function withdraw(uint256 amount) external;
}
