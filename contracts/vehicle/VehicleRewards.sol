// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {Clock, FrameClock, Rhythm} from "../kernel/FrameClock.sol";
import {RewardPool, VehicleState as State} from "./IVehicleTypes.sol";
import {VehicleBooks} from "./VehicleBooks.sol";

/// @title VehicleRewards
/// @notice Who shares a pool's rewards, and how they come in and go out. Each function is that of {IVehicleRewards}.
/// @dev What a vehicle's weight is, and what is due for a frame that has ended, {VehicleBooks} keeps as reports come in. A frame that has ended changes no more, neither its money nor its weights: so the shares of it are of
/// one sum, and never more than that.
abstract contract VehicleRewards is VehicleBooks, ReentrancyGuardTransient {
    using SafeCast for uint256;
    using SafeERC20 for IERC20;

    /// Each is written by itself, in up to two new words: so many fit into the gas that one transaction may take (EIP-7825).
    uint256 private constant MOST_FRAMES = 300;

    // ---- members ----

    /// @notice See {IVehicleRewards}.
    function join(uint256 vehicle, RewardPool calldata pool, bytes32 commitment) external {
        // Check
        _onlyOwner(vehicle);
        Status memory status = _only(vehicle, State.ACTIVE, State.STOLEN);
        uint256 id = _keep(pool);
        bool fits =
            !_has(status, POOLED) && pool.unit == _units[status.unit] && _idOf(pool.issuer, commitment) == vehicle;
        if (!fits) revert VehiclePool(vehicle, bytes32(id));

        // Effect
        _memberships[vehicle] = (Clock.unwrap(pool.clock) << POOL_BITS) | id;
        _status[vehicle].flags = status.flags | POOLED;
        emit PoolJoined(vehicle, bytes32(id));
    }

    /// @notice See {IVehicleRewards}.
    function quit(uint256 vehicle, RewardPool calldata pool, address to) external nonReentrant {
        // Check
        _onlyOwner(vehicle);
        Status memory status = _status[vehicle];
        uint256 id = _requireMember(vehicle, pool, status);
        uint256 due = _dueOf(vehicle, status);

        // Effect
        uint256 weight = _weight(vehicle, status);
        uint256 current = pool.clock.indexAt(block.timestamp);
        if (status.frame != 0 && status.frame == current && weight != 0) {
            _frames[id][current] -= weight;
        }
        delete _memberships[vehicle];
        delete _accrued[vehicle];
        (status.flags, status.frame) = (status.flags & ~POOLED, 0);
        _saveStatus(vehicle, status);
        emit PoolLeft(vehicle, bytes32(id));

        // Interaction
        if (due != 0 && to != address(0)) _pay(vehicle, id, pool.token, to, due);
    }

    /// @notice See {IVehicleRewards}.
    function claim(uint256 vehicle, RewardPool calldata pool, address to) external nonReentrant {
        // Check
        _onlyOwner(vehicle);
        Status memory status = _status[vehicle];
        uint256 id = _requireMember(vehicle, pool, status);
        uint256 due = _dueOf(vehicle, status);
        if (due == 0) revert VehicleNothing();

        // Effect
        delete _accrued[vehicle];
        if (status.frame != pool.clock.indexAt(block.timestamp)) _status[vehicle].frame = 0;

        // Interaction
        _pay(vehicle, id, pool.token, to, due);
    }

    // ---- money ----

    /// @notice See {IVehicleRewards}.
    function fund(RewardPool calldata pool, uint256 firstFrame, uint256 frames, uint256 amount) external nonReentrant {
        // Check
        uint256 id = _keep(pool);
        if (frames == 0 || frames > MOST_FRAMES) revert VehicleFrames(frames, MOST_FRAMES);
        uint256 current = pool.clock.indexAt(block.timestamp);
        if (firstFrame == 0 || firstFrame < current) revert VehicleFrame(firstFrame, current);
        // A frame that the clock can't number never ends, and nobody could get its money.
        pool.clock.endOf(firstFrame + frames - 1);

        // Interaction; money that comes meanwhile by another call is refused.
        IERC20 token = IERC20(pool.token);
        uint256 held = token.balanceOf(address(this));
        token.safeTransferFrom(msg.sender, address(this), amount * frames);
        uint256 arrived = token.balanceOf(address(this)) - held;
        if (arrived == 0) revert VehicleNothing();

        // Effect
        uint256 share = arrived / frames;
        for (uint256 i = 0; i < frames; ++i) {
            if (i == frames - 1) share = arrived - share * i;
            _fundFrame(id, firstFrame + i, share);
        }
    }

    /// @notice See {IVehicleRewards}.
    function reclaim(RewardPool calldata pool, uint256 frame, address to) external nonReentrant {
        // Check
        uint256 id = _keep(pool);
        uint256 current = pool.clock.indexAt(block.timestamp);
        if (frame >= current) revert VehicleFrame(frame, current);
        uint256 amount = _fundings[id][frame][msg.sender];
        uint256 word = _frames[id][frame];
        if (amount == 0 || uint128(word) != 0) revert VehicleNothing();

        // Effect
        delete _fundings[id][frame][msg.sender];
        _frames[id][frame] = word - (amount << FRAME_BITS);
        emit PoolReclaimed(bytes32(id), frame, msg.sender, amount);

        // Interaction
        IERC20(pool.token).safeTransfer(to, amount);
    }

    function _fundFrame(uint256 id, uint256 frame, uint256 amount) private {
        uint256 word = _frames[id][frame];
        uint256 funded = (word >> FRAME_BITS) + amount;
        _frames[id][frame] = (uint256(funded.toUint128()) << FRAME_BITS) | uint128(word);
        _fundings[id][frame][msg.sender] += amount;
        emit PoolFunded(bytes32(id), frame, msg.sender, amount);
    }

    function _pay(uint256 vehicle, uint256 id, address token, address to, uint256 amount) private {
        emit RewardPaid(vehicle, bytes32(id), to, amount);
        IERC20(token).safeTransfer(to, amount);
    }

    // ---- pools ----

    /// A pool's bits of its hash, with the whole hash kept for them: money that came in for one is never paid by another with the same bits.
    function _keep(RewardPool calldata pool) private returns (uint256 id) {
        _requireClock(pool.clock);
        bytes32 hash;
        (id, hash) = _named(pool);
        bytes32 known = _pools[id];
        if (known == hash) return id;
        if (known != 0) revert VehiclePool(0, bytes32(id));
        _pools[id] = hash;
    }

    /// Reverts unless the vehicle is in that pool.
    function _requireMember(
        uint256 vehicle,
        RewardPool calldata pool,
        Status memory status
    ) private view returns (uint256 id) {
        bytes32 hash;
        (id, hash) = _named(pool);
        bool member = _has(status, POOLED) && uint152(_memberships[vehicle]) == id && _pools[id] == hash;
        if (!member) revert VehiclePool(vehicle, bytes32(id));
    }

    /// Reverts unless it is a word that {FrameClock.make} makes, which refuses parts that don't fit.
    function _requireClock(Clock clock) private pure {
        uint256 word = Clock.unwrap(clock);
        if (uint8(word) > uint8(Rhythm.YEAR)) revert VehicleClock(word);
        (Rhythm rhythm, uint48 anchor, uint48 frameLength) = clock.parts();
        if (Clock.unwrap(FrameClock.make(rhythm, anchor, frameLength)) != word) revert VehicleClock(word);
    }

    function _named(RewardPool calldata pool) private pure returns (uint256 id, bytes32 hash) {
        hash = keccak256(abi.encode(pool));
        id = uint152(uint256(hash));
    }
}
