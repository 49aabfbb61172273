// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {ILifeSource} from "./ILifeSource.sol";
import {Plan} from "./IWalletTypes.sol";
import {PlanRules} from "./PlanRules.sol";
import {Standing, SwitchState} from "./SwitchState.sol";
import {WalletPlan} from "./WalletPlan.sol";

/// @title SwitchRegistration
/// @notice How a plan comes into force. In the registry's own code, since every account pays for it; and in that of the desk, for plans that change.
abstract contract SwitchRegistration is SwitchState {
    /// A first plan, or one after a cancellation.
    function _register(Plan calldata plan, uint48 livedAt) internal {
        // Check
        Standing memory standing = _standingOf(plan.account);
        if (standing.hash != 0) revert WalletRegisteredBefore(plan.account, standing.version);
        _check(plan);

        // Effect
        _replace(plan, standing, livedAt);
    }

    /// Whether the text can be carried out, by this registry's executor.
    function _check(Plan calldata plan) internal view {
        bool byApproval = ILifeSource(plan.source).holderOf(plan.account) == address(0);
        PlanRules.check(plan, byApproval, _executor());
    }

    /// A plan comes into force, now.
    function _replace(Plan calldata plan, Standing memory standing, uint48 livedAt) internal {
        uint32 supersedes = standing.hash == 0 ? 0 : standing.version;
        if (supersedes != 0) _leave(plan.account, standing, plan.source, block.timestamp);
        (bytes memory data, bytes32 planHash) = WalletPlan.encode(supersedes, plan);
        uint32 version = ++standing.version;
        standing.hash = bytes26(planHash);
        standing.source = plan.source;
        // A signature that is older than a suspension doesn't lift it. A first plan has none to lift: what was seen of the account before it came is nothing to it.
        standing.registeredAt = supersedes == 0 ? uint48(block.timestamp) : livedAt;
        ++standing.acts;
        _live(standing, livedAt);
        _stand(plan.account, standing);
        _forget(plan.account, version);
        _emitPlan(PlanRegistered.selector, plan.account, version, data);
    }

    /// The plan of an account, whatever its text.
    function _requirePlan(address account) internal view returns (Standing memory standing) {
        standing = _standingOf(account);
        if (standing.hash == 0) revert WalletOtherPlan(account, standing.version);
    }

    /// The owner lived.
    function _beat(address account, Standing memory standing, uint48 livedAt) internal {
        _live(standing, livedAt);
        _stand(account, standing);
        emit Heartbeat(account, livedAt);
    }

    /// What was announced as this version will not come.
    function _forget(address account, uint32 version) internal {
        if (_announcements[account].effectiveAt == 0) return;
        delete _announcements[account];
        emit AnnouncementWithdrawn(account, version);
    }

    /// {PlanRegistered}, {PlanAnnounced}: their data are encoded already.
    function _emitPlan(bytes32 selector, address account, uint32 version, bytes memory data) internal {
        assembly ("memory-safe") {
            log3(add(data, 0x20), mload(data), selector, account, version)
        }
    }

    function _executor() internal view virtual returns (address);
}
