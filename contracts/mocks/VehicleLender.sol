// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {ILienHolder} from "../vehicle/IVehicleHolder.sol";

/// @title VehicleLender
/// @notice A lender that is a contract: it makes the calls it is told to, and takes the news that a vehicle shows too little as a test wants it.
contract VehicleLender is ILienHolder {
    /// @notice What it does when it is told.
    enum Manner {
        LISTEN,
        REVERT,
        BURN,
        BOMB,
        REVERT_WITH_BOMB,
        CALL
    }

    /// @notice It was told this, with so much gas.
    event Heard(uint256 vehicle, uint256 value, uint256 minValue, uint256 gas);
    /// @notice What came of the call that it made then.
    event Called(bool success, bytes result);

    error NoNews();

    /// As much as the gas of its news can pay for: whoever copies the answer pays as much again.
    uint256 private constant BOMB_BYTES = 100_000;

    Manner private _manner;
    address private _target;
    bytes private _data;

    /// @notice Chooses what it does, and the call that it makes if it makes one.
    function choose(Manner manner, address target, bytes calldata data) external {
        (_manner, _target, _data) = (manner, target, data);
    }

    /// @notice Makes a call, and reverts with what it reverts with.
    function execute(address target, bytes calldata data) external returns (bytes memory) {
        (bool success, bytes memory result) = target.call(data);
        if (!success) {
            assembly ("memory-safe") {
                revert(add(result, 0x20), mload(result))
            }
        }
        return result;
    }

    /// @inheritdoc ILienHolder
    function onVehicleBelow(uint256 vehicle, uint256 value, uint256 minValue) external {
        uint256 given = gasleft();
        Manner manner = _manner;
        if (manner == Manner.LISTEN) emit Heard(vehicle, value, minValue, given);
        if (manner == Manner.REVERT) revert NoNews();
        if (manner == Manner.BURN) {
            while (true) {}
        }
        if (manner == Manner.BOMB) {
            assembly {
                return(0, BOMB_BYTES)
            }
        }
        if (manner == Manner.REVERT_WITH_BOMB) {
            assembly {
                revert(0, BOMB_BYTES)
            }
        }
        if (manner == Manner.CALL) {
            (bool success, bytes memory result) = _target.call(_data);
            emit Called(success, result);
        }
    }
}
