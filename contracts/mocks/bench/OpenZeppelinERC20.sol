// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @title OpenZeppelinERC20
/// @notice OpenZeppelin's ERC-20 as it ships, with open minting and burning: the peer that the bench measures.
contract OpenZeppelinERC20 is ERC20 {
    constructor(string memory name_, string memory symbol_) ERC20(name_, symbol_) {}

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
}
