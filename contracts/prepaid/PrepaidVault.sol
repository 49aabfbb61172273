// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {LapseAccount, LapseLedger} from "../kernel/LapseLedger.sol";
import {IPrepaidInstruments} from "./IPrepaidInstruments.sol";
import {IPrepaidMoney} from "./IPrepaidMoney.sol";
import {Rules, Trigger} from "./IPrepaidTypes.sol";
import {IPrepaidVault} from "./IPrepaidVault.sol";
import {PrepaidDeskCalls} from "./PrepaidDeskCalls.sol";
import {PrepaidRules} from "./PrepaidRules.sol";
import {Instrument} from "./PrepaidState.sol";

/// @title PrepaidVault
/// @notice All instruments in one asset. Money, issue and redemption are in this code; what is rarer runs in {PrepaidDesk}'s.
contract PrepaidVault is PrepaidDeskCalls, ERC20, IPrepaidVault {
    using SafeERC20 for IERC20;
    using PrepaidRules for Rules;

    IERC20 private immutable ASSET;
    uint256 private immutable BUCKET;
    uint8 private immutable DECIMALS;

    /// @notice Fixes what this vault holds, and how.
    /// @param asset_ Any ERC-20 whose balances change by transfers only.
    /// @param bucketLength_ Seconds of a bucket.
    /// @param decimals_ Those of the asset.
    /// @param name_ Name of the balances.
    /// @param symbol_ Symbol of the balances.
    /// @param desk_ The code of the rarer functions.
    constructor(
        IERC20 asset_,
        uint256 bucketLength_,
        uint8 decimals_,
        string memory name_,
        string memory symbol_,
        address desk_
    ) ERC20(name_, symbol_) PrepaidDeskCalls(desk_) {
        ASSET = asset_;
        BUCKET = bucketLength_;
        DECIMALS = decimals_;
    }

    /// @notice Takes what wrapped ether is unwrapped to, and nothing else.
    receive() external payable {
        if (msg.sender != address(ASSET)) revert PrepaidEtherRefused(msg.sender);
    }

    // ---- money ----

    /// @inheritdoc IPrepaidMoney
    function withdraw(uint256 amount, address to) external {
        if (amount == 0) revert PrepaidNothing();
        _accounts[msg.sender].debit(_current(), amount);
        _payOut(amount, to);
    }

    /// @inheritdoc IPrepaidMoney
    function withdrawAll(address to) external returns (uint256 amount) {
        amount = _accounts[msg.sender].debitAll(_current());
        if (amount == 0) revert PrepaidNothing();
        _payOut(amount, to);
    }

    // ---- issue ----

    /// @inheritdoc IPrepaidInstruments
    function issue(
        uint96 number,
        address holder,
        bool byKey,
        uint96 amount,
        uint48 expiry
    ) external returns (uint256 id) {
        if (amount == 0) revert PrepaidNothing();
        uint256 bucket = _bucketOf(expiry);
        id = _open(number, holder, amount, bucket, byKey ? BY_KEY | STARTED : DELIVERED | STARTED, 0);
        _accounts[msg.sender].lock(_current(), bucket, amount);
        emit Issued(id, msg.sender, holder, byKey, amount, expiry);
    }

    /// @inheritdoc IPrepaidInstruments
    function issueWithRules(
        uint96 number,
        address holder,
        bool byKey,
        uint96 amount,
        uint48 expiry,
        Rules calldata rules
    ) external returns (uint256 id) {
        // Check
        if (amount == 0) revert PrepaidNothing();
        rules.check(msg.sender);
        uint256 bucket = _bucketOf(expiry);
        LapseLedger.requireAhead(_current(), bucket);

        // Effect
        uint8 flags = byKey ? BY_KEY : 0;
        if (rules.trigger == Trigger.ISSUE) flags |= STARTED;
        if (rules.trigger != Trigger.DELIVERY && !byKey) flags |= DELIVERED;
        if (rules.manual || !_returnsAlone(rules.returnTo)) flags |= PULL;
        else if (rules.returnTo != address(0)) flags |= SHARED;
        id = _open(number, holder, amount, bucket, flags, rules.hash());
        emit Issued(id, msg.sender, holder, byKey, amount, expiry);
        emit Ruled(id, rules);
        _accounts[msg.sender].debit(_current(), amount);
        _shift(id, _instruments[id], rules, 0, amount, msg.sender);
    }

    // ---- views ----

    /// @inheritdoc IPrepaidMoney
    function asset() external view returns (IERC20) {
        return ASSET;
    }

    /// @inheritdoc IPrepaidMoney
    function bucketLength() external view returns (uint256) {
        return BUCKET;
    }

    /// @inheritdoc IPrepaidMoney
    function balanceOfAt(address owner, uint256 timestamp) external view returns (uint256) {
        if (timestamp < block.timestamp) revert PrepaidMomentPast(timestamp, block.timestamp);
        return _accounts[owner].available(timestamp / BUCKET);
    }

    /// @inheritdoc IPrepaidMoney
    function lockedUntil(address owner, uint256 expiry) external view returns (uint256) {
        bool bound = expiry % BUCKET == 0 && expiry > block.timestamp;
        return bound ? _accounts[owner].lockedUntil(expiry / BUCKET) : 0;
    }

    /// @inheritdoc IPrepaidMoney
    function usedBuckets(address owner, uint256 index) external view returns (uint256) {
        return _accounts[owner].used[index];
    }

    /// @inheritdoc IPrepaidMoney
    function sweepable(address owner) external view returns (uint256) {
        LapseAccount storage account = _accounts[owner];
        if (account.tag() & SWEPT == 0) return 0;
        (uint256 free, , ) = account.parts();
        return account.available(_current()) - free;
    }

    /// @inheritdoc IPrepaidMoney
    function choicesOf(address owner) external view returns (bool push, bool swept, uint16 tipBps) {
        uint24 tag = _accounts[owner].tag();
        return (tag & PUSH != 0, tag & SWEPT != 0, uint16(tag >> TIP_AT));
    }

    /// @inheritdoc IPrepaidMoney
    function acceptsReturns(address account, address purchaser) external view returns (bool) {
        return _accepted[account][purchaser];
    }

    // ---- ERC-20 ----

    /// @inheritdoc IERC20
    function balanceOf(address owner) public view override(ERC20, IERC20) returns (uint256) {
        return _accounts[owner].available(_current());
    }

    /// @inheritdoc IERC20
    /// @dev What the vault holds: all that it owes, and what was sent to it directly. A sum of its own would cost every payout 5,000 gas; minted less burned, by the
    /// `Transfer` events, is exactly what it owes.
    function totalSupply() public view override(ERC20, IERC20) returns (uint256) {
        return ASSET.balanceOf(address(this));
    }

    /// @inheritdoc IERC20Metadata
    function decimals() public view override(ERC20, IERC20Metadata) returns (uint8) {
        return DECIMALS;
    }

    /// @inheritdoc IPrepaidVault
    function multicall(bytes[] calldata) external returns (bytes[] memory) {
        _atDesk();
    }

    // ---- internals ----

    /// Only transfers come here: money comes in by the desk and goes out by {_payOut}.
    function _update(address from, address to, uint256 amount) internal override {
        if (to == address(this)) revert ERC20InvalidReceiver(to);
        _accounts[from].debit(_current(), amount);
        _accounts[to].credit(amount);
        emit Transfer(from, to, amount);
    }

    function _asset() internal view override returns (IERC20) {
        return ASSET;
    }

    function _bucketLength() internal view override returns (uint256) {
        return BUCKET;
    }

    /// Pays out what has been taken off the caller's balance.
    function _payOut(uint256 amount, address to) private {
        _requireReceiver(to);
        emit Transfer(msg.sender, address(0), amount);
        ASSET.safeTransfer(to, amount);
    }

    /// Writes a new instrument of the caller's.
    function _open(
        uint96 number,
        address holder,
        uint96 amount,
        uint256 bucket,
        uint8 flags,
        bytes27 hash
    ) private returns (uint256 id) {
        if (number >= FIRST_PIECE) revert PrepaidNumberTooHigh(number);
        _requireFit(holder);
        id = _idOf(msg.sender, number);
        if (_instruments[id].bucket != 0) revert PrepaidIssuedBefore(id);
        _instruments[id] = Instrument({
            remaining: amount,
            holder: holder,
            flags: flags,
            bucket: uint32(bucket),
            rules: hash
        });
    }

    /// Whether what the other party is to get comes back by itself: there is none, or it accepts the caller's returns.
    function _returnsAlone(address other) private view returns (bool) {
        return other == address(0) || _accepted[other][msg.sender];
    }
}
