// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {VehicleBounties} from "./VehicleBounties.sol";
import {VehicleCare} from "./VehicleCare.sol";

/// @title VehicleCareDesk
/// @notice Policies, appraisals and bounties of vehicles, as code that runs in the storage of the vehicles' contract (DELEGATECALL). It is fixed for ever, and has no storage or power of its own.
contract VehicleCareDesk is VehicleCare, VehicleBounties {}
