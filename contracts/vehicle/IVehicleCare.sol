// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IVehicleEvents} from "./IVehicleEvents.sol";
import {Appraisal, ConditionReport} from "./IVehicleTypes.sol";

/// @title Care of vehicles
/// @notice A vehicle's key, policy and appraisals, and what happens to one that breaks the rules.
interface IVehicleCare is IVehicleEvents {
    /// @notice Gives the vehicle another key at once: the old one and the new one have signed `Rotation(uint256 vehicle,bytes key,uint32 firstSequence,uint48 deadline)`. The sequence goes on.
    function rotate(
        uint256 vehicle,
        bytes calldata newKey,
        uint48 deadline,
        bytes calldata oldKey,
        bytes calldata oldSignature,
        bytes calldata newSignature
    ) external;

    /// @notice Announces another key, where the old one is lost or can't be trusted: by the owner, with the issuer's and the new key's signature of `Rotation`, in which `firstSequence` is 0:
    /// it isn't known yet. It holds after {ROTATION_DELAY}, by {completeRotation}, whatever key the vehicle has by then. A new announcement takes the place of the one before;
    /// none is left once the vehicle has that key, or isn't that owner's.
    function announceRotation(
        uint256 vehicle,
        bytes32 commitment,
        address issuer,
        bytes calldata newKey,
        uint48 deadline,
        bytes calldata issuerSignature,
        bytes calldata newSignature
    ) external;

    /// @notice Has an announced key take the place of the old one; by anybody, once its delay is over.
    function completeRotation(uint256 vehicle, bytes calldata newKey) external;

    /// @notice Takes an announced key back; by the owner.
    function cancelRotation(uint256 vehicle) external;

    /// @notice Proposes another policy: by the owner, with the issuer's signature of `PolicyChange(uint256 vehicle,address policy,uint48 since,uint48 deadline)`. It is in force from `since` on,
    /// which is a day away at least; one that was proposed before and isn't in force by now gives way to it.
    ///
    /// The vehicle is valued anew from what it is worth in that second, so that nothing rises. Damage that counts by then is a part of that: it can't be disputed any more once the vehicle has reported of a later moment, and
    /// what services restored that are disputed is lost; a lender's least value falls by as much ({IVehicleHolder.claimLocked}). What is pending stays so, and adds its damage when it is confirmed. Of the old policy, silence keeps what it had taken until the next report.
    function proposePolicy(
        uint256 vehicle,
        bytes32 commitment,
        address issuer,
        address policy,
        uint48 since,
        uint48 deadline,
        bytes calldata issuerSignature
    ) external;

    /// @notice Takes a proposed policy back; by the owner, before it is in force. A report that is under it isn't held against the vehicle.
    function withdrawPolicy(uint256 vehicle) external;

    /// @notice Values a vehicle anew, as its issuer has signed; anybody may send it. It is under the policy that was in force for its moment, and what it is appraised at beyond what was booked is credited to it; what it
    /// is worth less is consumed. Damage begins from none, and the residual of before stays as it was booked.
    ///
    /// The issuer vouches for the condition that he saw: what was pending or disputed is settled ({ClaimState}), and bonds go back by {IVehicleClaims.endDispute}. Reports of before that come later still count in their
    /// order, and change nothing but the odometer. The vehicle's silence isn't ended by it.
    function appraise(
        Appraisal calldata appraisal,
        bytes32 commitment,
        address issuer,
        bytes calldata issuerSignature
    ) external;

    /// @notice Slashes a vehicle whose key signed a report under rules that it never had and was never offered: an attempt to change them. The caller has its deposit, as credit. Of a slashed vehicle the residual alone is
    /// left; it can fall by disputes that are undone.
    /// @param given Signed by the key that the vehicle has now, under a sequence from that key's first one on; its deadline doesn't matter. An ended vehicle has nothing to lose.
    function slashTampering(ConditionReport calldata given, bytes calldata key, bytes calldata signature) external;

    /// @notice Slashes a vehicle whose key signed two conditions under one sequence: it was copied, or lies. As in {slashTampering}.
    function slashEquivocation(
        ConditionReport calldata one,
        bytes calldata oneSignature,
        ConditionReport calldata other,
        bytes calldata otherSignature,
        bytes calldata key
    ) external;

    /// @notice Adds to the bounty of whoever shows that the vehicle breaks the rules. It can't be taken back before the vehicle has ended ({releaseDeposit}).
    function deposit(uint256 vehicle) external payable;

    /// @notice Credits the deposit of a vehicle that has ended for good ({IVehicleClaims.finalFrom}) to its owner: nobody can win it any more. Anybody may send it.
    function releaseDeposit(uint256 vehicle) external;

    /// @notice Links two vehicles of two issuers that are the same one. Whoever shows it makes its number public, and both salts with it.
    function proveDuplicate(
        string calldata vin,
        address oneIssuer,
        bytes32 oneSalt,
        address otherIssuer,
        bytes32 otherSalt
    ) external;

    /// @notice Takes credit: bounties and bonds that were won, and deposits of vehicles that have ended.
    function withdraw(address to) external;

    // ---- views ----

    /// @notice What somebody can withdraw, in wei: bounties and bonds that were won, and deposits of vehicles that have ended.
    function creditOf(address who) external view returns (uint256);

    /// @notice Whether a policy, by {policyHash}, is or was the vehicle's, or was proposed for it.
    function knowsPolicy(uint256 vehicle, bytes32 policyHash) external view returns (bool);

    /// @notice Keccak-256 of the ABI encoding of a policy's address: how a report names it.
    function policyHash(address policy) external pure returns (bytes32);

    /// @notice The announced key's last 20 bytes of Keccak-256 (or its address), and from when on it can take the place of the old one; zeros = none.
    function announcedKeyOf(uint256 vehicle) external view returns (address key, uint48 from);

    /// @notice Other vehicles that were shown to be the same one.
    function duplicatesOf(uint256 vehicle) external view returns (uint256[] memory);

    /// @notice How long an announced key waits, seconds.
    function ROTATION_DELAY() external view returns (uint48);
}
