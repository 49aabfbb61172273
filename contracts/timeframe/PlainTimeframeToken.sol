// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {ITimeframeToken, Layout, TokenTerms} from "./ITimeframeToken.sol";
import {SingleFrameToken} from "./SingleFrameToken.sol";
import {TimeframeAccount} from "./TimeframeAccount.sol";
import {TimeframeToken} from "./TimeframeToken.sol";

/// @title PlainTimeframeToken
/// @notice A timeframe token whose accounts hold a balance and nothing else: the cheapest, with the widest amounts.
contract PlainTimeframeToken is SingleFrameToken {
    constructor(TokenTerms memory terms, address groups_) TimeframeToken(terms, groups_) {}

    /// @inheritdoc ITimeframeToken
    function accountLayout() public pure override returns (Layout) {
        return Layout.PLAIN;
    }

    /// @inheritdoc ITimeframeToken
    function maxAmount() public pure override returns (uint256) {
        return type(uint112).max;
    }

    function _turn(
        TimeframeAccount stored,
        uint256 frame
    ) internal view override returns (TimeframeAccount fresh, uint256 expired, uint256 granted) {
        expired = stored.balance();
        if (stored.isMember(frame)) granted = _groups[stored.group()].quota.valueAt(frame);
        fresh = stored.turned(frame).plus(granted);
    }

    function _balance(TimeframeAccount account) internal pure override returns (uint256) {
        return account.balance();
    }

    function _take(
        address from,
        TimeframeAccount account,
        uint256 value
    ) internal pure override returns (TimeframeAccount) {
        uint256 balance = account.balance();
        if (value > balance) revert ERC20InsufficientBalance(from, balance, value);
        return account.minus(value);
    }

    function _grant(TimeframeAccount account, uint256 value) internal pure override returns (TimeframeAccount) {
        // All units of a frame together fit 112 bits: they are kept as a {FrameValue}.
        return account.plus(value);
    }

    function _give(address, TimeframeAccount account, uint256 value) internal pure override returns (TimeframeAccount) {
        return account.plus(value);
    }
}
