// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {FrameTally} from "../kernel/FrameTally.sol";

/// @title FrameTallyHarness
/// @notice Opens the functions of {FrameTally} to tests.
contract FrameTallyHarness {
    FrameTally private _tally;

    function add(uint256 place) external {
        _tally.add(place);
    }

    function remove(uint256 place) external {
        _tally.remove(place);
    }

    function countUpTo(uint256 place) external view returns (uint256) {
        return _tally.countUpTo(place);
    }
}
