// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {GroupTerms, ITimeframeToken, Layout} from "./ITimeframeToken.sol";
import {TimeframeAccount, TimeframeAccountLib} from "./TimeframeAccount.sol";
import {TimeframeLedger} from "./TimeframeLedger.sol";

/// @title TimeframeMembers
/// @notice Groups and memberships of a timeframe token. Who may do what is decided by the groups contract, which alone may call.
/// @dev Whatever is changed here is seen from the next frame on; no balance of the current frame moves. The exceptions grant, and never
/// take: a newcomer has this frame's quota at once.
abstract contract TimeframeMembers is TimeframeLedger {
    address internal immutable GROUPS;

    modifier onlyGroups() {
        if (msg.sender != GROUPS) revert TimeframeOnlyGroups(msg.sender);
        _;
    }

    constructor(address groups_) {
        GROUPS = groups_;
    }

    // ---- groups ----

    /// @inheritdoc ITimeframeToken
    function openGroup(GroupTerms calldata terms) external onlyGroups returns (uint256 id) {
        // Check
        if (terms.onRequest ? terms.receiveCap != NO_CAP : terms.budget != 0) revert TimeframeGroupTermsMixed();
        if (terms.onRequest) _requireCapped();
        _checkCap(terms.receiveCap);
        _fit(terms.quota);
        if (_groupCount == type(uint24).max) revert TimeframeTooManyGroups(type(uint24).max);

        // Effect: nobody counts on anything yet, so all of it rules at once.
        id = ++_groupCount;
        Group storage group = _groups[id];
        (group.exists, group.onRequest, group.soulbound) = (true, terms.onRequest, terms.soulbound);
        uint256 frame = _frame();
        if (terms.onRequest) {
            group.draw.set(frame, terms.quota, terms.quota);
            group.budget.set(frame, terms.budget, terms.budget);
        } else {
            group.quota.set(frame, terms.quota, terms.quota);
        }
        group.receiveCap.set(frame, terms.receiveCap, terms.receiveCap);
        emit GroupOpened(id, terms);
    }

    /// @inheritdoc ITimeframeToken
    function scheduleQuota(uint256 id, uint112 quota) external onlyGroups {
        Group storage group = _group(id);
        uint256 frame = _frame();
        _fit(quota);

        if (group.onRequest) {
            group.draw.schedule(frame, quota);
        } else {
            uint256 members = group.members;
            uint256 gross = _gross.upcoming() - group.quota.upcoming() * members + quota * members;
            _gross.set(frame, _gross.valueAt(frame), gross);
            group.quota.schedule(frame, quota);
        }
        emit QuotaScheduled(id, quota, frame + 1);
    }

    /// @inheritdoc ITimeframeToken
    function scheduleReceiveCap(uint256 id, uint112 receiveCap) external onlyGroups {
        Group storage group = _group(id);
        if (group.onRequest) revert TimeframeGroupTermsMixed();
        _checkCap(receiveCap);

        uint256 frame = _frame();
        group.receiveCap.schedule(frame, receiveCap);
        emit ReceiveCapScheduled(id, receiveCap, frame + 1);
    }

    /// @inheritdoc ITimeframeToken
    function scheduleBudget(uint256 id, uint112 budget) external onlyGroups {
        Group storage group = _group(id);
        if (!group.onRequest) revert TimeframeGroupTermsMixed();

        uint256 frame = _frame();
        group.budget.schedule(frame, budget);
        emit BudgetScheduled(id, budget, frame + 1);
    }

    // ---- memberships ----

    /// @inheritdoc ITimeframeToken
    function join(address account, uint256 id, uint256 until) external onlyGroups {
        // Check
        Group storage group = _group(id);
        uint256 frame = _frame();
        if (account == address(0)) revert TimeframeZeroAccount();
        if (until <= frame || until > TimeframeAccountLib.NO_END) revert TimeframeTermOver(until, frame);
        Cell storage cell = _accounts[account];
        TimeframeAccount member = _touch(cell, account, frame);
        bool same = member.group() == id;
        if (same && member.until() == until) revert TimeframeAlreadyMember(account, id, until);

        // Effect: the balance of this frame is what it is; only a newcomer gets this frame's quota.
        if (member.until() > frame + 1) _discount(member, frame);
        uint256 granted = member.hasJoined() || frame == 0 ? 0 : group.quota.valueAt(frame);
        _count(id, group, until, frame, granted);
        if (group.onRequest && member.hasJoined() && !(same && member.isMember(frame))) {
            // Whoever comes from elsewhere has had his share of this frame there: nothing more can be requested in it.
            member = member.withHalves(member.first(), maxAmount());
        }
        // What somebody got before he joined stays as free as it was, and this frame's quota with it: units of a frame don't tell apart.
        bool mixed = _ofFrame(member) != 0;
        member = _grant(member, granted);
        cell.word = member.entered(id, until, group.soulbound, mixed);
        if (granted != 0) emit Transfer(address(0), account, granted);
        emit MemberJoined(account, id, frame, until);
    }

    /// @inheritdoc ITimeframeToken
    function endMembership(address account) external onlyGroups {
        uint256 frame = _frame();
        Cell storage cell = _accounts[account];
        TimeframeAccount member = _touch(cell, account, frame);
        if (member.until() <= frame + 1) revert TimeframeNotMember(account);

        _discount(member, frame);
        cell.word = member.left(frame + 1);
        emit MemberLeft(account, member.group(), frame + 1);
    }

    /// @inheritdoc ITimeframeToken
    function setProvider(address account, bool admitted) external onlyGroups {
        if (account == address(0)) revert TimeframeZeroAccount();
        Cell storage cell = _accounts[account];
        cell.word = cell.word.withProvider(admitted);
        emit ProviderSet(account, admitted);
    }

    // ---- internals ----

    /// A cap needs a layout that keeps what was received, and must fit the field in which that is kept.
    function _checkCap(uint256 receiveCap) private pure {
        if (receiveCap == NO_CAP) return;
        _requireCapped();
        _fit(receiveCap);
    }

    /// Only the CAPPED layout keeps what an account received or drew.
    function _requireCapped() private pure {
        if (accountLayout() != Layout.CAPPED) revert TimeframeNeedsCappedLayout();
    }

    function _group(uint256 id) internal view returns (Group storage group) {
        group = _groups[id];
        if (!group.exists) revert TimeframeUnknownGroup(id);
    }

    /// Counts a membership: `granted` for this frame, the quota from the next one on, until its end.
    function _count(uint256 id, Group storage group, uint256 until, uint256 frame, uint256 granted) private {
        if (until == frame + 1) {
            // Nothing of it reaches the next frame: there is no end to remember either.
            if (granted != 0) _gross.set(frame, _gross.valueAt(frame) + granted, _gross.upcoming());
            return;
        }
        if (group.members == type(uint32).max) revert TimeframeGroupFull(id);
        ++group.members;
        _gross.set(frame, _gross.valueAt(frame) + granted, _gross.upcoming() + group.quota.upcoming());
        if (until == TimeframeAccountLib.NO_END) return;

        if (!group.hasTerms) {
            if (_termGroups.length == MAX_TERM_GROUPS) revert TimeframeTooManyTermGroups(MAX_TERM_GROUPS);
            group.hasTerms = true;
            _termGroups.push(uint24(id));
        }
        group.ends.add(until - BASE);
    }

    /// Takes a membership off that would reach beyond the current frame and the next turn.
    function _discount(TimeframeAccount member, uint256 frame) private {
        Group storage group = _groups[member.group()];
        --group.members;
        _gross.set(frame, _gross.valueAt(frame), _gross.upcoming() - group.quota.upcoming());
        uint256 until = member.until();
        if (until != TimeframeAccountLib.NO_END) group.ends.remove(until - BASE);
    }
}
