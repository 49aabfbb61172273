// SPDX-License-Identifier: MIT
pragma solidity ^0.8.26;

import {ChainProof, ProvenAccount, ProvenBlock, ProvenReceipt} from "../kernel/ChainProof.sol";

/// @notice Gives the functions of {ChainProof} an address, for tests of the library alone.
contract ChainProofHarness {
    /// @notice What a prover of nonces would keep, in one word.
    struct Seen {
        uint64 nonce;
        uint48 timestamp;
        uint48 number;
        bool isCode;
    }

    mapping(address owner => Seen seen) public seen;

    /// @notice As a prover does it: header, account, one word written.
    function prove(bytes calldata header, address owner, bytes[] calldata proof) external {
        ProvenBlock memory proven = ChainProof.authenticate(header);
        ProvenAccount memory found = proven.account(owner, proof);
        seen[owner] = Seen(uint64(found.nonce), uint48(proven.timestamp), uint48(proven.number), !found.hasNoCode());
    }

    function hashOf(uint256 number) external view returns (bytes32) {
        return ChainProof.hashOf(number);
    }

    function authenticate(bytes calldata header) external view returns (ProvenBlock memory) {
        return ChainProof.authenticate(header);
    }

    function account(
        bytes calldata header,
        address owner,
        bytes[] calldata proof
    ) external view returns (ProvenAccount memory) {
        return ChainProof.authenticate(header).account(owner, proof);
    }

    function transaction(
        bytes calldata header,
        uint256 index,
        bytes[] calldata proof
    ) external view returns (bytes memory raw, bytes32 hash) {
        return ChainProof.authenticate(header).transaction(index, proof);
    }

    function receipt(
        bytes calldata header,
        uint256 index,
        bytes[] calldata proof
    ) external view returns (ProvenReceipt memory) {
        return ChainProof.authenticate(header).receipt(index, proof);
    }

    /// @notice A transaction and its receipt out of one header, with memory of the caller's before and after each.
    function both(
        bytes calldata header,
        uint256 index,
        bytes[] calldata transactionProof,
        bytes[] calldata receiptProof,
        bytes calldata note
    ) external view returns (bytes memory raw, ProvenReceipt memory proven, bytes[3] memory notes, bytes32 hash) {
        notes[0] = note;
        ProvenBlock memory found = ChainProof.authenticate(header);
        (raw, ) = found.transaction(index, transactionProof);
        notes[1] = note;
        proven = found.receipt(index, receiptProof);
        notes[2] = note;
        hash = found.hash;
    }

    function delegatesTo(
        bytes calldata header,
        address owner,
        bytes[] calldata proof,
        address delegate
    ) external view returns (bool) {
        return ChainProof.authenticate(header).account(owner, proof).delegatesTo(delegate);
    }

    /// @notice What came of many calls to this contract: of each 0 where it was accepted, or else the selector of its error.
    function outcomes(bytes[] calldata calls) external view returns (bytes4[] memory errors) {
        errors = new bytes4[](calls.length);
        for (uint256 i = 0; i < calls.length; ++i) {
            (bool accepted, bytes memory answer) = address(this).staticcall(calls[i]);
            // What reverts without an error shows as one that nothing has.
            if (!accepted) errors[i] = answer.length < 4 ? bytes4(0xffffffff) : bytes4(answer);
        }
    }
}
