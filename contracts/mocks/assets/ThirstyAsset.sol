// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @title ThirstyAsset
/// @notice Moves only where it is given nearly all of the gas that an asset is ever given, as a token with many books behind it might.
contract ThirstyAsset is ERC20 {
    /// @notice The gas is too little.
    error Thirsty(uint256 given);

    uint256 private constant NEED = 390_000;

    constructor() ERC20("ThirstyAsset", "BAD") {}

    /// @notice Mints to anybody.
    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    function _update(address from, address to, uint256 amount) internal override {
        if (from != address(0) && gasleft() < NEED) revert Thirsty(gasleft());
        super._update(from, to, amount);
    }
}
