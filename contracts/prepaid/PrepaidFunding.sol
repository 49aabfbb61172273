// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IERC3009} from "@openzeppelin/contracts/interfaces/draft-IERC3009.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {IWETH9} from "../interfaces/IWETH9.sol";
import {LapseAccount} from "../kernel/LapseLedger.sol";
import {IPrepaidMoney} from "./IPrepaidMoney.sol";
import {PrepaidState} from "./PrepaidState.sol";

/// @title PrepaidFunding
/// @notice The rarer ways in and out, and what an owner chooses. Each function is that of {IPrepaidMoney}.
abstract contract PrepaidFunding is PrepaidState {
    using SafeERC20 for IERC20;

    /// The most that a sweep may cost, in hundredths of a percent.
    uint16 private constant MAX_TIP_BPS = 100;
    uint256 private constant WHOLE = 10_000;

    // ---- in and out ----

    /// @notice See {IPrepaidMoney}.
    function deposit(uint256 amount, address to) external {
        _requireReceiver(to);
        _pull(amount, to);
    }

    /// @notice See {IPrepaidMoney}.
    function depositWithPermit(uint256 amount, uint256 deadline, uint8 v, bytes32 r, bytes32 s) external {
        // Whoever saw the permit may have used it before: then the allowance is there, and this one fails.
        IERC20Permit permitted = IERC20Permit(address(_asset()));
        try permitted.permit(msg.sender, address(this), amount, deadline, v, r, s) {} catch {}
        _pull(amount, msg.sender);
    }

    /// @notice See {IPrepaidMoney}.
    function depositWithAuthorization(
        address from,
        uint256 amount,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external {
        if (amount == 0) revert IPrepaidMoney.PrepaidNothing();
        IERC20 money = _asset();
        uint256 before = money.balanceOf(address(this));
        IERC3009 payer = IERC3009(address(money));
        payer.receiveWithAuthorization(from, address(this), amount, validAfter, validBefore, nonce, v, r, s);
        _takeIn(from, amount, before);
    }

    /// @notice See {IPrepaidMoney}.
    function depositEther(address to) external payable {
        if (msg.value == 0) revert IPrepaidMoney.PrepaidNothing();
        _requireReceiver(to);
        IERC20 money = _asset();
        uint256 before = money.balanceOf(address(this));
        IWETH9(address(money)).deposit{value: msg.value}();
        _takeIn(to, msg.value, before);
    }

    /// @notice See {IPrepaidMoney}.
    function withdrawEther(uint256 amount, address to) external {
        if (amount == 0) revert IPrepaidMoney.PrepaidNothing();
        _requireReceiver(to);
        _takeOff(msg.sender, amount);
        uint256 before = address(this).balance;
        IWETH9(address(_asset())).withdraw(amount);
        uint256 arrived = address(this).balance - before;
        if (arrived != amount) revert IPrepaidMoney.PrepaidAssetTakesFee(amount, arrived);
        bool sent;
        // What the receiver answers is not copied.
        assembly ("memory-safe") {
            sent := call(gas(), to, amount, 0, 0, 0, 0)
        }
        if (!sent) revert IPrepaidMoney.PrepaidEtherNotSent(to, amount);
    }

    // ---- what an owner chooses ----

    /// @notice See {IPrepaidMoney}.
    function choosePayout(bool push) external {
        LapseAccount storage account = _accounts[msg.sender];
        uint24 tag = account.tag();
        account.setTag(push ? tag | PUSH : tag & ~PUSH);
        emit IPrepaidMoney.PayoutChosen(msg.sender, push);
    }

    /// @notice See {IPrepaidMoney}.
    function chooseSweep(bool on, uint16 tipBps) external {
        if (tipBps > MAX_TIP_BPS) revert IPrepaidMoney.PrepaidTipTooHigh(tipBps, MAX_TIP_BPS);
        LapseAccount storage account = _accounts[msg.sender];
        uint24 kept = account.tag() & PUSH;
        account.setTag(on ? kept | SWEPT | (uint24(tipBps) << TIP_AT) : kept);
        emit IPrepaidMoney.SweepChosen(msg.sender, on, on ? tipBps : 0);
    }

    /// @notice See {IPrepaidMoney}.
    function acceptReturns(address purchaser, bool accepted) external {
        _accepted[msg.sender][purchaser] = accepted;
        emit IPrepaidMoney.ReturnsAccepted(msg.sender, purchaser, accepted);
    }

    /// @notice See {IPrepaidMoney}.
    function prune(uint256 limit) external {
        (uint256 value, uint256 count) = _accounts[msg.sender].prune(_current(), limit);
        emit IPrepaidMoney.Pruned(msg.sender, value, count);
    }

    /// @notice See {IPrepaidMoney}.
    function sweep(address[] calldata owners, uint256 limit, address tipTo) external {
        _requireReceiver(tipTo);
        uint256 current = _current();
        for (uint256 i = 0; i < owners.length; ++i) _sweep(owners[i], current, limit, tipTo);
    }

    /// Brings in the caller's asset by his allowance.
    function _pull(uint256 amount, address to) private {
        if (amount == 0) revert IPrepaidMoney.PrepaidNothing();
        IERC20 money = _asset();
        uint256 before = money.balanceOf(address(this));
        money.safeTransferFrom(msg.sender, address(this), amount);
        _takeIn(to, amount, before);
    }

    /// Pays out exactly what is newly counted, so nothing is paid twice.
    function _sweep(address owner, uint256 current, uint256 limit, address tipTo) private {
        // Check
        LapseAccount storage account = _accounts[owner];
        uint24 tag = account.tag();
        if (tag & SWEPT == 0) return;

        // Effect
        (uint256 value, uint256 count) = account.prune(current, limit);
        if (value == 0) return;
        emit IPrepaidMoney.Pruned(owner, value, count);
        // The tip is set aside: an owner who is called back must not be able to take it before it is paid.
        uint256 tip = (value * uint16(tag >> TIP_AT)) / WHOLE;
        account.debit(current, tip);
        _takeOff(owner, value - tip);

        // Interaction
        bool paid = _pushOrCredit(owner, value - tip);
        address tipped = paid ? tipTo : owner;
        _accounts[tipped].credit(tip);
        if (paid) {
            emit IERC20.Transfer(owner, tipTo, tip);
            emit IPrepaidMoney.Swept(owner, tipTo, value, tip);
        }
    }
}
