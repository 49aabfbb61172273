// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IERC7818} from "../interfaces/IERC7818.sol";
import {FrameClock, Rhythm} from "../kernel/FrameClock.sol";
import {ITimeframeBacking} from "./ITimeframeBacking.sol";
import {ITimeframeGroups} from "./ITimeframeGroups.sol";
import {AccountView, GroupView, ITimeframeToken, TokenTerms} from "./ITimeframeToken.sol";
import {TimeframeAccount} from "./TimeframeAccount.sol";
import {TimeframeLedger} from "./TimeframeLedger.sol";
import {TimeframeMembers} from "./TimeframeMembers.sol";

/// @title TimeframeToken
/// @notice What holders use: transfers, spending, and the views. Finished by {SingleFrameToken} and its two layouts, and by
/// {GraceTimeframeToken}.
abstract contract TimeframeToken is TimeframeMembers {
    address private immutable BACKING;

    constructor(TokenTerms memory terms, address groups_) TimeframeLedger(terms) TimeframeMembers(groups_) {
        BACKING = terms.backing;
        ITimeframeGroups(groups_).enlist(terms.administrator);
    }

    // ---- transfers ----

    /// @inheritdoc IERC7818
    function transferAtEpoch(uint256 epoch, address to, uint256 value) external returns (bool) {
        _transferAtEpoch(epoch, msg.sender, to, value);
        return true;
    }

    /// @inheritdoc IERC7818
    function transferFromAtEpoch(uint256 epoch, address from, address to, uint256 value) external returns (bool) {
        _spendAllowance(from, msg.sender, value);
        _transferAtEpoch(epoch, from, to, value);
        return true;
    }

    // ---- spending ----

    /// @inheritdoc ITimeframeToken
    function spend(address provider, uint256 amount, bytes32 ref) external {
        _spend(msg.sender, provider, amount, ref);
    }

    /// @inheritdoc ITimeframeToken
    function spendFrom(address account, address provider, uint256 amount, bytes32 ref) external {
        _spendAllowance(account, msg.sender, amount);
        _spend(account, provider, amount, ref);
    }

    // ---- time ----

    /// @inheritdoc ITimeframeToken
    function frameNow() external view returns (uint256 frame, uint256 start, uint256 end) {
        frame = _frame();
        (start, end) = getEpochInfo(frame);
    }

    /// @inheritdoc ITimeframeToken
    function frameAt(uint256 timestamp) external view returns (uint256) {
        return CLOCK.indexAt(timestamp);
    }

    /// @inheritdoc ITimeframeToken
    function nextRefreshAt() public view returns (uint256) {
        return CLOCK.endOf(_frame());
    }

    /// @inheritdoc ITimeframeToken
    function getEpochInfo(uint256 epoch) public view returns (uint256 start, uint256 end) {
        return (CLOCK.startOf(epoch), CLOCK.endOf(epoch));
    }

    /// @inheritdoc ITimeframeToken
    function getRemainingDurationBeforeEpochChange() external view returns (uint256) {
        return nextRefreshAt() - block.timestamp;
    }

    /// @inheritdoc IERC7818
    function currentEpoch() external view returns (uint256) {
        return _frame();
    }

    /// @inheritdoc IERC7818
    function epochLength() external view returns (uint256) {
        return CLOCK.lengthOf(_frame());
    }

    /// @inheritdoc IERC7818
    function epochType() external pure returns (EPOCH_TYPE) {
        return EPOCH_TYPE.TIME_BASED;
    }

    /// @inheritdoc IERC7818
    function isEpochExpired(uint256 epoch) public view returns (bool) {
        return epoch < _frame() && _frame() - epoch >= validityDuration();
    }

    /// @inheritdoc IERC7818
    function validityDuration() public pure virtual returns (uint256);

    // ---- accounts and groups ----

    /// @inheritdoc ITimeframeToken
    function balanceOfAtFrame(address account, uint256 frame) external view returns (uint256) {
        if (frame < _frame()) revert TimeframeFramePast(frame, _frame());
        if (frame > FrameClock.MAX_INDEX) revert FrameClock.FrameClockOutOfRange(frame);
        return _balance(_accountAt(account, frame));
    }

    /// @inheritdoc ITimeframeToken
    function receivable(address account) external view returns (uint256) {
        uint256 frame = _frame();
        TimeframeAccount word = _accountAt(account, frame);
        return account != address(0) && _mayReceive(word, frame) ? _room(word) : 0;
    }

    /// @inheritdoc ITimeframeToken
    function earned(address provider) external view returns (uint256) {
        return BACKING == address(0) ? 0 : ITimeframeBacking(BACKING).earned(address(this), provider);
    }

    /// @inheritdoc ITimeframeToken
    function accountOf(address account) external view returns (AccountView memory) {
        uint256 frame = _frame();
        TimeframeAccount word = _accountAt(account, frame);
        return
            AccountView({
                member: word.isMember(frame),
                provider: word.isProvider(),
                soulbound: word.isBound(),
                group: uint24(word.group()),
                until: uint32(word.until()),
                touched: uint32(_accounts[account].word.frame())
            });
    }

    /// @inheritdoc ITimeframeToken
    function groupOf(uint256 id) external view returns (GroupView memory) {
        Group storage group = _group(id);
        uint256 frame = _frame();
        uint256 ended = group.ends.countUpTo(frame + 1 - BASE);
        return
            GroupView({
                onRequest: group.onRequest,
                soulbound: group.soulbound,
                members: uint32(group.members - ended),
                quota: uint112(group.onRequest ? group.draw.valueAt(frame) : group.quota.valueAt(frame)),
                quotaNext: uint112(group.onRequest ? group.draw.upcoming() : group.quota.upcoming()),
                receiveCap: uint112(group.receiveCap.valueAt(frame)),
                receiveCapNext: uint112(group.receiveCap.upcoming()),
                budget: uint112(group.budget.valueAt(frame)),
                budgetNext: uint112(group.budget.upcoming()),
                requested: uint112(_drawnIn(group, frame))
            });
    }

    /// @inheritdoc ITimeframeToken
    function groupCount() external view returns (uint256) {
        return _groupCount;
    }

    /// @inheritdoc ITimeframeToken
    function remaining(address) external view virtual returns (uint256) {
        return 0;
    }

    // ---- terms ----

    /// @inheritdoc ITimeframeToken
    function clockParts() external view returns (Rhythm rhythm, uint48 anchor, uint48 frameLength) {
        return CLOCK.parts();
    }

    /// @inheritdoc ITimeframeToken
    function isOpen() external view returns (bool) {
        return OPEN;
    }

    /// @inheritdoc ITimeframeToken
    function groups() external view returns (address) {
        return GROUPS;
    }

    /// @inheritdoc ITimeframeToken
    function backing() external view returns (address) {
        return BACKING;
    }

    // ---- requests: only the CAPPED layout has them ----

    /// @inheritdoc ITimeframeToken
    function request(uint256) external virtual {
        revert TimeframeNeedsCappedLayout();
    }

    /// @inheritdoc ITimeframeToken
    function requestPackage(uint256, bytes calldata) external virtual {
        revert TimeframeNeedsCappedLayout();
    }

    /// @inheritdoc ITimeframeToken
    function handOut(address, uint256, bytes calldata) external virtual onlyGroups {
        revert TimeframeNeedsCappedLayout();
    }

    // ---- internals ----

    /// How many units a transfer may still bring to an account in its own frame.
    function _room(TimeframeAccount) internal view virtual returns (uint256) {
        return type(uint256).max;
    }

    function _drawnIn(Group storage group, uint256 frame) internal view returns (uint256) {
        return group.drawn >> 112 == frame ? group.drawn & type(uint112).max : 0;
    }

    /// Reverts unless the account may receive units in its own frame.
    function _requireReceiver(address to, TimeframeAccount account, uint256 frame) internal view {
        if (!_mayReceive(account, frame)) revert TimeframeReceiverOutside(to);
    }

    function _mayReceive(TimeframeAccount account, uint256 frame) private view returns (bool) {
        return account.isMember(frame) || account.isProvider() || OPEN;
    }

    /// Moves units of one epoch that has not expired.
    function _updateAtEpoch(uint256 epoch, address from, address to, uint256 value) internal virtual;

    /// Takes units of an account out of circulation, those that expire first.
    function _withdraw(address from, uint256 amount, uint256 frame) internal virtual;

    function _transferAtEpoch(uint256 epoch, address from, address to, uint256 value) private {
        if (to == address(0)) revert ERC20InvalidReceiver(address(0));
        if (isEpochExpired(epoch)) revert ERC7818TransferredExpiredToken(from, epoch);
        _updateAtEpoch(epoch, from, to, value);
    }

    function _spend(address from, address provider, uint256 amount, bytes32 ref) private {
        // Check
        if (BACKING == address(0)) revert TimeframeNoBacking();
        if (amount == 0) revert TimeframeZeroAmount();
        if (!_accounts[provider].word.isProvider()) revert TimeframeNotProvider(provider);

        // Effect
        uint256 frame = _frame();
        _withdraw(from, amount, frame);
        emit Spent(from, provider, frame, amount, ref);

        // Interaction: reserves the money, or reverts
        ITimeframeBacking(BACKING).reserve(provider, amount, frame);
    }
}
