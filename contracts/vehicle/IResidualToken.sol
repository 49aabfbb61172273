// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IERC6909} from "@openzeppelin/contracts/interfaces/IERC6909.sol";

/// @title Residual token
/// @notice Who has what is left of a vehicle (ERC-6909, id = the vehicle). Each vehicle has {SHARES} shares, made once, when it is enrolled. What they stand for is the residual in its books: it grows with damage, and no
/// share is written for that.
///
/// Guarantors (an insurer, a dealer who buys back) put money behind it, in the vehicle's unit of account. When the vehicle has ended for good, or was slashed, the shares redeem: all of them together for the residual, or for
/// all that was guaranteed if that is less; each share for the same. What isn't needed is the guarantors' again.
///
/// A guarantee is in force before its own end, `until`, and counts if the vehicle ends in such a second: the one in which the report of it counted ({IVehicleClaims.endedAt}). A report that waits for attestors counts when
/// they confirm it, so a guarantee should last as much longer as they may take.
/// @dev Units that take a fee on transfers are counted as they arrive. One whose balances change by themselves is at the risk of all who use it.
interface IResidualToken is IERC6909 {
    // ---- errors ----

    /// @notice Only the vehicles' contract makes shares.
    error ResidualNotStake(address caller);
    /// @notice Only the vehicle's owner says whose guarantees it takes: of a part, the owner of the vehicle that it is in.
    error ResidualNotOwner(address caller, uint256 vehicle);
    /// @notice The vehicle's owner hasn't admitted that guarantor.
    error ResidualNotAdmitted(uint256 vehicle, address guarantor);
    /// @notice There is no such vehicle, or it has ended: it takes no guarantee.
    error ResidualUnfit(uint256 vehicle);
    /// @notice A guarantee must end later than now, and never sooner than it was to end before.
    error ResidualUntil(uint48 given, uint256 earliest);
    /// @notice As many guarantees are in force as a vehicle can have.
    error ResidualFull(uint256 vehicle);
    /// @notice The guarantee is in force until then, or counts for a vehicle that has ended.
    error ResidualBound(uint256 vehicle, uint48 until);
    /// @notice The vehicle hasn't ended for good; it will have then (the greatest number = nothing is known of it).
    error ResidualNotFinal(uint256 vehicle, uint48 from);
    /// @notice There is nothing to pay.
    error ResidualNothing();

    // ---- events ----

    /// @notice The owner of a vehicle lets somebody guarantee for it, or no more.
    event GuarantorAdmitted(uint256 indexed vehicle, address indexed guarantor, address indexed owner, bool admitted);
    /// @notice A guarantor put `amount` more behind a vehicle; his guarantee is in force before `until`.
    event GuaranteeFunded(uint256 indexed vehicle, address indexed guarantor, uint256 amount, uint48 until);
    /// @notice A guarantor has left, with what the shares don't need.
    event GuaranteeTakenBack(uint256 indexed vehicle, address indexed guarantor, address to, uint256 amount);
    /// @notice The vehicle has ended for good: all its shares together get `payableAmount`, of `guaranteed`.
    event ResidualSettled(uint256 indexed vehicle, uint256 payableAmount, uint256 guaranteed);
    /// @notice Shares were burned, for `amount` of the unit of account.
    event ResidualRedeemed(uint256 indexed vehicle, address indexed holder, address to, uint256 shares, uint256 amount);

    // ---- shares ----

    /// @notice Makes a vehicle's shares; by the vehicles' contract, when it enrols one.
    function mint(uint256 vehicle, address to) external;

    /// @notice Burns the caller's shares of a vehicle that has ended for good, and pays what they are worth. What a part of a smallest unit is worth stays here.
    function redeem(uint256 vehicle, uint256 shares, address to) external returns (uint256 amount);

    // ---- guarantees ----

    /// @notice Lets somebody guarantee for a vehicle, or no more; by its owner, so that nobody fills the places with dust. It holds as long as the vehicle is his. Guarantees that were made stay.
    function admit(uint256 vehicle, address guarantor, bool admitted) external;

    /// @notice Puts money behind a vehicle that hasn't ended, by a guarantor whom its owner has admitted. Again = more of it, and for no shorter time.
    /// @param amount In the vehicle's unit of account; what really arrives counts.
    /// @param until First second in which the guarantee is no more, Unix seconds.
    function fund(uint256 vehicle, uint256 amount, uint48 until) external;

    /// @notice Takes a guarantee back, by the guarantor: all of it once it is no more and the vehicle hadn't ended before; what the shares don't need, once the vehicle has ended for good.
    function takeBack(uint256 vehicle, address to) external returns (uint256 amount);

    // ---- views ----

    /// @notice What shares of a vehicle stand for by its books. Who redeems them gets that only as far as guarantors cover it; see {payableOf}.
    function worthOf(uint256 vehicle, uint256 shares) external view returns (uint256);

    /// @notice What all shares of a vehicle together would get if it ended now; once it has ended, what they get if that stands.
    function payableOf(uint256 vehicle) external view returns (uint256);

    /// @notice A guarantor's guarantee; zeros = none. One that is no more is here until it is taken back.
    function guaranteeOf(uint256 vehicle, address guarantor) external view returns (uint256 amount, uint48 until);

    /// @notice Whose guarantees may count: those that are no more are among them until their place is needed.
    function guarantorsOf(uint256 vehicle) external view returns (address[] memory);

    /// @notice Whether the vehicle's owner of now has admitted a guarantor.
    function isAdmitted(uint256 vehicle, address guarantor) external view returns (bool);

    /// @notice The vehicles' contract.
    function STAKE() external view returns (address);

    /// @notice How many shares each vehicle has.
    function SHARES() external view returns (uint256);
}
