// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Plan} from "./IWalletTypes.sol";

/// @title Plans of the dead man's switch
/// @notice How plans are registered by signature, change and end, and how owners live by signature. Part of {IDeadMansSwitch}.
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

    // ---- life ----

    /// @notice An account lives, by its signature over `Heartbeat(address account,uint48 issuedAt,uint256 blockNumber,bytes32 blockHash)`; anyone may send it. It counts from
    /// `issuedAt`, which can't lie in the future. The block is any whose hash the chain still knows: one of the last 256, or of the last 8,191 where it keeps their history
    /// (EIP-2935). So it is signed at most a day or so before it is sent, and a drawer full of heartbeats signed in advance keeps nobody alive.
    /// @param account Who lives.
    /// @param issuedAt Since when, Unix seconds; later than the last life that is known.
    /// @param blockNumber The block whose hash was signed.
    /// @param signature The account's: ECDSA, or ERC-1271.
    function heartbeatSigned(address account, uint48 issuedAt, uint256 blockNumber, bytes calldata signature) external;

    // ---- views ----

    /// @notice Whether `next` can take the place of `current` at once: it differs by further assets, "everything", or a higher bounty, and by nothing else. A longer period
    /// would be as good as a cancellation, and a shorter one as a theft, so either is announced. Where the current one is of everything there are no further assets: to list one is to
    /// say who alone has what was all theirs.
    function isExtension(Plan calldata current, Plan calldata next) external view returns (bool);
}
