// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IERC7818} from "../interfaces/IERC7818.sol";
import {ITimeframeToken, Layout, TokenTerms} from "./ITimeframeToken.sol";
import {TimeframeAccount} from "./TimeframeAccount.sol";
import {TimeframeToken} from "./TimeframeToken.sol";

/// @title GraceTimeframeToken
/// @notice A timeframe token whose units stay valid for one further frame. What expires first goes first.
contract GraceTimeframeToken is TimeframeToken {
    constructor(TokenTerms memory terms, address groups_) TimeframeToken(terms, groups_) {}

    /// @inheritdoc ITimeframeToken
    function accountLayout() public pure override returns (Layout) {
        return Layout.GRACE;
    }

    /// @inheritdoc IERC7818
    function validityDuration() public pure override returns (uint256) {
        return 2;
    }

    /// @inheritdoc IERC7818
    function balanceOfAtEpoch(uint256 epoch, address account) external view returns (uint256) {
        uint256 frame = _frame();
        TimeframeAccount word = _accountAt(account, frame);
        if (epoch == frame) return word.first();
        return frame != 0 && epoch == frame - 1 ? word.second() : 0;
    }

    /// @inheritdoc ITimeframeToken
    function getNearestExpiryOf(address account) external view returns (uint256 amount, uint256 expiresAt) {
        uint256 frame = _frame();
        TimeframeAccount word = _accountAt(account, frame);
        if (word.second() != 0) return (word.second(), CLOCK.endOf(frame));
        return (word.first(), CLOCK.endOf(frame + 1));
    }

    /// @inheritdoc ITimeframeToken
    function maxAmount() public pure override returns (uint256) {
        return type(uint80).max;
    }

    // ---- layout ----

    function _turn(
        TimeframeAccount stored,
        uint256 frame
    ) internal view override returns (TimeframeAccount fresh, uint256 expired, uint256 granted) {
        uint256 current = stored.isMember(frame) ? _groups[stored.group()].quota.valueAt(frame) : 0;
        uint256 previous;
        if (stored.frame() + 1 == frame) {
            (previous, expired, granted) = (stored.first(), stored.second(), current);
        } else {
            if (stored.isMember(frame - 1)) previous = _groups[stored.group()].quota.valueBefore(frame);
            (expired, granted) = (stored.first() + stored.second(), current + previous);
        }
        fresh = stored.turned(frame).withHalves(current, previous);
    }

    function _balance(TimeframeAccount account) internal pure override returns (uint256) {
        return account.first() + account.second();
    }

    function _ofFrame(TimeframeAccount account) internal pure override returns (uint256) {
        return account.first();
    }

    function _grant(TimeframeAccount account, uint256 value) internal pure override returns (TimeframeAccount) {
        return account.withHalves(_fit(account.first() + value), account.second());
    }

    // ---- units of two frames ----

    /// @dev What expires first goes first.
    function _update(address from, address to, uint256 value) internal override {
        uint256 frame = _frame();
        _move(from, to, value, _olderOf(_accountAt(from, frame), value), frame);
    }

    function _updateAtEpoch(uint256 epoch, address from, address to, uint256 value) internal override {
        uint256 frame = _frame();
        // A frame to come holds no units yet.
        if (epoch > frame) revert ERC20InsufficientBalance(from, 0, value);
        _move(from, to, value, epoch == frame ? 0 : value, frame);
    }

    function _withdraw(address from, uint256 amount, uint256 frame) internal override {
        Cell storage cell = _accounts[from];
        TimeframeAccount account = _touch(cell, from, frame);
        uint256 older = _olderOf(account, amount);
        cell.word = _split(from, account, amount, older);

        (uint256 spent, uint256 spentOlder) = _spentAt(frame);
        _setFlow(frame, spent + amount - older, spentOlder + older);
        emit Transfer(from, address(0), amount);
        if (older != 0) emit TransferredAtEpoch(frame - 1, from, address(0), older);
    }

    /// Moves units, `older` of them of the frame before, which stay what they are.
    function _move(address from, address to, uint256 value, uint256 older, uint256 frame) private {
        // The sender is written before the receiver is read: they may be the same account.
        Cell storage cell = _accounts[from];
        TimeframeAccount account = _split(from, _touch(cell, from, frame), value, older);
        bool bound = (older != 0 && account.isBoundBefore()) || (value != older && account.isBound());
        if (bound) revert TimeframeSoulbound(from);
        cell.word = account;

        cell = _accounts[to];
        account = _touch(cell, to, frame);
        _requireReceiver(to, account, frame);
        cell.word = account.withHalves(_fit(account.first() + value - older), _fit(account.second() + older));

        emit Transfer(from, to, value);
        if (older != 0) emit TransferredAtEpoch(frame - 1, from, to, older);
    }

    /// How much of an amount comes out of the units of the frame before.
    function _olderOf(TimeframeAccount account, uint256 value) private pure returns (uint256) {
        return Math.min(value, account.second());
    }

    /// Takes `value` units out, `older` of them of the frame before.
    function _split(
        address from,
        TimeframeAccount account,
        uint256 value,
        uint256 older
    ) private pure returns (TimeframeAccount) {
        (uint256 current, uint256 previous) = (account.first(), account.second());
        uint256 newer = value - older;
        if (older > previous) revert ERC20InsufficientBalance(from, previous, value);
        if (newer > current) revert ERC20InsufficientBalance(from, older == 0 ? current : current + previous, value);
        return account.withHalves(current - newer, previous - older);
    }

    // ---- supply: the two sums of a frame are what was spent of its own units, and of those of the frame before ----

    function _supplyAt(uint256 frame) internal view override returns (uint256) {
        (uint256 spent, uint256 spentOlder) = _spentAt(frame);
        return _entitled(frame) - spent + _entitledBefore(frame) - spentOlder;
    }

    function _spentAt(uint256 frame) private view returns (uint256 spent, uint256 spentOlder) {
        (spent, spentOlder) = _flowAt(frame);
        // Nothing spent yet in this frame: what was spent of the last frame's units, in it, still counts.
        if (spent == 0 && spentOlder == 0 && frame != 0) (spentOlder, ) = _flowAt(frame - 1);
    }
}
