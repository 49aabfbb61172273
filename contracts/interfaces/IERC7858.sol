// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

/// @title ERC-7858: NFTs that expire
/// @notice When a token is valid: from `startTime` until before `endTime`.
/// @dev Source: ERC-7858 (Final). Its ERC-165 identifier is 0x3ebdfa31.
interface IERC7858 {
    /// @notice What times are counted in.
    // solhint-disable-next-line contract-name-capwords
    enum EXPIRY_TYPE {
        /// Block numbers.
        BLOCKS_BASED,
        /// Unix seconds.
        TIME_BASED
    }

    /// @notice The validity of a token was set or changed.
    event TokenExpiryUpdated(uint256 indexed tokenId, uint256 indexed startTime, uint256 indexed endTime);

    /// @notice What times are counted in.
    function expiryType() external view returns (EXPIRY_TYPE);

    /// @notice Whether a token has expired.
    function isTokenExpired(uint256 tokenId) external view returns (bool);

    /// @notice The first moment of a token's validity.
    function startTime(uint256 tokenId) external view returns (uint256);

    /// @notice The first moment at which a token is no longer valid.
    function endTime(uint256 tokenId) external view returns (uint256);
}
