// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Asset, AssetKind, Plan} from "./IWalletTypes.sol";

/// @title WalletPlan
/// @notice What everybody reads in a plan's text: its hash, whom it names, and the order of its assets.
library WalletPlan {
    /// How an asset is divided that has no heir.
    uint256 internal constant SHARED = 255;

    // ---- hash ----

    /// @notice The hash by which the registry knows a plan: Keccak-256 of its ABI encoding.
    function hash(Plan calldata plan) internal pure returns (bytes32) {
        return keccak256(abi.encode(plan));
    }

    /// @notice A plan's hash, and the data of an event that has one word and the plan. Encoding costs more than all else that a registration computes, so it is done once for both.
    function encode(uint256 word, Plan calldata plan) internal pure returns (bytes memory data, bytes32 planHash) {
        data = abi.encode(word, plan);
        // From the second word on this is the encoding of the plan alone, but for where that word says the text begins: one word later.
        assembly ("memory-safe") {
            let second := add(data, 0x40)
            mstore(second, 0x20)
            planHash := keccak256(second, sub(mload(data), 0x20))
            mstore(second, 0x40)
        }
    }

    // ---- recipients ----

    /// @notice How a plan names a recipient who is to stay secret.
    function commitment(address recipient, bytes32 salt) internal pure returns (bytes32) {
        return keccak256(abi.encode(recipient, salt));
    }

    /// @notice Whether a plan has a recipient's address, and not a commitment.
    function isOpen(bytes32 who) internal pure returns (bool) {
        return uint256(who) >> 160 == 0;
    }

    /// @notice Whether somebody is the one whom a plan names.
    /// @param salt The salt of one who is secret.
    function isNamed(bytes32 who, address recipient, bytes32 salt) internal pure returns (bool) {
        return who == (isOpen(who) ? bytes32(uint256(uint160(recipient))) : commitment(recipient, salt));
    }

    // ---- assets ----

    /// @notice Whether an asset comes before another in a plan's list.
    function isBelow(Asset calldata a, Asset calldata b) internal pure returns (bool) {
        (address first, address second) = (a.token, b.token);
        return first < second || (first == second && a.id < b.id);
    }

    /// @notice Whether an asset has the token and the id that its kind has.
    function isWellFormed(Asset calldata asset) internal pure returns (bool) {
        (AssetKind kind, address token, uint256 id) = (asset.kind, asset.token, asset.id);
        if (kind == AssetKind.NATIVE) return token == address(0) && id == 0;
        return token != address(0) && (kind != AssetKind.ERC20 || id == 0);
    }
}
