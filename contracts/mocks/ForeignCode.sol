// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

/// @title ForeignCode
/// @notice What a Safe may be made to run as its own code: it writes wherever it likes, and calls whomever.
contract ForeignCode {
    /// @notice Writes into the storage of whoever runs it, and then calls, unless `to` is zero.
    function writeAndCall(
        bytes32[] calldata slots,
        bytes32[] calldata words,
        address to,
        bytes calldata data
    ) external {
        for (uint256 i = 0; i < slots.length; ++i) {
            (bytes32 slot, bytes32 word) = (slots[i], words[i]);
            assembly ("memory-safe") {
                sstore(slot, word)
            }
        }
        if (to == address(0)) return;
        (bool success, bytes memory answer) = to.call(data);
        if (success) return;
        assembly ("memory-safe") {
            revert(add(answer, 0x20), mload(answer))
        }
    }
}
