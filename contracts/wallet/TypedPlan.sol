// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Asset, Guardians, Plan, Recipient, Tier} from "./IWalletTypes.sol";

/// @title TypedPlan
/// @notice A plan as a wallet shows and signs it (EIP-712).
library TypedPlan {
    bytes private constant ASSET = "Asset(uint8 kind,address token,uint256 id,uint8 heir)";
    bytes private constant GUARDIANS =
        "Guardians(bytes[] keys,uint8 threshold,bool confirm,uint32 pauseFor,uint8 pauses)";
    bytes private constant PLAN =
        "Plan(address account,address source,uint32 period,uint32 grace,uint32 changeDelay,uint32 requestPeriod,uint96 bond,uint96 bounty,address feed,address fallbackRecipient,bool everything,Asset[] assets,Tier[] tiers,Guardians guardians)";
    bytes private constant RECIPIENT = "Recipient(bytes32 who,uint16 share)";
    bytes private constant TIER = "Tier(uint32 delay,uint32 window,Recipient[] recipients)";

    bytes32 private constant ASSET_TYPEHASH = keccak256(ASSET);
    bytes32 private constant GUARDIANS_TYPEHASH = keccak256(GUARDIANS);
    bytes32 private constant PLAN_TYPEHASH = keccak256(abi.encodePacked(PLAN, ASSET, GUARDIANS, RECIPIENT, TIER));
    bytes32 private constant RECIPIENT_TYPEHASH = keccak256(RECIPIENT);
    bytes32 private constant TIER_TYPEHASH = keccak256(abi.encodePacked(TIER, RECIPIENT));

    /// @notice Type hash of what an account signs to have a plan registered.
    bytes32 internal constant REQUEST_TYPEHASH = keccak256(
        abi.encodePacked(
            "PropagationRequest(Plan plan,uint48 issuedAt,uint256 nonce,uint256 deadline)",
            ASSET,
            GUARDIANS,
            PLAN,
            RECIPIENT,
            TIER
        )
    );

    /// @notice A plan's EIP-712 struct hash.
    function structHash(Plan calldata plan) internal pure returns (bytes32) {
        bytes memory terms = abi.encode(
            PLAN_TYPEHASH,
            plan.account,
            plan.source,
            plan.period,
            plan.grace,
            plan.changeDelay,
            plan.requestPeriod
        );
        bytes memory rights = abi.encode(plan.bond, plan.bounty, plan.feed, plan.fallbackRecipient, plan.everything);
        bytes memory lists = abi.encode(
            _hashAssets(plan.assets),
            _hashTiers(plan.tiers),
            _hashGuardians(plan.guardians)
        );
        return keccak256(bytes.concat(terms, rights, lists));
    }

    function _hashTiers(Tier[] calldata tiers) private pure returns (bytes32) {
        bytes32[] memory hashes = new bytes32[](tiers.length);
        for (uint256 i = 0; i < tiers.length; ++i) {
            Recipient[] calldata recipients = tiers[i].recipients;
            bytes32[] memory inner = new bytes32[](recipients.length);
            for (uint256 j = 0; j < recipients.length; ++j) {
                inner[j] = keccak256(abi.encode(RECIPIENT_TYPEHASH, recipients[j].who, recipients[j].share));
            }
            bytes32 all = keccak256(abi.encodePacked(inner));
            hashes[i] = keccak256(abi.encode(TIER_TYPEHASH, tiers[i].delay, tiers[i].window, all));
        }
        return keccak256(abi.encodePacked(hashes));
    }

    function _hashGuardians(Guardians calldata guardians) private pure returns (bytes32) {
        bytes32[] memory keys = new bytes32[](guardians.keys.length);
        for (uint256 i = 0; i < keys.length; ++i) {
            keys[i] = keccak256(guardians.keys[i]);
        }
        return
            keccak256(
                abi.encode(
                    GUARDIANS_TYPEHASH,
                    keccak256(abi.encodePacked(keys)),
                    guardians.threshold,
                    guardians.confirm,
                    guardians.pauseFor,
                    guardians.pauses
                )
            );
    }

    function _hashAssets(Asset[] calldata assets) private pure returns (bytes32) {
        bytes32[] memory hashes = new bytes32[](assets.length);
        for (uint256 i = 0; i < assets.length; ++i) {
            Asset calldata asset = assets[i];
            hashes[i] = keccak256(abi.encode(ASSET_TYPEHASH, asset.kind, asset.token, asset.id, asset.heir));
        }
        return keccak256(abi.encodePacked(hashes));
    }
}
