// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ContractAccount} from "../ContractAccount.sol";

/// @title HookAsset
/// @notice Tells both sides of a transfer about it, as ERC-777 does, and lets them act in the middle of it.
contract HookAsset is ERC20 {
    constructor() ERC20("HookAsset", "BAD") {}

    /// @notice Mints to anybody.
    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    function _update(address from, address to, uint256 amount) internal override {
        // Before the move for the sender, after it for the receiver.
        if (from.code.length != 0) _tell(from);
        super._update(from, to, amount);
        if (to.code.length != 0) _tell(to);
    }

    /// A contract that knows no hook, as a backing, is not told.
    function _tell(address account) private {
        (bool success, ) = account.call(abi.encodeCall(ContractAccount.onAssetMoved, ()));
        success;
    }
}
