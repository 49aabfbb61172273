// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {IERC7913SignatureVerifier} from "@openzeppelin/contracts/interfaces/IERC7913.sol";
import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {Clock, FrameClock, Rhythm} from "../../../contracts/kernel/FrameClock.sol";
import {MockERC20} from "../../../contracts/mocks/MockERC20.sol";
import {DepreciationPolicy, DepreciationTerms} from "../../../contracts/vehicle/DepreciationPolicy.sol";
import {IVehicleStake, Vehicle} from "../../../contracts/vehicle/IVehicleStake.sol";
import {
    Claim,
    ClaimState,
    ConditionReport,
    Enrolment,
    Panel,
    ReportKind,
    RewardPool,
    VehicleState
} from "../../../contracts/vehicle/IVehicleTypes.sol";
import {VehicleCareDesk} from "../../../contracts/vehicle/VehicleCareDesk.sol";
import {VehicleClaimsDesk} from "../../../contracts/vehicle/VehicleClaimsDesk.sol";
import {Desks} from "../../../contracts/vehicle/VehicleDesks.sol";
import {VehicleEnrolmentDesk} from "../../../contracts/vehicle/VehicleEnrolmentDesk.sol";
import {VehicleHolderDesk} from "../../../contracts/vehicle/VehicleHolderDesk.sol";
import {VehicleReportsDesk} from "../../../contracts/vehicle/VehicleReportsDesk.sol";
import {VehicleRewardsDesk} from "../../../contracts/vehicle/VehicleRewardsDesk.sol";
import {VehicleStake} from "../../../contracts/vehicle/VehicleStake.sol";
import {VehicleViewsDesk} from "../../../contracts/vehicle/VehicleViewsDesk.sol";
import {TestBase} from "../support/TestBase.sol";

