// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {VehicleHolder} from "./VehicleHolder.sol";

/// @title VehicleHolderDesk
/// @notice What owners do with their vehicles, as code that runs in the storage of {VehicleStake} (DELEGATECALL). It is fixed for ever, and has no storage or power of its own: called directly, it knows of no vehicle.
contract VehicleHolderDesk is VehicleHolder {}
