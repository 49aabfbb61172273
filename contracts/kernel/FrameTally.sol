// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

/// @notice Counts marks on a line of 2^24 places and answers how many lie at or before a place.
struct FrameTally {
    mapping(uint256 node => uint256 counts) nodes;
}

using FrameTallyLib for FrameTally global;

/// @title FrameTallyLib
/// @notice A tree of counters, eight to a word: adding, removing and counting touch eight words, whatever the number of marks.
///
/// Used for ends that are known in advance: "how many memberships have ended by frame f?" without anybody walking over them.
/// A Fenwick tree over the same line touches up to 24 words.
/// @dev Level 0 is the leaf level; a node at level l covers 8^(l+1) places and holds eight 32-bit counts, one for each child.
library FrameTallyLib {
    /// @notice The place lies beyond the line of 2^24 places.
    error FrameTallyOutOfRange(uint256 place);

    uint256 private constant LEVELS = 8;
    uint256 internal constant PLACES = 1 << (3 * LEVELS);

    /// @notice Adds one mark at a place.
    /// @dev A counter can't overflow while its user holds fewer than 2^32 marks in all, which the user must see to.
    function add(FrameTally storage self, uint256 place) internal {
        _check(place);
        for (uint256 level = 0; level < LEVELS; ++level) {
            (uint256 node, uint256 shift) = _slot(level, place);
            self.nodes[node] += 1 << shift;
        }
    }

    /// @notice Removes one mark from a place; there must be one.
    function remove(FrameTally storage self, uint256 place) internal {
        _check(place);
        for (uint256 level = 0; level < LEVELS; ++level) {
            (uint256 node, uint256 shift) = _slot(level, place);
            self.nodes[node] -= 1 << shift;
        }
    }

    /// @notice The number of marks at or before a place. A place beyond the line counts all.
    function countUpTo(FrameTally storage self, uint256 place) internal view returns (uint256 count) {
        if (place >= PLACES) place = PLACES - 1;
        for (uint256 level = 0; level < LEVELS; ++level) {
            (uint256 node, uint256 shift) = _slot(level, place);
            uint256 word = self.nodes[node];
            // At the leaf level the place itself counts; above it, only the children that lie wholly before it.
            uint256 stop = level == 0 ? shift + 32 : shift;
            for (uint256 bit = 0; bit < stop; bit += 32) count += uint32(word >> bit);
        }
    }

    /// The key of the node at a level that holds the place, and the bit at which the counter of the place begins in it.
    function _slot(uint256 level, uint256 place) private pure returns (uint256 node, uint256 shift) {
        uint256 child = place >> (3 * level);
        return ((level << 32) | (child >> 3), (child & 7) << 5);
    }

    function _check(uint256 place) private pure {
        if (place >= PLACES) revert FrameTallyOutOfRange(place);
    }
}
