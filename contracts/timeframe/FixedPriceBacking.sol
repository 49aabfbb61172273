// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {ITimeframeBacking} from "./ITimeframeBacking.sol";
import {TimeframeBacking} from "./TimeframeBacking.sol";

/// @title FixedPriceBacking
/// @notice A backing that owes the price of the frame for every unit spent in it. With price zero and no asset it only counts.
/// @dev `reserved` is kept in asset base units times 10^decimals of the token, so that amount x price is exact: cutting a spend into dust
/// changes nothing, and reserved == sum of uncollected earnings x price holds to the last digit.
contract FixedPriceBacking is TimeframeBacking {
    /// amount x price not yet collected, in the scale of `reserved`.
    mapping(address token => mapping(address provider => uint256)) private _uncollected;

    constructor(IERC20 asset_, address sponsor) TimeframeBacking(asset_, sponsor) {}

    /// @inheritdoc ITimeframeBacking
    function reserve(address provider, uint256 amount, uint256 frame) external {
        // Check: the caller is the token, which is the key of the pool
        Pool storage pool = _pool(msg.sender);
        uint256 worth = amount * pool.price.valueAt(frame);

        // Effect
        pool.earned[provider] += amount;
        emit Earned(msg.sender, provider, frame, amount);
        if (worth == 0) return;
        pool.reserved += worth;
        _uncollected[msg.sender][provider] += worth;
        _requireCovered(msg.sender, pool);
    }

    /// @notice Pays the caller's earnings with a token to any address. A part of a base unit waits for the next time.
    /// @param token The token in whose units was paid.
    /// @param to Who receives the asset.
    /// @return amount Asset base units.
    function collect(address token, address to) external returns (uint256 amount) {
        return _collect(token, msg.sender, to);
    }

    /// @notice Pays a provider's earnings to the provider; anyone may do him the favour.
    function collectFor(address token, address provider) external returns (uint256 amount) {
        return _collect(token, provider, provider);
    }

    /// @notice What a provider can collect now, in asset base units.
    function collectable(address token, address provider) public view returns (uint256) {
        return _uncollected[token][provider] / _pool(token).unit;
    }

    function _collect(address token, address provider, address to) private returns (uint256 amount) {
        // Check
        Pool storage pool = _pool(token);
        amount = collectable(token, provider);
        if (amount == 0) revert TimeframeNothingToCollect(token, provider);

        // Effect
        pool.reserved -= amount * pool.unit;
        _uncollected[token][provider] -= amount * pool.unit;

        // Interaction
        _pay(token, pool, provider, to, amount);
    }

    function _owed(Pool storage pool) internal view override returns (uint256) {
        return Math.ceilDiv(pool.reserved, pool.unit);
    }

    function _checkPrice(uint256 price, uint256 pot) internal view override {
        _requireAsset(price);
        if (pot != 0) revert TimeframeNoPot();
    }
}
