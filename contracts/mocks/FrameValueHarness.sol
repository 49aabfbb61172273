// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {FrameValue} from "../kernel/FrameValue.sol";

/// @title FrameValueHarness
/// @notice Opens the functions of {FrameValue} to tests; the test brings the frame.
contract FrameValueHarness {
    FrameValue private _value;

    function schedule(uint256 frame, uint256 value) external {
        _value.schedule(frame, value);
    }

    function set(uint256 frame, uint256 valueNow, uint256 valueNext) external {
        _value.set(frame, valueNow, valueNext);
    }

    function valueAt(uint256 frame) external view returns (uint256) {
        return _value.valueAt(frame);
    }

    function valueBefore(uint256 frame) external view returns (uint256) {
        return _value.valueBefore(frame);
    }

    function upcoming() external view returns (uint256) {
        return _value.upcoming();
    }
}
