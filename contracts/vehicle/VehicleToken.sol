// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";
import {Lien, VehicleState as State} from "./IVehicleTypes.sol";
import {VehicleState} from "./VehicleState.sol";

/// @title VehicleToken
/// @notice When the token of a vehicle can't be transferred, in all the code that runs in the same storage.
abstract contract VehicleToken is VehicleState {
    /// Counts transfers, and lets none pass of a vehicle that is stolen, has ended, or is held by a lender. Making and burning a token are no transfers.
    function _update(address to, uint256 tokenId, address auth) internal override returns (address from) {
        from = super._update(to, tokenId, auth);
        if (from == address(0) || to == address(0)) return from;
        Status storage status = _status[tokenId];
        (State state, uint8 flags) = (status.state, status.flags);
        // At once, while the word is at hand. Nobody could pay for as many transfers as there are numbers.
        unchecked {
            ++status.transfers;
        }
        if (state == State.STOLEN || state == State.ENDED) revert VehicleUnfit(tokenId, state);
        if (flags & LIENED != 0) {
            Lien memory lien = _liens[tokenId];
            if (block.timestamp < lien.until) revert VehicleLocked(tokenId, lien.lender, lien.until);
        }
        // What isn't put in as a part could never leave this contract again.
        if (to == address(this) && flags & PART == 0) revert ERC721InvalidReceiver(to);
    }

    /// Moves a token in whatever state its vehicle is: to the lender who claims it, or back from the vehicle that it was a part of. The caller has checked who may have that done.
    /// A copy of `_status` in memory doesn't know of it.
    function _move(uint256 vehicle, address to) internal {
        if (to == address(0) || to == address(this)) revert ERC721InvalidReceiver(to);
        ERC721._update(to, vehicle, address(0));
        ++_status[vehicle].transfers;
    }

    /// Whether {_update} refuses a transfer now, or nobody can ask for one.
    function _isLocked(uint256 vehicle) internal view returns (bool) {
        return _isLocked(vehicle, _load(vehicle));
    }

    /// The same, of a vehicle that stands so.
    function _isLocked(uint256 vehicle, Status memory status) internal view returns (bool) {
        State state = status.state;
        if (state == State.STOLEN || state == State.ENDED || _has(status, PART)) return true;
        return _has(status, LIENED) && block.timestamp < _liens[vehicle].until;
    }
}
