// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IERC1155} from "@openzeppelin/contracts/token/ERC1155/IERC1155.sol";
import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {ERC165Checker} from "@openzeppelin/contracts/utils/introspection/ERC165Checker.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {AssetMover} from "./AssetMover.sol";
import {IDeadMansSwitch} from "./IDeadMansSwitch.sol";
import {ILifeSource} from "./ILifeSource.sol";
import {IPlanExecutor} from "./IPlanExecutor.sol";
import {Asset, AssetKind, Outcome, Plan, Recipient} from "./IWalletTypes.sol";
import {WalletPlan} from "./WalletPlan.sol";

/// What a page needs at every asset.
struct Page {
    address account;
    /// What moves the assets; zero for the approvals that the account gave to the executor.
    address holder;
    uint8 tier;
    uint32 version;
    uint48 triggeredAt;
    bytes32 execution;
    bool moved;
    bool claimed;
}

/// Somebody's claim on an asset that has stayed in the account.
struct Claim {
    uint256 amount;
    /// Since when; the mean of its parts, each counted as often as it has units.
    uint48 since;
}

/// @title PlanExecutor
/// @notice Moves what plans list; see {IPlanExecutor}. One for all accounts, plans and versions, created by the registry that it obeys.
contract PlanExecutor is IPlanExecutor, ReentrancyGuardTransient {
    using AssetMover for Asset;
    using ERC165Checker for address;

    uint256 private constant WHOLE = 10_000;
    /// How long a claim is its recipient's alone.
    uint256 private constant FALLBACK_AFTER = 365 days;

    /// @inheritdoc IPlanExecutor
    address public immutable REGISTRY;

    mapping(bytes32 execution => uint256 places) private _executed;
    /// What of an asset is claimed in all.
    mapping(bytes32 execution => mapping(bytes32 asset => uint256 amount)) private _claimable;
    mapping(bytes32 execution => mapping(bytes32 asset => mapping(bytes32 who => Claim claim))) private _claims;

    /// @notice Fixes whose word counts.
    /// @param registry The registry, which creates this.
    constructor(address registry) {
        REGISTRY = registry;
    }

    // ---- execution ----

    /// @inheritdoc IPlanExecutor
    function execute(
        Plan calldata plan,
        uint256[] calldata places,
        Asset[] calldata further,
        bytes calldata evidence
    ) external nonReentrant {
        // Check
        Page memory page = _authorize(plan, evidence);
        if (places.length + further.length == 0) revert ExecutorNothing();
        if (further.length != 0 && !plan.everything) revert ExecutorNotEverything(plan.account);

        // Effect and interaction, asset by asset
        uint256 executed = _executed[page.execution];
        for (uint256 i = 0; i < places.length; ++i) {
            uint256 place = places[i];
            if (place >= plan.assets.length) revert ExecutorPlace(place, plan.assets.length);
            if (_distribute(page, plan.assets[place], plan.tiers[page.tier].recipients)) executed |= 1 << place;
        }
        _executed[page.execution] = executed;
        for (uint256 i = 0; i < further.length; ++i) {
            if (!_isFurther(plan.assets, further[i])) revert ExecutorFurther(i);
            Asset memory asset = further[i];
            asset.heir = uint8(WalletPlan.SHARED);
            _distribute(page, asset, plan.tiers[page.tier].recipients);
        }
        _record(plan, page, _isAll(executed, plan.assets.length));
    }

    /// Moves all that is there of an asset to those who receive it. Whether it has been taken up: it could be read, and all that the account holds of it has gone, or is claimed.
    function _distribute(
        Page memory page,
        Asset memory asset,
        Recipient[] calldata recipients
    ) private returns (bool taken) {
        (bool readable, uint256 held, uint256 movable) = asset.available(page.account, page.holder);
        uint256 claimed = _claimable[page.execution][_idOf(asset)];
        movable = movable > claimed ? movable - claimed : 0;
        if (movable == 0) {
            emit AssetUnavailable(page.account, page.version, asset, held);
            return readable && held <= claimed;
        }
        taken = claimed + movable >= held;
        (bool whole, uint256 heir) = _heirOf(asset, recipients.length);
        if (whole) {
            _give(page, asset, recipients[heir].who, movable);
            return taken;
        }
        // What the division leaves over is the first one's.
        uint256 left = movable;
        for (uint256 i = recipients.length - 1; i != 0; --i) {
            uint256 share = Math.mulDiv(movable, recipients[i].share, WHOLE);
            left -= share;
            if (share != 0) _give(page, asset, recipients[i].who, share);
        }
        _give(page, asset, recipients[0].who, left);
    }

    /// Who gets all of an asset, if somebody does.
    function _heirOf(Asset memory asset, uint256 recipients) private pure returns (bool whole, uint256 heir) {
        whole = asset.heir < recipients;
        if (whole) heir = asset.heir;
        else whole = asset.kind == AssetKind.ERC721;
    }

    /// Moves somebody's part to him, or notes that he can claim it.
    function _give(Page memory page, Asset memory asset, bytes32 who, uint256 amount) private {
        if (WalletPlan.isOpen(who)) {
            address to = address(uint160(uint256(who)));
            (bool moved, ) = asset.tryMove(page.account, page.holder, to, amount);
            if (moved) {
                page.moved = true;
                emit AssetMoved(page.account, page.version, to, asset, amount);
                return;
            }
        }
        bytes32 id = _idOf(asset);
        Claim storage claimed = _claims[page.execution][id][who];
        uint256 total = claimed.amount + amount;
        // A mean: dust doesn't begin the year anew, and what comes after it has its own.
        claimed.since += uint48(Math.mulDiv(block.timestamp - claimed.since, amount, total));
        claimed.amount = total;
        _claimable[page.execution][id] += amount;
        page.claimed = true;
        emit ClaimRecorded(page.account, page.version, who, asset, amount);
    }

    // ---- claims ----

    /// @inheritdoc IPlanExecutor
    function claim(
        Plan calldata plan,
        Asset calldata asset,
        address recipient,
        bytes32 salt,
        address to,
        bytes calldata evidence
    ) external nonReentrant {
        Page memory page = _authorize(plan, evidence);
        bytes32 who = WalletPlan.commitment(recipient, salt);
        // Zero is a salt, too, if a bad one.
        if (salt == 0 && _claims[page.execution][_idOf(asset)][who].amount == 0)
            who = bytes32(uint256(uint160(recipient)));
        if (to == address(0) || (to != recipient && msg.sender != recipient)) {
            revert ExecutorNotRecipient(who, msg.sender);
        }
        _pay(plan, page, asset, who, to);
    }

    /// @inheritdoc IPlanExecutor
    function claimForFallback(
        Plan calldata plan,
        Asset calldata asset,
        bytes32 who,
        bytes calldata evidence
    ) external nonReentrant {
        Page memory page = _authorize(plan, evidence);
        uint256 from = _claims[page.execution][_idOf(asset)][who].since + FALLBACK_AFTER;
        if (plan.fallbackRecipient == address(0) || block.timestamp < from) revert ExecutorFallbackEarly(from);
        _pay(plan, page, asset, who, plan.fallbackRecipient);
    }

    /// Pays a claim, as far as the account still has what is claimed.
    function _pay(Plan calldata plan, Page memory page, Asset memory asset, bytes32 who, address to) private {
        // Check
        bytes32 id = _idOf(asset);
        Claim storage claimed = _claims[page.execution][id][who];
        (, , uint256 amount) = asset.available(page.account, page.holder);
        if (amount > claimed.amount) amount = claimed.amount;
        if (amount == 0) revert ExecutorNoClaim(who, asset.token);

        // Effect
        claimed.amount -= amount;
        _claimable[page.execution][id] -= amount;

        // Interaction
        (bool moved, bytes memory reason) = asset.tryMove(page.account, page.holder, to, amount);
        if (!moved) revert ExecutorClaimFailed(reason);
        page.moved = true;
        emit ClaimPaid(page.account, page.version, who, asset, to, amount);
        _record(plan, page, _isAll(_executed[page.execution], plan.assets.length));
    }

    // ---- the registry's word ----

    function _authorize(Plan calldata plan, bytes calldata evidence) private view returns (Page memory page) {
        (page.tier, page.version, page.triggeredAt) = IDeadMansSwitch(REGISTRY).authorize(plan, evidence);
        page.account = plan.account;
        address holder = ILifeSource(plan.source).holderOf(plan.account);
        // A source moves the assets itself, or has the account do it; or the account has no code, and has approved it. Any other holder obeys for the sake of another source: whoever can have an
        // account register its first plan, with a source of his own, could turn it against that account.
        bool isOwn =
            holder == address(0) ? plan.account.code.length == 0 : holder == plan.source || holder == plan.account;
        if (!isOwn) revert ExecutorHolder(holder);
        page.holder = holder;
        page.execution = executionOf(plan.account, page.version, page.triggeredAt);
    }

    function _record(Plan calldata plan, Page memory page, bool complete) private {
        if (!page.moved && !page.claimed && !complete) return;
        IDeadMansSwitch(REGISTRY).recordExecution(
            plan,
            Outcome(page.version, page.tier, page.triggeredAt, page.moved, page.claimed, complete, msg.sender)
        );
    }

    function _isAll(uint256 executed, uint256 listed) private pure returns (bool) {
        return executed == (listed == 256 ? type(uint256).max : (1 << listed) - 1);
    }

    // ---- assets ----

    /// Whether somebody may name an asset that the plan doesn't list. It must be of the kind that he says: a collection taken for a fungible token would give away the token whose id is an
    /// amount.
    function _isFurther(Asset[] calldata assets, Asset calldata asset) private view returns (bool) {
        if (!WalletPlan.isWellFormed(asset) || _isListed(assets, asset)) return false;
        if (asset.kind == AssetKind.NATIVE) return true;
        bool unique = asset.token.supportsInterface(type(IERC721).interfaceId);
        bool multiple = asset.token.supportsInterface(type(IERC1155).interfaceId);
        return unique == (asset.kind == AssetKind.ERC721) && multiple == (asset.kind == AssetKind.ERC1155);
    }

    /// Whether a plan's list, which is in order, has an asset.
    function _isListed(Asset[] calldata assets, Asset calldata asset) private pure returns (bool) {
        uint256 low;
        uint256 high = assets.length;
        while (low < high) {
            uint256 middle = (low + high) / 2;
            if (WalletPlan.isBelow(assets[middle], asset)) low = middle + 1;
            else high = middle;
        }
        return low < assets.length && !WalletPlan.isBelow(asset, assets[low]) && assets[low].kind == asset.kind;
    }

    function _idOf(Asset memory asset) private pure returns (bytes32) {
        return keccak256(abi.encode(asset.kind, asset.token, asset.id));
    }

    // ---- views ----

    /// @inheritdoc IPlanExecutor
    function claimOf(
        bytes32 execution,
        Asset calldata asset,
        bytes32 who
    ) external view returns (uint256 amount, uint48 since) {
        Claim storage claimed = _claims[execution][_idOf(asset)][who];
        return (claimed.amount, claimed.since);
    }

    /// @inheritdoc IPlanExecutor
    function claimableOf(bytes32 execution, Asset calldata asset) external view returns (uint256) {
        return _claimable[execution][_idOf(asset)];
    }

    /// @inheritdoc IPlanExecutor
    function executedOf(bytes32 execution) external view returns (uint256) {
        return _executed[execution];
    }

    /// @inheritdoc IPlanExecutor
    function executionOf(address account, uint32 version, uint48 triggeredAt) public pure returns (bytes32) {
        return keccak256(abi.encode(account, version, triggeredAt));
    }
}
