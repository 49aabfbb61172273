// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @notice What a token's pool holds and owes, in base units of the asset.
struct PoolView {
    /// Held for this pool.
    uint256 balance;
    /// Owed to providers, rounded up.
    uint256 reserved;
    /// What the sponsor may withdraw: balance - reserved.
    uint256 free;
    /// Asset for one whole unit of the token (10^decimals), in the current frame: the price, or the ceiling of a pro-rata pot.
    uint256 price;
    /// The same from the next frame on.
    uint256 priceNext;
    /// Pro-rata only: the most that all providers share for the current frame.
    uint256 pot;
    /// The same from the next frame on.
    uint256 potNext;
}

/// @title Timeframe backing
/// @notice Holds the money behind the units of one sponsor's tokens, and what providers have earned.
///
/// Each token that names this contract as its backing has a pool here, keyed by the token, since only the token itself can reserve.
/// A spend reserves its money in the same transaction, or reverts. What a provider has earned does not expire.
///
/// Law 6: reserved == what uncollected earnings are worth <= tokens held; nobody but an admitted provider is ever paid, and the sponsor
/// never from what is reserved.
///
/// Assumptions: the asset's balances change only by transfers. Assets that take a fee on the way in are refused; rebasing ones can't be
/// detected, and a fall of their balance stays inside this contract.
/// Source: US 2020/0090141, claim 1 (packages go to service providers of a peer group).
interface ITimeframeBacking {
    // ---- events ----

    /// @notice A pool was opened for a token.
    event PoolOpened(address indexed token, uint256 price, uint256 pot);
    /// @notice Money came into a pool.
    event Funded(address indexed token, address indexed from, uint256 amount);
    /// @notice The sponsor took money that was not reserved.
    event Withdrawn(address indexed token, address indexed to, uint256 amount);
    /// @notice A price or ceiling was announced; it rules from `effectiveFrame` on.
    event PriceScheduled(address indexed token, uint256 price, uint256 effectiveFrame);
    /// @notice A pot was announced; it rules from `effectiveFrame` on.
    event PotScheduled(address indexed token, uint256 pot, uint256 effectiveFrame);
    /// @notice Units were spent to a provider.
    event Earned(address indexed token, address indexed provider, uint256 indexed frame, uint256 amount);
    /// @notice A provider's earnings were paid to `to`.
    event Collected(address indexed token, address indexed provider, address indexed to, uint256 amount);

    // ---- errors ----

    /// @notice The sponsor has opened no pool for this token; he must call `openPool`.
    error TimeframeNoPool(address token);
    /// @notice The pool of this token is open already.
    error TimeframePoolOpen(address token);
    /// @notice The token doesn't name this contract as its backing, so its pool could never be used.
    error TimeframeForeignToken(address token);
    /// @notice The pool has too little money: fund it with at least `needed - available` more.
    error TimeframePoolShort(address token, uint256 needed, uint256 available);
    /// @notice This backing only counts; it has no asset: prices and pots must be zero, and it takes no funds.
    error TimeframeNoAsset();
    /// @notice The asset took a fee on the way in; such assets are refused.
    error TimeframeAssetTakesFee(uint256 sent, uint256 arrived);
    /// @notice There is nothing to collect.
    error TimeframeNothingToCollect(address token, address provider);
    /// @notice A fixed price has no pot; pass zero, or use a pro-rata backing.
    error TimeframeNoPot();
    /// @notice The frame has not ended; its pot is fixed at its end.
    error TimeframeFrameOpen(uint256 frame, uint256 currentFrame);

    // ---- token ----

    /// @notice Called by a token when units are spent: records the earning and reserves its money, or reverts.
    /// @param provider Who has earned; the token vouches that he is admitted.
    /// @param amount Units, in base units of the token.
    /// @param frame The current frame of the token.
    function reserve(address provider, uint256 amount, uint256 frame) external;

    // ---- sponsor ----

    /// @notice Opens the pool of a token. Price and pot rule from the current frame on.
    /// @param token A token that names this contract as its backing.
    /// @param price Asset base units for one whole unit of the token; for a pro-rata backing the most that a whole unit may bring.
    /// @param pot Pro-rata only: the most that all providers share for a frame. Zero for a fixed price.
    function openPool(address token, uint112 price, uint112 pot) external;

    /// @notice Announces a price (or ceiling) for the token's next frame.
    function schedulePrice(address token, uint112 price) external;

    /// @notice Takes money that is not reserved.
    function withdraw(address token, uint256 amount, address to) external;

    // ---- anyone ----

    /// @notice Brings money into a pool, out of the caller's allowance. It becomes the sponsor's.
    function fund(address token, uint256 amount) external;

    // ---- views ----

    /// @notice The asset in which providers are paid; zero for a backing that only counts.
    function asset() external view returns (IERC20);

    /// @notice What a pool holds and owes.
    function poolOf(address token) external view returns (PoolView memory);

    /// @notice Units that a provider has earned over all frames.
    function earned(address token, address provider) external view returns (uint256);
}
