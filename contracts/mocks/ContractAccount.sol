// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

/// @title ContractAccount
/// @notice An account that is a contract: it makes the calls it is told to, refuses ether, and makes one more call when an asset with hooks
/// tells it of a transfer.
contract ContractAccount {
    /// @notice What came of the call made in a hook.
    event Reentered(bool success, bytes result);

    address private _target;
    bytes private _data;

    receive() external payable {
        revert("ContractAccount: no ether");
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

    /// @notice Chooses the call to make in the next hook.
    function reenterWith(address target, bytes calldata data) external {
        _target = target;
        _data = data;
    }

    /// @notice Called by {HookAsset} for both sides of a transfer.
    function onAssetMoved() external {
        address target = _target;
        if (target == address(0)) return;
        _target = address(0);
        (bool success, bytes memory result) = target.call(_data);
        emit Reentered(success, result);
    }
}
