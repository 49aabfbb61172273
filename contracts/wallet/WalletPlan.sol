// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Asset, AssetKind, Guardians, Plan, Recipient, Tier} from "./IWalletTypes.sol";

/// @title WalletPlan
/// @notice What a plan's text says by itself: its hash, whether it is one, and how two of them differ. (IDeadMansSwitch has the errors.)
/// @dev The hash is the one that a wallet signs and shows (EIP-712), so that a registration has one hash whichever way it comes.
library WalletPlan {
    /// How an asset is divided that has no heir.
    uint256 internal constant SHARED = 255;

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

    // ---- hash ----

    /// @notice A plan's EIP-712 struct hash.
    function hash(Plan calldata plan) internal pure returns (bytes32) {
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
        bytes memory lists = abi.encode(_hashAssets(plan.assets), hashTiers(plan.tiers), hashGuardians(plan.guardians));
        return keccak256(bytes.concat(terms, rights, lists));
    }

    /// @notice The EIP-712 hash of a list of tiers.
    function hashTiers(Tier[] calldata tiers) internal pure returns (bytes32) {
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

    /// @notice The EIP-712 struct hash of guardians.
    function hashGuardians(Guardians calldata guardians) internal pure returns (bytes32) {
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

    // ---- difference ----

    /// @notice Whether the next plan moves more than the current one, and differs by nothing else; see {IDeadMansSwitch.isExtension}.
    function extends(Plan calldata current, Plan calldata next) internal pure returns (bool) {
        return
            current.account == next.account &&
            current.source == next.source &&
            current.period == next.period &&
            current.grace == next.grace &&
            current.changeDelay == next.changeDelay &&
            current.requestPeriod == next.requestPeriod &&
            current.bond == next.bond &&
            current.bounty <= next.bounty &&
            current.feed == next.feed &&
            current.fallbackRecipient == next.fallbackRecipient &&
            (next.everything || !current.everything) &&
            hashTiers(current.tiers) == hashTiers(next.tiers) &&
            hashGuardians(current.guardians) == hashGuardians(next.guardians) &&
            _hasAll(next.assets, current.assets);
    }

    /// Whether a list has all assets of another. Both are in order.
    function _hasAll(Asset[] calldata all, Asset[] calldata some) private pure returns (bool) {
        uint256 place;
        for (uint256 i = 0; i < some.length; ++i) {
            while (place < all.length && isBelow(all[place], some[i])) ++place;
            if (place == all.length || !_isSame(all[place], some[i])) return false;
        }
        return true;
    }

    /// @notice Whether an asset comes before another in a plan's list.
    function isBelow(Asset calldata a, Asset calldata b) internal pure returns (bool) {
        return a.token < b.token || (a.token == b.token && a.id < b.id);
    }

    function _isSame(Asset calldata a, Asset calldata b) private pure returns (bool) {
        return a.kind == b.kind && a.token == b.token && a.id == b.id && a.heir == b.heir;
    }

    /// @notice Whether an asset has the token and the id that its kind has.
    function isWellFormed(Asset calldata asset) internal pure returns (bool) {
        if (asset.kind == AssetKind.NATIVE) return asset.token == address(0) && asset.id == 0;
        return asset.token != address(0) && (asset.kind != AssetKind.ERC20 || asset.id == 0);
    }
}
