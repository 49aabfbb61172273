// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {StorageSlot} from "@openzeppelin/contracts/utils/StorageSlot.sol";
import {TransientSlot} from "@openzeppelin/contracts/utils/TransientSlot.sol";

import {ISafe} from "../interfaces/ISafe.sol";
import {IDeadMansSwitchModule} from "./IDeadMansSwitchModule.sol";

/// @title Safe reader
/// @notice Reads from a Safe's storage whether the contract that inherits this is its guard, module and module guard, all in one call: the Safe runs {readAsSafe} on
/// itself and takes it back. That is what its code acts on, and costs half of what asking for each would.
/// @dev Trusts the code that the Safe's proxy runs, and the proxy: whether that code has changed in a transaction is seen by {_pin}, which asks the proxy.
abstract contract SafeReader is IDeadMansSwitchModule {
    using StorageSlot for bytes32;
    using TransientSlot for *;

    /// Where Safes of 1.4.1 and 1.5.0 keep the nonce, ...
    bytes32 private constant NONCE = bytes32(uint256(5));
    /// ... the list of modules, in which each leads to the next, ...
    uint256 private constant MODULES = 1;
    /// ... the guard, ...
    bytes32 private constant GUARD = keccak256("guard_manager.guard.address");
    /// ... and the module guard.
    bytes32 private constant MODULE_GUARD = keccak256("module_manager.module_guard.address");

    /// Size of what {readAsSafe} returns, and of that in the words of `simulateAndRevert`.
    uint256 private constant READING = 128;
    uint256 private constant SIMULATION = 192;

    /// In the slot of a pin: set, and where it is, above the account.
    uint256 private constant PINNED = 1 << 160;

    /// This contract's place in a Safe's list of modules.
    bytes32 private immutable PLACE = keccak256(abi.encode(address(this), MODULES));

    /// @inheritdoc IDeadMansSwitchModule
    function readAsSafe(
        bool withModuleGuard
    ) external view returns (uint256 nonce, address guard, address moduleGuard, address nextModule) {
        nonce = NONCE.getUint256Slot().value;
        guard = GUARD.getAddressSlot().value;
        if (withModuleGuard) moduleGuard = MODULE_GUARD.getAddressSlot().value;
        nextModule = PLACE.getAddressSlot().value;
    }

    /// The first part that a Safe lacks, of those that are installed in it; and its nonce. Never reverts, whatever the account is.
    function _read(
        address account,
        bool withModuleGuard
    ) internal view returns (Part missing, uint256 nonce, bool guardsModules) {
        (bool read, uint256[6] memory words) = _simulate(account, withModuleGuard);
        if (!read) return (Part.CODE, 0, false);
        uint256 self = uint160(address(this));
        nonce = words[2];
        guardsModules = words[4] == self;
        if (words[3] != self) missing = Part.GUARD;
        else if (words[5] == 0) missing = Part.MODULE;
        else if (withModuleGuard && !guardsModules) missing = Part.MODULE_GUARD;
    }

    /// Has a Safe run {readAsSafe} on itself. In assembly, it costs 2,500 gas less, and an answer of any length can be asked for.
    function _simulate(
        address account,
        bool withModuleGuard
    ) private view returns (bool read, uint256[6] memory words) {
        bytes4 simulate = ISafe.simulateAndRevert.selector;
        bytes4 reading = IDeadMansSwitchModule.readAsSafe.selector;
        bool success;
        uint256 size;
        assembly ("memory-safe") {
            let call_ := mload(0x40)
            mstore(call_, simulate)
            mstore(add(call_, 0x04), address())
            mstore(add(call_, 0x24), 0x40)
            mstore(add(call_, 0x44), 0x24)
            mstore(add(call_, 0x64), reading)
            mstore(add(call_, 0x68), withModuleGuard)
            success := staticcall(gas(), account, call_, 0x88, words, SIMULATION)
            size := returndatasize()
        }
        read = !success && size == SIMULATION && words[0] == 1 && words[1] == READING;
    }

    /// Keeps in mind, for the transaction, the code that a Safe runs, before foreign code runs as the Safe: of all, the first counts.
    function _pin(address account) internal {
        TransientSlot.Uint256Slot slot = _pinOf(account);
        if (slot.tload() == 0) slot.tstore(PINNED | _codeOf(account));
    }

    /// Whether the Safe runs other code than before foreign code ran as the Safe in this transaction.
    function _hasOtherCode(address account) internal view returns (bool) {
        uint256 pin = _pinOf(account).tload();
        return pin != 0 && pin != PINNED | _codeOf(account);
    }

    /// The contract whose code the Safe's proxy runs, by the proxy's own word; zero of what is no such proxy.
    function _codeOf(address account) private view returns (uint256 code) {
        bytes4 masterCopy = ISafe.masterCopy.selector;
        assembly ("memory-safe") {
            mstore(0, masterCopy)
            if and(eq(returndatasize(), 0x20), staticcall(gas(), account, 0, 0x04, 0, 0x20)) {
                code := shr(96, shl(96, mload(0)))
            }
        }
    }

    function _pinOf(address account) private pure returns (TransientSlot.Uint256Slot) {
        return bytes32(PINNED | uint160(account)).asUint256();
    }
}
