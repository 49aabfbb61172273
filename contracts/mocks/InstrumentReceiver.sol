// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IPrepaidReceiver} from "../prepaid/IPrepaidReceiver.sol";
import {IPrepaidVault} from "../prepaid/IPrepaidVault.sol";

/// @title InstrumentReceiver
/// @notice Answers what it is told to when it is given an instrument, and says what it saw.
contract InstrumentReceiver is IPrepaidReceiver {
    /// @notice An instrument came, with these data; the vault names this holder meanwhile.
    event Came(address indexed vault, address indexed from, uint256 indexed id, bytes data, address holder);

    /// @notice What came of the call made in the middle.
    event Acted(bool success, bytes result);

    bytes4 private _answer = IPrepaidReceiver.onInstrumentReceived.selector;
    bytes private _data;

    /// @notice Chooses the answer.
    function setAnswer(bytes4 answer) external {
        _answer = answer;
    }

    /// @notice Chooses the call to make to the vault when an instrument comes; none, if the data are empty.
    function actWith(bytes calldata data) external {
        _data = data;
    }

    /// @inheritdoc IPrepaidReceiver
    function onInstrumentReceived(address from, uint256 id, bytes calldata data) external returns (bytes4) {
        emit Came(msg.sender, from, id, data, IPrepaidVault(msg.sender).instrumentOf(id).holder);
        if (_data.length != 0) {
            (bool success, bytes memory result) = msg.sender.call(_data);
            emit Acted(success, result);
        }
        return _answer;
    }
}
