// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Rhythm} from "../../../contracts/kernel/FrameClock.sol";
import {CappedTimeframeToken} from "../../../contracts/timeframe/CappedTimeframeToken.sol";
import {GroupTerms} from "../../../contracts/timeframe/ITimeframeToken.sol";
import {GasBase} from "./GasBase.sol";
import {VM} from "./GasVm.sol";

/// @title RequestGas
/// @notice Gas of a group on request.
contract RequestGas is GasBase {
    CappedTimeframeToken private token;

    function setUp() public {
        setUpSystem();
        token = new CappedTimeframeToken(termsOf(Rhythm.FIXED), address(groups));
        GroupTerms memory terms = groupTerms(NO_CAP);
        (terms.onRequest, terms.budget) = (true, 1_000_000);
        populate(token, terms);
    }

    function test_gas_requests() public {
        turn(token);
        cool(token);
        VM.prank(ALICE);
        token.request(10);
        VM.snapshotGasLastCall("request, first ever");

        cool(token);
        VM.prank(ALICE);
        token.request(10);
        VM.snapshotGasLastCall("request, later");
    }

    function test_gas_handOut() public {
        turn(token);
        address[] memory accounts = new address[](1);
        accounts[0] = ALICE;
        uint256[] memory amounts = new uint256[](1);
        amounts[0] = 10;
        cool(token);
        groups.handOut(address(token), accounts, amounts, "");
        VM.snapshotGasLastCall("handOut, first ever, one");
    }
}
