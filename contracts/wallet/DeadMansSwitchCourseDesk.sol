// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {SwitchCourse} from "./SwitchCourse.sol";
import {SwitchGuardians} from "./SwitchGuardians.sol";
import {SwitchRequests} from "./SwitchRequests.sol";

/// @title DeadMansSwitchCourseDesk
/// @notice The registry's functions for what happens before an execution, as code that runs in its storage (DELEGATECALL); see {DeadMansSwitchPlanDesk}.
contract DeadMansSwitchCourseDesk is SwitchCourse, SwitchRequests, SwitchGuardians {}
