// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IERC7579ModuleConfig, MODULE_TYPE_EXECUTOR} from "@openzeppelin/contracts/interfaces/draft-IERC7579.sol";
import {ILifeSource} from "./ILifeSource.sol";

/// @title OwnSource
/// @notice Whether a source of life belongs to an account that names it in its first plan. Nobody but that source says whether the call is the owner's: so one who can have the account call the
/// registry, a session key or a module, would name one of his own.
library OwnSource {
    /// What an account may use to answer.
    uint256 private constant QUESTION_GAS = 100_000;

    /// @notice Of an account without code every call is its key's. One with code must say itself that its owner acts, or that the source is a module of it (Safe, ERC-7579).
    function isOf(address account, address source) internal view returns (bool) {
        if (account.code.length == 0 || source == account) return true;
        return
            _says(account, abi.encodeCall(ILifeSource.isOwnersAct, (account))) ||
            _says(account, abi.encodeWithSignature("isModuleEnabled(address)", source)) ||
            _says(account, abi.encodeCall(IERC7579ModuleConfig.isModuleInstalled, (MODULE_TYPE_EXECUTOR, source, "")));
    }

    function _says(address account, bytes memory question) private view returns (bool isSo) {
        assembly ("memory-safe") {
            mstore(0, 0)
            isSo := staticcall(QUESTION_GAS, account, add(question, 0x20), mload(question), 0, 0x20)
            isSo := and(isSo, and(gt(returndatasize(), 0x1f), eq(mload(0), 1)))
        }
    }
}
