// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {DepreciationPolicy, DepreciationTerms} from "../../../contracts/vehicle/DepreciationPolicy.sol";
import {Anchor, Condition, Panel, Reading, ReportKind} from "../../../contracts/vehicle/IVehicleTypes.sol";
import {VM} from "./GasVm.sol";

/// @title VehicleGas
/// @notice Gas of what a policy is asked on the way of a report. Each snapshot is of one call whose accounts are all cold, as they are at the start of a transaction. Whole reports are in the bench.
contract VehicleGas {
    uint48 private constant START = 1_893_974_400;
    uint48 private constant MONTH = 30 days;
    uint40 private constant ODOMETER = 12_000_000;

    DepreciationPolicy private policy;
    Anchor private anchor;
    Condition private condition;

    function setUp() public {
        VM.warp(START);
        Panel memory nobody;
        policy = new DepreciationPolicy(
            DepreciationTerms(1_000, 0, 150, 1_000, 3_000, 5_000, 3_000, 3_000_000, uint32(MONTH), 365 days),
            nobody
        );
        anchor = Anchor(30_000_000_000, START, ODOMETER);
        condition = Condition(START + MONTH, ODOMETER + 2_000_000, 0, 0);
    }

    function test_gas_judge() public {
        Reading memory reading = Reading(ReportKind.ACCIDENT, START + 2 * MONTH, ODOMETER + 4_000_000, 1_500);
        (Anchor memory from, Condition memory last) = (anchor, condition);
        VM.cool(address(policy));
        policy.judge(from, last, reading);
        VM.snapshotGasLastCall("judge, an accident");
    }

    function test_gas_worth() public {
        (Anchor memory from, Condition memory last) = (anchor, condition);
        VM.cool(address(policy));
        policy.worthIn(from, last);
        VM.snapshotGasLastCall("worthIn, after a month");

        last.observedAt = START + 20 * 365 days;
        VM.cool(address(policy));
        policy.worthIn(from, last);
        VM.snapshotGasLastCall("worthIn, after 20 years");

        VM.cool(address(policy));
        policy.haircut(100 days);
        VM.snapshotGasLastCall("haircut");
    }

    function test_gas_sizes() public {
        VM.snapshotValue("runtime bytes, DepreciationPolicy", address(policy).code.length);
    }
}
