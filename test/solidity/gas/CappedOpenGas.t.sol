// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Rhythm} from "../../../contracts/kernel/FrameClock.sol";
import {CappedTimeframeToken} from "../../../contracts/timeframe/CappedTimeframeToken.sol";
import {GasBase} from "./GasBase.sol";

/// @title CappedOpenGas
/// @notice Gas of a CAPPED token whose members have no cap.
contract CappedOpenGas is GasBase {
    CappedTimeframeToken private token;

    function setUp() public {
        setUpSystem();
        token = new CappedTimeframeToken(termsOf(Rhythm.FIXED), address(groups));
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
