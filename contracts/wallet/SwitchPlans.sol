// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IDeadMansSwitch} from "./IDeadMansSwitch.sol";
import {ILifeSource} from "./ILifeSource.sol";
import {IPlanChecker} from "./IPlanChecker.sol";
import {ISwitchPlans} from "./ISwitchPlans.sol";
import {Plan} from "./IWalletTypes.sol";
import {Announcement, Standing, SwitchState} from "./SwitchState.sol";
import {WalletPlan} from "./WalletPlan.sol";

/// @title SwitchPlans
/// @notice How plans come into force, change and end. Each act counts as life, from its second or from its signature's.
abstract contract SwitchPlans is SwitchState, ISwitchPlans {
    IPlanChecker private immutable CHECKER;

    /// @notice Fixes who checks plans.
    /// @param checker What says whether a text is a plan.
    constructor(IPlanChecker checker) {
        CHECKER = checker;
    }

    // ---- registration ----

    /// @inheritdoc ISwitchPlans
    function register(Plan calldata plan) external {
        if (plan.account != msg.sender) revert WalletOtherAccount(plan.account, msg.sender);
        _requireOwnersAct(msg.sender, plan.source);
        _register(plan, uint48(block.timestamp));
    }

    /// @inheritdoc ISwitchPlans
    function registerSigned(Plan calldata plan, uint48 issuedAt, uint256 deadline, bytes calldata signature) external {
        _requireSigned(plan, issuedAt, deadline, signature);
        _register(plan, issuedAt);
    }

    function _register(Plan calldata plan, uint48 livedAt) private {
        // Check
        Standing memory standing = _standingOf(plan.account);
        if (standing.hash != 0) revert WalletRegisteredBefore(plan.account, standing.version);
        _check(plan);

        // Effect
        _replace(plan, standing, livedAt);
    }

    // ---- change ----

    /// @inheritdoc ISwitchPlans
    function supersede(Plan calldata current, Plan calldata next) external {
        Standing memory standing = _requireOwned(current);
        _supersede(current, next, standing, uint48(block.timestamp));
    }

    /// @inheritdoc ISwitchPlans
    function supersedeSigned(
        Plan calldata current,
        Plan calldata next,
        uint48 issuedAt,
        uint256 deadline,
        bytes calldata signature
    ) external {
        Standing memory standing = _requireInForce(current);
        _requireSigned(next, issuedAt, deadline, signature);
        _supersede(current, next, standing, issuedAt);
    }

    function _supersede(Plan calldata current, Plan calldata next, Standing memory standing, uint48 livedAt) private {
        // Check
        if (next.account != current.account) revert WalletOtherAccount(next.account, current.account);
        _check(next);

        // Effect
        if (current.changeDelay == 0 || CHECKER.isExtension(current, next)) _replace(next, standing, livedAt);
        else {
            uint48 effectiveAt = _announce(current, standing, livedAt, bytes26(WalletPlan.hash(next)), next.source);
            emit PlanAnnounced(next.account, standing.version + 1, effectiveAt, next);
        }
    }

    /// @inheritdoc ISwitchPlans
    function cancel(Plan calldata plan) external {
        // Check
        Standing memory standing = _requireOwned(plan);

        // Effect
        uint48 effectiveAt = _announce(plan, standing, uint48(block.timestamp), 0, address(0));
        emit PlanCancelled(plan.account, standing.version, effectiveAt);
    }

    /// @inheritdoc ISwitchPlans
    function withdrawAnnouncement() external {
        // Check
        Standing memory standing = _standingOf(msg.sender);
        if (block.timestamp >= _announcements[msg.sender].effectiveAt) revert WalletNothingAnnounced(msg.sender);
        _requireOwnersAct(msg.sender, standing.source);

        // Effect
        delete _announcements[msg.sender];
        _live(standing, uint48(block.timestamp));
        ++standing.acts;
        _stand(msg.sender, standing);
        emit AnnouncementWithdrawn(msg.sender, standing.version + 1);
    }

    /// A plan comes into force, now.
    function _replace(Plan calldata plan, Standing memory standing, uint48 livedAt) private {
        uint32 supersedes = standing.hash == 0 ? 0 : standing.version;
        if (supersedes != 0) _leave(plan.account, standing, plan.source, block.timestamp);
        standing.hash = bytes26(WalletPlan.hash(plan));
        standing.source = plan.source;
        // A signature that is older than a suspension doesn't lift it.
        standing.registeredAt = livedAt;
        ++standing.version;
        ++standing.acts;
        _live(standing, livedAt);
        delete _announcements[plan.account];
        _stand(plan.account, standing);
        emit PlanRegistered(plan.account, standing.version, supersedes, plan);
    }

    /// Something takes the place of the plan in force, and of what was announced before, once the current plan's delay is over.
    function _announce(
        Plan calldata current,
        Standing memory standing,
        uint48 livedAt,
        bytes26 hash,
        address source
    ) private returns (uint48 effectiveAt) {
        ++standing.acts;
        _live(standing, livedAt);
        _stand(current.account, standing);
        effectiveAt = uint48(block.timestamp) + current.changeDelay;
        _announcements[current.account] = Announcement(hash, effectiveAt, source, livedAt);
    }

    function _check(Plan calldata plan) private view {
        bool byApproval = ILifeSource(plan.source).holderOf(plan.account) == address(0);
        CHECKER.check(plan, byApproval, IDeadMansSwitch(address(this)).EXECUTOR());
    }

    /// The caller's plan in force, by an act of the owner.
    function _requireOwned(Plan calldata plan) private view returns (Standing memory standing) {
        if (plan.account != msg.sender) revert WalletOtherAccount(plan.account, msg.sender);
        standing = _requireInForce(plan);
        _requireOwnersAct(msg.sender, standing.source);
    }

    // ---- signatures ----

    function _requireSigned(
        Plan calldata plan,
        uint48 issuedAt,
        uint256 deadline,
        bytes calldata signature
    ) private view {
        if (block.timestamp > deadline) revert WalletSignatureExpired(deadline);
        if (issuedAt > block.timestamp) revert WalletIssuedAt(issuedAt, uint48(block.timestamp));
        uint256 nonce = _standingOf(plan.account).acts;
        bytes32 planHash = WalletPlan.hash(plan);
        bytes32 message = keccak256(abi.encode(WalletPlan.REQUEST_TYPEHASH, planHash, issuedAt, nonce, deadline));
        _requireSignature(plan.account, message, signature);
    }

    /// @inheritdoc ISwitchPlans
    function isExtension(Plan calldata current, Plan calldata next) external view returns (bool) {
        return CHECKER.isExtension(current, next);
    }
}
