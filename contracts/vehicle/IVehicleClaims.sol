// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IVehicleEvents} from "./IVehicleEvents.sol";
import {Claim, Finding} from "./IVehicleTypes.sol";

/// @notice A dispute about a report, as it stands.
struct Dispute {
    /// Who says that it isn't true, and who says that it is (zero = nobody yet).
    address challenger;
    address defender;
    uint96 bond;
    /// Until when attestors can decide, Unix seconds; from then on the report stands.
    uint48 decideBy;
}

/// @title Claims of vehicles
/// @notice Reports that tell of more than distance: who confirms the grave ones, and how one is disputed. Whom to ask is the policy's under which it was reported, and once attestors have confirmed it, the policy's that is in force then ({IValuationPolicy.panel}).
///
/// While a claim is pending or disputed the vehicle shows the lower of both outcomes, so that nobody sells ahead of bad news. It changes by an act alone, never by time. A lender sees what counts in a dispute as counting:
/// nobody comes by a vehicle, or is kept from it, by disputing a report.
///
/// A claim is pending once at most, and disputed once at most: so no finding answers two questions, and nobody keeps a vehicle down for longer than one dispute for each service. What attestors decide bears on the condition
/// after the last report.
interface IVehicleClaims is IVehicleEvents {
    /// @notice Confirms or rejects a pending report, or decides a dispute, in the time for that: attestors of the policy have signed the finding. Anybody may send it.
    ///
    /// A confirmed report adds its damage to what there is, up to the whole; a service restores at most what is damaged, and no more than the policy lets one of its size restore now. Its window for disputes begins then.
    /// What is undone is taken back: an accident's damage (and as much of what was restored since), what a service restored, the end of a vehicle. A theft that is undone leaves it to the owner to say that it is back.
    /// A vehicle ends once: what else would end it, or tells of a theft, can't be confirmed meanwhile.
    ///
    /// Whoever loses a dispute loses the bond to who wins it; without a defender it is the vehicle's deposit, or its owner's once nobody can win that any more.
    /// @param signers Attestors in ascending order of their Keccak-256: at least as many as the question needs.
    function decide(Finding calldata finding, bytes[] calldata signers, bytes[] calldata signatures) external;

    /// @notice Disputes a report that counts, within the policy's window and with exactly its bond. By anybody, the owner included. It counts meanwhile, but for what a service restored.
    function dispute(uint256 vehicle, uint32 sequence) external payable;

    /// @notice Puts down the same bond for it, in the time for a decision. By anybody but the challenger. The owner may take another's place, who has his bond back: so that no friend of the
    /// challenger takes his risk from him.
    function defend(uint256 vehicle, uint32 sequence) external payable;

    /// @notice Ends a dispute that nobody has decided in time: the report stands, as if attestors had upheld it. One that is settled ends at any time, and each has his bond back.
    function endDispute(uint256 vehicle, uint32 sequence) external;

    // ---- views ----

    /// @notice A report of more than distance, and how it stands now.
    function claimOf(uint256 vehicle, uint32 sequence) external view returns (Claim memory);

    /// @notice Who disputes a report, and who defends it; zeros = nobody.
    function disputeOf(uint256 vehicle, uint32 sequence) external view returns (Dispute memory);

    /// @notice From when on the end of a vehicle can't be undone any more, nor the residual of a slashed one change, Unix seconds: the policy's window for disputes is over then, or a dispute has upheld its end. The greatest
    /// number = it hasn't ended, or a dispute is open.
    function finalFrom(uint256 vehicle) external view returns (uint48);

    /// @notice The second in which a vehicle ended or was slashed, Unix seconds: in which the report of its end counted. One that had ended before it was slashed ended then. 0 = it hasn't ended.
    function endedAt(uint256 vehicle) external view returns (uint48);

    /// @notice What pending reports would add to the damage, what disputed services would take from what is restored, in basis points, and how many claims are open.
    function openClaimsOf(uint256 vehicle) external view returns (uint256 damage, uint256 restored, uint256 count);
}
