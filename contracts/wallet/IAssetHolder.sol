// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Asset} from "./IWalletTypes.sol";

/// @title Asset holder
/// @notice What moves an account's assets when its plan is executed: the account itself, or a module of it. It obeys the plan executor alone.
interface IAssetHolder {
    /// @notice Only the plan executor may order this.
    error HolderUnauthorized(address caller);
    /// @notice The account did not let the asset go.
    error HolderRefused(address account, address token);

    /// @notice Moves an asset out of the account. Reverts, with whatever reason, if the asset or its receiver refuses.
    /// @param account Whose asset it is.
    /// @param asset What is moved.
    /// @param to Who receives it.
    /// @param amount How much, in base units; 1 for ERC-721.
    function release(address account, Asset calldata asset, address to, uint256 amount) external;
}
