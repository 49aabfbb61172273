// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @title RebasingAsset
/// @notice Takes from an account what it holds, without a transfer by it.
contract RebasingAsset is ERC20 {
    constructor() ERC20("RebasingAsset", "BAD") {}

    /// @notice Mints to anybody.
    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    /// @notice Lowers the balance of an account, as a negative rebase does.
    function shrink(address account, uint256 amount) external {
        _burn(account, amount);
    }
}
