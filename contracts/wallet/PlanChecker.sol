// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IPlanChecker} from "./IPlanChecker.sol";
import {Asset, AssetKind, Guardians, Plan, Recipient} from "./IWalletTypes.sol";
import {WalletPlan} from "./WalletPlan.sol";

/// @title PlanChecker
/// @notice Whether a text is a plan that can be carried out. What is wrong with it is said at once, since later nobody could mend it.
contract PlanChecker is IPlanChecker {
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

    /// @inheritdoc IPlanChecker
    function check(Plan calldata plan, bool byApproval, address executor) external view {
        _between("period", plan.period, LEAST_PERIOD, MOST);
        _between("grace", plan.grace, _isEthereum() ? LEAST_GRACE : LEAST_GRACE_ELSEWHERE, MOST_GRACE);
        _between("changeDelay", plan.changeDelay, 0, plan.period);
        if (plan.requestPeriod != 0) _between("requestPeriod", plan.requestPeriod, LEAST_REQUEST, MOST);
        if (byApproval && plan.everything) revert WalletEverythingNeedsCode(plan.account);
        _checkAssets(plan, byApproval);
        _checkTiers(plan, executor);
        _checkGuardians(plan.guardians);
    }

    function _checkAssets(Plan calldata plan, bool byApproval) private pure {
        Asset[] calldata assets = plan.assets;
        _count("assets", assets.length, plan.everything ? 0 : 1, MOST_ASSETS);
        for (uint256 i = 0; i < assets.length; ++i) {
            if (!WalletPlan.isWellFormed(assets[i]) || (i != 0 && !WalletPlan.isBelow(assets[i - 1], assets[i]))) {
                revert WalletAsset(i);
            }
            if (byApproval && assets[i].kind == AssetKind.NATIVE) {
                revert WalletEtherNeedsCode(plan.account);
            }
        }
    }

    function _checkTiers(Plan calldata plan, address executor) private view {
        _count("tiers", plan.tiers.length, 1, MOST_TIERS);
        uint256 last = plan.tiers.length - 1;
        for (uint256 i = 0; i <= last; ++i) {
            uint256 delay = plan.tiers[i].delay;
            _between("delay", delay, 0, MOST);
            if (i != 0 && delay < plan.tiers[i - 1].delay) revert WalletTierOrder(i);
            if (i == last) _between("window of the last tier", plan.tiers[i].window, 0, 0);
            else _between("window", plan.tiers[i].window, 1, MOST);
            _checkRecipients(plan, i, executor);
        }
        address other = plan.fallbackRecipient;
        if (other == plan.account || other == executor || other == msg.sender) revert WalletRecipient(last + 1, 0);
    }

    function _checkRecipients(Plan calldata plan, uint256 tier, address executor) private view {
        Recipient[] calldata recipients = plan.tiers[tier].recipients;
        _count("recipients", recipients.length, 1, MOST_RECIPIENTS);
        uint256 sum;
        for (uint256 i = 0; i < recipients.length; ++i) {
            address who = address(uint160(uint256(recipients[i].who)));
            if (
                WalletPlan.isOpen(recipients[i].who) &&
                (who == address(0) || who == plan.account || who == executor || who == msg.sender)
            ) revert WalletRecipient(tier, i);
            if (recipients[i].share == 0) revert WalletShares(tier, 0);
            sum += recipients[i].share;
        }
        if (sum != WHOLE) revert WalletShares(tier, sum);
    }

    function _checkGuardians(Guardians calldata guardians) private pure {
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
            // An ERC-7913 signer is an address, and the key that it checks.
            sound = guardians.keys[i].length >= 20;
        }
        if (!sound) revert WalletGuardians();
    }

    /// Whether the chain is Ethereum's own, one of its test chains, or one that runs on a developer's machine.
    function _isEthereum() private view returns (bool) {
        uint256 id = block.chainid;
        return id == 1 || id == 11_155_111 || id == 17_000 || id == 560_048 || id == 31_337 || id == 1_337;
    }

    function _between(string memory field, uint256 value, uint256 least, uint256 most) private pure {
        if (value < least || value > most) revert WalletDuration(field, value, least, most);
    }

    function _count(string memory what, uint256 count, uint256 least, uint256 most) private pure {
        if (count < least || count > most) revert WalletCount(what, count, least, most);
    }

    /// @inheritdoc IPlanChecker
    function isExtension(Plan calldata current, Plan calldata next) external pure returns (bool) {
        return WalletPlan.extends(current, next);
    }
}
