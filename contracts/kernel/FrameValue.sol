// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

/// @notice A number that changes only at the turn of a frame.
/// `word` = current (112 bits) | next (112) | effective (32): `next` rules from frame `effective` on, `current` in the frame before it.
/// `previous` ruled in the frame before that; it has its own slot, because it is asked for only in the frame of an announcement.
struct FrameValue {
    uint256 word;
    uint256 previous;
}

using FrameValueLib for FrameValue global;

/// @title FrameValueLib
/// @notice A double-buffered value: what is announced in frame f is seen from frame f + 1, so nothing moves under those who count on it.
///
/// A frame that turns changes no storage. Values of the frame before the current one stay readable; older ones are forgotten.
/// Announcing twice in one frame replaces the first announcement.
/// @dev Every function takes the current frame; it must never go back, as block time doesn't. Values take 112 bits.
library FrameValueLib {
    /// @notice The value doesn't fit 112 bits.
    error FrameValueTooWide(uint256 value);

    uint256 private constant MASK = type(uint112).max;

    /// @notice The value in a frame: the current frame or any later one (as far as it is announced).
    function valueAt(FrameValue storage self, uint256 frame) internal view returns (uint256) {
        uint256 word = self.word;
        return frame >= word >> 224 ? (word >> 112) & MASK : word & MASK;
    }

    /// @notice The value in the frame before `frame`, where `frame` is the current one or a later one.
    function valueBefore(FrameValue storage self, uint256 frame) internal view returns (uint256) {
        uint256 word = self.word;
        uint256 effective = word >> 224;
        if (frame > effective) return (word >> 112) & MASK;
        return frame == effective ? word & MASK : self.previous;
    }

    /// @notice The value that is announced for the next frame.
    function upcoming(FrameValue storage self) internal view returns (uint256) {
        return (self.word >> 112) & MASK;
    }

    /// @notice Announces a value for the frame after `frame`.
    function schedule(FrameValue storage self, uint256 frame, uint256 value) internal {
        self.set(frame, self.valueAt(frame), value);
    }

    /// @notice Sets the value of the current frame and of all that follow it.
    /// @dev `valueNow` may differ from what stood there only where nobody counts on that yet, as in a sum that somebody joins.
    function set(FrameValue storage self, uint256 frame, uint256 valueNow, uint256 valueNext) internal {
        if (valueNow > MASK) revert FrameValueTooWide(valueNow);
        if (valueNext > MASK) revert FrameValueTooWide(valueNext);
        uint256 word = self.word;
        uint256 effective = frame + 1;
        if (word >> 224 != effective) {
            // The first change in this frame: what ruled in the last frame moves one place back.
            uint256 last = self.valueBefore(frame);
            if (self.previous != last) self.previous = last;
        }
        self.word = (effective << 224) | (valueNext << 112) | valueNow;
    }
}
