// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @title CostlyAsset
/// @notice Burns all the gas that it is given for a transfer, whoever receives: with enough recipients, more than a transaction can have.
contract CostlyAsset is ERC20 {
    constructor() ERC20("CostlyAsset", "DEAR") {}

    /// @notice Mints to anybody.
    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    function _update(address from, address to, uint256 amount) internal override {
        if (from != address(0)) {
            assembly {
                invalid()
            }
        }
        super._update(from, to, amount);
    }
}
