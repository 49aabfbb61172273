// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {ConditionReport} from "./IVehicleTypes.sol";
import {VehicleReports} from "./VehicleReports.sol";

/// @title VehicleReportsDesk
/// @notice The whole way of a report, as code that runs in the storage of the vehicles' contract (DELEGATECALL); see {VehicleViewsDesk}. That contract counts reports that tell of distance alone, of vehicles that nothing
/// hangs on, by itself.
contract VehicleReportsDesk is VehicleReports {
    /// @notice See {IVehicleStake.report}.
    function report(ConditionReport calldata given, bytes calldata key, bytes calldata signature) external {
        _report(given, key, signature);
    }
}
