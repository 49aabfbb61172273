// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {DateTimeLib} from "solady/src/utils/DateTimeLib.sol";
import {Clock, FrameClock, Rhythm} from "../../../contracts/kernel/FrameClock.sol";
import {TestBase} from "../support/TestBase.sol";

/// The library behind calls, so that its reverts can be expected.
contract FrameClockCalls {
    function make(Rhythm rhythm, uint48 anchor, uint48 length) external pure returns (Clock) {
        return FrameClock.make(rhythm, anchor, length);
    }

    function indexAt(Clock clock, uint256 timestamp) external pure returns (uint256) {
        return clock.indexAt(timestamp);
    }

    function endOf(Clock clock, uint256 index) external pure returns (uint48) {
        return clock.endOf(index);
    }
}

contract FrameClockTest is TestBase {
    uint256 private constant LAST_SECOND = type(uint48).max;
    uint256 private constant LAST_FRAME = type(uint32).max - 1;

    FrameClockCalls private _calls = new FrameClockCalls();

    /// A moment lies in its frame, and the frame borders on the next, for a fixed clock of any anchor and length.
    function testFuzz_FixedFrameHoldsItsMoment(uint48 anchor, uint48 length, uint48 timestamp) external {
        anchor = uint48(_bound(anchor, 0, LAST_SECOND - 2));
        length = uint48(_bound(length, 1, (LAST_SECOND - anchor) / 2));
        Clock clock = FrameClock.make(Rhythm.FIXED, anchor, length);
        uint256 index = timestamp < anchor ? 0 : (uint256(timestamp) - anchor) / length + 1;
        if (index > LAST_FRAME) {
            vm.expectRevert(abi.encodeWithSelector(FrameClock.FrameClockOutOfRange.selector, timestamp));
            _calls.indexAt(clock, timestamp);
            return;
        }
        vm.assertEq(clock.indexAt(timestamp), index, "index");
        _checkFrame(clock, timestamp);
    }

    /// The same with short frames, where moments are seldom out of range.
    function testFuzz_ShortFixedFrameHoldsItsMoment(uint48 anchor, uint24 length, uint32 offset) external view {
        anchor = uint48(_bound(anchor, 0, LAST_SECOND - type(uint32).max));
        length = uint24(_bound(length, 1, type(uint24).max));
        offset = uint32(_bound(offset, 0, LAST_FRAME - 1));
        _checkFrame(FrameClock.make(Rhythm.FIXED, anchor, length), uint256(anchor) + offset);
    }

    /// A moment lies in its frame, and the frame borders on the next, for every calendar rhythm over all the seconds there are.
    function testFuzz_CalendarFrameHoldsItsMoment(uint8 rhythm, uint48 timestamp) external view {
        _checkFrame(_calendar(rhythm), timestamp);
    }

    /// The same within the years in which people will use it.
    function testFuzz_CalendarFrameHoldsItsMomentInTheseCenturies(uint8 rhythm, uint32 timestamp) external view {
        _checkFrame(_calendar(rhythm), timestamp);
    }

    /// A later moment is never in an earlier frame.
    function testFuzz_IndexNeverFalls(uint8 rhythm, uint48 early, uint48 late) external pure {
        if (early > late) (early, late) = (late, early);
        Clock clock = _calendar(rhythm);
        vm.assertLe(clock.indexAt(early), clock.indexAt(late), "index");
    }

    /// A calendar frame begins where the calendar says, at midnight.
    function testFuzz_CalendarFrameBeginsAsItsNameSays(uint8 rhythm, uint48 timestamp) external pure {
        Clock clock = _calendar(rhythm);
        (Rhythm kind, , ) = clock.parts();
        uint256 start = clock.startOf(clock.indexAt(timestamp));
        vm.assertEq(start % 1 days, 0, "midnight");
        (, uint256 month, uint256 day) = DateTimeLib.timestampToDate(start);
        if (kind == Rhythm.WEEK) {
            vm.assertTrue(start == 0 || DateTimeLib.weekday(start) == DateTimeLib.MON, "Monday");
        } else if (kind != Rhythm.DAY) {
            vm.assertEq(day, 1, "first of the month");
            if (kind == Rhythm.QUARTER) vm.assertEq(month % 3, 1, "month of a quarter");
            if (kind == Rhythm.YEAR) vm.assertEq(month, 1, "January");
        }
    }

    /// A clock gives back the parts that made it, and nothing else makes one.
    function testFuzz_PartsMakeTheClock(uint8 rhythm, uint48 anchor, uint48 length) external {
        Rhythm kind = Rhythm(_bound(rhythm, 0, uint256(type(Rhythm).max)));
        bool valid =
            kind == Rhythm.FIXED
                ? length > 0 && anchor + 2 * uint256(length) <= LAST_SECOND
                : anchor == 0 && length == 0;
        if (!valid) {
            vm.expectRevert(abi.encodeWithSelector(FrameClock.FrameClockInvalid.selector, kind, anchor, length));
            _calls.make(kind, anchor, length);
            return;
        }
        (Rhythm gotKind, uint48 gotAnchor, uint48 gotLength) = FrameClock.make(kind, anchor, length).parts();
        vm.assertEq(uint256(gotKind), uint256(kind), "rhythm");
        vm.assertEq(gotAnchor, anchor, "anchor");
        vm.assertEq(gotLength, length, "length");
    }

    /// No frame is numbered beyond the last one.
    function testFuzz_FramesBeyondTheLastAreRefused(uint8 rhythm, uint256 index) external {
        index = _bound(index, LAST_FRAME + 1, type(uint256).max);
        Clock clock = _calendar(rhythm);
        vm.expectRevert(abi.encodeWithSelector(FrameClock.FrameClockOutOfRange.selector, index));
        _calls.endOf(clock, index);
    }

    function _calendar(uint8 rhythm) private pure returns (Clock) {
        return FrameClock.make(Rhythm(_bound(rhythm, 1, uint256(type(Rhythm).max))), 0, 0);
    }

    function _checkFrame(Clock clock, uint256 timestamp) private view {
        uint256 index = clock.indexAt(timestamp);
        uint256 start = clock.startOf(index);
        vm.assertLe(start, timestamp, "start");
        vm.assertEq(index == 0 ? 0 : clock.indexAt(start), index, "frame of its first second");
        if (index > 1 && start != 0) vm.assertEq(clock.indexAt(start - 1), index - 1, "frame of the second before");

        try _calls.endOf(clock, index) returns (uint48 end) {
            vm.assertLt(timestamp, end, "end");
            vm.assertEq(clock.indexAt(end - 1), index, "frame of its last second");
            vm.assertEq(clock.lengthOf(index), end - start, "length");
            if (index == LAST_FRAME) return;
            vm.assertEq(clock.startOf(index + 1), end, "start of the next frame");
            vm.assertEq(clock.indexAt(end), index + 1, "frame of its end");
        } catch (bytes memory reason) {
            // The end doesn't fit 48 bits: only the frame that holds the last second may have no end.
            vm.assertEq(
                uint256(keccak256(reason)),
                uint256(keccak256(abi.encodeWithSelector(FrameClock.FrameClockOutOfRange.selector, index + 1))),
                "reason"
            );
            vm.assertEq(clock.indexAt(LAST_SECOND), index, "last frame");
        }
    }
}
