// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IAggregatorV3} from "../interfaces/IAggregatorV3.sol";

/// @title StagedFeed
/// @notice An uptime feed that says what a test tells it to.
contract StagedFeed is IAggregatorV3 {
    int256 private _answer;
    uint256 private _startedAt;

    /// @notice Fixes what it says: 0 = up, 1 = down, and since when; any other answer makes it revert.
    function say(int256 answer, uint256 startedAt) external {
        (_answer, _startedAt) = (answer, startedAt);
    }

    /// @inheritdoc IAggregatorV3
    function latestRoundData() external view returns (uint80, int256, uint256, uint256, uint80) {
        require(_answer < 10);
        return (1, _answer, _startedAt, block.timestamp, 1);
    }
}
