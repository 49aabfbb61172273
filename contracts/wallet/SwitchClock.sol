// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IAggregatorV3} from "../interfaces/IAggregatorV3.sol";
import {Plan, State, Status} from "./IWalletTypes.sol";
import {Course, Request, Standing, SwitchState} from "./SwitchState.sol";
import {WalletPlan} from "./WalletPlan.sol";

/// @title SwitchClock
/// @notice What a plan is at this second. Every act and every view decides by `_statusOf`.
abstract contract SwitchClock is SwitchState {
    /// The most that an uptime feed can add to a grace period.
    uint256 private constant MOST_OUTAGE = 30 days;

    /// What an uptime feed may use: one that doesn't answer with it adds nothing.
    uint256 private constant FEED_GAS = 100_000;

    /// What the plan in force is now.
    function _statusOf(Plan calldata plan, Standing memory standing) internal view returns (Status memory status) {
        Course memory course = _courses[plan.account][standing.version];
        uint48 suspendedAt;
        (status.lastLife, suspendedAt) = _lifeOf(plan.account, standing);
        status.version = standing.version;
        status.pauses = course.pauses;
        bool stands = _stands(plan, course, status.lastLife);
        status.state = _stateOf(course, stands, suspendedAt >= standing.registeredAt);
        if (!stands) {
            status.triggerableAt = _triggerableAt(plan, status.lastLife, standing.version);
            return status;
        }
        status.triggeredAt = course.triggeredAt;
        status.pausedUntil = course.pausedUntil;
        status.confirmed = course.confirmed;
        uint48 graceEnd = _graceEnd(plan, course);
        status.executableAt = graceEnd < course.pausedUntil ? course.pausedUntil : graceEnd;
        _findTier(plan, course, graceEnd, status);
    }

    function _stateOf(Course memory course, bool stands, bool suspended) private pure returns (State) {
        if (suspended) return State.SUSPENDED;
        if (!course.moved) return stands ? State.GRACE : State.ACTIVE;
        if (!stands) return State.STOPPED;
        return course.complete ? State.DONE : State.EXECUTING;
    }

    /// Whether a trigger is still justified: no life has come to light that was within the period before it, or after it.
    function _stands(Plan calldata plan, Course memory course, uint256 lastLife) private pure returns (bool) {
        if (course.triggeredAt == 0) return false;
        return course.byRequest ? lastLife < course.seenAt : lastLife + plan.period <= course.seenAt;
    }

    /// First second until which silence must be known: for the period, or after a request, if that is earlier.
    function _triggerableAt(
        Plan calldata plan,
        uint48 lastLife,
        uint32 version
    ) private view returns (uint48 earliest) {
        earliest = lastLife + plan.period;
        Request storage asked = _requests[plan.account];
        if (!_isStanding(asked, lastLife, version)) return earliest;
        uint48 byRequest = asked.requestedAt + plan.requestPeriod;
        if (byRequest < earliest) earliest = byRequest;
    }

    /// Whether there is a request under this plan that the owner hasn't denied by an act.
    function _isStanding(Request storage asked, uint48 lastLife, uint32 version) internal view returns (bool) {
        return asked.requester != address(0) && asked.version == version && lastLife < asked.seenAt;
    }

    // ---- grace ----

    /// First second after the grace period. Where the plan names an uptime feed, the owner has a whole one after the last outage, and the feed can't add more than 30 days.
    function _graceEnd(Plan calldata plan, Course memory course) private view returns (uint48 end) {
        end = course.triggeredAt + plan.grace;
        // Once something has moved, the question has been answered.
        if (plan.feed == address(0) || course.moved) return end;
        uint256 latest = end + MOST_OUTAGE;
        (bool answered, bool up, uint256 since) = _uptime(plan.feed);
        if (!answered) return end;
        uint256 proposed = up ? since + plan.grace : latest;
        if (proposed > latest) proposed = latest;
        if (proposed > end) end = uint48(proposed);
    }

    /// What an uptime feed says: whether the sequencer is up, and since when. A feed that fails, or answers nonsense, has not answered.
    function _uptime(address feed) private view returns (bool answered, bool up, uint256 since) {
        bytes memory question = abi.encodeCall(IAggregatorV3.latestRoundData, ());
        int256 answer;
        assembly ("memory-safe") {
            let free := mload(0x40)
            answered := staticcall(FEED_GAS, feed, add(question, 0x20), mload(question), free, 0xa0)
            answered := and(answered, gt(returndatasize(), 0x9f))
            answer := mload(add(free, 0x20))
            since := mload(add(free, 0x40))
        }
        if (!answered || (answer != 0 && answer != 1) || since > block.timestamp) return (false, false, 0);
        up = answer == 0;
    }

    // ---- tiers ----

    /// The tier that receives, or is next to be asked. Each is open from its delay on, and not before the one ahead has had its whole window, however late the trigger came.
    /// A request is answered in the same order: the first tier is open when the grace period is over, and the others as long after it as by silence.
    function _findTier(Plan calldata plan, Course memory course, uint48 graceEnd, Status memory status) private view {
        uint256 last = plan.tiers.length - 1;
        (uint256 base, uint256 lead) = course.byRequest ? (graceEnd, plan.tiers[0].delay) : (status.lastLife, 0);
        uint256 end = graceEnd;
        for (uint256 i = 0; ; ++i) {
            uint256 opens = base + plan.tiers[i].delay - lead;
            if (opens < end) opens = end;
            end = opens + plan.tiers[i].window;
            bool receives = course.accepted == 0 ? i == last || block.timestamp < end : course.accepted == i + 1;
            if (!receives) continue;
            status.tier = uint8(i);
            status.accepted = course.accepted != 0 || i == last;
            status.opensAt = uint48(opens);
            status.closesAt = i == last ? type(uint48).max : uint48(end);
            return;
        }
    }

    // ---- recipients ----

    function _requireRecipient(
        Plan calldata plan,
        uint256 tier,
        uint256 place,
        address recipient,
        bytes32 salt
    ) internal pure {
        bool named = tier < plan.tiers.length && place < plan.tiers[tier].recipients.length;
        named = named && WalletPlan.isNamed(plan.tiers[tier].recipients[place].who, recipient, salt);
        if (!named) revert WalletNotRecipient(recipient, tier, place);
    }
}
