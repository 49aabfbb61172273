// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {ISwitchCourse} from "./ISwitchCourse.sol";
import {ISwitchEvents} from "./ISwitchEvents.sol";
import {ISwitchPlans} from "./ISwitchPlans.sol";
import {Outcome, Plan, Status} from "./IWalletTypes.sol";

/// @title Dead man's switch
/// @notice The registry of plans: who receives an account's assets once its owner has been silent for long enough. It holds no assets but bonds and bounties;
/// {IPlanExecutor} moves what a plan lists, and only when this registry says so.
///
/// A plan's life: ACTIVE; after `period` without life anybody may trigger it: GRACE; after `grace` anybody may execute it, in pages: EXECUTING, then DONE. Any life of the
/// owner takes it back to ACTIVE until an asset has moved, and stops it after that. None of this needs a transaction of the owner's: what a plan is at a second
/// follows from what is recorded and from what its source of life says (see {ILifeSource}).
///
/// Law 1: nothing moves before last life + period + grace, or request + request period + grace.
/// Law 2: only the owner's acts are life.
/// Law 4: a superseded, suspended or cancelled plan never executes; nor does one whose owner has shown life since it was triggered.
///
/// Each function takes the plan's text, of which the registry keeps a hash; the text is in the event {PlanRegistered} or {PlanAnnounced}.
interface IDeadMansSwitch is ISwitchEvents, ISwitchPlans, ISwitchCourse {
    // ---- plans ----

    /// @notice Registers the caller's first plan, or one after a cancellation. The clock begins with it.
    /// @param plan Its text.
    function register(Plan calldata plan) external;

    // ---- life ----

    /// @notice The caller lives. Ordinary accounts don't need this: their transactions show it. An account with code is believed if its source of life says that an act
    /// of the owner is under way.
    function heartbeat() external;

    // ---- for the executor ----

    /// @notice The tier that receives now, the plan's number and the trigger under which it does; reverts, with the reason, if nothing may move.
    function authorize(
        Plan calldata plan,
        bytes calldata evidence
    ) external view returns (uint8 tier, uint32 version, uint48 triggeredAt);

    /// @notice Says what a page has done. Only for the executor. Reverts where the plan was triggered anew, or another tier has accepted, in the middle of the page.
    function recordExecution(Plan calldata plan, Outcome calldata outcome) external;

    // ---- views ----

    /// @notice What a plan is now, and when it will be what. All acts decide by this.
    function statusOf(Plan calldata plan) external view returns (Status memory);

    /// @notice The owner's last act that is known, from heartbeats and from his source of life, Unix seconds.
    function lastLifeOf(address account) external view returns (uint48);

    /// @notice The plan in force: its number, the first 208 bits of its hash, source of life and the time of its registration or announcement (by signature, of that). Without a plan, hash and source are zero.
    function planOf(
        address account
    ) external view returns (uint32 version, bytes26 planHash, address source, uint48 registeredAt);

    /// @notice What is announced: its hash (zero = a cancellation), and when it will be in force (0 = nothing is announced).
    function announcementOf(address account) external view returns (bytes26 planHash, uint48 effectiveAt);

    /// @notice The request that is under way.
    function requestOf(address account) external view returns (address requester, uint48 requestedAt, uint256 bond);

    /// @notice The nonce of the account's next `PropagationRequest`: how often it has registered, changed, cancelled or withdrawn what it had announced, by whatever way.
    function nonceOf(address account) external view returns (uint256);

    /// @notice A plan's hash: Keccak-256 of its ABI encoding. The registry goes by its first 208 bits.
    function hashOf(Plan calldata plan) external pure returns (bytes32);

    /// @notice Ether for bounties of an account's plans, in wei.
    function bountiesOf(address account) external view returns (uint256);

    /// @notice What an account can {withdraw}, in wei.
    function creditOf(address account) external view returns (uint256);

    /// @notice What moves assets: the address to approve.
    function EXECUTOR() external view returns (address); // solhint-disable-line func-name-mixedcase
}
