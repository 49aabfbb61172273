// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @title DustSender
/// @notice Sends single units, as many as it is told, out of what it holds.
contract DustSender {
    /// @notice Transfers one unit to a victim, `times` times.
    function pester(IERC20 token, address victim, uint256 times) external {
        for (uint256 i = 0; i < times; ++i) require(token.transfer(victim, 1), "DustSender: refused");
    }
}
