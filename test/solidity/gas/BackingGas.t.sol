// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Rhythm} from "../../../contracts/kernel/FrameClock.sol";
import {ProRataBacking} from "../../../contracts/timeframe/ProRataBacking.sol";
import {PlainTimeframeToken} from "../../../contracts/timeframe/PlainTimeframeToken.sol";
import {GasBase} from "./GasBase.sol";
import {VM} from "./GasVm.sol";

/// @title BackingGas
/// @notice Gas of collecting, and the sizes of the contracts around the tokens.
contract BackingGas is GasBase {
    PlainTimeframeToken private token;

    function setUp() public {
        setUpSystem();
        token = new PlainTimeframeToken(termsOf(Rhythm.FIXED), address(groups));
        populate(token, groupTerms(NO_CAP));
    }

    function test_gas_collect() public {
        VM.prank(ALICE);
        token.spend(SHOP, 10, 0);
        cool(token);
        VM.cool(address(asset));
        VM.prank(SHOP);
        backing.collect(address(token), SHOP);
        VM.snapshotGasLastCall("collect, fixed price, first");
    }

    function test_gas_sizes() public {
        VM.snapshotValue("runtime bytes, TimeframeGroups", address(groups).code.length);
        VM.snapshotValue("runtime bytes, FixedPriceBacking", address(backing).code.length);
        VM.snapshotValue(
            "runtime bytes, ProRataBacking",
            address(new ProRataBacking(asset, address(this))).code.length
        );
    }
}
