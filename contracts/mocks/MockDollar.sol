// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC3009} from "@openzeppelin/contracts/token/ERC20/extensions/draft-ERC3009.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";

/// @title MockDollar
/// @notice A stablecoin as they are today: six decimals, ERC-2612 permits, ERC-3009 authorizations. Anybody can mint.
contract MockDollar is ERC20Permit, ERC3009 {
    constructor() ERC20("Mock Dollar", "mUSD") ERC20Permit("Mock Dollar") {}

    /// @notice Mints to anybody.
    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    /// @inheritdoc ERC20
    function decimals() public pure override returns (uint8) {
        return 6;
    }
}
