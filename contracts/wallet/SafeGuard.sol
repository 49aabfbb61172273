// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {TransientSlot} from "@openzeppelin/contracts/utils/TransientSlot.sol";

import {IModuleGuard} from "../interfaces/IModuleGuard.sol";
import {ISafe, SafeOperation} from "../interfaces/ISafe.sol";
import {ITransactionGuard} from "../interfaces/ITransactionGuard.sol";
import {IDeadMansSwitchModule} from "./IDeadMansSwitchModule.sol";
import {ILifeSource} from "./ILifeSource.sol";
import {SafeBatch} from "./SafeBatch.sol";
import {SafeReader} from "./SafeReader.sol";

/// @title Guard of Safes
/// @notice The part of {IDeadMansSwitchModule} that sees the owners' acts and holds Safes to the switch.
/// @dev Whoever calls writes about himself only, so what matters is how a Safe comes to call this contract: as its guard, or because its owners, or a module, have it do so.
/// A module that has the Safe call {checkTransaction} writes nothing, since no nonce was used up; from 1.5.0 on it isn't let through at all, except that foreign code that
/// runs as the Safe can use up a nonce by itself: after that, no execution passes in the same transaction, and it must have put the nonce back at its end.
abstract contract SafeGuard is SafeReader {
    using TransientSlot for *;

    uint32 private constant LEAST_DELAY = 1 days;
    uint32 private constant MOST_DELAY = 90 days;
    /// For how long an announced removal is possible.
    uint48 private constant REMOVAL_WINDOW = 30 days;

    /// Of a Safe, for the transaction, in the slot of its address: the contract that the execution under way calls, if it calls just that, ...
    uint256 private constant CALLED = type(uint160).max;
    /// ... whether every call that the Safe makes now is the owners', ...
    uint256 private constant OPEN = 1 << 160;
    /// ... whether what runs, or has run, could change the Safe, ...
    uint256 private constant CHANGING = 1 << 161;
    /// ... and whether a module has run foreign code as the Safe.
    uint256 private constant FOREIGN = 1 << 162;
    /// What stays until the end of the transaction.
    uint256 private constant LASTING = CHANGING | FOREIGN;

    mapping(address account => Watch watch) private _watches;

    // ---- the Safe's guard ----

    /// @inheritdoc ITransactionGuard
    function checkTransaction(
        address to,
        uint256,
        bytes calldata data,
        SafeOperation operation,
        uint256,
        uint256,
        uint256 gasPrice,
        address,
        address payable,
        bytes memory,
        address
    ) external {
        // Whoever receives a refund of gas could run code while the execution is under way.
        _begin(to, data, operation, gasPrice == 0);
    }

    /// @inheritdoc ITransactionGuard
    function checkAfterExecution(bytes32, bool) external {
        TransientSlot.Uint256Slot slot = _actOf(msg.sender);
        uint256 act = slot.tload();
        if (act & ~LASTING != 0) slot.tstore(act & LASTING);
        // A call of another contract changes nothing in the Safe. What modules do meanwhile is looked at by itself, or, before 1.5.0, not at all.
        if (act & CHANGING != 0) _hold(msg.sender, false);
    }

    /// @inheritdoc IModuleGuard
    function checkModuleTransaction(
        address to,
        uint256,
        bytes calldata,
        SafeOperation operation,
        address module
    ) external returns (bytes32) {
        // Check
        if (to == address(this)) revert ModuleCalledByModule(msg.sender, module);
        // Effect: within an execution of the owners, nothing from here on is surely theirs.
        TransientSlot.Uint256Slot slot = _actOf(msg.sender);
        uint256 act = slot.tload();
        uint256 next = act & LASTING;
        if (operation == SafeOperation.DELEGATECALL) next = LASTING;
        if (next != act) slot.tstore(next);
        if (operation == SafeOperation.DELEGATECALL) _pin(msg.sender);
        return 0;
    }

    /// @inheritdoc IModuleGuard
    function checkAfterModuleExecution(bytes32, bool) external {
        _hold(msg.sender, true);
    }

    // ---- the owners ----

    /// @inheritdoc IDeadMansSwitchModule
    function setUp(uint32 removalDelay) external {
        // Check
        Watch memory watch = _watches[msg.sender];
        bool isNew = watch.removalDelay == 0;
        if (!isNew) _requireOwnersAct();
        uint256 least = isNew ? LEAST_DELAY : watch.removalDelay;
        if (removalDelay < least || removalDelay > MOST_DELAY) revert ModuleDelay(removalDelay, least, MOST_DELAY);
        (Part missing, uint256 nonce, bool guardsModules) = _read(msg.sender, true);
        if (missing == Part.MODULE_GUARD && !watch.guardsModules) missing = Part.NONE;
        if (missing != Part.NONE) revert ModuleIncomplete(msg.sender, missing);

        // Effect
        watch.removalDelay = removalDelay;
        watch.guardsModules = guardsModules;
        if (isNew) {
            // What the owners did before was seen by nobody.
            watch.suspendedAt = uint48(block.timestamp - 1);
            watch.nonce = uint48(nonce);
        }
        _watches[msg.sender] = watch;
        emit SafeSetUp(msg.sender, removalDelay, guardsModules);
    }

    /// @inheritdoc IDeadMansSwitchModule
    function announceRemoval() external {
        // Check
        _requireOwnersAct();
        Watch storage watch = _watches[msg.sender];
        uint48 delay = watch.removalDelay;
        if (delay == 0) revert ModuleIncomplete(msg.sender, Part.SETUP);
        // Effect
        uint48 from = uint48(block.timestamp) + delay;
        watch.removableFrom = from;
        emit RemovalAnnounced(msg.sender, from, from + REMOVAL_WINDOW);
    }

    /// @inheritdoc IDeadMansSwitchModule
    function cancelRemoval() external {
        // Check
        _requireOwnersAct();
        Watch storage watch = _watches[msg.sender];
        if (watch.removableFrom == 0) revert ModuleNothingAnnounced(msg.sender);
        // Effect
        watch.removableFrom = 0;
        emit RemovalCancelled(msg.sender);
    }

    // ---- views ----

    /// @inheritdoc ILifeSource
    /// @dev Where the Safe has no module guard, a module could be at work within the owners' execution. So only the contract that they call themselves hears a yes.
    function isOwnersAct(address account) external view returns (bool) {
        return _isOwnersAct(account, msg.sender);
    }

    /// @inheritdoc IDeadMansSwitchModule
    function watchOf(address account) external view returns (Watch memory) {
        return _watches[account];
    }

    /// @inheritdoc IDeadMansSwitchModule
    function missingPartOf(address account) external view returns (Part missing) {
        (missing, ) = _missing(account, _watches[account]);
    }

    // ---- internals ----

    function _watchOf(address account) internal view returns (Watch storage) {
        return _watches[account];
    }

    function _missing(address account, Watch storage watch) internal view returns (Part missing, uint256 nonce) {
        if (watch.removalDelay == 0) return (Part.SETUP, 0);
        (missing, nonce, ) = _read(account, watch.guardsModules);
    }

    /// An execution begins that the owners have signed, or that is said to be one.
    function _begin(address to, bytes calldata data, SafeOperation operation, bool isFree) private {
        // Check
        TransientSlot.Uint256Slot slot = _actOf(msg.sender);
        uint256 act = slot.tload() & LASTING;
        if (act & FOREIGN != 0) revert ModuleRanForeignCode(msg.sender);
        // Effect
        bool isCall = operation == SafeOperation.CALL;
        bool isForeign = !isCall && !SafeBatch.callsOthers(to, data, msg.sender);
        if (isForeign) _pin(msg.sender);
        if (isForeign || to == msg.sender) act |= CHANGING;
        Watch storage watch = _watches[msg.sender];
        uint256 nonce = ISafe(msg.sender).nonce();
        // Unless a module, or anyone else, has the Safe say so.
        if (nonce != watch.nonce) {
            watch.lastLife = uint48(block.timestamp);
            watch.nonce = uint48(nonce);
            if (watch.guardsModules) act |= OPEN;
            if (isCall && isFree) act |= uint160(to);
        }
        slot.tstore(act);
    }

    /// Holds a Safe to having the switch in place after an execution; and, after one of a module's, to its owners having used up the nonces.
    function _hold(address account, bool byModule) private {
        // Check
        Watch storage watch = _watches[account];
        if (watch.removalDelay == 0) return;
        (Part missing, uint256 nonce) = _hasOtherCode(account) ? (Part.CODE, 0) : _missing(account, watch);
        if (missing == Part.NONE) {
            if (byModule && nonce != watch.nonce) revert ModuleRanForeignCode(account);
            return;
        }
        uint48 from = watch.removableFrom;
        if (from == 0 || block.timestamp < from || block.timestamp >= from + REMOVAL_WINDOW)
            revert ModuleRemovalUnannounced(account, missing, from);
        // Effect
        (watch.removalDelay, watch.removableFrom, watch.guardsModules) = (0, 0, false);
        emit SwitchRemoved(account, missing);
    }

    function _requireOwnersAct() private view {
        if (!_isOwnersAct(msg.sender, address(this))) revert ModuleNotOwnersAct(msg.sender);
    }

    /// Whether a call of the Safe's to `called` is its owners'.
    function _isOwnersAct(address account, address called) private view returns (bool) {
        uint256 act = _actOf(account).tload();
        return act & OPEN != 0 || (called != address(0) && act & CALLED == uint160(called));
    }

    /// What is under way of a Safe. The slots of all Safes' addresses are free for it: this contract has nothing else there but pins, above them.
    function _actOf(address account) private pure returns (TransientSlot.Uint256Slot) {
        return bytes32(uint256(uint160(account))).asUint256();
    }
}
