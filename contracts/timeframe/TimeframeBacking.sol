// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {FrameValue} from "../kernel/FrameValue.sol";
import {ITimeframeBacking, PoolView} from "./ITimeframeBacking.sol";
import {ITimeframeToken} from "./ITimeframeToken.sol";

/// @title TimeframeBacking
/// @notice Pools of money behind timeframe tokens. What a spend is worth is filled in by {FixedPriceBacking} and {ProRataBacking}.
/// @dev The owner is the sponsor: what is not reserved is his.
abstract contract TimeframeBacking is ITimeframeBacking, Ownable2Step {
    using SafeERC20 for IERC20;

    struct Pool {
        /// 10^decimals of the token; zero while the pool is not open.
        uint256 unit;
        uint256 balance;
        /// Owed to providers, in the scale of the finished contract, see {_owed}.
        uint256 reserved;
        FrameValue price;
        FrameValue pot;
        mapping(address provider => uint256) earned;
    }

    IERC20 private immutable ASSET;

    mapping(address token => Pool pool) internal _pools;

    constructor(IERC20 asset_, address sponsor) Ownable(sponsor) {
        ASSET = asset_;
    }

    // ---- sponsor ----

    /// @inheritdoc ITimeframeBacking
    function openPool(address token, uint112 price, uint112 pot) external onlyOwner {
        // Check
        Pool storage pool = _pools[token];
        if (pool.unit != 0) revert TimeframePoolOpen(token);
        if (ITimeframeToken(token).backing() != address(this)) revert TimeframeForeignToken(token);
        _checkPrice(price, pot);

        // Effect
        pool.unit = 10 ** IERC20Metadata(token).decimals();
        uint256 frame = ITimeframeToken(token).currentEpoch();
        pool.price.set(frame, price, price);
        pool.pot.set(frame, pot, pot);
        emit PoolOpened(token, price, pot);
    }

    /// @inheritdoc ITimeframeBacking
    function schedulePrice(address token, uint112 price) external onlyOwner {
        Pool storage pool = _pool(token);
        _requireAsset(price);
        uint256 frame = ITimeframeToken(token).currentEpoch();
        pool.price.schedule(frame, price);
        emit PriceScheduled(token, price, frame + 1);
    }

    /// @inheritdoc ITimeframeBacking
    function withdraw(address token, uint256 amount, address to) external onlyOwner {
        // Check
        Pool storage pool = _pool(token);
        uint256 free = pool.balance - _owed(pool);
        if (amount > free) revert TimeframePoolShort(token, amount, free);

        // Effect
        pool.balance -= amount;
        emit Withdrawn(token, to, amount);

        // Interaction
        ASSET.safeTransfer(to, amount);
    }

    // ---- anyone ----

    /// @inheritdoc ITimeframeBacking
    /// @dev The pool is credited after the transfer, and with no more than arrived: re-entering can't count the same money twice, because
    /// any inner call's arrival would make this one's measure too large, and it reverts.
    function fund(address token, uint256 amount) external {
        Pool storage pool = _pool(token);
        if (address(ASSET) == address(0)) revert TimeframeNoAsset();

        uint256 before = ASSET.balanceOf(address(this));
        ASSET.safeTransferFrom(msg.sender, address(this), amount);
        uint256 arrived = ASSET.balanceOf(address(this)) - before;
        if (arrived != amount) revert TimeframeAssetTakesFee(amount, arrived);

        pool.balance += amount;
        emit Funded(token, msg.sender, amount);
    }

    // ---- views ----

    /// @inheritdoc ITimeframeBacking
    function asset() external view returns (IERC20) {
        return ASSET;
    }

    /// @inheritdoc ITimeframeBacking
    function poolOf(address token) external view returns (PoolView memory) {
        Pool storage pool = _pool(token);
        uint256 frame = ITimeframeToken(token).currentEpoch();
        uint256 reserved = _owed(pool);
        return
            PoolView({
                balance: pool.balance,
                reserved: reserved,
                free: pool.balance - reserved,
                price: pool.price.valueAt(frame),
                priceNext: pool.price.upcoming(),
                pot: pool.pot.valueAt(frame),
                potNext: pool.pot.upcoming()
            });
    }

    /// @inheritdoc ITimeframeBacking
    function earned(address token, address provider) external view returns (uint256) {
        return _pools[token].earned[provider];
    }

    // ---- what a finished backing fills in ----

    /// What the pool owes to providers, in base units of the asset, rounded up.
    function _owed(Pool storage pool) internal view virtual returns (uint256);

    /// Reverts for a price and pot that don't fit this kind of backing.
    function _checkPrice(uint256 price, uint256 pot) internal view virtual;

    // ---- internals ----

    function _pool(address token) internal view returns (Pool storage pool) {
        pool = _pools[token];
        if (pool.unit == 0) revert TimeframeNoPool(token);
    }

    function _requireAsset(uint256 amount) internal view {
        if (amount != 0 && address(ASSET) == address(0)) revert TimeframeNoAsset();
    }

    /// Reverts where the pool owes more than it holds.
    function _requireCovered(address token, Pool storage pool) internal view {
        uint256 owed = _owed(pool);
        if (owed > pool.balance) revert TimeframePoolShort(token, owed, pool.balance);
    }

    /// Pays earnings that the caller has taken off `reserved`; nothing, where they round to nothing.
    function _pay(address token, Pool storage pool, address provider, address to, uint256 amount) internal {
        pool.balance -= amount;
        emit Collected(token, provider, to, amount);
        if (amount != 0) ASSET.safeTransfer(to, amount);
    }
}
