// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @title RevertingAsset
/// @notice Reverts on every transfer, once it is told to: with a reason, without one, or with a bomb of return data.
contract RevertingAsset is ERC20 {
    constructor() ERC20("RevertingAsset", "BAD") {}

    /// @notice Mints to anybody.
    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    enum Mode {
        NONE,
        TYPED,
        EMPTY,
        BOMB
    }

    /// @notice The asset stands still.
    error Halted();

    uint256 private constant BOMB_BYTES = 200_000;

    Mode private _mode;

    /// @notice Chooses how transfers revert.
    function setMode(Mode mode) external {
        _mode = mode;
    }

    function _update(address from, address to, uint256 amount) internal override {
        if (from != address(0)) _halt();
        super._update(from, to, amount);
    }

    function _halt() private view {
        Mode mode = _mode;
        if (mode == Mode.TYPED) revert Halted();
        if (mode == Mode.EMPTY) {
            assembly ("memory-safe") {
                revert(0, 0)
            }
        }
        if (mode == Mode.BOMB) {
            assembly {
                revert(0, BOMB_BYTES)
            }
        }
    }
}
