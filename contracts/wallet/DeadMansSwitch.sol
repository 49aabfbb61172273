// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IDeadMansSwitch} from "./IDeadMansSwitch.sol";
import {Plan, State, Status} from "./IWalletTypes.sol";
import {OwnSource} from "./OwnSource.sol";
import {PlanExecutor} from "./PlanExecutor.sol";
import {SwitchDeskCalls} from "./SwitchDeskCalls.sol";
import {Announcement, Request, Standing} from "./SwitchState.sol";
import {WalletPlan} from "./WalletPlan.sol";

/// @title DeadMansSwitch
/// @notice The registry of plans of all accounts. Nobody owns it. It brings its executor with it, so that either knows the other from the start.
contract DeadMansSwitch is SwitchDeskCalls {
    /// @inheritdoc IDeadMansSwitch
    address public immutable EXECUTOR;

    /// @notice Creates the executor.
    /// @param planDesk The code of the functions that change plans.
    /// @param courseDesk The code of those that lead up to an execution.
    constructor(address planDesk, address courseDesk) SwitchDeskCalls(planDesk, courseDesk) {
        EXECUTOR = address(new PlanExecutor(address(this)));
    }

    /// @inheritdoc IDeadMansSwitch
    function register(Plan calldata plan) external {
        if (plan.account != msg.sender) revert WalletOtherAccount(plan.account, msg.sender);
        if (!OwnSource.isOf(msg.sender, plan.source)) revert WalletForeignSource(msg.sender, plan.source);
        _requireOwnersAct(msg.sender, plan.source);
        _register(plan, uint48(block.timestamp));
    }

    /// @inheritdoc IDeadMansSwitch
    function statusOf(Plan calldata plan) external view returns (Status memory status) {
        Standing memory standing = _standingOf(plan.account);
        if (_isInForce(standing, plan)) return _statusOf(plan, standing);
        status.version = standing.version;
        status.state = standing.hash == 0 && standing.version != 0 ? State.CANCELLED : State.NONE;
    }

    /// @inheritdoc IDeadMansSwitch
    function lastLifeOf(address account) external view returns (uint48 lastLife) {
        (lastLife, ) = _lifeOf(account, _standingOf(account));
    }

    /// @inheritdoc IDeadMansSwitch
    function planOf(
        address account
    ) external view returns (uint32 version, bytes26 planHash, address source, uint48 registeredAt) {
        Standing memory standing = _standingOf(account);
        return (standing.version, standing.hash, standing.source, standing.registeredAt);
    }

    /// @inheritdoc IDeadMansSwitch
    function announcementOf(address account) external view returns (bytes26 planHash, uint48 effectiveAt) {
        Announcement storage announcement = _announcements[account];
        if (block.timestamp < announcement.effectiveAt) return (announcement.hash, announcement.effectiveAt);
    }

    /// @inheritdoc IDeadMansSwitch
    function nonceOf(address account) external view returns (uint256) {
        return _standingOf(account).acts;
    }

    /// @inheritdoc IDeadMansSwitch
    function hashOf(Plan calldata plan) external pure returns (bytes32) {
        return WalletPlan.hash(plan);
    }

    /// @inheritdoc IDeadMansSwitch
    function bountiesOf(address account) external view returns (uint256) {
        return _bounties[account];
    }

    /// @inheritdoc IDeadMansSwitch
    function creditOf(address account) external view returns (uint256) {
        return _credits[account];
    }

    /// @inheritdoc IDeadMansSwitch
    function requestOf(address account) external view returns (address requester, uint48 requestedAt, uint256 bond) {
        Request storage asked = _requests[account];
        return (asked.requester, asked.requestedAt, asked.bond);
    }

    function _executor() internal view override returns (address) {
        return EXECUTOR;
    }
}
