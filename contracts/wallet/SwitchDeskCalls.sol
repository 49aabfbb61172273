// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {ISwitchCourse} from "./ISwitchCourse.sol";
import {ISwitchPlans} from "./ISwitchPlans.sol";
import {Plan} from "./IWalletTypes.sol";
import {SwitchLife} from "./SwitchLife.sol";

/// @title SwitchDeskCalls
/// @notice The functions of the registry that run in the code of its two desks, in the registry's storage and for the same caller. The desks are fixed for ever.
abstract contract SwitchDeskCalls is SwitchLife {
    using Address for address;

    address private immutable PLAN_DESK;
    address private immutable COURSE_DESK;

    constructor(address planDesk, address courseDesk) {
        PLAN_DESK = planDesk;
        COURSE_DESK = courseDesk;
    }

    // ---- plans ----

    /// @inheritdoc ISwitchPlans
    function registerSigned(Plan calldata, uint48, uint256, bytes calldata) external {
        _at(PLAN_DESK);
    }

    /// @inheritdoc ISwitchPlans
    function supersede(Plan calldata, Plan calldata) external {
        _at(PLAN_DESK);
    }

    /// @inheritdoc ISwitchPlans
    function supersedeSigned(Plan calldata, Plan calldata, uint48, uint256, bytes calldata) external {
        _at(PLAN_DESK);
    }

    /// @inheritdoc ISwitchPlans
    function cancel(Plan calldata) external {
        _at(PLAN_DESK);
    }

    /// @inheritdoc ISwitchPlans
    function withdrawAnnouncement() external {
        _at(PLAN_DESK);
    }

    /// @inheritdoc ISwitchPlans
    function heartbeatSigned(address, uint48, uint256, bytes calldata) external {
        _at(PLAN_DESK);
    }

    /// @inheritdoc ISwitchPlans
    function isExtension(Plan calldata current, Plan calldata next) external view returns (bool) {
        return ISwitchPlans(PLAN_DESK).isExtension(current, next);
    }

    // ---- course ----

    /// @inheritdoc ISwitchCourse
    function trigger(Plan calldata, bytes calldata) external {
        _at(COURSE_DESK);
    }

    /// @inheritdoc ISwitchCourse
    function accept(Plan calldata, uint8, uint8, bytes32) external {
        _at(COURSE_DESK);
    }

    /// @inheritdoc ISwitchCourse
    function acceptSigned(Plan calldata, uint8, uint8, address, bytes32, bytes calldata) external {
        _at(COURSE_DESK);
    }

    /// @inheritdoc ISwitchCourse
    function request(Plan calldata, uint8, uint8, bytes32, bytes calldata) external payable {
        _at(COURSE_DESK);
    }

    /// @inheritdoc ISwitchCourse
    function endRequest(Plan calldata) external {
        _at(COURSE_DESK);
    }

    /// @inheritdoc ISwitchCourse
    function fundBounties(address) external payable {
        _at(COURSE_DESK);
    }

    /// @inheritdoc ISwitchCourse
    function withdrawBounties(address, uint256) external {
        _at(COURSE_DESK);
    }

    /// @inheritdoc ISwitchCourse
    function withdraw(address) external {
        _at(COURSE_DESK);
    }

    /// @inheritdoc ISwitchCourse
    function collect(Plan calldata) external {
        _at(COURSE_DESK);
    }

    /// @inheritdoc ISwitchCourse
    function pause(Plan calldata, bytes[] calldata, bytes[] calldata) external {
        _at(COURSE_DESK);
    }

    /// @inheritdoc ISwitchCourse
    function confirm(Plan calldata, bytes[] calldata, bytes[] calldata) external {
        _at(COURSE_DESK);
    }

    /// Runs this call in a desk's code: whatever it returns or reverts with is this call's.
    function _at(address desk) private {
        desk.functionDelegateCall(msg.data);
    }
}
