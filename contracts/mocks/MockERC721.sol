// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";

/// @title MockERC721
/// @notice A plain collection that anybody can mint, safely, to anybody.
contract MockERC721 is ERC721 {
    constructor() ERC721("Mock collection", "MOCK") {}

    /// @notice Mints to somebody who can receive it.
    function mint(address to, uint256 id) external {
        _safeMint(to, id);
    }
}
