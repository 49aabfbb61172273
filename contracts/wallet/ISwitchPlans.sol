// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Plan} from "./IWalletTypes.sol";

/// @title Plans of the dead man's switch
/// @notice How plans come into force, change and end; requests of recipients, and the ether for them and for bounties. Part of {IDeadMansSwitch}.
interface ISwitchPlans {
    // ---- plans ----

    /// @notice Registers the caller's first plan, or one after a cancellation. The clock begins with it.
    /// @param plan Its text.
    function register(Plan calldata plan) external;

    /// @notice The same for an account that signed `PropagationRequest(Plan plan,uint48 issuedAt,uint256 nonce,uint256 deadline)`; anyone may send it. Nothing but the
    /// registration follows from that signature: whoever has it can move nothing. Its nonce is the account's {nonceOf}; its clock begins at `issuedAt`.
    /// @param plan Its text.
    /// @param issuedAt When it was signed, Unix seconds, not in the future.
    /// @param deadline Last second in which it can be used, Unix seconds.
    /// @param signature The account's: ECDSA, or ERC-1271.
    function registerSigned(Plan calldata plan, uint48 issuedAt, uint256 deadline, bytes calldata signature) external;

    /// @notice Puts another plan in the place of the caller's. At once, if it moves more and changes nothing else (see {isExtension}); otherwise it is announced, and in
    /// force after the current plan's `changeDelay`. Also takes a suspended or stopped plan up again.
    /// @param current The plan in force.
    /// @param next The other.
    function supersede(Plan calldata current, Plan calldata next) external;

    /// @notice The same by the account's signature over a `PropagationRequest` of the next plan; anyone may send it.
    function supersedeSigned(
        Plan calldata current,
        Plan calldata next,
        uint48 issuedAt,
        uint256 deadline,
        bytes calldata signature
    ) external;

    /// @notice Ends the caller's plan, after its `changeDelay`; as an act of life it stops an execution at once.
    function cancel(Plan calldata plan) external;

    /// @notice Takes back what the caller has announced, at once: the plan in force stays.
    function withdrawAnnouncement() external;

    /// @notice Whether `next` can take the place of `current` at once: it differs by further assets, "everything", or a higher bounty, and by nothing else. A longer period
    /// would be as good as a cancellation, and a shorter one as a theft, so either is announced.
    function isExtension(Plan calldata current, Plan calldata next) external view returns (bool);

    // ---- requests ----

    /// @notice Asks to receive before the period is over, with the plan's bond. The caller is the recipient at `place` of `tier`.
    /// @param salt For a secret recipient, his salt; otherwise zero.
    function request(
        Plan calldata plan,
        uint8 tier,
        uint8 place,
        bytes32 salt,
        bytes calldata evidence
    ) external payable;

    /// @notice Ends a request after which the owner showed life, also in the grace period that it led to: the bond is the account's. Or one under a plan that is no more, or suspended: the requester has it back.
    function endRequest(Plan calldata plan) external;

    // ---- ether ----

    /// @notice Brings in ether from which bounties of an account's plans are paid.
    function fundBounties(address account) external payable;

    /// @notice The caller, by an act of its owner, takes back ether for bounties.
    function withdrawBounties(address to, uint256 amount) external;

    /// @notice The caller takes what he was credited: bonds, bounties.
    function withdraw(address to) external;

    // ---- guardians ----

    /// @notice Guardians hold a triggered plan up for its `pauseFor` from now: `threshold` of them signed
    /// `GuardianPause(address account,uint32 version,uint8 number)`, where `number` counts their pauses from 0.
    /// @param keys Those who signed, in ascending order of their hash.
    /// @param signatures One each.
    function pause(Plan calldata plan, bytes[] calldata keys, bytes[] calldata signatures) external;

    /// @notice Guardians confirm an execution: `threshold` of them signed `GuardianConfirmation(address account,uint32 version,uint48 triggeredAt)`.
    function confirm(Plan calldata plan, bytes[] calldata keys, bytes[] calldata signatures) external;
}
