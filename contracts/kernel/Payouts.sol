// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

/// @title Payouts
/// @notice Payments that may be refused without harm: the caller credits what could not be pushed, for its owner to pull.
/// @dev Of what the asset returns, one word is read: a large answer costs the asset's caller nothing.
library Payouts {
    using SafeERC20 for IERC20;

    /// @notice The gas doesn't reach for the asset's transfer; send more.
    error PayoutOutOfGas();

    /// @notice Pays, or says that the asset refused: it reverted, or returned false.
    /// @dev Want of gas is no refusal: whoever looks for the least gas with which a transaction goes through, as nodes do, would find one with
    /// which every payment fails. A call that is short of gas has used nearly all that it was given; several calls deep, an eighth may be left.
    function tryPush(IERC20 asset, address to, uint256 amount) internal returns (bool paid) {
        uint256 before = gasleft();
        paid = asset.trySafeTransfer(to, amount);
        if (!paid && gasleft() < before / 8) revert PayoutOutOfGas();
    }
}
