// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

/// @title CodeStore
/// @notice A contract that is nothing but data: the bytes given to its constructor, behind one STOP so that it can't be called to effect.
/// @dev The layout is that of SSTORE2, which reads it. Its CREATE2 address commits to the data.
contract CodeStore {
    constructor(bytes memory data) {
        bytes memory code = bytes.concat(hex"00", data);
        assembly ("memory-safe") {
            return(add(code, 0x20), mload(code))
        }
    }
}
