// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {IPrepaidInstruments} from "./IPrepaidInstruments.sol";
import {IPrepaidMoney} from "./IPrepaidMoney.sol";
import {Rules} from "./IPrepaidTypes.sol";
import {PrepaidRedemption} from "./PrepaidRedemption.sol";

/// @title PrepaidDeskCalls
/// @notice The functions of a vault that run in the code of its desk, in the vault's storage and for the same caller. The desk is fixed for ever.
abstract contract PrepaidDeskCalls is PrepaidRedemption, IPrepaidMoney {
    using Address for address;

    address private immutable DESK;

    constructor(address desk_) {
        DESK = desk_;
    }

    /// @inheritdoc IPrepaidMoney
    function deposit(uint256, address) external {
        _atDesk();
    }

    /// @inheritdoc IPrepaidMoney
    function depositWithPermit(uint256, uint256, uint8, bytes32, bytes32) external {
        _atDesk();
    }

    /// @inheritdoc IPrepaidMoney
    function depositWithAuthorization(address, uint256, uint256, uint256, bytes32, uint8, bytes32, bytes32) external {
        _atDesk();
    }

    /// @inheritdoc IPrepaidMoney
    function depositEther(address) external payable {
        _atDesk();
    }

    /// @inheritdoc IPrepaidMoney
    function withdrawEther(uint256, address) external {
        _atDesk();
    }

    /// @inheritdoc IPrepaidMoney
    function choosePayout(bool) external {
        _atDesk();
    }

    /// @inheritdoc IPrepaidMoney
    function chooseSweep(bool, uint16) external {
        _atDesk();
    }

    /// @inheritdoc IPrepaidMoney
    function acceptReturns(address, bool) external {
        _atDesk();
    }

    /// @inheritdoc IPrepaidMoney
    function prune(uint256) external {
        _atDesk();
    }

    /// @inheritdoc IPrepaidMoney
    function sweep(address[] calldata, uint256, address) external {
        _atDesk();
    }

    /// @inheritdoc IPrepaidInstruments
    function topUp(uint256, uint96, Rules calldata) external {
        _atDesk();
    }

    /// @inheritdoc IPrepaidInstruments
    function extend(uint256, uint48, Rules calldata) external {
        _atDesk();
    }

    /// @inheritdoc IPrepaidInstruments
    function reassign(uint256, address, bool, Rules calldata) external {
        _atDesk();
    }

    /// @inheritdoc IPrepaidInstruments
    function deliver(uint256, Rules calldata) external {
        _atDesk();
    }

    /// @inheritdoc IPrepaidInstruments
    function cancel(uint256, Rules calldata) external {
        _atDesk();
    }

    /// @inheritdoc IPrepaidInstruments
    function claim(uint256, address, uint48, Rules calldata, bytes calldata, bytes calldata) external {
        _atDesk();
    }

    /// @inheritdoc IPrepaidInstruments
    function transferInstrument(uint256, address) external {
        _atDesk();
    }

    /// @inheritdoc IPrepaidInstruments
    function transferInstrumentAndCall(uint256, address, bytes calldata) external {
        _atDesk();
    }

    /// @inheritdoc IPrepaidInstruments
    function split(uint256, uint96, address, bytes32, Rules calldata) external returns (uint256) {
        _atDesk();
    }

    /// @inheritdoc IPrepaidInstruments
    function refund(uint256, uint96, bytes32, Rules calldata) external {
        _atDesk();
    }

    /// @inheritdoc IPrepaidInstruments
    function settle(uint256, Rules calldata) external {
        _atDesk();
    }

    /// Runs this call in the desk's code: whatever it returns or reverts with is this call's. Nothing after it is reached.
    function _atDesk() internal {
        bytes memory result = DESK.functionDelegateCall(msg.data);
        assembly ("memory-safe") {
            return(add(result, 0x20), mload(result))
        }
    }
}
