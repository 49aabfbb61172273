// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {Dispute} from "../vehicle/IVehicleClaims.sol";
import {Books, IVehicleStake, Vehicle} from "../vehicle/IVehicleStake.sol";
import {Claim, Lien, RewardPool} from "../vehicle/IVehicleTypes.sol";

/// @title VehicleSight
/// @notice Looks at everything that vehicles show in one call, so that a model can be compared with it after each step.
contract VehicleSight {
    /// What to look at.
    struct Question {
        uint256[] vehicles;
        /// Claims of each vehicle.
        uint32[][] sequences;
        address[] people;
        RewardPool[] pools;
        /// Of each pool.
        uint256[][] frames;
    }

    struct SeenClaim {
        Claim claim;
        Dispute dispute;
    }

    struct SeenVehicle {
        address owner;
        uint256 shown;
        Books books;
        Vehicle known;
        address announced;
        uint48 announcedFrom;
        uint48 finalFrom;
        uint256[3] open;
        Lien lien;
        uint256[] parts;
        uint256 inside;
        bytes32 pool;
        uint256 claimable;
        SeenClaim[] claims;
        /// What each of the people may read.
        uint256[] scopes;
    }

    struct SeenFrame {
        uint256 funded;
        uint256 weight;
    }

    struct Seen {
        SeenVehicle[] vehicles;
        uint256[] credits;
        /// Of each pool, in its frames.
        SeenFrame[][] frames;
        /// Of each pool, what people have of its token, and the stake after them.
        uint256[][] money;
        uint256 balance;
    }

    IVehicleStake private immutable STAKE;

    constructor(address stake) {
        STAKE = IVehicleStake(stake);
    }

    /// @notice What vehicles would show in a second to come.
    function valuesAt(uint256[] calldata vehicles, uint48 time) external view returns (uint256[] memory values) {
        values = new uint256[](vehicles.length);
        for (uint256 i = 0; i < vehicles.length; ++i) values[i] = STAKE.valueAt(vehicles[i], time);
    }

    /// @notice Everything that there is to see now.
    function look(Question calldata question) external view returns (Seen memory seen) {
        seen.balance = address(STAKE).balance;
        uint256 count = question.vehicles.length;
        seen.vehicles = new SeenVehicle[](count);
        for (uint256 i = 0; i < count; ++i) {
            seen.vehicles[i] = _vehicle(question.vehicles[i], question.sequences[i], question.people);
        }
        seen.credits = new uint256[](question.people.length);
        for (uint256 i = 0; i < seen.credits.length; ++i) seen.credits[i] = STAKE.creditOf(question.people[i]);
        count = question.pools.length;
        seen.frames = new SeenFrame[][](count);
        seen.money = new uint256[][](count);
        for (uint256 i = 0; i < count; ++i) {
            seen.frames[i] = _frames(question.pools[i], question.frames[i]);
            seen.money[i] = _money(IERC20(question.pools[i].token), question.people);
        }
    }

    function _vehicle(
        uint256 id,
        uint32[] calldata sequences,
        address[] calldata people
    ) private view returns (SeenVehicle memory seen) {
        seen.owner = IERC721(address(STAKE)).ownerOf(id);
        seen.shown = STAKE.valueOf(id);
        seen.books = STAKE.bookOf(id);
        seen.known = STAKE.vehicle(id);
        (seen.announced, seen.announcedFrom) = STAKE.announcedKeyOf(id);
        seen.finalFrom = STAKE.finalFrom(id);
        (seen.open[0], seen.open[1], seen.open[2]) = STAKE.openClaimsOf(id);
        seen.lien = STAKE.lienOf(id);
        seen.parts = STAKE.partsOf(id);
        seen.inside = STAKE.vehicleWith(id);
        seen.pool = STAKE.membershipOf(id);
        seen.claimable = STAKE.claimableOf(id);
        seen.claims = new SeenClaim[](sequences.length);
        for (uint256 i = 0; i < sequences.length; ++i) {
            seen.claims[i].claim = STAKE.claimOf(id, sequences[i]);
            seen.claims[i].dispute = STAKE.disputeOf(id, sequences[i]);
        }
        seen.scopes = new uint256[](people.length);
        for (uint256 i = 0; i < people.length; ++i) (seen.scopes[i], ) = STAKE.permissionOf(id, people[i]);
    }

    function _frames(
        RewardPool calldata pool,
        uint256[] calldata frames
    ) private view returns (SeenFrame[] memory seen) {
        seen = new SeenFrame[](frames.length);
        for (uint256 i = 0; i < frames.length; ++i) {
            (seen[i].funded, seen[i].weight) = STAKE.frameOf(pool, frames[i]);
        }
    }

    function _money(IERC20 token, address[] calldata people) private view returns (uint256[] memory held) {
        held = new uint256[](people.length + 1);
        for (uint256 i = 0; i < people.length; ++i) held[i] = token.balanceOf(people[i]);
        held[people.length] = token.balanceOf(address(STAKE));
    }
}
