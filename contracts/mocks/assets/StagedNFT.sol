// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";

/// @title StagedNFT
/// @notice A collection of which anybody can mint.
contract StagedNFT is ERC721 {
    constructor() ERC721("StagedNFT", "ART") {}

    /// @notice Mints to anybody.
    function mint(address to, uint256 id) external {
        _mint(to, id);
    }
}
