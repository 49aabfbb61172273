// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {ISwitchPlans} from "./ISwitchPlans.sol";
import {Plan} from "./IWalletTypes.sol";
import {SwitchLife} from "./SwitchLife.sol";

/// @title SwitchDeskCalls
/// @notice The functions of the registry that run in the code of its desk, in the registry's storage and for the same caller. The desk is fixed for ever.
abstract contract SwitchDeskCalls is SwitchLife {
    using Address for address;

    address private immutable DESK;

    constructor(address desk) {
        DESK = desk;
    }

    /// @inheritdoc ISwitchPlans
    function register(Plan calldata) external {
        _atDesk();
    }

    /// @inheritdoc ISwitchPlans
    function registerSigned(Plan calldata, uint48, uint256, bytes calldata) external {
        _atDesk();
    }

    /// @inheritdoc ISwitchPlans
    function supersede(Plan calldata, Plan calldata) external {
        _atDesk();
    }

    /// @inheritdoc ISwitchPlans
    function supersedeSigned(Plan calldata, Plan calldata, uint48, uint256, bytes calldata) external {
        _atDesk();
    }

    /// @inheritdoc ISwitchPlans
    function cancel(Plan calldata) external {
        _atDesk();
    }

    /// @inheritdoc ISwitchPlans
    function withdrawAnnouncement() external {
        _atDesk();
    }

    /// @inheritdoc ISwitchPlans
    function request(Plan calldata, uint8, uint8, bytes32, bytes calldata) external payable {
        _atDesk();
    }

    /// @inheritdoc ISwitchPlans
    function endRequest(Plan calldata) external {
        _atDesk();
    }

    /// @inheritdoc ISwitchPlans
    function fundBounties(address) external payable {
        _atDesk();
    }

    /// @inheritdoc ISwitchPlans
    function withdrawBounties(address, uint256) external {
        _atDesk();
    }

    /// @inheritdoc ISwitchPlans
    function withdraw(address) external {
        _atDesk();
    }

    /// @inheritdoc ISwitchPlans
    function pause(Plan calldata, bytes[] calldata, bytes[] calldata) external {
        _atDesk();
    }

    /// @inheritdoc ISwitchPlans
    function confirm(Plan calldata, bytes[] calldata, bytes[] calldata) external {
        _atDesk();
    }

    /// @inheritdoc ISwitchPlans
    function isExtension(Plan calldata current, Plan calldata next) external view returns (bool) {
        return ISwitchPlans(DESK).isExtension(current, next);
    }

    /// Runs this call in the desk's code: whatever it returns or reverts with is this call's.
    function _atDesk() private {
        DESK.functionDelegateCall(msg.data);
    }
}
