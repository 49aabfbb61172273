// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @title DenyListAsset
/// @notice Refuses transfers from and to the accounts on its list.
contract DenyListAsset is ERC20 {
    constructor() ERC20("DenyListAsset", "BAD") {}

    /// @notice Mints to anybody.
    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    /// @notice The account is on the list.
    error Denied(address account);

    mapping(address account => bool denied) private _denied;

    /// @notice Puts an account on the list, or takes it off.
    function setDenied(address account, bool denied) external {
        _denied[account] = denied;
    }

    function _update(address from, address to, uint256 amount) internal override {
        if (_denied[from]) revert Denied(from);
        if (_denied[to]) revert Denied(to);
        super._update(from, to, amount);
    }
}
