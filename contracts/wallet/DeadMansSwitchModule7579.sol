// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {
    IERC7579Execution,
    IERC7579Module,
    MODULE_TYPE_EXECUTOR,
    MODULE_TYPE_HOOK,
    MODULE_TYPE_VALIDATOR
} from "@openzeppelin/contracts/interfaces/draft-IERC7579.sol";
import {AssetCalls} from "./AssetCalls.sol";
import {IAssetHolder} from "./IAssetHolder.sol";
import {IDeadMansSwitchModule7579} from "./IDeadMansSwitchModule7579.sol";
import {ILifeSource} from "./ILifeSource.sol";
import {Asset, AssetKind} from "./IWalletTypes.sol";
import {Module7579Life} from "./Module7579Life.sol";
import {Module7579Operations} from "./Module7579Operations.sol";

/// @title Dead man's switch for modular accounts
/// @notice See {IDeadMansSwitchModule7579}.
contract DeadMansSwitchModule7579 is Module7579Life {
    /// One call that reverts if what is called does.
    bytes32 private constant SINGLE = 0;

    /// @inheritdoc IDeadMansSwitchModule7579
    address public immutable EXECUTOR;

    /// @notice Deploys it for all accounts of an entry point.
    /// @param executor The plan executor, the only one who can have assets released.
    /// @param entryPoint The entry point of the accounts.
    constructor(address executor, address entryPoint) Module7579Operations(entryPoint) {
        EXECUTOR = executor;
    }

    // ---- the executor ----

    /// @inheritdoc IAssetHolder
    function release(address account, Asset calldata asset, address to, uint256 amount) external {
        // Check
        if (msg.sender != EXECUTOR) revert HolderUnauthorized(msg.sender);
        // Interaction
        if (asset.kind == AssetKind.NATIVE) {
            _execute(account, to, amount, "");
            return;
        }
        address token = asset.token;
        if (token.code.length == 0) revert HolderRefused(account, token);
        bytes[] memory answers = _execute(account, token, 0, AssetCalls.transferOf(account, asset, to, amount));
        if (answers.length != 1 || !AssetCalls.isAgreed(asset.kind, answers[0])) revert HolderRefused(account, token);
    }

    // ---- views ----

    /// @inheritdoc ILifeSource
    function lifeOf(address account) external view returns (uint48 lastLife, uint48 suspendedAt) {
        Watch7579 memory watch = watchOf(account);
        bool isWhole = missingPartOf(account) == Part7579.NONE;
        uint48 present = uint48(block.timestamp);
        return (watch.lastLife < present ? watch.lastLife : present, isWhole ? watch.suspendedAt : present);
    }

    /// @inheritdoc ILifeSource
    /// @dev Every act that counts is recorded as it happens.
    function silentUntil(address account, bytes calldata) external view returns (uint48) {
        _requireWhole(account);
        return uint48(block.timestamp);
    }

    /// @inheritdoc ILifeSource
    function holderOf(address account) external view returns (address) {
        _requireWhole(account);
        return address(this);
    }

    /// @inheritdoc IERC7579Module
    function isModuleType(uint256 moduleTypeId) external pure returns (bool) {
        return
            moduleTypeId == MODULE_TYPE_VALIDATOR ||
            moduleTypeId == MODULE_TYPE_EXECUTOR ||
            moduleTypeId == MODULE_TYPE_HOOK;
    }

    // ---- internals ----

    function _execute(
        address account,
        address to,
        uint256 value,
        bytes memory data
    ) private returns (bytes[] memory answers) {
        return IERC7579Execution(account).executeFromExecutor(SINGLE, abi.encodePacked(to, value, data));
    }

    function _requireWhole(address account) private view {
        Part7579 missing = missingPartOf(account);
        if (missing != Part7579.NONE) revert LifeUnknown(account, _reasonOf(missing));
    }

    function _reasonOf(Part7579 missing) private pure returns (string memory) {
        if (missing == Part7579.OWNER) return "the account has not named its owner to the switch";
        if (missing == Part7579.VALIDATOR) return "the switch isn't a validator of the account";
        if (missing == Part7579.EXECUTOR) return "the switch isn't an executor of the account";
        if (missing == Part7579.HOOK) return "the switch isn't the account's hook";
        return "it has a key, which acts without modules";
    }
}
