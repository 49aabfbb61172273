// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {Dispute} from "../../../contracts/vehicle/IVehicleClaims.sol";
import {Books, Vehicle} from "../../../contracts/vehicle/IVehicleStake.sol";
import {Claim, ClaimState, RewardPool, VehicleState} from "../../../contracts/vehicle/IVehicleTypes.sol";
import {TestBase} from "../support/TestBase.sol";
import {VehicleBase} from "./VehicleBase.sol";
import {VehicleHandler} from "./VehicleHandler.sol";

// The runner knows only what is declared in the test file itself, so the handler it calls is finished here.

/// @notice A handler of one contract with five vehicles.
contract LotHandler is VehicleHandler {
    /// Not in the constructor: what has no code yet can't sign.
    function open() external {
        if (address(target) == address(0)) _open();
    }
}

/// @notice The laws of vehicles, after any sequence of what a {VehicleHandler} does. See INVARIANTS.md.
contract VehicleInvariants is TestBase {
    uint256 private constant COUNT = 5;

    LotHandler private _handler;

    function setUp() external {
        _handler = new LotHandler();
        _handler.open();
    }

    /// Only the handler is called, and so all that happens is booked.
    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    /// One campaign for all laws: they hold together, after every call. (Laws 2, 3, 4 and 6 are checked by the handler, at each call.)
    function invariant_TheSixLaws() external {
        vm.warp(_handler.moment());
        for (uint256 i = 0; i < COUNT; ++i) {
            _checkBooks(_handler.vehicles(i));
            _checkParts(_handler.vehicles(i));
            _checkClaims(_handler.vehicles(i));
        }
        _checkRewards();
        _checkEther();
    }

    /// Law 1: value, residual, what was consumed and what was slashed are what was credited; and what is no more, or is stolen, shows nothing.
    function _checkBooks(uint256 id) private view {
        Books memory books = _handler.target().bookOf(id);
        vm.assertEq(
            books.value + books.residual + books.consumed + books.slashed,
            books.credited,
            "law 1: the books don't add up"
        );
        Vehicle memory known = _handler.target().vehicle(id);
        if (known.state != VehicleState.ACTIVE) {
            vm.assertEq(_handler.target().valueOf(id), 0, "shows something, and isn't there");
        }
        if (known.state == VehicleState.ENDED || known.state == VehicleState.SLASHED) {
            vm.assertEq(books.value, 0, "is worth something after its end");
        }
        if (known.state != VehicleState.SLASHED) vm.assertEq(books.slashed, 0, "slashed without a slash");
        vm.assertLe(known.condition.restored, known.condition.damage, "more restored than damaged");
        // Law 2: a vehicle by itself never shows more than is booked.
        if (_handler.target().partsOf(id).length == 0) {
            vm.assertLe(_handler.target().valueOf(id), books.value, "shows more than is booked");
        }
    }

    /// A part is in one vehicle, and its token is held for it.
    function _checkParts(uint256 id) private view {
        uint256[] memory parts = _handler.target().partsOf(id);
        for (uint256 i = 0; i < parts.length; ++i) {
            vm.assertEq(_handler.target().vehicleWith(parts[i]), id, "a part is elsewhere");
        }
        bool held = IERC721(address(_handler.target())).ownerOf(id) == address(_handler.target());
        vm.assertTrue(held == (_handler.target().vehicleWith(id) != 0), "held without being a part");
    }

    /// What is open is what the claims say, and what is pending is shown as such.
    function _checkClaims(uint256 id) private view {
        (uint256 damage, uint256 restored, uint256 count, uint256 settled) = (0, 0, 0, 0);
        for (uint256 i = 0; i < _handler.claimCount(); ++i) {
            VehicleBase.ClaimAt memory spot = _handler.claimAt(i);
            if (spot.vehicle != id) continue;
            Claim memory claim = _handler.target().claimOf(id, spot.sequence);
            if (claim.state == ClaimState.PENDING) damage += claim.damaged;
            else if (claim.state == ClaimState.DISPUTED) restored += claim.restored;
            else {
                // A dispute that another policy has settled is told as open until somebody ends it.
                if (_handler.target().disputeOf(id, spot.sequence).challenger != address(0)) ++settled;
                continue;
            }
            ++count;
        }
        if (_handler.target().vehicle(id).state == VehicleState.SLASHED) return;
        (uint256 openDamage, uint256 openRestored, uint256 open) = _handler.target().openClaimsOf(id);
        vm.assertTrue(open >= count && open <= count + settled, "another number of open claims");
        vm.assertEq(openDamage, damage, "other open damage");
        vm.assertLe(openRestored, restored, "more to take back than is disputed");
        vm.assertTrue(_handler.target().vehicle(id).pending == (open != 0), "pending isn't shown");
    }

    /// Law 5: what was paid, and is due, of frames that have ended is no more than they were funded with; and all money that wasn't paid is there.
    function _checkRewards() private view {
        uint256[] memory frames = _handler.frames();
        uint256 current = (_handler.moment() - 1_893_974_400) / 7 days + 1;
        (uint256 ended, uint256 all) = (0, 0);
        for (uint256 i = 0; i < frames.length; ++i) {
            all += _handler.funded(frames[i]);
            if (frames[i] < current) ended += _handler.funded(frames[i]);
        }
        uint256 due = 0;
        for (uint256 i = 0; i < COUNT; ++i) due += _handler.target().claimableOf(_handler.vehicles(i));
        vm.assertLe(_handler.paid() + due, ended, "law 5: more is paid or due than was funded");
        uint256 held = _handler.reward().balanceOf(address(_handler.target()));
        vm.assertEq(held + _handler.paid(), all, "law 5: money is missing");
        _checkWeights(current);
    }

    /// The weights of a frame are those of the vehicles that reported in it: of one of which nothing is open, what is booked.
    function _checkWeights(uint256 current) private view {
        (address token, address unit, address issuer, ) = _handler.pool();
        RewardPool memory pool = RewardPool(token, unit, issuer, _handler.clock());
        (, uint256 weight) = _handler.target().frameOf(pool, current);
        uint256 most = 0;
        for (uint256 i = 0; i < COUNT; ++i) {
            uint256 id = _handler.vehicles(i);
            if (_handler.target().membershipOf(id) != 0) most += _handler.target().bookOf(id).value;
        }
        vm.assertLe(weight, most, "law 5: somebody who has left, or is worth less, has weight");
    }

    /// What is held is what is owed: credit, deposits and the bonds of open disputes.
    function _checkEther() private view {
        uint256 owed = 0;
        for (uint256 i = 0; i < 3; ++i) owed += _handler.target().creditOf(_handler.people(i));
        for (uint256 i = 0; i < COUNT; ++i) owed += _handler.target().vehicle(_handler.vehicles(i)).deposit;
        for (uint256 i = 0; i < _handler.claimCount(); ++i) {
            VehicleBase.ClaimAt memory spot = _handler.claimAt(i);
            Dispute memory open = _handler.target().disputeOf(spot.vehicle, spot.sequence);
            if (open.challenger == address(0)) continue;
            owed += open.bond * (open.defender == address(0) ? 1 : 2);
        }
        vm.assertEq(address(_handler.target()).balance, owed, "another amount is held than is owed");
    }
}
