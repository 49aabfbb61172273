// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {ERC20} from "solady/src/tokens/ERC20.sol";

/// @title SoladyERC20
/// @notice Solady's ERC-20 as it ships (ERC-2612 is part of it), with open minting and burning: the peer that the bench measures.
contract SoladyERC20 is ERC20 {
    string private _name;
    string private _symbol;

    constructor(string memory name_, string memory symbol_) {
        (_name, _symbol) = (name_, symbol_);
    }

    /// @notice What a grant costs here: one mint for each holder and frame.
    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    /// @notice Mints to a page of holders.
    function mintPage(address[] calldata holders, uint256 amount) external {
        for (uint256 i = 0; i < holders.length; ++i) _mint(holders[i], amount);
    }

    /// @notice Takes units of the caller out of circulation.
    function burn(uint256 amount) external {
        _burn(msg.sender, amount);
    }

    /// @inheritdoc ERC20
    function name() public view override returns (string memory) {
        return _name;
    }

    /// @inheritdoc ERC20
    function symbol() public view override returns (string memory) {
        return _symbol;
    }
}
