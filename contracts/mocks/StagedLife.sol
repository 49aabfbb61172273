// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {ILifeSource} from "../wallet/ILifeSource.sol";

/// @title StagedLife
/// @notice A source of life that says what a test tells it to, to the second; silence is known up to now, less a lag.
contract StagedLife is ILifeSource {
    /// @notice What it says of an account.
    struct Said {
        uint48 lastLife;
        uint48 suspendedAt;
        uint48 lag;
        bool foreign;
        bool shown;
        address holder;
    }

    mapping(address account => Said said) private _said;

    /// @notice Fixes what is said of an account.
    function say(address account, Said calldata said) external {
        _said[account] = said;
    }

    /// @notice The account acts.
    function live(address account) external {
        _said[account].lastLife = uint48(block.timestamp);
    }

    /// @inheritdoc ILifeSource
    function lifeOf(address account) external view returns (uint48 lastLife, uint48 suspendedAt) {
        return (_said[account].lastLife, _said[account].suspendedAt);
    }

    /// @inheritdoc ILifeSource
    function silentUntil(address account, bytes calldata) external view returns (uint48) {
        if (_said[account].shown) revert LifeShown(account);
        return uint48(block.timestamp) - _said[account].lag;
    }

    /// @inheritdoc ILifeSource
    function holderOf(address account) external view returns (address) {
        return _said[account].holder;
    }

    /// @inheritdoc ILifeSource
    function isOwnersAct(address account) external view returns (bool) {
        return !_said[account].foreign;
    }
}
