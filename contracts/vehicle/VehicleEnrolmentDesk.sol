// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {VehicleEnrolment} from "./VehicleEnrolment.sol";
import {VehicleIdentity} from "./VehicleIdentity.sol";

/// @title VehicleEnrolmentDesk
/// @notice How vehicles enter, their keys and which are the same, as code that runs in the storage of their contract (DELEGATECALL); see {VehicleViewsDesk}.
contract VehicleEnrolmentDesk is VehicleEnrolment, VehicleIdentity {}
