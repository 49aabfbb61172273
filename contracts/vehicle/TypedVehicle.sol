// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Appraisal, ConditionReport, Enrolment, Finding} from "./IVehicleTypes.sol";

/// @dev The length of a report's ABI encoding.
uint256 constant CONDITION_REPORT_BYTES = 288;

/// @title TypedVehicle
/// @notice The hashes of what is signed about vehicles (EIP-712).
library TypedVehicle {
    bytes32 private constant ENROLMENT = keccak256(
        "Enrolment(address issuer,bytes32 commitment,bytes key,address owner,address residualHolder,address policy,address unit,uint80 value,uint48 appraisedAt,uint40 odometer,uint48 deadline)"
    );
    bytes32 private constant CONDITION_REPORT = keccak256(
        "ConditionReport(uint256 vehicle,uint32 sequence,uint8 kind,uint48 observedAt,uint40 odometer,uint16 severity,bytes32 evidence,bytes32 policyHash,uint48 deadline)"
    );
    bytes32 private constant FINDING = keccak256(
        "Finding(uint256 vehicle,uint32 sequence,bytes32 condition,bool holds,bool disputed,uint48 deadline)"
    );
    bytes32 private constant APPRAISAL = keccak256(
        "Appraisal(uint256 vehicle,uint80 value,uint48 appraisedAt,uint40 odometer,uint48 deadline)"
    );
    bytes32 private constant ROTATION = keccak256(
        "Rotation(uint256 vehicle,bytes key,uint32 firstSequence,uint48 deadline)"
    );
    bytes32 private constant POLICY_CHANGE = keccak256(
        "PolicyChange(uint256 vehicle,address policy,uint48 since,uint48 deadline)"
    );

    function hash(Enrolment calldata it) internal pure returns (bytes32) {
        return
            keccak256(
                abi.encode(
                    ENROLMENT,
                    it.issuer,
                    it.commitment,
                    keccak256(it.key),
                    it.owner,
                    it.residualHolder,
                    it.policy,
                    it.unit,
                    it.value,
                    it.appraisedAt,
                    it.odometer,
                    it.deadline
                )
            );
    }

    /// All its members are words of their own, and encoded as they are in calldata: so are they copied. Whoever reads a member has it checked; what isn't clean has no signature.
    function hash(ConditionReport calldata it) internal pure returns (bytes32 structHash) {
        bytes32 typeHash = CONDITION_REPORT;
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore(free, typeHash)
            calldatacopy(add(free, 0x20), it, CONDITION_REPORT_BYTES)
            structHash := keccak256(free, add(CONDITION_REPORT_BYTES, 0x20))
        }
    }

    function hash(Finding calldata it) internal pure returns (bytes32) {
        return keccak256(abi.encode(FINDING, it));
    }

    function hash(Appraisal calldata it) internal pure returns (bytes32) {
        return keccak256(abi.encode(APPRAISAL, it));
    }

    function hashOfRotation(
        uint256 vehicle,
        bytes calldata key,
        uint32 firstSequence,
        uint48 deadline
    ) internal pure returns (bytes32) {
        return keccak256(abi.encode(ROTATION, vehicle, keccak256(key), firstSequence, deadline));
    }

    function hashOfPolicyChange(
        uint256 vehicle,
        address policy,
        uint48 since,
        uint48 deadline
    ) internal pure returns (bytes32) {
        return keccak256(abi.encode(POLICY_CHANGE, vehicle, policy, since, deadline));
    }

    /// What two reports of one sequence must not differ in.
    function conditionHash(ConditionReport calldata it) internal pure returns (bytes32) {
        return keccak256(abi.encode(it.kind, it.observedAt, it.odometer, it.severity, it.evidence));
    }
}
