// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IERC4906} from "@openzeppelin/contracts/interfaces/IERC4906.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IERC5192} from "../interfaces/IERC5192.sol";
import {Clock} from "../kernel/FrameClock.sol";
import {ILienHolder} from "./IVehicleHolder.sol";
import {Lien, ReportKind, RewardPool, VehicleState as State} from "./IVehicleTypes.sol";
import {VehicleWorth} from "./VehicleWorth.sol";

/// @title VehicleBooks
/// @notice How the books are written: what all that moves them has in common. Weights of rewards follow them, and lenders are told.
abstract contract VehicleBooks is VehicleWorth {
    /// What a lender that is told may use. What it does with it, and whether it fails, stops no report.
    uint256 internal constant LENDER_GAS = 50_000;
    uint256 internal constant POOL_BITS = 152;
    uint256 internal constant FRAME_BITS = 128;

    /// A vehicle's weight in the frame in which it last reported, as it was counted there, before the books move; see {_weigh}.
    function _weight(uint256 vehicle, Status memory status) internal view returns (uint256) {
        if (!_has(status, POOLED) || (status.state != State.ACTIVE && status.state != State.STOLEN)) return 0;
        return _has(status, HANGING) ? _weights[vehicle] : _books[vehicle].value;
    }

    /// Its weight after they have moved: what is booked, or less while claims are open. That is kept, since a policy is foreign code: what was counted is what is taken off again and paid for, whatever it says by then.
    function _weightAnew(uint256 vehicle, Status memory status) private returns (uint256 weight) {
        if (status.state != State.ACTIVE && status.state != State.STOLEN) return 0;
        weight = _books[vehicle].value;
        if (!_has(status, HANGING)) return weight;
        weight = Math.min(weight, _worst(vehicle, status, status.observedAt, false));
        _weights[vehicle] = weight;
    }

    /// @notice Has the weight follow the books, after they have moved. `status` has to be stored by the caller, with the frame.
    /// @param before What {_weight} said before.
    /// @param reported Whether it is a report: that alone gives weight in a frame.
    /// @return frame What `status.frame` is from now on.
    function _weigh(
        uint256 vehicle,
        Status memory status,
        uint256 before,
        bool reported
    ) internal returns (uint32 frame) {
        if (!_has(status, POOLED)) return 0;
        uint256 membership = _memberships[vehicle];
        uint256 pool = uint256(uint152(membership));
        uint32 current = uint32(Clock.wrap(membership >> POOL_BITS).indexAt(block.timestamp));
        frame = status.frame;
        if (frame != 0 && frame != current) {
            uint256 due = _shareOf(pool, frame, before);
            if (due != 0) _accrued[vehicle] += due;
            frame = 0;
        }
        if (frame == 0) {
            if (!reported) return 0;
            before = 0;
        }
        uint256 weight = _weightAnew(vehicle, status);
        // A weight is below 2^80, and so the sum of all that there can be below 2^128.
        if (weight != before) _frames[pool][current] = _frames[pool][current] + weight - before;
        return current;
    }

    /// A pool, by the last 152 bits of its hash.
    function _poolId(RewardPool calldata pool) internal pure returns (uint256) {
        return uint152(uint256(keccak256(abi.encode(pool))));
    }

    /// What a vehicle has of the frames that have ended.
    function _dueOf(uint256 vehicle, Status memory status) internal view returns (uint256 due) {
        due = _accrued[vehicle];
        if (status.frame == 0) return due;
        uint256 membership = _memberships[vehicle];
        uint256 current = Clock.wrap(membership >> POOL_BITS).indexAt(block.timestamp);
        if (status.frame == current) return due;
        due += _shareOf(uint152(membership), status.frame, _weight(vehicle, status));
    }

    /// Of a frame that has ended, what a weight has.
    function _shareOf(uint256 pool, uint256 frame, uint256 weight) internal view returns (uint256) {
        uint256 word = _frames[pool][frame];
        uint256 all = uint128(word);
        return all == 0 ? 0 : Math.mulDiv(word >> FRAME_BITS, weight, all);
    }

    /// Tells the lender of a vehicle, or of the one that it is a part of, if that shows less than it has to. What a part shows, that one shows, too.
    function _tellLender(uint256 vehicle, Status memory status) internal {
        if (_has(status, PART)) {
            vehicle = _vehicleWith[vehicle];
            status = _load(vehicle);
            emit IERC4906.MetadataUpdate(vehicle);
        }
        if (!_has(status, LIENED)) return;
        Lien memory lien = _liens[vehicle];
        if (block.timestamp >= lien.until) return;
        uint256 value = _shown(vehicle, block.timestamp);
        if (value >= lien.minValue) return;
        bytes memory news = abi.encodeCall(ILienHolder.onVehicleBelow, (vehicle, value, lien.minValue));
        address lender = lien.lender;
        bool heard = lender.code.length != 0;
        if (heard) {
            // So that it can't be kept from him by a call with little gas.
            if (gasleft() < LENDER_GAS + LENDER_GAS / 16) revert VehicleOutOfGas();
            assembly ("memory-safe") {
                heard := call(LENDER_GAS, lender, 0, add(news, 0x20), mload(news), 0, 0)
            }
        }
        emit LenderTold(vehicle, lender, value, heard);
    }

    /// Writes a vehicle's books otherwise than by a report, and all that follows from it. `status` is as it will be, but for the frame.
    function _book(uint256 vehicle, Status memory status, uint256 before, Book memory book) internal {
        _saveBook(vehicle, book);
        status.frame = _weigh(vehicle, status, before, false);
        _saveStatus(vehicle, status);
        bool slashed = status.state == State.SLASHED;
        emit VehicleBooked(vehicle, slashed ? 0 : book.value, book.residual, slashed ? book.value : 0, book.credited);
        emit IERC4906.MetadataUpdate(vehicle);
        _tellLender(vehicle, status);
    }

    /// Has the policy that is in force take over for good, where a next one is.
    function _takeOver(uint256 vehicle, Status memory status, uint256 time) internal {
        Terms memory terms = _terms[vehicle];
        if (terms.nextSince == 0 || terms.nextSince > time) return;
        uint256 disputed = _has(status, HANGING) ? _hanging[vehicle].restored : 0;
        uint256 undisputed = 0;
        if (disputed != 0) {
            // What a disputed service restored doesn't come along: nobody could take it back later.
            undisputed = _rulesAt(vehicle, status, terms.nextSince).anchor.value;
            status.restored = uint16(Math.saturatingSub(status.restored, disputed));
            _hanging[vehicle].restored = 0;
        }
        Rules memory rules = _rulesAt(vehicle, status, terms.nextSince);
        if (disputed != 0) _ease(vehicle, status, Math.saturatingSub(undisputed, rules.anchor.value));
        _proposed[vehicle][_hashOf(terms.policy)] = true;
        uint8 era = _bases[vehicle].era;
        unchecked {
            ++era;
        }
        // All that may still raise what is booked is settled by this: so it begins with no more, whatever the policies say.
        _bases[vehicle] = Base(
            uint80(Math.min(rules.anchor.value, _books[vehicle].value)),
            rules.anchor.appraisedAt,
            rules.anchor.odometer,
            uint80(rules.residual),
            era
        );
        uint16 cut = uint16(Math.min(rules.haircut, PARTS_OF_WHOLE));
        _terms[vehicle] = Terms(address(rules.policy), terms.firstSequence, 0, cut);
        delete _nextPolicies[vehicle];
        (status.damage, status.restored) = (0, 0);
    }

    /// Lowers what a lender wants to see by what a dispute has taken for good that nobody has decided: else he would come by the vehicle by disputing its services.
    function _ease(uint256 vehicle, Status memory status, uint256 lost) private {
        if (_has(status, PART)) vehicle = _vehicleWith[vehicle];
        Lien memory lien = _liens[vehicle];
        if (block.timestamp >= lien.until) return;
        lien.minValue = uint80(Math.max(Math.saturatingSub(lien.minValue, lost), 1));
        _liens[vehicle].minValue = lien.minValue;
        emit VehicleLiened(vehicle, lien.lender, lien.minValue, lien.until);
    }

    /// Whether such a report ends a vehicle.
    function _isEnd(ReportKind kind) internal pure returns (bool) {
        return kind == ReportKind.TOTAL_LOSS || kind == ReportKind.SCRAPPING;
    }

    /// What a report that counts makes of the vehicle's state.
    function _turnState(uint256 vehicle, Status memory status, ReportKind kind, uint32 sequence) internal {
        State state = status.state;
        if (_isEnd(kind)) state = State.ENDED;
        else if (kind == ReportKind.THEFT) state = State.STOLEN;
        if (state == status.state) return;
        if (state == State.ENDED && status.state == State.STOLEN) status.flags |= WAS_STOLEN;
        if (state == State.ENDED) (_endedBy[vehicle], _endedAt[vehicle]) = (sequence, uint48(block.timestamp));
        _setState(vehicle, status, state);
    }

    /// Has a vehicle be in another state, and tells that; also whether it can't be transferred any more, or can again. `status` has to be stored by the caller.
    function _setState(uint256 vehicle, Status memory status, State state) internal {
        bool before = _isLocked(vehicle, status);
        status.state = state;
        emit VehicleStateChanged(vehicle, state);
        if (_isLocked(vehicle, status) == before) return;
        if (before) emit IERC5192.Unlocked(vehicle);
        else emit IERC5192.Locked(vehicle);
    }
}
