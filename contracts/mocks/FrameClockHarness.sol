// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Clock, FrameClock, Rhythm} from "../kernel/FrameClock.sol";

/// @title FrameClockHarness
/// @notice Opens the functions of {FrameClock} to tests.
contract FrameClockHarness {
    function make(Rhythm rhythm, uint48 anchor, uint48 frameLength) external pure returns (uint256) {
        return Clock.unwrap(FrameClock.make(rhythm, anchor, frameLength));
    }

    function parts(uint256 clock) external pure returns (Rhythm rhythm, uint48 anchor, uint48 frameLength) {
        return Clock.wrap(clock).parts();
    }

    function indexAt(uint256 clock, uint256 timestamp) external pure returns (uint256) {
        return Clock.wrap(clock).indexAt(timestamp);
    }

    function startOf(uint256 clock, uint256 index) external pure returns (uint48) {
        return Clock.wrap(clock).startOf(index);
    }

    function endOf(uint256 clock, uint256 index) external pure returns (uint48) {
        return Clock.wrap(clock).endOf(index);
    }

    function lengthOf(uint256 clock, uint256 index) external pure returns (uint256) {
        return Clock.wrap(clock).lengthOf(index);
    }
}
