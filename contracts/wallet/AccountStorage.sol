// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {TransientSlot} from "@openzeppelin/contracts/utils/TransientSlot.sol";

/// @title AccountStorage
/// @notice What an account remembers, in a place of its own (ERC-7201): an ordinary account that has delegated to other code before, or will, keeps it apart from that.
library AccountStorage {
    /// @custom:storage-location erc7201:lapse.wallet.account
    struct Data {
        // slot 0
        /// One word, read and written at once, from its low end: the owner's last act (48 bits), the number of his next signed batch (64), how often he was rotated (32),
        /// and whether `owner` is in force, not the one that the account was created with.
        uint256 head;
        // slot 1
        /// An ERC-7913 signer.
        bytes owner;
        // slot 2
        /// The second from which somebody isn't an operator any more. Operators are of one term: that of the owner who made them.
        mapping(uint32 term => mapping(address operator => uint48 until)) operators;
    }

    /// One more signed batch.
    uint256 internal constant NEXT_BATCH = 1 << 48;
    uint256 private constant NEXT_TERM = 1 << 112;
    uint256 private constant ROTATED = 1 << 144;

    // keccak256(abi.encode(uint256(keccak256("lapse.wallet.account")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant SLOT = 0xf710acca78081792280e1329b470aa871e6e157b6ec25eecf1a19ac018f42700;

    /// Whether the account calls for its owner. Known for the length of a transaction only.
    TransientSlot.BooleanSlot internal constant OWNERS_ACT = TransientSlot.BooleanSlot.wrap(SLOT);

    /// @notice What is remembered.
    function data() internal pure returns (Data storage stored) {
        assembly ("memory-safe") {
            stored.slot := SLOT
        }
    }

    /// @notice The owner's last act, Unix seconds; 0 if there was none.
    function lifeIn(uint256 head) internal pure returns (uint48) {
        return uint48(head);
    }

    /// @notice The number of the owner's next signed batch.
    function batchIn(uint256 head) internal pure returns (uint64) {
        return uint64(head / NEXT_BATCH);
    }

    /// @notice How often the owner was rotated.
    function termIn(uint256 head) internal pure returns (uint32) {
        return uint32(head / NEXT_TERM);
    }

    /// @notice Whether the stored owner is in force.
    function isRotatedIn(uint256 head) internal pure returns (bool) {
        return head & ROTATED != 0;
    }

    /// @notice The word after an act. Life only goes forward.
    function withLife(uint256 head, uint48 livedAt) internal pure returns (uint256) {
        return uint48(head) < livedAt ? ((head >> 48) << 48) | livedAt : head;
    }

    /// @notice The word of the next term.
    function withTerm(uint256 head, bool isRotated) internal pure returns (uint256) {
        uint256 next = (head & ~ROTATED) + NEXT_TERM;
        return isRotated ? next | ROTATED : next;
    }
}
