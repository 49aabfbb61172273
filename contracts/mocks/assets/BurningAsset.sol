// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @title BurningAsset
/// @notice Burns all the gas it is given on a transfer to one account, or to all, as accounts with hooks could.
contract BurningAsset is ERC20 {
    constructor() ERC20("BurningAsset", "BAD") {}

    address private _burner;

    /// @notice Mints to anybody.
    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    /// @notice Chooses the account; this contract stands for all.
    function setBurner(address burner) external {
        _burner = burner;
    }

    function _update(address from, address to, uint256 amount) internal override {
        if (to != address(0) && (to == _burner || _burner == address(this))) {
            assembly {
                invalid()
            }
        }
        super._update(from, to, amount);
    }
}
