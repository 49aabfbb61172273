// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IDeadMansSwitch} from "./IDeadMansSwitch.sol";
import {SwitchPlans} from "./SwitchPlans.sol";

/// @title DeadMansSwitchPlanDesk
/// @notice The registry's functions for plans that are signed, change or end, as code that runs in its storage (DELEGATECALL). It is fixed for ever, and has no storage or power of its own:
/// called directly, it knows of no plan that anybody obeys.
contract DeadMansSwitchPlanDesk is SwitchPlans {
    function _executor() internal view override returns (address) {
        return IDeadMansSwitch(address(this)).EXECUTOR();
    }
}
