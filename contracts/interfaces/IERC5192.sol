// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

/// @title Minimal soulbound tokens (ERC-5192)
/// @notice Whether a token can be transferred now. The interface's id is 0xb45a3c0e.
interface IERC5192 {
    /// @notice From now on the token can't be transferred.
    event Locked(uint256 tokenId);
    /// @notice From now on it can.
    event Unlocked(uint256 tokenId);

    /// @notice Whether the token can't be transferred now. Reverts for one that doesn't exist.
    function locked(uint256 tokenId) external view returns (bool);
}
