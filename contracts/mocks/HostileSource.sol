// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {ILifeSource} from "../wallet/ILifeSource.sol";

/// @title HostileSource
/// @notice A source of life that keepers pay for without end: its account is always silent for just a day, so that each trigger is void a second later; and, as a prover, it always lacks the
/// account's last act, whatever is shown to it. Anybody can register a plan that names it.
contract HostileSource is ILifeSource {
    /// @notice Whether it passes for a prover.
    bool public immutable PROVES;

    /// @notice How often somebody has paid for a proof.
    uint256 public shown;

    constructor(bool proves) {
        PROVES = proves;
    }

    /// @notice A fact about an account that is never up to date.
    function factOf(address) external view returns (uint64 nonce, uint48 since, uint48 suspendedAt) {
        require(PROVES);
        return (0, uint48(block.timestamp), 0);
    }

    /// @notice Takes any proof, and learns nothing.
    function proveActivity(address, bytes calldata, bytes[] calldata) external {
        ++shown;
    }

    /// @inheritdoc ILifeSource
    function lifeOf(address) external view returns (uint48 lastLife, uint48 suspendedAt) {
        return (uint48(block.timestamp - 1 days), 0);
    }

    /// @inheritdoc ILifeSource
    function silentUntil(address, bytes calldata) external view returns (uint48) {
        return uint48(block.timestamp);
    }

    /// @inheritdoc ILifeSource
    function holderOf(address) external pure returns (address) {
        return address(0);
    }

    /// @inheritdoc ILifeSource
    function isOwnersAct(address) external pure returns (bool) {
        return true;
    }
}
