// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IVehicleStake} from "./IVehicleStake.sol";
import {VehicleReading} from "./VehicleReading.sol";

/// @notice The code that runs in the storage of the vehicles' contract.
struct Desks {
    address enrolment;
    address reports;
    address views;
    address care;
    address claims;
    address holder;
    address rewards;
}

/// @title VehicleDesks
/// @notice The desks of the vehicles' contract, which are fixed for ever, and how a call runs in their code: in this contract's storage, for the same caller.
abstract contract VehicleDesks is VehicleReading, IVehicleStake {
    address internal immutable ENROLMENT_DESK;
    address internal immutable REPORTS_DESK;
    address private immutable VIEWS_DESK;
    address internal immutable CARE_DESK;
    address internal immutable CLAIMS_DESK;
    address internal immutable HOLDER_DESK;
    address internal immutable REWARDS_DESK;

    constructor(Desks memory desks) {
        (ENROLMENT_DESK, REPORTS_DESK, VIEWS_DESK) = (desks.enrolment, desks.reports, desks.views);
        (CARE_DESK, CLAIMS_DESK) = (desks.care, desks.claims);
        (HOLDER_DESK, REWARDS_DESK) = (desks.holder, desks.rewards);
    }

    /// Runs this call in a desk's code and ends it there: whatever that returns or reverts with is this call's.
    function _at(address desk) internal {
        assembly ("memory-safe") {
            let free := mload(0x40)
            calldatacopy(free, 0, calldatasize())
            let done := delegatecall(gas(), desk, free, calldatasize(), 0, 0)
            returndatacopy(free, 0, returndatasize())
            if done {
                return(free, returndatasize())
            }
            revert(free, returndatasize())
        }
    }

    /// The same, of a view. The compiler can't know that the desk's functions of these names change nothing.
    function _view() internal view {
        function() internal view returns (uint256) read;
        function() internal run = _atViews;
        assembly ("memory-safe") {
            read := run
        }
        // It never comes back, so that this is never thrown: it tells the compiler that nothing has to be returned.
        revert VehicleClock(read());
    }

    /// The same, of a function that reads nothing.
    function _pure() internal pure {
        function() internal pure returns (uint256) read;
        function() internal run = _atViews;
        assembly ("memory-safe") {
            read := run
        }
        // As above.
        revert VehicleClock(read());
    }

    function _atViews() internal {
        _at(VIEWS_DESK);
    }
}
