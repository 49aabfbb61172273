// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {VehicleRewards} from "./VehicleRewards.sol";

/// @title VehicleRewardsDesk
/// @notice The rewards of vehicles, as code that runs in the storage of {VehicleStake} (DELEGATECALL), which holds their money. It is fixed for ever, and has no storage or power of its own: called directly, it knows of no
/// vehicle.
contract VehicleRewardsDesk is VehicleRewards {}
