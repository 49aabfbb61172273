// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {ChainProof} from "../kernel/ChainProof.sol";
import {ISwitchPlans} from "./ISwitchPlans.sol";
import {Plan} from "./IWalletTypes.sol";
import {PlanRules} from "./PlanRules.sol";
import {SwitchRegistration} from "./SwitchRegistration.sol";
import {Announcement, Standing} from "./SwitchState.sol";
import {TypedPlan} from "./TypedPlan.sol";
import {WalletPlan} from "./WalletPlan.sol";

/// @title SwitchPlans
/// @notice How plans are registered by signature, change and end, and what else an owner signs. Each act counts as life, from its second or from its signature's.
abstract contract SwitchPlans is SwitchRegistration, ISwitchPlans {
    bytes32 private constant HEARTBEAT_TYPEHASH = keccak256(
        "Heartbeat(address account,uint48 issuedAt,uint256 blockNumber,bytes32 blockHash)"
    );

    // ---- registration ----

    /// @inheritdoc ISwitchPlans
    function registerSigned(Plan calldata plan, uint48 issuedAt, uint256 deadline, bytes calldata signature) external {
        _requireSigned(plan, issuedAt, deadline, signature);
        _register(plan, issuedAt);
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
        if (current.changeDelay == 0 || PlanRules.extends(current, next)) _replace(next, standing, livedAt);
        else {
            uint48 effectiveAt = uint48(block.timestamp) + current.changeDelay;
            (bytes memory data, bytes32 planHash) = WalletPlan.encode(effectiveAt, next);
            _announce(
                next.account,
                standing,
                livedAt,
                Announcement(bytes26(planHash), effectiveAt, next.source, livedAt)
            );
            _emitPlan(PlanAnnounced.selector, next.account, standing.version + 1, data);
        }
    }

    /// @inheritdoc ISwitchPlans
    function cancel(Plan calldata plan) external {
        // Check
        Standing memory standing = _requireOwned(plan);

        // Effect
        uint48 livedAt = uint48(block.timestamp);
        uint48 effectiveAt = livedAt + plan.changeDelay;
        _announce(plan.account, standing, livedAt, Announcement(0, effectiveAt, address(0), livedAt));
        emit PlanCancelled(plan.account, standing.version, effectiveAt);
    }

    /// @inheritdoc ISwitchPlans
    function withdrawAnnouncement() external {
        // Check
        Standing memory standing = _standingOf(msg.sender);
        if (block.timestamp >= _announcements[msg.sender].effectiveAt) revert WalletNothingAnnounced(msg.sender);
        _requireOwnersAct(msg.sender, standing.source);

        // Effect
        _live(standing, uint48(block.timestamp));
        ++standing.acts;
        _stand(msg.sender, standing);
        _forget(msg.sender, standing.version + 1);
    }

    /// Something takes the place of the plan in force, and of what was announced before, once the current plan's delay is over.
    function _announce(
        address account,
        Standing memory standing,
        uint48 livedAt,
        Announcement memory announcement
    ) private {
        ++standing.acts;
        _live(standing, livedAt);
        _stand(account, standing);
        _announcements[account] = announcement;
    }

    /// The caller's plan in force, by an act of the owner.
    function _requireOwned(Plan calldata plan) private view returns (Standing memory standing) {
        if (plan.account != msg.sender) revert WalletOtherAccount(plan.account, msg.sender);
        standing = _requireInForce(plan);
        _requireOwnersAct(msg.sender, standing.source);
    }

    // ---- life ----

    /// @inheritdoc ISwitchPlans
    function heartbeatSigned(address account, uint48 issuedAt, uint256 blockNumber, bytes calldata signature) external {
        // Check
        Standing memory standing = _requirePlan(account);
        (uint48 lastLife, ) = _lifeOf(account, standing);
        if (issuedAt > block.timestamp || issuedAt <= lastLife) revert WalletIssuedAt(issuedAt, lastLife);
        // Nobody knows the hash of a block before there is one: what is signed in advance, by whoever had the key for a moment, can't be brought day by day.
        bytes32 blockHash = ChainProof.hashOf(blockNumber);
        if (blockHash == 0) revert WalletBlock(blockNumber, block.number);
        bytes32 message = keccak256(abi.encode(HEARTBEAT_TYPEHASH, account, issuedAt, blockNumber, blockHash));
        _requireSignature(account, message, signature);

        // Effect
        _beat(account, standing, issuedAt);
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
        bytes32 shown = TypedPlan.structHash(plan);
        bytes32 message = keccak256(abi.encode(TypedPlan.REQUEST_TYPEHASH, shown, issuedAt, nonce, deadline));
        _requireSignature(plan.account, message, signature);
    }

    /// @inheritdoc ISwitchPlans
    function isExtension(Plan calldata current, Plan calldata next) external pure returns (bool) {
        return PlanRules.extends(current, next);
    }
}
