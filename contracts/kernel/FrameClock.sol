// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {DateTimeLib} from "solady/src/utils/DateTimeLib.sol";

/// @notice How a clock cuts time into frames. All calendar frames are in UTC, where no day is ever 23 or 25 hours long.
enum Rhythm {
    /// Equal frames of a number of seconds, counted from an anchor.
    FIXED,
    /// From midnight to midnight.
    DAY,
    /// ISO 8601 week: from Monday, midnight.
    WEEK,
    /// From the first of a month.
    MONTH,
    /// From the first of January, April, July and October.
    QUARTER,
    /// From the first of January.
    YEAR
}

/// @notice A clock in one word: rhythm (8 bits) | anchor (48) | length (48). Made by {FrameClock.make}, never by hand.
type Clock is uint256;

using FrameClock for Clock global;

/// @title FrameClock
/// @notice Maps a moment to the index of its frame, and a frame to its half-open interval `[start, end)`.
///
/// Indexes rise strictly with time and have no gaps: the frame after `i` is `i + 1` and begins in the second in which `i` ends. Frame 0 is
/// the time before the clock starts; frame 1 begins at the anchor of a fixed clock, and holds 1970-01-01 for a calendar one.
///
/// Example: `FrameClock.make(Rhythm.MONTH, 0, 0).indexAt(1709164800)` (2024-02-29) is 650, which is `[1706745600, 1709251200)`.
/// @dev Moments are Unix seconds. Pure: the caller brings the time, so that any moment can be asked for.
library FrameClock {
    /// @notice The rhythm, anchor and length don't make a clock: fixed frames need a length of at least one second, and two frames that
    /// end before second 2^48; calendar frames take neither anchor nor length (pass 0).
    error FrameClockInvalid(Rhythm rhythm, uint48 anchor, uint48 frameLength);

    /// @notice The moment or frame lies beyond what the clock can number (frames up to 2^32 - 2, seconds up to 2^48 - 1).
    error FrameClockOutOfRange(uint256 value);

    /// Of 32 bits, all but the last number: the frame after any frame has one too, and 2^32 - 1 is free to say "without end".
    uint256 internal constant MAX_INDEX = 0xfffffffe;
    uint256 private constant DAY_SECONDS = 1 days;
    /// Days from the Monday of the week of 1970-01-01 (a Thursday) to that day.
    uint256 private constant EPOCH_WEEKDAY = 3;

    /// @notice A clock from its parts.
    /// @param rhythm How time is cut.
    /// @param anchor Start of frame 1, Unix seconds; for `FIXED` only.
    /// @param frameLength Seconds in a frame, at least 1; for `FIXED` only. `anchor + 2 * frameLength` is below 2^48.
    function make(Rhythm rhythm, uint48 anchor, uint48 frameLength) internal pure returns (Clock) {
        bool valid =
            rhythm == Rhythm.FIXED
                ? frameLength != 0 && anchor + 2 * uint256(frameLength) <= type(uint48).max
                : anchor == 0 && frameLength == 0;
        if (!valid) revert FrameClockInvalid(rhythm, anchor, frameLength);
        return Clock.wrap((uint256(frameLength) << 56) | (uint256(anchor) << 8) | uint8(rhythm));
    }

    /// @notice The parts of a clock, as given to {make}.
    function parts(Clock clock) internal pure returns (Rhythm rhythm, uint48 anchor, uint48 frameLength) {
        uint256 word = Clock.unwrap(clock);
        return (Rhythm(uint8(word)), uint48(word >> 8), uint48(word >> 56));
    }

    /// @notice The frame that holds a moment.
    /// @param timestamp Unix seconds.
    function indexAt(Clock clock, uint256 timestamp) internal pure returns (uint256 index) {
        uint256 word = Clock.unwrap(clock);
        uint256 rhythm = uint8(word);
        if (rhythm == uint8(Rhythm.FIXED)) {
            uint256 anchor = uint48(word >> 8);
            if (timestamp < anchor) return 0;
            // The divisor is never zero: {make} refuses it.
            unchecked {
                index = (timestamp - anchor) / (word >> 56);
            }
        } else {
            index = _calendarIndex(rhythm, timestamp / DAY_SECONDS);
        }
        if (index >= MAX_INDEX) revert FrameClockOutOfRange(timestamp);
        // The sum is taken after the check: any 256 bits may be asked for.
        unchecked {
            ++index;
        }
    }

    /// @notice The first second of a frame.
    function startOf(Clock clock, uint256 index) internal pure returns (uint48) {
        return index == 0 ? 0 : _boundary(clock, index);
    }

    /// @notice The first second after a frame, which is the first second of the next one.
    function endOf(Clock clock, uint256 index) internal pure returns (uint48) {
        if (index > MAX_INDEX) revert FrameClockOutOfRange(index);
        return _boundary(clock, index + 1);
    }

    /// @notice The length of a frame in seconds.
    function lengthOf(Clock clock, uint256 index) internal pure returns (uint256) {
        return clock.endOf(index) - clock.startOf(index);
    }

    /// The number of whole frames between 1970-01-01 and a day; of weeks, from the Monday before.
    function _calendarIndex(uint256 rhythm, uint256 day) private pure returns (uint256) {
        unchecked {
            // No overflow: a day number is below 2^256 / 86,400.
            if (rhythm == uint8(Rhythm.DAY)) return day;
            if (rhythm == uint8(Rhythm.WEEK)) return (day + EPOCH_WEEKDAY) / 7;
            (uint256 year, uint256 month, ) = DateTimeLib.epochDayToDate(day);
            if (rhythm == uint8(Rhythm.MONTH)) return (year - 1970) * 12 + month - 1;
            if (rhythm == uint8(Rhythm.QUARTER)) return (year - 1970) * 4 + (month - 1) / 3;
            return year - 1970;
        }
    }

    /// The first second of frame `index` (at least 1), as the inverse of {indexAt}.
    function _boundary(Clock clock, uint256 index) private pure returns (uint48) {
        if (index > MAX_INDEX + 1) revert FrameClockOutOfRange(index);
        (Rhythm rhythm, uint256 anchor, uint256 frameLength) = clock.parts();
        uint256 step = index - 1;
        uint256 moment;
        if (rhythm == Rhythm.FIXED) {
            moment = anchor + step * frameLength;
        } else if (rhythm == Rhythm.DAY) {
            moment = step * DAY_SECONDS;
        } else if (rhythm == Rhythm.WEEK) {
            // Frame 1 is the rest of a week that began before 1970.
            moment = step == 0 ? 0 : (step * 7 - EPOCH_WEEKDAY) * DAY_SECONDS;
        } else if (rhythm == Rhythm.MONTH) {
            moment = DateTimeLib.dateToTimestamp(1970 + step / 12, (step % 12) + 1, 1);
        } else if (rhythm == Rhythm.QUARTER) {
            moment = DateTimeLib.dateToTimestamp(1970 + step / 4, (step % 4) * 3 + 1, 1);
        } else {
            moment = DateTimeLib.dateToTimestamp(1970 + step, 1, 1);
        }
        if (moment > type(uint48).max) revert FrameClockOutOfRange(index);
        return uint48(moment);
    }
}
