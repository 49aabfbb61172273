// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IModuleGuard} from "../interfaces/IModuleGuard.sol";
import {ITransactionGuard} from "../interfaces/ITransactionGuard.sol";
import {IAssetHolder} from "./IAssetHolder.sol";
import {ILifeSource} from "./ILifeSource.sol";

/// @title Dead man's switch for Safes
/// @notice One contract for all Safes, of versions 1.4.1 and 1.5.0: their guard, which sees the owners' acts; their module, which moves the assets when the executor says so; and,
/// from 1.5.0 on, their module guard. A Safe enables it as module, sets it as guard (and as module guard), and calls {setUp}, all in one execution of its owners;
/// the plan is registered in a later one.
///
/// What its owners sign and the Safe executes is life, also if the call fails. What a module executes isn't. Nor is what a Safe says itself: that an execution is the
/// owners' shows in the Safe's nonce, which modules don't use up.
///
/// Owners can remove the switch, but not quietly: what could change the Safe (an execution of theirs that calls the Safe itself or runs foreign code, be it a batch, unless that is one of Safe's
/// own code for batches and calls others only; and, from 1.5.0 on, any of a module's) reverts if a part of the switch is missing after it, unless the removal was announced and has waited the
/// Safe's own delay. A Safe of 1.4.1 asks nobody about its modules: one that may do anything can remove the switch there. The plan is then suspended, and the owners' next execution of that kind
/// has to put the switch in place again, or comes after an announcement, which is always possible.
///
/// A module that may call the Safe itself, or run foreign code as it, can make itself its owner, and its fallback handler one that signs whatever is asked. So who has such a module has a
/// further owner, by whatever that module obeys.
interface IDeadMansSwitchModule is ILifeSource, IAssetHolder, ITransactionGuard, IModuleGuard {
    /// @notice A part of the switch that a Safe lacks.
    enum Part {
        /// None: it is all there.
        NONE,
        /// It was not set up, or has been removed.
        SETUP,
        /// It isn't the Safe's guard.
        GUARD,
        /// It isn't a module of the Safe.
        MODULE,
        /// It isn't the Safe's module guard, and was.
        MODULE_GUARD,
        /// The Safe runs other code than before, or it can't be read.
        CODE
    }

    /// @notice What is kept of a Safe, in one slot.
    struct Watch {
        /// The owners' last act, Unix seconds; 0 = none was seen.
        uint48 lastLife;
        /// The Safe's nonce with it.
        uint48 nonce;
        /// Last second before it was set up, in which acts went unseen.
        uint48 suspendedAt;
        /// First second in which an announced removal is possible; 0 = none is announced.
        uint48 removableFrom;
        /// Seconds that a removal is announced before; 0 = it isn't set up.
        uint32 removalDelay;
        /// Whether it is the Safe's module guard, too.
        bool guardsModules;
    }

    /// @notice A Safe has the switch in place, or has changed its delay.
    event SafeSetUp(address indexed account, uint32 removalDelay, bool guardsModules);
    /// @notice The owners may remove the switch in `[from, until)`.
    event RemovalAnnounced(address indexed account, uint48 from, uint48 until);
    /// @notice The owners keep the switch.
    event RemovalCancelled(address indexed account);
    /// @notice The announced removal has happened; `part` was found missing.
    event SwitchRemoved(address indexed account, Part part);

    /// @notice Only an execution that the owners signed can do this. Where the Safe has no module guard, it must be nothing else than this call, with no refund of gas.
    error ModuleNotOwnersAct(address account);
    /// @notice The delay is out of its range. Once set up, it can only grow.
    error ModuleDelay(uint256 delay, uint256 least, uint256 most);
    /// @notice The Safe lacks a part of the switch: put it in place first.
    error ModuleIncomplete(address account, Part part);
    /// @notice A part of the switch would be missing. Put it back in the same execution, or announce the removal and wait; `from` = first second in which it is possible, or was.
    error ModuleRemovalUnannounced(address account, Part part, uint48 from);
    /// @notice No removal is announced.
    error ModuleNothingAnnounced(address account);
    /// @notice No module can have the Safe call this contract.
    error ModuleCalledByModule(address account, address module);
    /// @notice In this transaction a module has run foreign code as the Safe, which could pretend to be an execution of the owners. Send theirs in one of its own. Or that code has used up a
    /// nonce, which only an execution of the owners does.
    error ModuleRanForeignCode(address account);

    /// @notice Takes the calling Safe into service, once this contract is its guard and module; all acts before count as unseen, so that a plan must be registered after it.
    /// Later, by its owners: makes the delay longer, or takes note of a module guard.
    /// @param removalDelay Seconds that a removal is announced before, 1 to 90 days.
    function setUp(uint32 removalDelay) external;

    /// @notice Announces that the calling Safe removes the switch, after its delay, within 30 days. Again: the delay begins anew.
    function announceRemoval() external;

    /// @notice Takes back the announcement of the calling Safe.
    function cancelRemoval() external;

    /// @notice What is kept of a Safe.
    function watchOf(address account) external view returns (Watch memory);

    /// @notice The first part of the switch that a Safe lacks.
    function missingPartOf(address account) external view returns (Part);

    /// @notice What a Safe's storage says of this contract. A Safe runs it on itself, by {ISafe-simulateAndRevert}, and it reads the storage of whoever runs it.
    /// @param withModuleGuard Whether to read the module guard.
    function readAsSafe(
        bool withModuleGuard
    ) external view returns (uint256 nonce, address guard, address moduleGuard, address nextModule);

    /// @notice The plan executor, which alone can have assets released.
    function EXECUTOR() external view returns (address); // solhint-disable-line func-name-mixedcase
}
