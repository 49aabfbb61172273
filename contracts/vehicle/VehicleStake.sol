// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IValuationPolicy} from "./IValuationPolicy.sol";
import {IVehicleStake} from "./IVehicleStake.sol";
import {ConditionReport, ReportKind, Verdict, VehicleState as State} from "./IVehicleTypes.sol";
import {ResidualToken} from "./ResidualToken.sol";
// The length is used in assembly alone, where solhint does not look.
// solhint-disable-next-line no-unused-import
import {CONDITION_REPORT_BYTES, TypedVehicle} from "./TypedVehicle.sol";
import {Desks, VehicleDesks} from "./VehicleDesks.sol";
import {VehicleViewCalls} from "./VehicleViewCalls.sol";

/// @title VehicleStake
/// @notice Vehicles of all issuers, as tokens. Nobody owns it; see {IVehicleStake}.
contract VehicleStake is VehicleViewCalls {
    using TypedVehicle for ConditionReport;

    /// What one report of a batch may take at most.
    uint256 private constant REPORT_GAS = 1_000_000;
    /// What of a refusal is told.
    uint256 private constant REASON_BYTES = 1_024;

    /// @inheritdoc IVehicleStake
    address public immutable RESIDUAL;

    /// @notice Creates the token of residual shares, which knows no other contract than this.
    constructor(Desks memory desks) VehicleDesks(desks) {
        RESIDUAL = address(new ResidualToken());
    }

    /// @inheritdoc IVehicleStake
    function report(ConditionReport calldata given, bytes calldata key, bytes calldata signature) external {
        uint256 id = given.vehicle;
        Status memory status = _load(id);
        _checkState(id, status, State.ACTIVE, State.STOLEN);
        Terms memory terms = _terms[id];
        bool settled = terms.nextSince == 0 && terms.haircut == 0;
        bool plain = given.kind == ReportKind.ODOMETER && status.flags & ~LONG_KEY == 0 && settled;
        if (!plain) _at(REPORTS_DESK);

        // Check
        _checkPlace(given, status);
        _checkPolicy(given, terms.policy);
        _checkKey(id, status, given.hash(), key, signature);
        (Verdict memory verdict, , uint256 residual) = _judge(IValuationPolicy(terms.policy), given, status);

        // Effect
        _booked(given, status, verdict, residual);
        _saveStatus(id, status);
    }

    /// @inheritdoc IVehicleStake
    function reportBatch(
        ConditionReport[] calldata given,
        bytes[] calldata keys,
        bytes[] calldata signatures
    ) external returns (uint256 counted) {
        if (keys.length != given.length || signatures.length != given.length) {
            revert VehicleBatch(given.length, keys.length, signatures.length);
        }
        for (uint256 i = 0; i < given.length; ++i) {
            if (gasleft() < REPORT_GAS + REPORT_GAS / 16) revert VehicleOutOfGas();
            if (_tryReport(given[i], keys[i], signatures[i])) {
                unchecked {
                    ++counted;
                }
            } else emit ReportRefused(given[i].vehicle, _sequenceOf(given[i]), _refusal());
        }
    }

    /// @inheritdoc IVehicleStake
    function transferFromIfAtLeast(address from, address to, uint256 id, uint256 least) external {
        _requireAtLeast(id, least);
        transferFrom(from, to, id);
    }

    /// @inheritdoc IVehicleStake
    function safeTransferFromIfAtLeast(
        address from,
        address to,
        uint256 id,
        uint256 least,
        bytes calldata data
    ) external {
        _requireAtLeast(id, least);
        safeTransferFrom(from, to, id, data);
    }

    function _requireAtLeast(uint256 id, uint256 least) private view {
        uint256 value = IVehicleStake(address(this)).valueOf(id);
        if (value < least) revert VehicleBelow(value, least);
    }

    /// Counts a report by itself, so that what it does is undone alone if it is refused. All get the same gas, so that nobody has one refused by sending little. The report is copied as it is, so that one that makes no sense
    /// is refused by itself, too.
    function _tryReport(
        ConditionReport calldata given,
        bytes calldata key,
        bytes calldata signature
    ) private returns (bool counts) {
        bytes4 selector = IVehicleStake.report.selector;
        assembly ("memory-safe") {
            // Copies bytes behind their length, and says where the next ones begin.
            function append(at, from, length) -> next {
                mstore(at, length)
                at := add(at, 0x20)
                next := add(at, and(add(length, 0x1f), not(0x1f)))
                // What fills up the last word.
                mstore(sub(next, 0x20), 0)
                calldatacopy(at, from, length)
            }
            let item := mload(0x40)
            let head := add(item, 4)
            let offsets := add(head, CONDITION_REPORT_BYTES)
            let keyAt := add(offsets, 0x40)
            mstore(item, selector)
            calldatacopy(head, given, CONDITION_REPORT_BYTES)
            mstore(offsets, sub(keyAt, head))
            let signatureAt := append(keyAt, key.offset, key.length)
            mstore(add(offsets, 0x20), sub(signatureAt, head))
            let end := append(signatureAt, signature.offset, signature.length)
            counts := call(REPORT_GAS, address(), 0, item, sub(end, item), 0, 0)
        }
    }

    /// A report's sequence, or of what is none its last bits: the compiler would refuse all of a batch for it.
    function _sequenceOf(ConditionReport calldata given) private pure returns (uint32 sequence) {
        uint256 word;
        assembly ("memory-safe") {
            word := calldataload(add(given, 0x20))
        }
        return uint32(word);
    }

    /// What the last call was refused with, or the beginning of it.
    function _refusal() private pure returns (bytes memory reason) {
        uint256 length;
        assembly ("memory-safe") {
            length := returndatasize()
        }
        reason = new bytes(length < REASON_BYTES ? length : REASON_BYTES);
        assembly ("memory-safe") {
            returndatacopy(add(reason, 0x20), 0, mload(reason))
        }
    }
}
