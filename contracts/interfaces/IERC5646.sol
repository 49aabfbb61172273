// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";

/// @title ERC-5646: fingerprints of token states
/// @notice A value that stands for all that can change about a token: as long as it is the same, so is the token.
/// @dev Source: ERC-5646 (Final). Its ERC-165 identifier is 0xf5112315.
interface IERC5646 is IERC165 {
    /// @notice The fingerprint of the state in which a token is now.
    function getStateFingerprint(uint256 tokenId) external view returns (bytes32);
}
