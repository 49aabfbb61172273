// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @title Prepaid money
/// @notice The money side of a vault: what owners have, how it comes in and goes out, and how it comes back by itself.
///
/// `balanceOf` is what an owner can dispose of at this second. Value locked for an instrument isn't in it; from the first second of the
/// bucket in which the instrument expires, it is, and nobody has sent anything. `Transfer` events tell who owns, locked value included:
/// the sum over an owner's events is his balance and all that is locked for him. Value of instruments that are settled by hand belongs to the
/// vault meanwhile.
///
/// Law 1: what came in less what went out = all balances + all that is locked + what the vault keeps for instruments that are settled by hand. The vault holds
/// at least as much of its asset, if the asset's balances change by transfers only: `totalSupply` is what it holds. Tokens sent to it
/// directly are nobody's.
/// Law 4: nobody else's act changes what an owner has or makes his walk longer, beyond one bucket for an instrument, which he bought
/// or the returns of which he accepted.
/// Law 5: what returns by itself does so with no transaction.
interface IPrepaidMoney {
    // ---- events ----

    /// @notice A payout to somebody who wants his money pushed was refused by the asset. He has it as balance.
    event PushFailed(address indexed owner, uint256 amount);
    /// @notice An owner's payments as a merchant are pushed to him from now on, or credited.
    event PayoutChosen(address indexed owner, bool push);
    /// @notice An owner lets others sweep for a tip, or no more.
    event SweepChosen(address indexed owner, bool on, uint16 tipBps);
    /// @notice What had come back to an owner was paid out to him; the tip is part of the amount.
    event Swept(address indexed owner, address indexed tipTo, uint256 amount, uint256 tip);
    /// @notice An account accepts, or no more, that unused value of a purchaser's later instruments comes back to it by itself.
    event ReturnsAccepted(address indexed account, address indexed purchaser, bool accepted);
    /// @notice Lapsed buckets were counted into the free balance.
    event Pruned(address indexed owner, uint256 value, uint256 buckets);

    // ---- errors ----

    /// @notice The amount is zero; give one.
    error PrepaidNothing();
    /// @notice The asset delivered `arrived` for `sent`: assets that take a fee can't be used.
    error PrepaidAssetTakesFee(uint256 sent, uint256 arrived);
    /// @notice The vault would hold more than 2^128 - 1 base units; bring in less.
    error PrepaidVaultFull(uint256 held);
    /// @notice Ether is taken only where the asset is wrapped ether, by `depositEther`.
    error PrepaidEtherRefused(address sender);
    /// @notice The receiver refused the ether; withdraw to another, or withdraw the wrapped asset.
    error PrepaidEtherNotSent(address to, uint256 amount);
    /// @notice The tip is above the most that a sweep may cost.
    error PrepaidTipTooHigh(uint256 tipBps, uint256 most);
    /// @notice Money can't belong to this address: it is zero, or the vault.
    error PrepaidInvalidReceiver(address receiver);
    /// @notice The moment lies in the past; only what is and what will be can be read.
    error PrepaidMomentPast(uint256 timestamp, uint256 present);

    // ---- in ----

    /// @notice Brings in the caller's asset, by allowance.
    /// @param amount Base units of the asset.
    /// @param to Who has the balance.
    function deposit(uint256 amount, address to) external;

    /// @notice Brings in the caller's asset by ERC-2612 permit, for himself. A permit that somebody else has used before does no harm: the
    /// allowance counts.
    function depositWithPermit(uint256 amount, uint256 deadline, uint8 v, bytes32 r, bytes32 s) external;

    /// @notice Brings in somebody's asset by his ERC-3009 `receiveWithAuthorization`, for himself; anyone may send it.
    /// @param from Who signed, pays and has the balance.
    function depositWithAuthorization(
        address from,
        uint256 amount,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external;

    /// @notice Wraps the ether that is sent, where the asset is wrapped ether.
    /// @param to Who has the balance.
    function depositEther(address to) external payable;

    // ---- out ----

    /// @notice Pays out a part of the caller's balance.
    function withdraw(uint256 amount, address to) external;

    /// @notice Pays out all of the caller's balance, whatever has come back by now included.
    /// @return amount What was paid.
    function withdrawAll(address to) external returns (uint256 amount);

    /// @notice Unwraps a part of the caller's balance and pays it out as ether, where the asset is wrapped ether.
    function withdrawEther(uint256 amount, address to) external;

    // ---- what an owner chooses ----

    /// @notice Has what the caller earns as a merchant pushed to him as asset, instead of credited to his balance.
    function choosePayout(bool push) external;

    /// @notice Lets anyone pay out to the caller what has come back to him, for a tip.
    /// @param tipBps The tip in hundredths of a percent of what is paid out, at most 100.
    function chooseSweep(bool on, uint16 tipBps) external;

    /// @notice Accepts that unused value of a purchaser's instruments comes back to the caller by itself: each may add one bucket to his
    /// walk. Holds for instruments issued while it is so.
    function acceptReturns(address purchaser, bool accepted) external;

    /// @notice Counts at most `limit` lapsed buckets of the caller into his free balance, the oldest first: later walks get shorter, balances stay, and what
    /// was counted is not swept.
    function prune(uint256 limit) external;

    /// @notice Pays out to owners who chose it what has come back and wasn't counted yet. An owner who didn't choose it, or for whom nothing
    /// has come back, is passed over; one whom the asset refuses keeps it as balance, and pays no tip.
    /// @param owners At most as many as gas reaches for.
    /// @param limit The most buckets to count for each of them.
    /// @param tipTo Who has the tips as balance.
    function sweep(address[] calldata owners, uint256 limit, address tipTo) external;

    // ---- views ----

    /// @notice What the vault holds money in.
    function asset() external view returns (IERC20);

    /// @notice Seconds of a bucket: every expiry is a multiple of it.
    function bucketLength() external view returns (uint256);

    /// @notice The balance that an owner will have at a later moment, if nothing but time happens.
    /// @param timestamp Unix seconds, not before now.
    function balanceOfAt(address owner, uint256 timestamp) external view returns (uint256);

    /// @notice What comes back to an owner in the second `expiry`; zero for one that is no bound, or past.
    function lockedUntil(address owner, uint256 expiry) external view returns (uint256);

    /// @notice Which of 256 buckets an owner has something in, or had at the time they lapsed: bit `n` for bucket `256 * index + n`.
    function usedBuckets(address owner, uint256 index) external view returns (uint256);

    /// @notice What a sweep would count for an owner now; zero if he didn't choose to be swept.
    function sweepable(address owner) external view returns (uint256);

    /// @notice What an owner has chosen.
    function choicesOf(address owner) external view returns (bool push, bool swept, uint16 tipBps);

    /// @notice Whether an account accepts returns of a purchaser's instruments.
    function acceptsReturns(address account, address purchaser) external view returns (bool);
}
