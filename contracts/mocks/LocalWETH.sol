// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {WETH} from "solady/src/tokens/WETH.sol";

/// @title LocalWETH
/// @notice Wrapped ether for local chains: Solady's, which does what WETH9 does.
contract LocalWETH is WETH {}
