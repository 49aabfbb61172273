// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {ISwitchEvents} from "./ISwitchEvents.sol";
import {Asset, AssetKind, Guardians, Plan, Recipient, Tier} from "./IWalletTypes.sol";
import {WalletPlan} from "./WalletPlan.sol";

/// @title PlanRules
/// @notice Whether a text is a plan that can be carried out, and how two of them differ. What is wrong with one is said at once, since later nobody could mend it.
library PlanRules {
    uint256 private constant LEAST_PERIOD = 1 days;
    uint256 private constant MOST = 36_500 days;
    uint256 private constant LEAST_GRACE = 1 hours;
    /// On a chain with a sequencer that can be down, an outage must not be taken for silence.
    uint256 private constant LEAST_GRACE_ELSEWHERE = 7 days;
    uint256 private constant MOST_GRACE = 365 days;
    uint256 private constant LEAST_REQUEST = 1 hours;
    uint256 private constant MOST_PAUSE = 90 days;
    uint256 private constant MOST_PAUSES = 8;

    uint256 private constant MOST_ASSETS = 256;
    uint256 private constant MOST_TIERS = 8;
    uint256 private constant MOST_RECIPIENTS = 32;
    uint256 private constant MOST_GUARDIANS = 16;
    uint256 private constant WHOLE = 10_000;

    /// @notice Reverts if the text is no plan that can be carried out, with one of the errors of {ISwitchEvents}.
    /// @param byApproval Whether the account's assets move by approvals.
    /// @param executor What moves them.
    function check(Plan calldata plan, bool byApproval, address executor) internal view {
        _between("period", plan.period, LEAST_PERIOD, MOST);
        _between("grace", plan.grace, _isEthereum() ? LEAST_GRACE : LEAST_GRACE_ELSEWHERE, MOST_GRACE);
        _between("changeDelay", plan.changeDelay, 0, plan.period);
        if (plan.requestPeriod != 0) {
            _between("requestPeriod", plan.requestPeriod, LEAST_REQUEST, MOST);
            if (plan.bond < plan.bounty) revert ISwitchEvents.WalletBondBelowBounty(plan.bond, plan.bounty);
        }
        if (byApproval && plan.everything) revert ISwitchEvents.WalletEverythingNeedsCode(plan.account);
        _checkAssets(plan.assets, plan.account, byApproval);
        _checkTiers(plan, executor);
        _checkGuardians(plan.guardians, plan.account);
    }

    function _checkAssets(Asset[] calldata assets, address account, bool byApproval) private pure {
        // Also where "everything" is meant: of a plan that lists nothing, anything that moves would be all.
        _count("assets", assets.length, 1, MOST_ASSETS);
        Asset calldata before = assets[0];
        for (uint256 i = 0; i < assets.length; ++i) {
            Asset calldata asset = assets[i];
            if (!WalletPlan.isWellFormed(asset) || (i != 0 && !WalletPlan.isBelow(before, asset))) {
                revert ISwitchEvents.WalletAsset(i);
            }
            if (byApproval && asset.kind == AssetKind.NATIVE) revert ISwitchEvents.WalletEtherNeedsCode(account);
            before = asset;
        }
    }

    function _checkTiers(Plan calldata plan, address executor) private view {
        Tier[] calldata tiers = plan.tiers;
        _count("tiers", tiers.length, 1, MOST_TIERS);
        // From whom nothing comes back: the account itself, and the parts of the switch.
        address[4] memory parts = [plan.account, plan.source, executor, address(this)];
        uint256 last = tiers.length - 1;
        uint256 before;
        for (uint256 i = 0; i <= last; ++i) {
            Tier calldata tier = tiers[i];
            uint256 delay = tier.delay;
            _between("delay", delay, 0, MOST);
            if (delay < before) revert ISwitchEvents.WalletTierOrder(i);
            before = delay;
            if (i == last) _between("window of the last tier", tier.window, 0, 0);
            else _between("window", tier.window, 1, MOST);
            _checkRecipients(tier.recipients, i, parts);
        }
        if (_isOneOf(plan.fallbackRecipient, parts)) revert ISwitchEvents.WalletRecipient(last + 1, 0);
    }

    function _isOneOf(address who, address[4] memory parts) private pure returns (bool) {
        return who == parts[0] || who == parts[1] || who == parts[2] || who == parts[3];
    }

    function _checkRecipients(Recipient[] calldata recipients, uint256 tier, address[4] memory parts) private pure {
        _count("recipients", recipients.length, 1, MOST_RECIPIENTS);
        uint256 sum;
        for (uint256 i = 0; i < recipients.length; ++i) {
            Recipient calldata recipient = recipients[i];
            bytes32 who = recipient.who;
            if (who == 0 || (WalletPlan.isOpen(who) && _isOneOf(address(uint160(uint256(who))), parts))) {
                revert ISwitchEvents.WalletRecipient(tier, i);
            }
            uint256 share = recipient.share;
            if (share == 0) revert ISwitchEvents.WalletShares(tier, 0);
            sum += share;
        }
        if (sum != WHOLE) revert ISwitchEvents.WalletShares(tier, sum);
    }

    function _checkGuardians(Guardians calldata guardians, address account) private view {
        uint256 count = guardians.keys.length;
        _count("guardians", count, 0, MOST_GUARDIANS);
        _between("pauseFor", guardians.pauseFor, 0, MOST_PAUSE);
        _count("pauses", guardians.pauses, 0, MOST_PAUSES);
        bool mayPause = guardians.pauses != 0;
        // All zero, or a number of them that can do something.
        bool sound =
            (guardians.pauseFor != 0) == mayPause &&
                (
                    count == 0
                        ? guardians.threshold == 0 && !guardians.confirm && !mayPause
                        : guardians.threshold != 0 && guardians.threshold <= count && (guardians.confirm || mayPause)
                );
        for (uint256 i = 1; sound && i < count; ++i) {
            sound = keccak256(guardians.keys[i - 1]) < keccak256(guardians.keys[i]);
        }
        for (uint256 i = 0; sound && i < count; ++i) {
            sound = _canSign(guardians.keys[i], account);
        }
        if (!sound) revert ISwitchEvents.WalletGuardians();
    }

    /// Whether somebody else than the owner can sign by a key. An ERC-7913 signer is an address, and the key that it checks.
    function _canSign(bytes calldata key, address account) private view returns (bool) {
        if (key.length < 20) return false;
        address signer = address(bytes20(key));
        return key.length == 20 ? signer != address(0) && signer != account : signer.code.length != 0;
    }

    /// Whether the chain is Ethereum's own, one of its test chains, or one that runs on a developer's machine.
    function _isEthereum() private view returns (bool) {
        uint256 id = block.chainid;
        return id == 1 || id == 11_155_111 || id == 17_000 || id == 560_048 || id == 31_337 || id == 1_337;
    }

    function _between(bytes32 field, uint256 value, uint256 least, uint256 most) private pure {
        if (value < least || value > most) revert ISwitchEvents.WalletDuration(_text(field), value, least, most);
    }

    function _count(bytes32 what, uint256 count, uint256 least, uint256 most) private pure {
        if (count < least || count > most) revert ISwitchEvents.WalletCount(_text(what), count, least, most);
    }

    /// A short word, as it is told.
    function _text(bytes32 word) private pure returns (string memory) {
        uint256 length;
        while (word[length] != 0) ++length;
        bytes memory text = abi.encodePacked(word);
        assembly ("memory-safe") {
            mstore(text, length)
        }
        return string(text);
    }

    // ---- difference ----

    /// @notice Whether the next plan moves more than the current one, and differs by nothing else; see {ISwitchPlans.isExtension}.
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
            (!current.everything || (next.everything && next.assets.length == current.assets.length)) &&
            keccak256(abi.encode(current.tiers)) == keccak256(abi.encode(next.tiers)) &&
            keccak256(abi.encode(current.guardians)) == keccak256(abi.encode(next.guardians)) &&
            _hasAll(next.assets, current.assets);
    }

    /// Whether a list has all assets of another. Both are in order.
    function _hasAll(Asset[] calldata all, Asset[] calldata some) private pure returns (bool) {
        uint256 place;
        for (uint256 i = 0; i < some.length; ++i) {
            while (place < all.length && WalletPlan.isBelow(all[place], some[i])) ++place;
            if (place == all.length || !_isSame(all[place], some[i])) return false;
        }
        return true;
    }

    function _isSame(Asset calldata a, Asset calldata b) private pure returns (bool) {
        return a.kind == b.kind && a.token == b.token && a.id == b.id && a.heir == b.heir;
    }
}
