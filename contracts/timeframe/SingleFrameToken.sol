// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IERC7818} from "../interfaces/IERC7818.sol";
import {ITimeframeToken} from "./ITimeframeToken.sol";
import {TimeframeAccount} from "./TimeframeAccount.sol";
import {TimeframeToken} from "./TimeframeToken.sol";

/// @title SingleFrameToken
/// @notice Transfers, spending and supply where all valid units are of the current frame: layouts PLAIN and CAPPED.
/// @dev The hot path of the library. Sums of a frame, see {TimeframeLedger}: units issued on request, and units spent.
abstract contract SingleFrameToken is TimeframeToken {
    // ---- views ----

    /// @inheritdoc IERC7818
    function validityDuration() public pure override returns (uint256) {
        return 1;
    }

    /// @inheritdoc IERC7818
    function balanceOfAtEpoch(uint256 epoch, address account) external view returns (uint256) {
        return epoch == _frame() ? balanceOf(account) : 0;
    }

    /// @inheritdoc ITimeframeToken
    function getNearestExpiryOf(address account) external view returns (uint256 amount, uint256 expiresAt) {
        return (balanceOf(account), nextRefreshAt());
    }

    // ---- what the two layouts fill in ----

    /// Takes units out of an account in its own frame.
    function _take(
        address from,
        TimeframeAccount account,
        uint256 value
    ) internal pure virtual returns (TimeframeAccount);

    /// Puts transferred units into an account in its own frame.
    function _give(
        address to,
        TimeframeAccount account,
        uint256 value
    ) internal view virtual returns (TimeframeAccount);

    // ---- units ----

    /// @dev Every ERC-20 transfer comes through here. Nothing is ever minted or burned through it: `from` and `to` are not zero.
    function _update(address from, address to, uint256 value) internal override {
        uint256 frame = _frame();

        // The sender is written before the receiver is read: they may be the same account.
        Cell storage cell = _accounts[from];
        TimeframeAccount account = _take(from, _touch(cell, from, frame), value);
        if (account.isBound()) {
            // Two conditions in one would cost every transfer the second one.
            if (value != 0) revert TimeframeSoulbound(from);
        }
        cell.word = account;

        cell = _accounts[to];
        account = _touch(cell, to, frame);
        // Members may always receive: the common case is decided here, without a call.
        if (!account.isMember(frame)) _requireReceiver(to, account, frame);
        cell.word = _give(to, account, value);

        emit Transfer(from, to, value);
    }

    function _updateAtEpoch(uint256 epoch, address from, address to, uint256 value) internal override {
        // All units are of the current frame; one to come holds none yet.
        if (epoch != _frame()) revert ERC20InsufficientBalance(from, 0, value);
        _update(from, to, value);
    }

    function _withdraw(address from, uint256 amount, uint256 frame) internal override {
        Cell storage cell = _accounts[from];
        cell.word = _take(from, _touch(cell, from, frame), amount);
        (uint256 issued, uint256 spent) = _flowAt(frame);
        _setFlow(frame, issued, spent + amount);
        emit Transfer(from, address(0), amount);
    }

    // ---- supply ----

    /// What memberships entitle to, plus what was requested, less what was spent.
    function _supplyAt(uint256 frame) internal view override returns (uint256) {
        (uint256 issued, uint256 spent) = _flowAt(frame);
        return _entitled(frame) + issued - spent;
    }
}
