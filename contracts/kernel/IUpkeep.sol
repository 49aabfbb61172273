// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

/// @title Upkeep
/// @notice What keepers call: a view that finds work among candidates, and a function that does it.
/// @dev `performData` can be stale or hostile: whoever implements this checks each item again.
interface IUpkeep {
    /// @notice Finds what is to be done.
    /// @param checkData The candidates.
    /// @return upkeepNeeded Whether there is any work.
    /// @return performData What to give to {performUpkeep}.
    function checkUpkeep(bytes calldata checkData) external view returns (bool upkeepNeeded, bytes memory performData);

    /// @notice Does what is still to be done of it.
    function performUpkeep(bytes calldata performData) external;
}
