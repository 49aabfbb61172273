// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

/// @title Safe batch
/// @notice Tells a batch that does nothing but call other contracts. Safe's own code for batches is foreign code to a Safe, but known: it keeps nothing, and does what the batch says. So such
/// a batch can change as much in the Safe as its calls one by one, which is nothing.
/// @dev Strict: whatever isn't encoded as everybody does it, is cut off, or has more than calls isn't told, and so is looked at like any foreign code.
library SafeBatch {
    /// Code of `MultiSend` and `MultiSendCallOnly`, as 1.4.1 and 1.5.0 have it: the latter wherever it is, the former, whose code holds its address, at the one address that it has on most chains.
    bytes32 private constant MULTI_SEND_141 = 0x0e4f7fc66550a322d1e7688e181b75e217e662a4f3f4d6a29b22bc61217c4b77;
    bytes32 private constant MULTI_SEND_150 = 0xca1147a12963172a93910c5cb2bfa5ad0e941c7f03fc7eb017dd06a8ea4e5604;
    bytes32 private constant CALL_ONLY_141 = 0xecd5bd14a08c5d2122379900b2f272bdf107a7e92423c10dd5fe3254386c9939;
    bytes32 private constant CALL_ONLY_150 = 0xcdbdcec38d2f1c7d961b0029ff8416b7e86e9974d6f0e9c9580c7d17fcfb6663;

    /// `multiSend(bytes)`.
    uint256 private constant MULTI_SEND = 0x8d80ff0a;

    /// @notice Whether foreign code and what it is told are a batch of calls, none of which calls the Safe itself.
    /// @param code The contract whose code the Safe runs.
    /// @param data What it is called with.
    /// @param safe The Safe.
    function callsOthers(address code, bytes calldata data, address safe) internal view returns (bool isTold) {
        bytes32 codeHash = code.codehash;
        bool isKnown =
            codeHash == CALL_ONLY_141 ||
                codeHash == MULTI_SEND_141 ||
                codeHash == CALL_ONLY_150 ||
                codeHash == MULTI_SEND_150;
        if (!isKnown || data.length < 0x44) return false;
        assembly ("memory-safe") {
            let start := data.offset
            let i := add(start, 0x44)
            let end := add(start, data.length)
            let size := calldataload(add(start, 0x24))
            isTold := and(
                and(eq(shr(224, calldataload(start)), MULTI_SEND), eq(calldataload(add(start, 0x04)), 0x20)),
                iszero(gt(size, sub(end, i)))
            )
            end := add(i, size)
            // Each is packed: the operation (a byte, 0 for a call), the target, the value, the size of the data, and that.
            for {} and(isTold, lt(i, end)) {} {
                let head := calldataload(i)
                let target := shr(96, shl(8, head))
                size := calldataload(add(i, 0x35))
                // From 1.5.0 on, zero stands for the Safe.
                isTold := iszero(or(shr(248, head), or(iszero(target), eq(target, safe))))
                // As its head is 85 bytes, one that is cut off ends after the batch.
                isTold := and(isTold, iszero(gt(size, data.length)))
                i := add(i, add(0x55, size))
            }
            isTold := and(isTold, eq(i, end))
        }
    }
}
