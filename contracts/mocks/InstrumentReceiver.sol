// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IPrepaidReceiver} from "../prepaid/IPrepaidReceiver.sol";
import {IPrepaidVault} from "../prepaid/IPrepaidVault.sol";

/// @title InstrumentReceiver
/// @notice Answers what it is told to when it is given an instrument, and says what it saw.
contract InstrumentReceiver is IPrepaidReceiver {
    /// @notice An instrument came, with these data; the vault names this holder meanwhile.
    event Came(address indexed vault, address indexed from, uint256 indexed id, bytes data, address holder);

    bytes4 private _answer = IPrepaidReceiver.onInstrumentReceived.selector;

    /// @notice Chooses the answer.
    function setAnswer(bytes4 answer) external {
        _answer = answer;
    }

    /// @inheritdoc IPrepaidReceiver
    function onInstrumentReceived(address from, uint256 id, bytes calldata data) external returns (bytes4) {
        emit Came(msg.sender, from, id, data, IPrepaidVault(msg.sender).instrumentOf(id).holder);
        return _answer;
    }
}
