// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

/// @notice One deposit: two words.
struct EscrowDeposit {
    /// Who paid it in.
    address purchaser;
    /// What is left of it.
    uint96 remaining;
    /// Who may spend it.
    address holder;
    /// First second in which it can't be spent any more, Unix seconds.
    uint48 expiry;
}

/// @title NaiveEscrow
/// @notice What one would write first: a deposit for each instrument, spent by its holder, and sent back when somebody asks for it. The bench
/// measures it beside a vault.
contract NaiveEscrow {
    using SafeERC20 for IERC20;

    event Deposited(
        uint256 indexed id,
        address indexed purchaser,
        address indexed holder,
        uint96 amount,
        uint48 expiry
    );
    event Redeemed(uint256 indexed id, address indexed merchant, uint96 amount);
    event Reclaimed(uint256 indexed id, uint96 amount);

    error EscrowTaken(uint256 id);
    error EscrowNotHolder(uint256 id, address caller);
    error EscrowExpired(uint256 id);
    error EscrowNotExpired(uint256 id);
    error EscrowShort(uint256 id, uint96 remaining);

    IERC20 private immutable ASSET;
    mapping(uint256 id => EscrowDeposit deposit) private _deposits;

    /// @notice Fixes the asset.
    constructor(IERC20 asset) {
        ASSET = asset;
    }

    /// @notice Takes the caller's asset in, for somebody to spend.
    function issue(uint256 id, address holder, uint96 amount, uint48 expiry) external {
        if (_deposits[id].purchaser != address(0)) revert EscrowTaken(id);
        _deposits[id] = EscrowDeposit({purchaser: msg.sender, remaining: amount, holder: holder, expiry: expiry});
        emit Deposited(id, msg.sender, holder, amount, expiry);
        ASSET.safeTransferFrom(msg.sender, address(this), amount);
    }

    /// @notice Spends a part of the caller's deposit.
    function redeem(uint256 id, uint96 amount, address merchant) external {
        EscrowDeposit storage deposit = _deposits[id];
        if (msg.sender != deposit.holder) revert EscrowNotHolder(id, msg.sender);
        if (block.timestamp >= deposit.expiry) revert EscrowExpired(id);
        uint96 remaining = deposit.remaining;
        if (amount > remaining) revert EscrowShort(id, remaining);
        deposit.remaining = remaining - amount;
        emit Redeemed(id, merchant, amount);
        ASSET.safeTransfer(merchant, amount);
    }

    /// @notice Sends what wasn't spent back to whoever paid it in. Anyone may.
    function reclaim(uint256 id) external {
        _reclaim(id);
    }

    /// @notice The same for a list.
    function sweep(uint256[] calldata ids) external {
        for (uint256 i = 0; i < ids.length; ++i) _reclaim(ids[i]);
    }

    function _reclaim(uint256 id) private {
        EscrowDeposit memory deposit = _deposits[id];
        if (block.timestamp < deposit.expiry) revert EscrowNotExpired(id);
        delete _deposits[id];
        emit Reclaimed(id, deposit.remaining);
        ASSET.safeTransfer(deposit.purchaser, deposit.remaining);
    }
}
