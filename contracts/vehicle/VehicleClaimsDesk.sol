// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {VehicleClaims} from "./VehicleClaims.sol";

/// @title VehicleClaimsDesk
/// @notice Claims of vehicles and disputes about them, as code that runs in the storage of the vehicles' contract (DELEGATECALL). It is fixed for ever, and has no storage or power of its own.
contract VehicleClaimsDesk is VehicleClaims {}
