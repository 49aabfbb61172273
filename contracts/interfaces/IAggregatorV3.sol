// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

/// @title Chainlink feed
/// @notice The part of Chainlink's feeds that an uptime feed of a sequencer is read by.
interface IAggregatorV3 {
    /// @notice The latest round. Of an uptime feed, `answer` is 0 while the sequencer is up and 1 while it is down, and `startedAt` is since when, Unix seconds.
    function latestRoundData()
        external
        view
        returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound);
}
