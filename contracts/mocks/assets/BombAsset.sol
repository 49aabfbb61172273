// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @title BombAsset
/// @notice Moves what it is told to, and answers with far more data than was asked for.
contract BombAsset is ERC20 {
    constructor() ERC20("BombAsset", "BAD") {}

    /// @notice Mints to anybody.
    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    uint256 private constant BOMB_BYTES = 200_000;

    /// @inheritdoc ERC20
    function transfer(address to, uint256 amount) public override returns (bool) {
        super.transfer(to, amount);
        _bomb();
    }

    /// @inheritdoc ERC20
    function transferFrom(address from, address to, uint256 amount) public override returns (bool) {
        super.transferFrom(from, to, amount);
        _bomb();
    }

    function _bomb() private pure {
        assembly {
            mstore(0, 1)
            return(0, BOMB_BYTES)
        }
    }
}
