// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IPlanChecker} from "./IPlanChecker.sol";
import {SwitchGuardians} from "./SwitchGuardians.sol";
import {SwitchPlans} from "./SwitchPlans.sol";
import {SwitchRequests} from "./SwitchRequests.sol";

/// @title DeadMansSwitchDesk
/// @notice The rarer functions of the registry, as code that runs in its storage (DELEGATECALL). It is fixed for ever, and has no storage or power of its own: called
/// directly, it knows of no plan that anybody obeys.
contract DeadMansSwitchDesk is SwitchPlans, SwitchRequests, SwitchGuardians {
    /// @notice Fixes who checks plans.
    /// @param checker What says whether a text is a plan.
    constructor(IPlanChecker checker) SwitchPlans(checker) {}
}
