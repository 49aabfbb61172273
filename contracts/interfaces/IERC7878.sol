// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

/// @title ERC-7878: bequeathable contracts
/// @notice A will names executors; one of them announces the owner's death, and after a moratorium the owner's tokens go to the inheritor.
/// @dev Source: ERC-7878 (Final).
interface IERC7878 {
    /// @notice The owner's tokens are to go to the inheritor, once the moratorium is over.
    event ObituaryStarted(address indexed owner, address indexed inheritor);
    /// @notice That will not be.
    event ObituaryCancelled(address indexed owner, address indexed cancelledBy);

    /// @notice Makes the caller's will, in place of what was.
    /// @param executors Who can announce and bequeath.
    /// @param moratoriumTTL Seconds from the announcement in which nothing moves yet.
    function setWill(address[] memory executors, uint256 moratoriumTTL) external;

    /// @notice An owner's will.
    function getWill(address owner) external view returns (address[] memory executors, uint256 moratoriumTTL);

    /// @notice Announces the owner's death, and who inherits.
    function announceObit(address owner, address inheritor) external;

    /// @notice Takes that back.
    function cancelObit(address owner) external;

    /// @notice Who inherits, and how many seconds of the moratorium are left; less than zero once it is over.
    function getObit(address owner) external view returns (address inheritor, int256 moratoriumTTL);

    /// @notice Has the owner's tokens go to the inheritor.
    function bequeath(address owner) external;
}
