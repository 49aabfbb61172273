// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {ITimeframeBacking} from "./ITimeframeBacking.sol";
import {ITimeframeToken} from "./ITimeframeToken.sol";
import {TimeframeBacking} from "./TimeframeBacking.sol";

/// @title ProRataBacking
/// @notice A backing whose providers share a pot for each frame, by the units spent to them in it. The pot of a frame is
/// `min(pot, units x price)`: the price is a ceiling, so that one unit spent in an empty frame can't take a whole pot.
///
/// A frame's counts stand at its end, and with them every share; each frame is collected once by each provider.
/// @dev Money is reserved as counts grow, so a frame's pot is covered at any moment. What rounding leaves goes back to the pool with the
/// last share of a frame.
contract ProRataBacking is TimeframeBacking {
    struct Frame {
        uint256 units;
        /// Units whose share has been paid.
        uint256 collected;
        /// Reserved for this frame, and final at its end.
        uint256 pot;
        /// Of the pot, not yet paid.
        uint256 left;
        mapping(address provider => uint256) unitsOf;
    }

    mapping(address token => mapping(uint256 frame => Frame)) private _frames;

    constructor(IERC20 asset_, address sponsor) TimeframeBacking(asset_, sponsor) {}

    /// @inheritdoc ITimeframeBacking
    function reserve(address provider, uint256 amount, uint256 frame) external {
        // Check: the caller is the token, which is the key of the pool
        Pool storage pool = _pool(msg.sender);
        Frame storage counts = _frames[msg.sender][frame];

        // Effect
        pool.earned[provider] += amount;
        counts.unitsOf[provider] += amount;
        counts.units += amount;
        emit Earned(msg.sender, provider, frame, amount);
        uint256 pot = Math.min(
            pool.pot.valueAt(frame),
            Math.mulDiv(counts.units, pool.price.valueAt(frame), pool.unit)
        );
        uint256 more = pot - counts.pot;
        counts.pot = pot;
        counts.left += more;
        pool.reserved += more;
        _requireCovered(msg.sender, pool);
    }

    /// @notice Announces a pot for the token's next frame.
    function schedulePot(address token, uint112 pot) external onlyOwner {
        Pool storage pool = _pool(token);
        _requireAsset(pot);
        uint256 frame = ITimeframeToken(token).currentEpoch();
        pool.pot.schedule(frame, pot);
        emit PotScheduled(token, pot, frame + 1);
    }

    /// @notice Pays the caller's shares of ended frames to any address.
    /// @param token The token in whose units was paid.
    /// @param frames Ended frames, each at most once; as many as fit a transaction.
    /// @param to Who receives the asset.
    /// @return amount Asset base units; 0 where all shares round to nothing, which are settled all the same.
    function collect(address token, uint256[] calldata frames, address to) external returns (uint256 amount) {
        return _collect(token, msg.sender, frames, to);
    }

    /// @notice Pays a provider's shares to the provider; anyone may do him the favour.
    function collectFor(address token, address provider, uint256[] calldata frames) external returns (uint256 amount) {
        return _collect(token, provider, frames, provider);
    }

    /// @notice A provider's uncollected share of a frame, in asset base units; of the current frame as if it ended now.
    function shareOf(address token, address provider, uint256 frame) public view returns (uint256) {
        Frame storage counts = _frames[token][frame];
        uint256 units = counts.unitsOf[provider];
        return units == 0 ? 0 : Math.mulDiv(counts.pot, units, counts.units);
    }

    /// @notice Units that were spent to a provider in a frame and whose share he has not collected, though it may round to nothing.
    function uncollectedUnits(address token, address provider, uint256 frame) external view returns (uint256) {
        return _frames[token][frame].unitsOf[provider];
    }

    /// @notice The counts of a frame: units spent in it, its pot (final at its end), and what of the pot is not yet paid.
    function frameOf(address token, uint256 frame) external view returns (uint256 units, uint256 pot, uint256 left) {
        Frame storage counts = _frames[token][frame];
        return (counts.units, counts.pot, counts.left);
    }

    function _collect(
        address token,
        address provider,
        uint256[] calldata frames,
        address to
    ) private returns (uint256 amount) {
        Pool storage pool = _pool(token);
        uint256 current = ITimeframeToken(token).currentEpoch();
        uint256 settled;
        for (uint256 i = 0; i < frames.length; ++i) {
            if (frames[i] >= current) revert TimeframeFrameOpen(frames[i], current);
            (uint256 share, uint256 units) = _settle(pool, token, provider, frames[i]);
            amount += share;
            settled += units;
        }
        if (settled == 0) revert TimeframeNothingToCollect(token, provider);
        // Shares that round to nothing are settled all the same: the last one of a frame lets the remainder go.
        _pay(token, pool, provider, to, amount);
    }

    /// Takes a provider's share of an ended frame off what is reserved.
    function _settle(
        Pool storage pool,
        address token,
        address provider,
        uint256 frame
    ) private returns (uint256 share, uint256 units) {
        Frame storage counts = _frames[token][frame];
        share = shareOf(token, provider, frame);
        units = counts.unitsOf[provider];
        counts.unitsOf[provider] = 0;
        counts.collected += units;
        // The last one to collect lets go of what rounding left.
        uint256 released = counts.collected == counts.units ? counts.left : share;
        counts.left -= released;
        pool.reserved -= released;
    }

    function _owed(Pool storage pool) internal view override returns (uint256) {
        return pool.reserved;
    }

    function _checkPrice(uint256 price, uint256 pot) internal view override {
        _requireAsset(price);
        _requireAsset(pot);
    }
}