/// @notice The world of a {VehicleHandler}: five vehicles of one maker, three policies, a pool, people; and what must hold after each act.
/// @dev This contract is the maker, each unit's key and every attestor: it signs whatever is asked, if the signature is empty.
abstract contract VehicleBase is TestBase, IERC1271, IERC7913SignatureVerifier {
    /// The policy under which a vehicle was proposed to be, and since when.
    struct Rule {
        address policy;
        uint256 since;
    }

    struct ClaimAt {
        uint256 vehicle;
        uint32 sequence;
    }

    /// What a vehicle shows, told by what fails.
    error Shown(uint256 value);

    uint256 internal constant START = 1_893_974_400;
    uint256 internal constant COUNT = 5;
    uint256 internal constant FRAME = 7 days;
    address internal constant LENDER = address(0x1E4D);

    IVehicleStake public target;
    MockERC20 public unit;
    MockERC20 public reward;
    DepreciationPolicy[3] public policies;
    uint256[COUNT] public vehicles;
    address[3] public people = [address(0xA1), address(0xA2), address(0xA3)];
    RewardPool public pool;
    uint256 public moment = START;
    uint256 public calls;

    /// What each frame of the pool was funded with, and not taken back; and what was paid of all of them.
    mapping(uint256 frame => uint256) public funded;
    uint256 public paid;
    uint256[] internal _frames;

    ClaimAt[] internal _claims;
    mapping(uint256 vehicle => Rule) internal _rules;
    mapping(uint256 vehicle => uint256) internal _keyNumber;
    /// What each unit has signed with the key that it has.
    mapping(uint256 vehicle => ConditionReport[]) internal _honest;
    /// Whether this call may raise a vehicle's booked value; and what that was before.
    mapping(uint256 vehicle => bool) internal _mayRise;
    mapping(uint256 vehicle => uint256) private _before;

    /// Brings the chain to the handler's moment; afterwards checks law 2: nothing has risen that may not.
    modifier timed() {
        ++calls;
        vm.warp(moment);
        for (uint256 i = 0; i < COUNT; ++i) {
            _mayRise[vehicles[i]] = false;
            _before[i] = target.bookOf(vehicles[i]).value;
        }
        _;
        for (uint256 i = 0; i < COUNT; ++i) {
            if (_mayRise[vehicles[i]]) continue;
            vm.assertLe(target.bookOf(vehicles[i]).value, _before[i], "law 2: a booked value rose");
        }
    }

    // ---- signing ----

    /// @inheritdoc IERC1271
    function isValidSignature(bytes32, bytes calldata signature) external pure returns (bytes4) {
        return signature.length == 0 ? IERC1271.isValidSignature.selector : bytes4(0);
    }

    /// @inheritdoc IERC7913SignatureVerifier
    function verify(bytes calldata, bytes32, bytes calldata signature) external pure returns (bytes4) {
        return signature.length == 0 ? IERC7913SignatureVerifier.verify.selector : bytes4(0);
    }

    // ---- opening ----

    function _open() internal {
        vm.warp(START);
        Desks memory desks;
        (desks.enrolment, desks.reports) = (address(new VehicleEnrolmentDesk()), address(new VehicleReportsDesk()));
        (desks.views, desks.care) = (address(new VehicleViewsDesk()), address(new VehicleCareDesk()));
        (desks.claims, desks.holder) = (address(new VehicleClaimsDesk()), address(new VehicleHolderDesk()));
        desks.rewards = address(new VehicleRewardsDesk());
        target = new VehicleStake(desks);
        unit = new MockERC20("Unit", "U", 6);
        reward = new MockERC20("Reward", "R", 18);
        reward.approve(address(target), type(uint256).max);
        pool = RewardPool(
            address(reward),
            address(unit),
            address(this),
            FrameClock.make(Rhythm.FIXED, uint48(START), uint48(FRAME))
        );
        Panel memory panel = Panel(_attestors(), 1, 2, 14 days, 7 days, 5);
        DepreciationTerms memory terms = DepreciationTerms(
            1_500,
            0,
            150,
            1_000,
            6_000,
            2_500,
            3_000,
            2_000_000,
            20 days,
            200 days
        );
        policies[0] = new DepreciationPolicy(terms, panel);
        (terms.perYear, terms.lifetime, terms.floor, terms.grave, terms.patience) = (0, 500 days, 0, 1, 0);
        policies[1] = new DepreciationPolicy(terms, panel);
        (terms.restorable, terms.residual, terms.silence) = (10_000, 10_000, 2_000 days);
        policies[2] = new DepreciationPolicy(terms, Panel(new bytes[](0), 0, 0, 0, 0, 0));
        for (uint256 i = 0; i < COUNT; ++i) _enrol(i);
    }

    function _enrol(uint256 i) private {
        vehicles[i] = target.vehicleOf(address(this), bytes32(i));
        Enrolment memory given;
        (given.issuer, given.commitment, given.key) = (address(this), bytes32(i), _keyOf(vehicles[i]));
        (given.owner, given.residualHolder) = (people[i < 3 ? 0 : 1], people[2]);
        (given.policy, given.unit) = (address(policies[i % 2]), address(unit));
        // Cheap ones show what rounding does.
        given.value = i == 4 ? 97 : uint80(30_000e6 + i);
        (given.appraisedAt, given.odometer) = (uint48(START - i * 50 days), uint40(i * 1e6));
        given.deadline = uint48(START);
        target.enrol(given, "", "");
    }

    function _attestors() private view returns (bytes[] memory all) {
        all = new bytes[](3);
        for (uint256 i = 0; i < 3; ++i) {
            bytes memory one = abi.encodePacked(address(this), "attestor", i);
            uint256 place = i;
            for (; place != 0 && keccak256(all[place - 1]) > keccak256(one); --place) all[place] = all[place - 1];
            all[place] = one;
        }
    }

    // ---- vehicles ----

    /// The first and the last have an address for a key, as long as they are; the others what a verifier checks.
    function _keyOf(uint256 id) internal view returns (bytes memory) {
        if (id == vehicles[0] || id == vehicles[4]) return abi.encodePacked(address(this));
        return abi.encodePacked(address(this), "unit", id, _keyNumber[id]);
    }

    /// What is shown with a signature.
    function _shownKey(uint256 id) internal view returns (bytes memory key) {
        key = _keyOf(id);
        if (key.length == 20) return "";
    }

    function _signed(
        uint256 id,
        ReportKind kind,
        uint256 observedAt,
        uint256 odometer,
        uint256 severity,
        address policy
    ) internal view returns (ConditionReport memory given) {
        (given.vehicle, given.sequence) = (id, target.vehicle(id).sequence + 1);
        (given.kind, given.observedAt, given.odometer) = (kind, uint48(observedAt), uint40(odometer));
        (given.severity, given.evidence) = (uint16(severity), bytes32(calls));
        (given.policyHash, given.deadline) = (target.policyHash(policy), uint48(moment));
    }

    function _reports(VehicleState state) internal pure returns (bool) {
        return state == VehicleState.ACTIVE || state == VehicleState.STOLEN;
    }

    function _odometerOf(Vehicle memory known) internal pure returns (uint256) {
        return known.condition.odometer > known.anchor.odometer ? known.condition.odometer : known.anchor.odometer;
    }

    /// Who may do what an owner may: of a part, the owner of the vehicle that it is in.
    function _holderOf(uint256 id) internal view returns (address) {
        uint256 whole = target.vehicleWith(id);
        return IERC721(address(target)).ownerOf(whole == 0 ? id : whole);
    }

    function _commitment(uint256 id) internal view returns (bytes32) {
        for (uint256 i = 0; i < COUNT; ++i) if (vehicles[i] == id) return bytes32(i);
        return bytes32(COUNT);
    }

    // ---- claims ----

    function claimCount() external view returns (uint256) {
        return _claims.length;
    }

    function claimAt(uint256 i) external view returns (ClaimAt memory) {
        return _claims[i];
    }

    /// A claim in one of two states, from any place on; none = its sequence is zero.
    function _claimIn(
        uint256 which,
        ClaimState one,
        ClaimState other
    ) internal view returns (ClaimAt memory spot, Claim memory claim) {
        for (uint256 i = 0; i < _claims.length; ++i) {
            ClaimAt memory found = _claims[(i + (which % _claims.length)) % _claims.length];
            claim = target.claimOf(found.vehicle, found.sequence);
            if ((claim.state == one || claim.state == other) && isOpenFor(found)) return (found, claim);
        }
    }

    /// Whether anybody may still be asked about a claim.
    function isOpenFor(ClaimAt memory spot) public view returns (bool) {
        VehicleState state = target.vehicle(spot.vehicle).state;
        return state != VehicleState.SLASHED;
    }

    // ---- time ----

    function clock() external view returns (Clock) {
        return pool.clock;
    }

    function frames() external view returns (uint256[] memory) {
        return _frames;
    }

    function _frameAt(uint256 time) internal pure returns (uint256) {
        return (time - START) / FRAME + 1;
    }

    function _endOfFrame(uint256 time) internal pure returns (uint256) {
        return START + _frameAt(time) * FRAME;
    }

    /// The end of a window for a dispute, or of the time for a decision.
    function _boundOfClaims(uint256 which, uint256 by) internal view returns (uint256) {
        (ClaimAt memory spot, Claim memory claim) = _claimIn(which, ClaimState.COUNTED, ClaimState.DISPUTED);
        if (spot.sequence == 0) return moment + (by % 1 hours) + 1;
        if (claim.state == ClaimState.DISPUTED) return target.disputeOf(spot.vehicle, spot.sequence).decideBy;
        return claim.countedAt + policies[0].panel().disputeWindow;
    }

    function _wordOf(bytes memory reason) internal pure returns (uint256 word) {
        assembly ("memory-safe") {
            word := mload(add(reason, 0x24))
        }
    }
}
