// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {ERC7579Utils} from "@openzeppelin/contracts/account/utils/draft-ERC7579Utils.sol";
import {Execution} from "@openzeppelin/contracts/interfaces/draft-IERC7579.sol";

/// @title AccountBatch
/// @notice Reads the batches of ERC-7821, and hashes them for their owner's signature.
library AccountBatch {
    /// A batch that reverts as a whole, and the same with `opData`: the first ten bytes of the mode. Bytes 3 to 6 are nobody's.
    uint256 private constant PLAIN = 0x01000000000000000000;
    uint256 private constant WITH_OP_DATA = 0x01000000000078210001;
    uint256 private constant MODE_MASK = 0xffff00000000ffffffff;

    bytes32 private constant CALL_TYPEHASH = keccak256("Call(address to,uint256 value,bytes data)");
    bytes32 private constant BATCH_TYPEHASH = keccak256(
        "Batch(Call[] calls,uint256 nonce,uint256 deadline)Call(address to,uint256 value,bytes data)"
    );

    /// @notice Whether a mode is one of the two.
    function isMode(bytes32 mode) internal pure returns (bool) {
        uint256 kind = _kindOf(mode);
        return kind == PLAIN || kind == WITH_OP_DATA;
    }

    /// @notice The calls of a batch, and what authorizes it; empty if it has none.
    function decode(
        bytes32 mode,
        bytes calldata executionData
    ) internal pure returns (Execution[] calldata calls, bytes calldata opData) {
        calls = ERC7579Utils.decodeBatch(executionData);
        // Calls alone begin at byte 32, after their own offset; calls and `opData` at 64 or later.
        bool hasOpData = _kindOf(mode) == WITH_OP_DATA && uint256(bytes32(executionData)) > 0x20;
        opData = hasOpData ? bytesAt(executionData, 1) : executionData[:0];
    }

    /// @notice The bytes that an ABI encoding has in one of its places.
    function bytesAt(bytes calldata encoded, uint256 place) internal pure returns (bytes calldata) {
        uint256 head = wordAt(encoded, place * 0x20);
        uint256 start = head + 0x20;
        return encoded[start:start + wordAt(encoded, head)];
    }

    /// @notice The word at a byte.
    function wordAt(bytes calldata encoded, uint256 start) internal pure returns (uint256) {
        return uint256(bytes32(encoded[start:start + 0x20]));
    }

    /// @notice The EIP-712 hash of a batch, without its domain.
    function hash(Execution[] calldata calls, uint256 nonce, uint256 deadline) internal pure returns (bytes32) {
        bytes32[] memory hashes = new bytes32[](calls.length);
        for (uint256 i = 0; i < calls.length; ++i) {
            Execution calldata call = calls[i];
            hashes[i] = keccak256(abi.encode(CALL_TYPEHASH, call.target, call.value, keccak256(call.callData)));
        }
        return keccak256(abi.encode(BATCH_TYPEHASH, keccak256(abi.encodePacked(hashes)), nonce, deadline));
    }

    function _kindOf(bytes32 mode) private pure returns (uint256) {
        return (uint256(mode) >> 176) & MODE_MASK;
    }
}
