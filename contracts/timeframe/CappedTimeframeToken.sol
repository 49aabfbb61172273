// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {ITimeframeToken, Layout, TokenTerms} from "./ITimeframeToken.sol";
import {SingleFrameToken} from "./SingleFrameToken.sol";
import {TimeframeAccount} from "./TimeframeAccount.sol";
import {TimeframeToken} from "./TimeframeToken.sol";

/// @title CappedTimeframeToken
/// @notice A timeframe token whose accounts also keep what they received or drew in the frame: receive caps, and groups on request.
contract CappedTimeframeToken is SingleFrameToken {
    constructor(TokenTerms memory terms, address groups_) TimeframeToken(terms, groups_) {}

    /// @inheritdoc ITimeframeToken
    function request(uint256 amount) external override {
        _draw(msg.sender, amount);
    }

    /// @inheritdoc ITimeframeToken
    function requestPackage(uint256 amount, bytes calldata metadata) external override {
        uint256 frame = _draw(msg.sender, amount);
        emit Package(msg.sender, frame, amount, block.timestamp, metadata);
    }

    /// @inheritdoc ITimeframeToken
    function handOut(address account, uint256 amount, bytes calldata metadata) external override onlyGroups {
        uint256 frame = _draw(account, amount);
        emit Package(account, frame, amount, block.timestamp, metadata);
    }

    /// @inheritdoc ITimeframeToken
    function remaining(address account) external view override returns (uint256) {
        uint256 frame = _frame();
        TimeframeAccount word = _accountAt(account, frame);
        Group storage group = _groups[word.group()];
        if (frame == 0 || !word.isMember(frame) || !group.onRequest) return 0;
        return _drawable(group, word, frame);
    }

    /// @inheritdoc ITimeframeToken
    function accountLayout() public pure override returns (Layout) {
        return Layout.CAPPED;
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
        expired = stored.first();
        if (stored.isMember(frame)) granted = _groups[stored.group()].quota.valueAt(frame);
        fresh = stored.turned(frame).withHalves(granted, 0);
    }

    function _balance(TimeframeAccount account) internal pure override returns (uint256) {
        return account.first();
    }

    function _take(
        address from,
        TimeframeAccount account,
        uint256 value
    ) internal pure override returns (TimeframeAccount) {
        uint256 balance = account.first();
        if (value > balance) revert ERC20InsufficientBalance(from, balance, value);
        return account.minus(value);
    }

    function _grant(TimeframeAccount account, uint256 value) internal pure override returns (TimeframeAccount) {
        return account.withHalves(_fit(account.first() + value), account.second());
    }

    function _give(
        address to,
        TimeframeAccount account,
        uint256 value
    ) internal view override returns (TimeframeAccount) {
        uint256 cap = _capOf(account);
        uint256 used = account.second();
        // Where there is no limit nothing is counted, so that nothing can be full.
        if (cap != NO_CAP) {
            used += value;
            if (used > cap) {
                // Whoever came from a group with a higher cap may be beyond this one; nothing can still be sent to him.
                if (value != 0) revert TimeframeReceiveCapExceeded(to, value, _room(account));
            }
        }
        return account.withHalves(_fit(account.first() + value), used);
    }

    function _room(TimeframeAccount account) internal view override returns (uint256) {
        uint256 cap = _capOf(account);
        if (cap == NO_CAP) return type(uint256).max;
        return Math.saturatingSub(cap, account.second());
    }

    /// The most that the account may receive in its own frame. A cap is a term of a group, so outsiders and providers have none.
    function _capOf(TimeframeAccount account) private view returns (uint256) {
        uint256 frame = account.frame();
        return account.isMember(frame) ? _groups[account.group()].receiveCap.valueAt(frame) : NO_CAP;
    }

    // ---- requests ----

    function _drawable(Group storage group, TimeframeAccount account, uint256 frame) private view returns (uint256) {
        // A budget doesn't change within a frame, so no more than it was drawn. A limit does for whoever changes his group.
        uint256 left = group.budget.valueAt(frame) - _drawnIn(group, frame);
        return Math.min(Math.saturatingSub(group.draw.valueAt(frame), account.second()), left);
    }

    function _draw(address account, uint256 amount) private returns (uint256 frame) {
        // Check
        if (amount == 0) revert TimeframeZeroAmount();
        frame = _frame();
        if (frame == 0) revert TimeframeNotStarted(CLOCK.endOf(0));
        Cell storage cell = _accounts[account];
        TimeframeAccount word = _touch(cell, account, frame);
        uint256 id = word.group();
        Group storage group = _groups[id];
        if (!word.isMember(frame) || !group.onRequest) revert TimeframeNotOnRequest(account);
        uint256 most = _drawable(group, word, frame);
        if (amount > most) revert TimeframeRequestExceeds(account, amount, most);

        // Effect
        group.drawn = (frame << 112) | (_drawnIn(group, frame) + amount);
        (uint256 issued, uint256 spent) = _flowAt(frame);
        _setFlow(frame, issued + amount, spent);
        cell.word = word.withHalves(_fit(word.first() + amount), word.second() + amount);
        emit Transfer(address(0), account, amount);
        emit Requested(account, id, frame, amount);
    }
}
