// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IVehicleEvents} from "./IVehicleEvents.sol";
import {Lien} from "./IVehicleTypes.sol";

/// @title Lien holder
/// @notice A lender that is a contract can be told when a vehicle shows too little.
interface ILienHolder {
    /// @notice A vehicle shows less than its lien wants. Called with at most 50,000 gas; whatever it answers, the report counts.
    function onVehicleBelow(uint256 vehicle, uint256 value, uint256 minValue) external;
}

/// @title Holders of vehicles
/// @notice What the owner of a vehicle does with it: parts, loans, theft, and who may read its telemetry. Of a part in a vehicle, whose token is held here, the vehicle's owner is the owner in all that a vehicle's owner may do, but
/// for what would part the two (a sale, a lien) and for its telemetry, which is read with the vehicle's.
interface IVehicleHolder is IVehicleEvents {
    // ---- parts ----

    /// @notice Puts a part into a vehicle, by the owner of both. The part's token is held here then, and what it shows counts into what the vehicle shows. A part is enrolled as any vehicle is, and reports for itself.
    ///
    /// Both are of one issuer and have one unit of account: whoever believes the vehicle's value believes that issuer already, and no other's word raises it. At most 16 parts; a part has none itself.
    /// @param issuer Who vouches for both; with the commitments, the ids show it.
    function putIn(
        uint256 part,
        uint256 vehicle,
        address issuer,
        bytes32 partCommitment,
        bytes32 vehicleCommitment
    ) external;

    /// @notice Takes a part out again, to whom the vehicle's owner says. Not while a lender holds the vehicle, or one of the two is stolen; out of one that has ended or was slashed, it can be taken.
    function takeOut(uint256 part, address to) external;

    /// @notice The parts in a vehicle, in no order.
    function partsOf(uint256 vehicle) external view returns (uint256[] memory);

    /// @notice The vehicle that a part is in; 0 = none.
    function vehicleWith(uint256 part) external view returns (uint256);

    // ---- loans ----

    /// @notice Gives a lender a hold on the vehicle (ERC-5192 `Locked`), by its owner: it can't be transferred, and no part taken out, before `until`, unless the lender lets go of it. One lien at a time.
    /// @param minValue More than nothing, and at most what the vehicle shows now. It never rises.
    /// @param until First second in which the lien is no more; the greatest number = it has no end.
    function lock(uint256 vehicle, address lender, uint80 minValue, uint48 until) external;

    /// @notice Lets go of a vehicle; by the lender, and by anybody once the lien has ended (nothing but the event `Unlocked` is left to do then).
    function unlock(uint256 vehicle) external;

    /// @notice Takes a vehicle with its parts that shows less than the lien's `minValue`; by the lender. One that is stolen, has ended or was slashed shows nothing, and stays what it is.
    ///
    /// A service that is disputed counts here until the dispute is decided: whoever puts down a bond, and be it the lender, doesn't get a vehicle by that. Where another policy
    /// comes into force before it is decided, what the service restored is lost, and `minValue` falls by as much. A report that waits for attestors counts: the vehicle itself has
    /// signed it.
    function claimLocked(uint256 vehicle, address to) external;

    /// @notice The lien that is in force; zeros = none.
    function lienOf(uint256 vehicle) external view returns (Lien memory);

    // ---- theft ----

    /// @notice Says that the vehicle was taken, by its owner: it shows nothing and can't be sold, until he says that it is back. Reports count as ever. A lender may claim it.
    function declareStolen(uint256 vehicle) external;

    /// @notice Says that a stolen vehicle is back; by its owner.
    function declareRecovered(uint256 vehicle) external;

    // ---- telemetry ----

    /// @notice Lets somebody read the vehicle's telemetry, by its owner, and that of the parts in it. Void when the vehicle is transferred.
    /// @param scopes One bit for each kind of telemetry, as readers and servers agree on; 0 takes it back.
    /// @param until First second in which he may not any more.
    function permit(uint256 vehicle, address reader, uint208 scopes, uint48 until) external;

    /// @notice What somebody may read now; zeros = nothing. Of a part in a vehicle, what he may read of the vehicle.
    function permissionOf(uint256 vehicle, address reader) external view returns (uint208 scopes, uint48 until);
}
