// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

/// @title Prepaid receiver
/// @notice A contract that is told when it becomes the holder of an instrument.
interface IPrepaidReceiver {
    /// @notice Called by a vault after `from` gave an instrument to this contract.
    /// @param data Whatever `from` gave along.
    /// @return The selector of this function; anything else refuses the instrument.
    function onInstrumentReceived(address from, uint256 id, bytes calldata data) external returns (bytes4);
}
