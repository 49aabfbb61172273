// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IPrepaidDirectory, Merchant} from "./IPrepaidDirectory.sol";

/// @title PrepaidDirectory
/// @notice One directory for all vaults and lists.
contract PrepaidDirectory is IPrepaidDirectory {
    /// @inheritdoc IPrepaidDirectory
    function publish(bytes32 root, uint256 first, Merchant[] calldata merchants) external {
        if (merchants.length == 0) revert PrepaidPageEmpty(root);
        emit MerchantsPublished(root, msg.sender, first, merchants);
    }
}
