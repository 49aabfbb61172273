// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {Dispute} from "../../../contracts/vehicle/IVehicleClaims.sol";
import {Vehicle} from "../../../contracts/vehicle/IVehicleStake.sol";
import {
    Appraisal,
    Claim,
    ClaimState,
    ConditionReport,
    Finding,
    Panel,
    ReportKind,
    VehicleState
} from "../../../contracts/vehicle/IVehicleTypes.sol";
import {VehicleBase} from "./VehicleBase.sol";

/// @notice Does to vehicles all that makers, owners, units, attestors, lenders and passers-by can do, at any moment, with inputs that must succeed, and tries what must fail.
/// @dev Every function a runner may call starts with the clock where the last one left it, and checks afterwards what must hold after any act (see {VehicleBase}).
abstract contract VehicleHandler is VehicleBase {
    // ---- time ----

    /// Goes on by hours or weeks, or to the last second before something happens by itself, to it, or the second after. Laws 4: nothing rises by that, and what was promised is shown.
    function advance(uint256 how, uint256 which, uint256 by) external timed {
        uint256 id = vehicles[which % COUNT];
        uint256 aim = moment + (how % 8 < 4 ? by % 12 hours : by % 40 days);
        Vehicle memory known = target.vehicle(id);
        if (how % 8 == 4 && known.nextSince != 0) aim = known.nextSince - 1 + (by % 3);
        if (how % 8 == 5 && target.lienOf(id).until != 0) aim = target.lienOf(id).until - 1 + (by % 3);
        if (how % 8 == 6) aim = _endOfFrame(moment) - 1 + (by % 3);
        if (how % 8 == 7) aim = _boundOfClaims(which, by) - 1 + (by % 3);
        if (aim <= moment) return;
        uint256[COUNT] memory before;
        for (uint256 i = 0; i < COUNT; ++i) {
            before[i] = target.valueAt(vehicles[i], uint48(aim));
            vm.assertLe(before[i], target.valueOf(vehicles[i]), "law 4: it promises to rise");
        }
        moment = aim;
        vm.warp(moment);
        for (uint256 i = 0; i < COUNT; ++i) {
            vm.assertEq(target.valueOf(vehicles[i]), before[i], "law 4: it shows another value than it promised");
            _checkSilence(vehicles[i]);
        }
    }

    /// Law 4: silence is worth no more than a report of an unchanged condition.
    function _checkSilence(uint256 id) private {
        if (!_reports(target.vehicle(id).state)) return;
        uint256 silent = target.valueOf(id);
        try this.ifReported(id) {
            vm.assertTrue(false, "unreachable");
        } catch (bytes memory reason) {
            vm.assertTrue(bytes4(reason) == Shown.selector, "law 3: a report of an unchanged condition is refused");
            vm.assertLe(silent, _wordOf(reason), "law 4: silence is worth more than a report");
        }
    }

    /// What it would show if it reported now that nothing has changed.
    function ifReported(uint256 id) external {
        if (msg.sender != address(this)) return;
        Vehicle memory known = target.vehicle(id);
        target.report(_signed(id, ReportKind.ODOMETER, moment, _odometerOf(known), 0, known.policy), _shownKey(id), "");
        revert Shown(target.valueOf(id));
    }

    // ---- vehicles ----

    /// A report of whatever kind, which counts. Laws 2, 3 and 6 are about it.
    function report(uint256 which, uint256 seed, uint256 ago, uint256 driven) external timed {
        uint256 id = vehicles[which % COUNT];
        Vehicle memory known = target.vehicle(id);
        if (!_reports(known.state)) return;
        ReportKind kind = _kind(seed);
        // Of a moment in which the policy in force now was so.
        uint256 from = known.condition.observedAt;
        if (_rules[id].since > from && _rules[id].since <= moment) from = _rules[id].since;
        if (known.anchor.appraisedAt > from) from = known.anchor.appraisedAt;
        uint256 observedAt = ago % 4 != 0 ? moment : moment - (ago % (moment - from + 1));
        uint256 severity = (seed >> 16) % (seed % 5 == 0 ? 10_001 : 2_500);
        uint256 odometer = _odometerOf(known) + (driven % 100_000);
        ConditionReport memory given = _signed(id, kind, observedAt, odometer, severity, known.policy);
        if (kind == ReportKind.SERVICE) _mayRise[id] = true;
        target.report(given, _shownKey(id), "");
        _honest[id].push(given);
        if (kind != ReportKind.ODOMETER) _claims.push(ClaimAt(id, given.sequence));
        vm.assertEq(target.vehicle(id).sequence, uint256(known.sequence) + 1, "law 3: counted otherwise than once");
    }

    /// Total losses and thefts are rare.
    function _kind(uint256 seed) private pure returns (ReportKind) {
        uint256 draw = (seed >> 8) % 64;
        if (draw < 30) return ReportKind.ODOMETER;
        if (draw < 46) return ReportKind.ACCIDENT;
        if (draw < 60) return ReportKind.SERVICE;
        if (draw < 62) return ReportKind.THEFT;
        return draw == 62 ? ReportKind.TOTAL_LOSS : ReportKind.SCRAPPING;
    }

    /// Law 3: what has counted doesn't again, nor does anything out of order, of the past, of the future, of a lower odometer, of another vehicle, or under another policy.
    function tryWrongReports(uint256 which, uint256 how, uint256 seed) external timed {
        uint256 id = vehicles[which % COUNT];
        Vehicle memory known = target.vehicle(id);
        address policy = how % 8 == 0 ? address(policies[seed % policies.length]) : known.policy;
        ConditionReport memory given = _signed(id, ReportKind.ODOMETER, moment, _odometerOf(known), seed % 100, policy);
        bytes memory signature = "";
        if (how % 8 == 1) given.sequence = known.sequence;
        else if (how % 8 == 2) given.sequence += 1;
        else if (how % 8 == 3) given.observedAt = uint48(moment + 1);
        else if (how % 8 == 4 && _odometerOf(known) != 0) given.odometer = 0;
        else if (how % 8 == 5) given.deadline = uint48(moment - 1);
        else if (how % 8 == 6) signature = "a stranger's";
        else if (how % 8 == 7 && _honest[id].length != 0) given = _honest[id][seed % _honest[id].length];
        else if (policy == known.policy) return;
        try target.report(given, _shownKey(id), signature) {
            vm.assertTrue(false, "law 3: a report counts that must not");
        } catch {}
    }

    // ---- care ----

    function rotate(uint256 which) external timed {
        uint256 id = vehicles[which % COUNT];
        // One whose key is an address has that for ever here.
        if (!_reports(target.vehicle(id).state) || _keyOf(id).length == 20) return;
        bytes memory old = _keyOf(id);
        ++_keyNumber[id];
        target.rotate(id, _keyOf(id), uint48(moment), old, "", "");
        delete _honest[id];
    }

    function propose(uint256 which, uint256 seed, uint256 wait) external timed {
        uint256 id = vehicles[which % COUNT];
        Vehicle memory known = target.vehicle(id);
        address policy = address(policies[seed % policies.length]);
        if (!_reports(known.state) || policy == known.policy || known.nextPolicy != address(0)) return;
        uint256 since = moment + 1 days + (wait % 3 == 0 ? 0 : wait % 20 days);
        vm.prank(_holderOf(id));
        target.proposePolicy(id, _commitment(id), address(this), policy, uint48(since), uint48(moment), "");
        _rules[id] = Rule(policy, since);
    }

    function withdrawPolicy(uint256 which) external timed {
        uint256 id = vehicles[which % COUNT];
        if (target.vehicle(id).nextPolicy == address(0)) return;
        vm.prank(_holderOf(id));
        target.withdrawPolicy(id);
        delete _rules[id];
    }

    function appraise(uint256 which, uint256 value, uint256 ago, uint256 rarely) external timed {
        uint256 id = vehicles[which % COUNT];
        Vehicle memory known = target.vehicle(id);
        if (!_reports(known.state) || rarely % 3 != 0) return;
        uint256 from = known.condition.observedAt;
        if (known.anchor.appraisedAt >= from) from = known.anchor.appraisedAt + 1;
        if (_rules[id].since > from && _rules[id].since <= moment) from = _rules[id].since + 1;
        if (from > moment) return;
        uint256 seenAt = ago % 2 == 0 ? moment : moment - (ago % (moment - from + 1));
        value = _bound(value, 0, 2 * target.bookOf(id).value + 1_000);
        if (value >= 2 ** 78) value = 2 ** 78;
        _mayRise[id] = true;
        target.appraise(
            Appraisal(id, uint80(value), uint48(seenAt), uint40(_odometerOf(known)), uint48(moment)),
            _commitment(id),
            address(this),
            ""
        );
    }

    function deposit(uint256 which, uint256 amount) external timed {
        uint256 id = vehicles[which % COUNT];
        if (!_reports(target.vehicle(id).state)) return;
        vm.deal(address(this), amount % 100);
        target.deposit{value: amount % 100}(id);
    }

    function releaseDeposit(uint256 which) external timed {
        uint256 id = vehicles[which % COUNT];
        Vehicle memory known = target.vehicle(id);
        bool isFinal = known.state == VehicleState.ENDED && moment >= target.finalFrom(id);
        if (isFinal && known.deposit != 0) target.releaseDeposit(id);
    }

    function withdraw(uint256 which) external timed {
        address who = people[which % people.length];
        if (target.creditOf(who) == 0) return;
        vm.prank(who);
        target.withdraw(address(0xDEAD));
    }

    /// Its unit is broken into, and signs what it must not: rare, since it is the end of a vehicle.
    function breakIn(uint256 which, uint256 how) external timed {
        uint256 id = vehicles[which % COUNT];
        Vehicle memory known = target.vehicle(id);
        if (!_reports(known.state) || (how >> 8) % 24 != 0) return;
        ConditionReport memory one = _signed(id, ReportKind.ODOMETER, moment, _odometerOf(known), 0, address(0xBAD));
        ConditionReport memory other = _signed(id, ReportKind.ODOMETER, moment, _odometerOf(known), 1, known.policy);
        vm.prank(people[0]);
        if (how % 2 == 0) target.slashTampering(one, _shownKey(id), "");
        else target.slashEquivocation(one, "", other, "", _shownKey(id));
        vm.assertEq(target.bookOf(id).value, 0, "a slashed vehicle has something left");
    }

    /// Law 6: nothing that it has signed in earnest costs it the stake; signed again, with another deadline or under another policy of its own, it doesn't either.
    function trySlash(uint256 which, uint256 i, uint256 j) external timed {
        uint256 id = vehicles[which % COUNT];
        ConditionReport[] storage honest = _honest[id];
        if (honest.length == 0) return;
        ConditionReport memory one = honest[i % honest.length];
        ConditionReport memory other = honest[j % honest.length];
        if (j % 3 == 0) {
            other = honest[i % honest.length];
            other.deadline += uint48(j % 1_000);
            other.policyHash = target.policyHash(target.vehicle(id).policy);
        }
        try target.slashTampering(one, _shownKey(id), "") {
            vm.assertTrue(false, "law 6: slashed for a policy that it had");
        } catch {}
        try target.slashEquivocation(one, "", other, "", _shownKey(id)) {
            vm.assertTrue(false, "law 6: slashed for signing again");
        } catch {}
    }

    // ---- claims ----

    /// Attestors confirm or reject what is pending, or decide what is disputed.
    function decide(uint256 which, bool holds) external timed {
        (ClaimAt memory spot, Claim memory claim) = _claimIn(which, ClaimState.PENDING, ClaimState.DISPUTED);
        if (spot.sequence == 0) return;
        bool disputed = claim.state == ClaimState.DISPUTED;
        if (disputed && moment >= target.disputeOf(spot.vehicle, spot.sequence).decideBy) return;
        Panel memory panel = policies[0].panel();
        uint256 count = disputed ? panel.decisions : panel.confirmations;
        bytes[] memory signers = new bytes[](count);
        for (uint256 i = 0; i < count; ++i) signers[i] = panel.attestors[i];
        // What is over can't end again.
        bool ended = target.vehicle(spot.vehicle).state == VehicleState.ENDED;
        if (!disputed && ended && claim.kind >= ReportKind.TOTAL_LOSS) holds = false;
        _mayRise[spot.vehicle] = disputed ? !holds : holds && claim.kind == ReportKind.SERVICE;
        target.decide(
            Finding(spot.vehicle, spot.sequence, claim.condition, holds, disputed, uint48(moment)),
            signers,
            new bytes[](count)
        );
    }

    /// Too few of them, or strangers, decide nothing.
    function tryDecide(uint256 which, bool holds, uint256 how) external timed {
        (ClaimAt memory spot, Claim memory claim) = _claimIn(which, ClaimState.PENDING, ClaimState.DISPUTED);
        if (spot.sequence == 0) return;
        bool disputed = claim.state == ClaimState.DISPUTED;
        Panel memory panel = policies[0].panel();
        uint256 count = disputed ? panel.decisions : panel.confirmations;
        bytes[] memory signers = new bytes[](how % 3 == 0 ? count - 1 : count);
        // One of them twice, or one whom nobody has named.
        for (uint256 i = 0; i < signers.length; ++i) signers[i] = panel.attestors[how % 3 == 1 ? 0 : i];
        if (how % 3 == 1 && count == 1) signers[0] = _keyOf(spot.vehicle);
        if (how % 3 == 2) disputed = !disputed;
        try
            target.decide(
                Finding(spot.vehicle, spot.sequence, claim.condition, holds, disputed, uint48(moment)),
                signers,
                new bytes[](signers.length)
            )
        {
            vm.assertTrue(false, "decided by whom nobody has asked");
        } catch {}
    }

    function dispute(uint256 which, uint256 by) external timed {
        (ClaimAt memory spot, Claim memory claim) = _claimIn(which, ClaimState.COUNTED, ClaimState.COUNTED);
        if (spot.sequence == 0) return;
        Panel memory panel = policies[0].panel();
        if (claim.policy == address(policies[2]) || moment >= claim.countedAt + panel.disputeWindow) return;
        address who = people[by % people.length];
        vm.deal(who, panel.bond);
        vm.prank(who);
        target.dispute{value: panel.bond}(spot.vehicle, spot.sequence);
    }

    function defend(uint256 which, uint256 by) external timed {
        (ClaimAt memory spot, ) = _claimIn(which, ClaimState.DISPUTED, ClaimState.DISPUTED);
        if (spot.sequence == 0) return;
        Dispute memory open = target.disputeOf(spot.vehicle, spot.sequence);
        if (open.defender != address(0) || moment >= open.decideBy) return;
        address who = people[by % people.length];
        if (who == open.challenger) return;
        vm.deal(who, open.bond);
        vm.prank(who);
        target.defend{value: open.bond}(spot.vehicle, spot.sequence);
    }

    /// Once the time for a decision is over, or it is settled.
    function endDispute(uint256 which) external timed {
        for (uint256 i = 0; i < _claims.length; ++i) {
            ClaimAt memory spot = _claims[(i + (which % _claims.length)) % _claims.length];
            Dispute memory open = target.disputeOf(spot.vehicle, spot.sequence);
            if (open.challenger == address(0)) continue;
            bool settled = target.claimOf(spot.vehicle, spot.sequence).state == ClaimState.SETTLED;
            if (!settled && moment < open.decideBy) return;
            target.endDispute(spot.vehicle, spot.sequence);
            return;
        }
    }

    // ---- holders ----

    function transfer(uint256 which, uint256 to, bool guarded) external timed {
        uint256 id = vehicles[which % COUNT];
        VehicleState state = target.vehicle(id).state;
        bool free = target.lienOf(id).lender == address(0) && target.vehicleWith(id) == 0;
        if (!free || state == VehicleState.STOLEN || state == VehicleState.ENDED) return;
        address owner = _holderOf(id);
        uint256 least = target.valueOf(id);
        vm.prank(owner);
        if (guarded) target.transferFromIfAtLeast(owner, people[to % people.length], id, least);
        else IERC721(address(target)).transferFrom(owner, people[to % people.length], id);
    }

    /// A buyer never gets less than he wants at least.
    function tryTransfer(uint256 which) external timed {
        uint256 id = vehicles[which % COUNT];
        address owner = _holderOf(id);
        uint256 least = target.valueOf(id) + 1;
        vm.prank(owner);
        try target.transferFromIfAtLeast(owner, people[0], id, least) {
            vm.assertTrue(false, "sold for less than it has to show");
        } catch {}
    }

    /// What a part shows counts into the vehicle, to the last unit.
    function putIn(uint256 which, uint256 other) external timed {
        (uint256 part, uint256 id) = (vehicles[which % COUNT], vehicles[other % COUNT]);
        bool alone = target.vehicleWith(part) == 0 && target.partsOf(part).length == 0 && target.vehicleWith(id) == 0;
        if (part == id || !alone || _holderOf(part) != _holderOf(id)) return;
        bool active =
            target.vehicle(part).state == VehicleState.ACTIVE && target.vehicle(id).state == VehicleState.ACTIVE;
        if (!active || target.lienOf(part).lender != address(0)) return;
        uint256 sum = target.valueOf(part) + target.valueOf(id);
        vm.prank(_holderOf(id));
        target.putIn(part, id, address(this), _commitment(part), _commitment(id));
        vm.assertEq(target.valueOf(id), sum, "a part counts for another value than it has");
    }

    function takeOut(uint256 which, uint256 to) external timed {
        uint256 part = vehicles[which % COUNT];
        uint256 id = target.vehicleWith(part);
        if (id == 0 || target.lienOf(id).lender != address(0)) return;
        bool stolen = target.vehicle(id).state == VehicleState.STOLEN;
        if (stolen || target.vehicle(part).state == VehicleState.STOLEN) return;
        vm.prank(_holderOf(id));
        target.takeOut(part, people[to % people.length]);
    }

    function lock(uint256 which, uint256 share, uint256 wait) external timed {
        uint256 id = vehicles[which % COUNT];
        uint256 value = target.valueOf(id);
        bool fits = target.lienOf(id).lender == address(0) && target.vehicleWith(id) == 0 && value != 0;
        if (!fits) return;
        vm.prank(_holderOf(id));
        target.lock(id, LENDER, uint80(_bound(share, 1, value)), uint48(moment + 1 + (wait % 200 days)));
    }

    function unlock(uint256 which, uint256 rarely) external timed {
        uint256 id = vehicles[which % COUNT];
        if (rarely % 4 != 0 || target.lienOf(id).lender == address(0)) return;
        vm.prank(LENDER);
        target.unlock(id);
    }

    /// The lender takes what shows too little, and nothing else.
    function claimLocked(uint256 which, uint256 to) external timed {
        uint256 id = vehicles[which % COUNT];
        uint256 least = target.lienOf(id).minValue;
        if (least == 0) return;
        bool below = target.valueOf(id) < least;
        vm.prank(LENDER);
        try target.claimLocked(id, people[to % people.length]) {
            vm.assertTrue(below, "taken though it shows enough");
        } catch {
            // A service that is disputed counts to a lender.
            (, uint256 restored, ) = target.openClaimsOf(id);
            vm.assertTrue(!below || restored != 0 || target.partsOf(id).length != 0, "a claim that is due is refused");
        }
    }

    function steal(uint256 which, bool back, uint256 rarely) external timed {
        uint256 id = vehicles[which % COUNT];
        VehicleState state = target.vehicle(id).state;
        if (state == VehicleState.STOLEN && back) {
            vm.prank(_holderOf(id));
            target.declareRecovered(id);
        } else if (state == VehicleState.ACTIVE && rarely % 8 == 0) {
            vm.prank(_holderOf(id));
            target.declareStolen(id);
            vm.assertEq(target.valueOf(id), 0, "a stolen vehicle shows something");
        }
    }

    // ---- rewards ----

    function join(uint256 which) external timed {
        uint256 id = vehicles[which % COUNT];
        if (!_reports(target.vehicle(id).state) || target.membershipOf(id) != 0) return;
        vm.prank(_holderOf(id));
        target.join(id, pool, _commitment(id));
    }

    function quit(uint256 which, uint256 rarely) external timed {
        uint256 id = vehicles[which % COUNT];
        if (target.membershipOf(id) == 0 || rarely % 8 != 0) return;
        uint256 due = target.claimableOf(id);
        vm.prank(_holderOf(id));
        target.quit(id, pool, address(0xDEAD));
        paid += due;
    }

    function fund(uint256 ahead, uint256 frames, uint256 amount) external timed {
        (uint256 first, uint256 count) = (_frameAt(moment) + (ahead % 2), 1 + (frames % 3));
        amount = amount % (ahead % 3 == 0 ? 10 : 1e12);
        if (amount == 0) return;
        reward.mint(address(this), amount * count);
        target.fund(pool, first, count, amount);
        for (uint256 i = 0; i < count; ++i) {
            if (funded[first + i] == 0) _frames.push(first + i);
            funded[first + i] += amount;
        }
    }

    function claimRewards(uint256 which) external timed {
        uint256 id = vehicles[which % COUNT];
        uint256 due = target.claimableOf(id);
        if (due == 0) return;
        uint256 held = reward.balanceOf(address(0xDEAD));
        vm.prank(_holderOf(id));
        target.claim(id, pool, address(0xDEAD));
        vm.assertEq(reward.balanceOf(address(0xDEAD)) - held, due, "law 5: paid otherwise than due");
        paid += due;
    }

    function reclaim(uint256 which) external timed {
        if (_frames.length == 0) return;
        uint256 frame = _frames[which % _frames.length];
        (, uint256 weight) = target.frameOf(pool, frame);
        uint256 amount = target.fundedBy(pool, frame, address(this));
        if (frame >= _frameAt(moment) || weight != 0 || amount == 0) return;
        target.reclaim(pool, frame, address(0xDEAD));
        funded[frame] -= amount;
    }
}
