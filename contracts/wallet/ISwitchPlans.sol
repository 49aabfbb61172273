// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Plan} from "./IWalletTypes.sol";

/// @title Plans of the dead man's switch
/// @notice How plans are registered by signature, change and end. Part of {IDeadMansSwitch}.
interface ISwitchPlans {
    // ---- plans ----

    /// @notice Registers the plan of an account that signed `PropagationRequest(Plan plan,uint48 issuedAt,uint256 nonce,uint256 deadline)`; anyone may send it. Nothing but the
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
}
