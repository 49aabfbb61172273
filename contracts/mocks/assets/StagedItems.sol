// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {ERC1155} from "@openzeppelin/contracts/token/ERC1155/ERC1155.sol";

/// @title StagedItems
/// @notice Tokens of many ids, of which anybody can mint.
contract StagedItems is ERC1155 {
    constructor() ERC1155("") {}

    /// @notice Mints to anybody.
    function mint(address to, uint256 id, uint256 amount) external {
        _mint(to, id, amount, "");
    }
}
