// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IERC6909Metadata, IERC6909TokenSupply} from "@openzeppelin/contracts/interfaces/IERC6909.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ERC6909} from "@openzeppelin/contracts/token/ERC6909/ERC6909.sol";
import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {IResidualToken} from "./IResidualToken.sol";
import {IVehicleStake, Vehicle} from "./IVehicleStake.sol";
import {VehicleState} from "./IVehicleTypes.sol";

/// @title ResidualToken
/// @notice Shares in what is left of vehicles, and the guarantees behind them; see {IResidualToken}.
/// @dev Once a vehicle has ended for good, the first act settles it: what the shares get and what each guarantor bears is fixed then. Shares are rounded down and what guarantors bear is rounded up, so that what is paid for
/// a vehicle is never more than what came in for it.
contract ResidualToken is IResidualToken, IERC6909Metadata, IERC6909TokenSupply, ERC6909, ReentrancyGuardTransient {
    using SafeCast for uint256;
    using SafeERC20 for IERC20;

    struct Guarantee {
        uint120 amount;
        uint48 until;
        /// Its place in the list, from 1; 0 = it has lost it to a later one.
        uint8 place;
    }

    /// What a vehicle's end has fixed, in one word.
    struct Settlement {
        /// The residual at most.
        uint80 payableAmount;
        uint128 guaranteed;
        /// When the vehicle ended; 0 = nothing is settled.
        uint48 endedAt;
    }

    /// @inheritdoc IResidualToken
    uint256 public constant SHARES = 1e18;
    /// A vehicle's end walks through all of its guarantees.
    uint256 private constant MOST_GUARANTORS = 8;

    /// @inheritdoc IResidualToken
    address public immutable STAKE;

    mapping(uint256 vehicle => mapping(address guarantor => Guarantee guarantee)) private _guarantees;
    mapping(uint256 vehicle => address[] guarantors) private _guarantors;
    /// By owner, too: another one hasn't admitted anybody.
    mapping(uint256 vehicle => mapping(address owner => mapping(address guarantor => bool admitted))) private _admitted;
    mapping(uint256 vehicle => Settlement settlement) private _settlements;
    mapping(uint256 vehicle => uint256 shares) private _redeemed;

    /// @notice Belongs to the contract that makes it.
    constructor() {
        STAKE = msg.sender;
    }

    // ---- shares ----

    /// @inheritdoc IResidualToken
    function mint(uint256 vehicle, address to) external {
        if (msg.sender != STAKE) revert ResidualNotStake(msg.sender);
        _mint(to, vehicle, SHARES);
    }

    /// @inheritdoc IResidualToken
    function redeem(uint256 vehicle, uint256 shares, address to) external nonReentrant returns (uint256 amount) {
        // Check
        Settlement memory settlement = _settle(vehicle);
        if (settlement.endedAt == 0) revert ResidualNotFinal(vehicle, _stake().finalFrom(vehicle));
        // Shares that nobody guarantees for aren't burned for nothing.
        amount = Math.mulDiv(settlement.payableAmount, shares, SHARES);
        if (amount == 0) revert ResidualNothing();

        // Effect
        _burn(msg.sender, vehicle, shares);
        _redeemed[vehicle] += shares;
        emit ResidualRedeemed(vehicle, msg.sender, to, shares, amount);

        // Interaction
        _unitOf(vehicle).safeTransfer(to, amount);
    }

    // ---- guarantees ----

    /// @inheritdoc IResidualToken
    function admit(uint256 vehicle, address guarantor, bool admitted) external {
        if (msg.sender != _holderOf(vehicle)) revert ResidualNotOwner(msg.sender, vehicle);
        _admitted[vehicle][msg.sender][guarantor] = admitted;
        emit GuarantorAdmitted(vehicle, guarantor, msg.sender, admitted);
    }

    /// @inheritdoc IResidualToken
    function fund(uint256 vehicle, uint256 amount, uint48 until) external nonReentrant {
        // Check
        Vehicle memory known = _stake().vehicle(vehicle);
        bool lives = known.state == VehicleState.ACTIVE || known.state == VehicleState.STOLEN;
        if (!lives || _settlements[vehicle].endedAt != 0) revert ResidualUnfit(vehicle);
        if (!isAdmitted(vehicle, msg.sender)) revert ResidualNotAdmitted(vehicle, msg.sender);
        Guarantee memory guarantee = _guarantees[vehicle][msg.sender];
        uint256 earliest = Math.max(block.timestamp + 1, guarantee.until);
        if (until < earliest) revert ResidualUntil(until, earliest);

        // Interaction; what comes back into this contract meanwhile is refused.
        IERC20 unit = IERC20(known.unit);
        uint256 held = unit.balanceOf(address(this));
        unit.safeTransferFrom(msg.sender, address(this), amount);
        uint256 arrived = unit.balanceOf(address(this)) - held;
        if (arrived == 0) revert ResidualNothing();

        // Effect
        guarantee.amount = (guarantee.amount + arrived).toUint120();
        guarantee.until = until;
        if (guarantee.place == 0) guarantee.place = _takePlace(vehicle);
        _guarantees[vehicle][msg.sender] = guarantee;
        emit GuaranteeFunded(vehicle, msg.sender, arrived, until);
    }

    /// @inheritdoc IResidualToken
    function takeBack(uint256 vehicle, address to) external nonReentrant returns (uint256 amount) {
        // Check
        Guarantee memory guarantee = _guarantees[vehicle][msg.sender];
        amount = guarantee.amount;
        if (amount == 0) revert ResidualNothing();
        Settlement memory settlement = _settle(vehicle);
        if (settlement.endedAt == 0) {
            uint256 endedAt = _stake().endedAt(vehicle);
            bool bound = guarantee.until > (endedAt == 0 ? block.timestamp : endedAt);
            if (bound) revert ResidualBound(vehicle, guarantee.until);
        } else if (guarantee.until > settlement.endedAt) {
            // All that is guaranteed bears its part, rounded up.
            amount -= Math.mulDiv(settlement.payableAmount, amount, settlement.guaranteed, Math.Rounding.Ceil);
        }

        // Effect
        _leavePlace(vehicle, guarantee.place);
        delete _guarantees[vehicle][msg.sender];
        emit GuaranteeTakenBack(vehicle, msg.sender, to, amount);

        // Interaction
        if (amount != 0) _unitOf(vehicle).safeTransfer(to, amount);
    }

    // ---- views ----

    /// @inheritdoc IResidualToken
    function worthOf(uint256 vehicle, uint256 shares) external view returns (uint256) {
        return Math.mulDiv(_stake().bookOf(vehicle).residual, shares, SHARES);
    }

    /// @inheritdoc IResidualToken
    function payableOf(uint256 vehicle) external view returns (uint256 amount) {
        if (_settlements[vehicle].endedAt != 0) return _settlements[vehicle].payableAmount;
        uint256 endedAt = _stake().endedAt(vehicle);
        (amount, ) = _payableAt(vehicle, endedAt == 0 ? block.timestamp : endedAt);
    }

    /// @inheritdoc IResidualToken
    function guaranteeOf(uint256 vehicle, address guarantor) external view returns (uint256 amount, uint48 until) {
        Guarantee memory guarantee = _guarantees[vehicle][guarantor];
        return (guarantee.amount, guarantee.until);
    }

    /// @inheritdoc IResidualToken
    function guarantorsOf(uint256 vehicle) external view returns (address[] memory) {
        return _guarantors[vehicle];
    }

    /// @inheritdoc IResidualToken
    function isAdmitted(uint256 vehicle, address guarantor) public view returns (bool) {
        return _admitted[vehicle][_holderOf(vehicle)][guarantor];
    }

    /// @notice The shares of a vehicle that are not redeemed; none of one that nobody has enrolled.
    function totalSupply(uint256 id) external view returns (uint256) {
        return _stake().vehicle(id).state == VehicleState.NONE ? 0 : SHARES - _redeemed[id];
    }

    /// @inheritdoc IERC6909Metadata
    function name(uint256) external pure returns (string memory) {
        return "Lapse Vehicle Residual";
    }

    /// @inheritdoc IERC6909Metadata
    function symbol(uint256) external pure returns (string memory) {
        return "RESIDUAL";
    }

    /// @inheritdoc IERC6909Metadata
    function decimals(uint256) external pure returns (uint8) {
        return 18;
    }

    // ---- the end ----

    /// Fixes what the end of a vehicle makes of guarantees and shares, if it has ended for good.
    function _settle(uint256 vehicle) private returns (Settlement memory settlement) {
        settlement = _settlements[vehicle];
        if (settlement.endedAt != 0 || block.timestamp < _stake().finalFrom(vehicle)) return settlement;
        uint48 endedAt = _stake().endedAt(vehicle);
        (uint256 amount, uint256 guaranteed) = _payableAt(vehicle, endedAt);
        // No residual is above 80 bits, and no sum of eight guarantees above 123.
        settlement = Settlement(uint80(amount), uint128(guaranteed), endedAt);
        _settlements[vehicle] = settlement;
        emit ResidualSettled(vehicle, amount, guaranteed);
    }

    /// What the shares get of what is guaranteed in a second: the residual at most.
    function _payableAt(uint256 vehicle, uint256 time) private view returns (uint256 amount, uint256 guaranteed) {
        address[] storage guarantors = _guarantors[vehicle];
        for (uint256 i = 0; i < guarantors.length; ++i) {
            Guarantee memory guarantee = _guarantees[vehicle][guarantors[i]];
            if (time < guarantee.until) guaranteed += guarantee.amount;
        }
        amount = Math.min(guaranteed, _stake().bookOf(vehicle).residual);
    }

    // ---- places ----

    /// A place for the caller: a new one, or that of a guarantee which is no more. That one is its guarantor's as before.
    function _takePlace(uint256 vehicle) private returns (uint8 place) {
        address[] storage guarantors = _guarantors[vehicle];
        if (guarantors.length < MOST_GUARANTORS) {
            guarantors.push(msg.sender);
            return uint8(guarantors.length);
        }
        for (uint256 i = 0; i < MOST_GUARANTORS; ++i) {
            Guarantee storage guarantee = _guarantees[vehicle][guarantors[i]];
            if (block.timestamp < guarantee.until) continue;
            guarantee.place = 0;
            guarantors[i] = msg.sender;
            return uint8(i + 1);
        }
        revert ResidualFull(vehicle);
    }

    /// Leaves a place to the last one in the list.
    function _leavePlace(uint256 vehicle, uint8 place) private {
        if (place == 0) return;
        address[] storage guarantors = _guarantors[vehicle];
        address last = guarantors[guarantors.length - 1];
        guarantors[place - 1] = last;
        _guarantees[vehicle][last].place = place;
        guarantors.pop();
    }

    // ---- the vehicles' contract ----

    /// The owner, or of a part in a vehicle, whose token is there, the vehicle's owner.
    function _holderOf(uint256 vehicle) private view returns (address owner) {
        owner = IERC721(STAKE).ownerOf(vehicle);
        if (owner == STAKE) owner = IERC721(STAKE).ownerOf(_stake().vehicleWith(vehicle));
    }

    function _unitOf(uint256 vehicle) private view returns (IERC20) {
        return IERC20(_stake().vehicle(vehicle).unit);
    }

    function _stake() private view returns (IVehicleStake) {
        return IVehicleStake(STAKE);
    }
}
