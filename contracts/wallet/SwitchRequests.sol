// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {ILifeSource} from "./ILifeSource.sol";
import {ISwitchCourse} from "./ISwitchCourse.sol";
import {Plan, State, Status} from "./IWalletTypes.sol";
import {SwitchCredits} from "./SwitchCredits.sol";
import {Request, Standing} from "./SwitchState.sol";

/// @title SwitchRequests
/// @notice Recipients who ask to receive before the period is over; and the ether that comes in and goes out.
abstract contract SwitchRequests is SwitchCredits, ISwitchCourse {
    // ---- request ----

    /// @inheritdoc ISwitchCourse
    function request(
        Plan calldata plan,
        uint8 tier,
        uint8 place,
        bytes32 salt,
        bytes calldata evidence
    ) external payable {
        // Check
        Standing memory standing = _requireInForce(plan);
        Status memory status = _statusOf(plan, standing);
        if (status.state != State.ACTIVE) revert WalletState(status.state);
        if (plan.requestPeriod == 0) revert WalletNoRequest();
        if (msg.value != plan.bond) revert WalletBond(msg.value, plan.bond);
        _requireRecipient(plan, tier, place, msg.sender, salt);
        uint48 until = ILifeSource(standing.source).silentUntil(plan.account, evidence);
        // An act in this second is one that the request came after, and would be taken for one that denies it.
        if (status.lastLife >= until) revert WalletTooEarly(status.lastLife + 1, until);
        Request storage asked = _requests[plan.account];
        if (_isStanding(asked, status.lastLife, standing.version)) revert WalletNoRequest();

        // Effect
        if (asked.requester != address(0)) _endRequest(plan.account, asked, status.lastLife >= asked.seenAt);
        _requests[plan.account] = Request(
            msg.sender,
            uint96(msg.value),
            uint48(block.timestamp),
            until,
            standing.version
        );
        uint48 triggerableAt = uint48(block.timestamp) + plan.requestPeriod;
        emit Requested(plan.account, standing.version, msg.sender, triggerableAt);
    }

    /// @inheritdoc ISwitchCourse
    function endRequest(Plan calldata plan) external {
        // Check
        Request storage asked = _requests[plan.account];
        if (asked.requester == address(0)) revert WalletRequestStands();
        Standing memory standing = _standingOf(plan.account);
        (uint48 lastLife, uint48 suspendedAt) = _lifeOf(plan.account, standing);
        // An act of the owner denies it, also one by which the plan came to its end.
        bool denied = lastLife >= asked.seenAt;
        bool isVoid = asked.version != standing.version || suspendedAt >= standing.registeredAt;
        if (!denied && !isVoid && !_isOverdue(plan, standing)) revert WalletRequestStands();

        // Effect
        _endRequest(plan.account, asked, denied);
    }

    /// Whether a request led to a trigger, and nothing has moved for a whole period after the grace period, nor has the owner shown life: whatever it waits for, the bond need not.
    function _isOverdue(Plan calldata plan, Standing memory standing) private view returns (bool) {
        if (!_isInForce(standing, plan)) return false;
        Status memory status = _statusOf(plan, standing);
        return status.state == State.GRACE && block.timestamp >= uint256(status.triggeredAt) + plan.grace + plan.period;
    }

    // ---- ether ----

    /// @inheritdoc ISwitchCourse
    function fundBounties(address account) external payable {
        _bounties[account] += msg.value;
        emit BountyFunded(account, msg.sender, msg.value);
    }

    /// @inheritdoc ISwitchCourse
    function withdrawBounties(address to, uint256 amount) external {
        // Check
        _requireOwnersWithdrawal();
        uint256 available = _bounties[msg.sender];
        if (amount == 0 || amount > available) revert WalletNothingToWithdraw(available);

        // Effect
        _bounties[msg.sender] = available - amount;

        // Interaction
        _send(msg.sender, to, amount);
    }

    /// @inheritdoc ISwitchCourse
    function withdraw(address to) external {
        // Check
        _requireOwnersWithdrawal();
        uint256 amount = _credits[msg.sender];
        if (amount == 0) revert WalletNothingToWithdraw(0);

        // Effect
        delete _credits[msg.sender];

        // Interaction
        _send(msg.sender, to, amount);
    }

    /// @inheritdoc ISwitchCourse
    function collect(Plan calldata plan) external {
        // Check
        Standing memory standing = _requireInForce(plan);
        Status memory status = _statusOf(plan, standing);
        bool isDue = status.state == State.GRACE && block.timestamp >= status.executableAt;
        if (!isDue && status.state != State.EXECUTING && status.state != State.DONE) revert WalletState(status.state);
        // Whoever completes the plan has his bounty still to get.
        uint256 deposit = _bounties[plan.account];
        uint256 due = status.state == State.DONE ? 0 : plan.bounty;
        uint256 spare = deposit > due ? deposit - due : 0;
        uint256 amount = _credits[plan.account] + spare;
        if (amount == 0) revert WalletNothingToWithdraw(0);

        // Effect
        delete _credits[plan.account];
        _bounties[plan.account] = deposit - spare;

        // Interaction
        _send(plan.account, plan.account, amount);
    }

    /// Of an account with a plan, its owner takes ether, not its modules.
    function _requireOwnersWithdrawal() private view {
        Standing memory standing = _standingOf(msg.sender);
        if (standing.source != address(0)) _requireOwnersAct(msg.sender, standing.source);
    }

    function _send(address from, address to, uint256 amount) private {
        emit EtherWithdrawn(from, to, amount);
        (bool sent, ) = to.call{value: amount}("");
        if (!sent) revert WalletEtherNotSent(to, amount);
    }
}
