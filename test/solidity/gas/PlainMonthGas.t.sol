// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Rhythm} from "../../../contracts/kernel/FrameClock.sol";
import {PlainTimeframeToken} from "../../../contracts/timeframe/PlainTimeframeToken.sol";
import {GasBase} from "./GasBase.sol";

/// @title PlainMonthGas
/// @notice Gas of a PLAIN token with calendar months.
contract PlainMonthGas is GasBase {
    PlainTimeframeToken private token;

    function setUp() public {
        setUpSystem();
        token = new PlainTimeframeToken(termsOf(Rhythm.MONTH), address(groups));
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
