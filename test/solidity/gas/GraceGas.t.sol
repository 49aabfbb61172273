// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Rhythm} from "../../../contracts/kernel/FrameClock.sol";
import {GraceTimeframeToken} from "../../../contracts/timeframe/GraceTimeframeToken.sol";
import {GasBase} from "./GasBase.sol";

/// @title GraceGas
/// @notice Gas of a GRACE token with frames of a fixed length.
contract GraceGas is GasBase {
    GraceTimeframeToken private token;

    function setUp() public {
        setUpSystem();
        token = new GraceTimeframeToken(termsOf(Rhythm.FIXED), address(groups));
        populate(token, groupTerms(NO_CAP));
    }

    function test_gas_transfers() public {
        snapTransfers(token);
    }

    function test_gas_spends() public {
        snapSpends(token);
    }

    function test_gas_views() public {
        snapViews(token);
    }

    function test_gas_members() public {
        snapMembers(token);
    }

    function test_gas_size() public {
        snapSize(token);
    }
}
