// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {OpenZeppelinERC20} from "./OpenZeppelinERC20.sol";

/// @title OpenZeppelinERC20Permit
/// @notice The same with ERC-2612, which OpenZeppelin ships apart.
contract OpenZeppelinERC20Permit is OpenZeppelinERC20, ERC20Permit {
    constructor(string memory name_, string memory symbol_) OpenZeppelinERC20(name_, symbol_) ERC20Permit(name_) {}
}
