// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

/// @title Factory of dead man's switch accounts
/// @notice Creates accounts at addresses that follow from their owner, so that they can receive before they exist. It remembers nothing: bundlers let it run within a
/// user operation.
interface IDeadMansSwitchAccountFactory {
    /// @notice An account was created.
    /// @param owner Its owner, an ERC-7913 signer.
    event AccountCreated(address indexed account, bytes owner, bytes32 salt);

    /// @notice Creates an account. Anyone may; if it exists already, that is all it says.
    /// @param owner Its owner, an ERC-7913 signer: an address, or a verifier's address and a key.
    /// @param salt Tells accounts of one owner apart.
    function createAccount(bytes calldata owner, bytes32 salt) external returns (address account);

    /// @notice Where an account is, or will be.
    function accountOf(bytes calldata owner, bytes32 salt) external view returns (address account);

    /// @notice The code of all accounts, to which an ordinary account can delegate by EIP-7702, too.
    function IMPLEMENTATION() external view returns (address); // solhint-disable-line func-name-mixedcase
}
