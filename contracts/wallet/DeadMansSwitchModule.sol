// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";
import {LowLevelCall} from "@openzeppelin/contracts/utils/LowLevelCall.sol";

import {IModuleGuard} from "../interfaces/IModuleGuard.sol";
import {ISafe, SafeOperation} from "../interfaces/ISafe.sol";
import {ITransactionGuard} from "../interfaces/ITransactionGuard.sol";
import {AssetCalls} from "./AssetCalls.sol";
import {IAssetHolder} from "./IAssetHolder.sol";
import {IDeadMansSwitchModule} from "./IDeadMansSwitchModule.sol";
import {ILifeSource} from "./ILifeSource.sol";
import {Asset, AssetKind} from "./IWalletTypes.sol";
import {SafeGuard} from "./SafeGuard.sol";

/// @title Dead man's switch for Safes
/// @notice See {IDeadMansSwitchModule}.
contract DeadMansSwitchModule is SafeGuard {
    /// @inheritdoc IDeadMansSwitchModule
    address public immutable EXECUTOR;

    /// @notice Deploys it for all Safes.
    /// @param executor The plan executor, the only one who can have assets released.
    constructor(address executor) {
        EXECUTOR = executor;
    }

    // ---- the executor ----

    /// @inheritdoc IAssetHolder
    function release(address account, Asset calldata asset, address to, uint256 amount) external {
        // Check
        if (msg.sender != EXECUTOR) revert HolderUnauthorized(msg.sender);
        // Interaction
        if (asset.kind == AssetKind.NATIVE) {
            // The receiver's answer isn't wanted: it could be as long as he likes.
            if (!ISafe(account).execTransactionFromModule(to, amount, "", SafeOperation.CALL))
                revert HolderRefused(account, address(0));
            return;
        }
        address token = asset.token;
        if (token.code.length == 0) revert HolderRefused(account, token);
        (bool success, bytes memory answer) = ISafe(account).execTransactionFromModuleReturnData(
            token,
            0,
            AssetCalls.transferOf(account, asset, to, amount),
            SafeOperation.CALL
        );
        if (!success && answer.length != 0) LowLevelCall.bubbleRevert(answer);
        if (!success || !AssetCalls.isAgreed(asset.kind, answer)) revert HolderRefused(account, token);
    }

    // ---- views ----

    /// @inheritdoc ILifeSource
    function lifeOf(address account) external view returns (uint48 lastLife, uint48 suspendedAt) {
        Watch storage watch = _watchOf(account);
        (Part missing, uint256 nonce) = _missing(account, watch);
        suspendedAt = missing != Part.NONE || nonce != watch.nonce ? uint48(block.timestamp) : watch.suspendedAt;
        lastLife = watch.lastLife;
    }

    /// @inheritdoc ILifeSource
    function silentUntil(address account, bytes calldata) external view returns (uint48) {
        Watch storage watch = _watchOf(account);
        (Part missing, uint256 nonce) = _missing(account, watch);
        if (missing != Part.NONE) revert LifeUnknown(account, _reasonOf(missing));
        // An execution that this guard wasn't asked about.
        if (nonce != watch.nonce) revert LifeShown(account);
        return uint48(block.timestamp);
    }

    /// @inheritdoc ILifeSource
    function holderOf(address account) external view returns (address) {
        (Part missing, ) = _missing(account, _watchOf(account));
        if (missing != Part.NONE) revert LifeUnknown(account, _reasonOf(missing));
        return address(this);
    }

    /// @inheritdoc IERC165
    function supportsInterface(bytes4 interfaceId) external pure returns (bool) {
        return
            interfaceId == type(IERC165).interfaceId ||
            interfaceId == type(ITransactionGuard).interfaceId ||
            interfaceId == type(IModuleGuard).interfaceId ||
            interfaceId == type(ILifeSource).interfaceId ||
            interfaceId == type(IAssetHolder).interfaceId;
    }

    // ---- internals ----

    function _reasonOf(Part missing) private pure returns (string memory) {
        if (missing == Part.SETUP) return "the Safe has not set up the switch";
        if (missing == Part.GUARD) return "the switch isn't the Safe's guard";
        if (missing == Part.MODULE) return "the switch isn't a module of the Safe";
        if (missing == Part.MODULE_GUARD) return "the switch isn't the Safe's module guard";
        return "the account can't be read as a Safe";
    }
}
