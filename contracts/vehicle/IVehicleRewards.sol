// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IVehicleEvents} from "./IVehicleEvents.sol";
import {RewardPool} from "./IVehicleTypes.sol";

/// @title Rewards of vehicles
/// @notice Rewards are funded frame by frame. A vehicle's weight in a frame is its booked value after its last report inside it (the lower outcome, while one is pending or disputed); without a report in a frame it has none.
/// Once the frame has ended, its share is `floor(funded * weight / all weights)`.
///
/// Of a part in a vehicle, the vehicle's owner joins, quits and claims. A pool's token that fails, or refuses a receiver, takes nothing from anybody: the call reverts, and another receiver can be named.
/// @dev Tokens that take a fee on transfers are counted as they arrive. One whose balances change by themselves is at the risk of all pools that pay in it.
interface IVehicleRewards is IVehicleEvents {
    /// @notice Has a vehicle share a pool's rewards from its next report on; by its owner. One pool at a time.
    /// @param commitment The vehicle's, which shows that the pool's issuer vouches for it.
    function join(uint256 vehicle, RewardPool calldata pool, bytes32 commitment) external;

    /// @notice Leaves the pool, by the owner, who gets what is due. The weight in the current frame is lost.
    /// @param to Zero = what is due is waived and stays here, so that no token that fails holds a vehicle in its pool.
    function quit(uint256 vehicle, RewardPool calldata pool, address to) external;

    /// @notice Funds frames that haven't ended, at most 300 at once ({VehicleFrames}), each with `amount`, in the pool's token: so many new ones fit into one transaction. What really arrived counts: it is shared evenly, and the last frame has the rest.
    function fund(RewardPool calldata pool, uint256 firstFrame, uint256 frames, uint256 amount) external;

    /// @notice Takes back what one has funded for a frame that ended without any weight.
    function reclaim(RewardPool calldata pool, uint256 frame, address to) external;

    /// @notice Takes a vehicle's rewards of all frames that have ended; by its owner. They go with the token: who sells a vehicle claims first.
    function claim(uint256 vehicle, RewardPool calldata pool, address to) external;

    // ---- views ----

    /// @notice By what a pool is known: the last 152 bits of the Keccak-256 of its ABI encoding. Of two pools with the same bits, only the first one that is joined or funded can be used.
    function poolOf(RewardPool calldata pool) external pure returns (bytes32);

    /// @notice The pool that a vehicle is in; zero = none.
    function membershipOf(uint256 vehicle) external view returns (bytes32 pool);

    /// @notice What {claim} would pay for a vehicle now.
    function claimableOf(uint256 vehicle) external view returns (uint256);

    /// @notice What a frame was funded with, and all weights in it.
    function frameOf(RewardPool calldata pool, uint256 frame) external view returns (uint256 funded, uint256 weight);

    /// @notice What somebody has funded a frame with, and not taken back.
    function fundedBy(RewardPool calldata pool, uint256 frame, address funder) external view returns (uint256);
}
