// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {IPrepaidInstruments} from "./IPrepaidInstruments.sol";
import {IPrepaidMoney} from "./IPrepaidMoney.sol";

/// @title Prepaid vault
/// @notice All instruments in one asset: {IPrepaidMoney} is what owners have, {IPrepaidInstruments} what they lock for others to spend, and
/// ERC-20 what wallets show. An owner's balance is transferable like any token.
interface IPrepaidVault is IPrepaidInstruments, IPrepaidMoney, IERC20Metadata {
    /// @notice Several calls in one transaction, all or none: to deposit and issue, or to issue hundreds. About 200 plain issues fit one
    /// transaction.
    function multicall(bytes[] calldata data) external returns (bytes[] memory results);
}
