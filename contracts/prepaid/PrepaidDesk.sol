// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Multicall} from "@openzeppelin/contracts/utils/Multicall.sol";
import {IPrepaidMoney} from "./IPrepaidMoney.sol";
import {PrepaidFunding} from "./PrepaidFunding.sol";
import {PrepaidHolding} from "./PrepaidHolding.sol";
import {PrepaidPurchase} from "./PrepaidPurchase.sol";
import {PrepaidReturns} from "./PrepaidReturns.sol";

/// @title PrepaidDesk
/// @notice The rarer functions of all vaults, as code that runs in their storage (DELEGATECALL). A vault's desk is fixed for ever, and has no storage
/// or power of its own: called directly, it knows of no asset and no instrument.
contract PrepaidDesk is PrepaidPurchase, PrepaidHolding, PrepaidReturns, PrepaidFunding, Multicall {
    function _asset() internal view override returns (IERC20) {
        return IPrepaidMoney(address(this)).asset();
    }

    function _bucketLength() internal view override returns (uint256) {
        return IPrepaidMoney(address(this)).bucketLength();
    }
}
