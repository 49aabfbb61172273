// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {IPrepaidInstruments} from "../prepaid/IPrepaidInstruments.sol";
import {Rules} from "../prepaid/IPrepaidTypes.sol";

/// @title CostlyVault
/// @notice Stands for a vault whose settlements take some four million gas: so much that who calls it has gas left when one runs out of it. As in a vault, they
/// run in other code by DELEGATECALL, so that want of gas comes as `FailedCall`.
contract CostlyVault {
    using Address for address;

    /// Bytes of memory; so many cost four million gas.
    uint256 private constant MUCH = 1_350_000;

    address private immutable CODE = address(this);

    /// @notice Whether an instrument was settled.
    mapping(uint256 id => bool done) public settled;

    /// @notice Settles an instrument, once.
    function settle(uint256 id, Rules calldata) external {
        CODE.functionDelegateCall(abi.encodeCall(this.settleAtDesk, (id)));
    }

    /// @notice The code behind {settle}.
    function settleAtDesk(uint256 id) external {
        if (settled[id]) revert IPrepaidInstruments.PrepaidNothingToSettle(id);
        settled[id] = keccak256(new bytes(MUCH)) != 0;
    }
}
