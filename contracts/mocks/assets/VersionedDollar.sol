// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {ERC20} from "solady/src/tokens/ERC20.sol";

/// @title VersionedDollar
/// @notice A stablecoin that signs as version 2 and says so, as those do that were upgraded. Anybody can mint.
contract VersionedDollar is ERC20 {
    /// @notice Mints to anybody.
    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    /// @notice The version of the domain in which it takes permits.
    function version() external pure returns (string memory) {
        return "2";
    }

    /// @inheritdoc ERC20
    function name() public pure override returns (string memory) {
        return "Versioned Dollar";
    }

    /// @inheritdoc ERC20
    function symbol() public pure override returns (string memory) {
        return "vUSD";
    }

    /// @inheritdoc ERC20
    function decimals() public pure override returns (uint8) {
        return 6;
    }

    /// @inheritdoc ERC20
    function _versionHash() internal pure override returns (bytes32) {
        return keccak256("2");
    }
}
