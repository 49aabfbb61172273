// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {VehicleTraits} from "./VehicleTraits.sol";

/// @title VehicleViewsDesk
/// @notice The views of the vehicles' contract, as code that runs in its storage (DELEGATECALL). It is fixed for ever, and has no storage or power of its own: asked directly, it knows of no vehicle.
contract VehicleViewsDesk is VehicleTraits {}
