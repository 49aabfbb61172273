// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {ILifeSource} from "./ILifeSource.sol";

/// @title Prover of ordinary accounts
/// @notice The life and the silence of an account that has nothing but a key, proven from block headers by anybody: no heartbeat, no server, no change of wallet.
///
/// An ordinary account's nonce rises with each transaction (and each delegation) that it signs, and by nothing else. So a header and a proof that show a higher nonce
/// show life; and two of them with the same nonce show that there was none in between. What is kept of an account is one fact: the earliest block seen in
/// which it had the nonce that it has.
///
/// All of that holds only while the account has no code. Where a proof shows code (a delegation by EIP-7702), the account is suspended for its plan: strangers can
/// then raise the nonce by calling code that creates contracts, and the owner's relayed acts don't raise it.
///
/// An account with nonce 0 and no coin isn't in the chain's state, and what isn't there can't be proven: send it a wei, or have it send its first transaction.
///
/// What counts is when a transaction gets into a block, not when it was signed: one that was signed long ago and kept back shows life when somebody sends it. So does
/// an authorization for every chain (chain id 0), which anybody can carry to this one, and which gives the account code here. And on a rollup that
/// takes transactions from Ethereum in the sender's own name, whatever code an account has on Ethereum can raise its nonce on the rollup.
interface IEoaProver is ILifeSource {
    /// @notice An account was seen with a nonce that it had not been seen with before: the owner has acted since.
    /// @param nonce The nonce.
    /// @param seenAt The block's time, Unix seconds.
    /// @param number The block's number.
    event ActivityProven(address indexed account, uint64 nonce, uint48 seenAt, uint64 number);
    /// @notice An account was seen for the first time, or in an earlier block with the nonce that is known.
    event Checkpointed(address indexed account, uint64 nonce, uint48 seenAt, uint64 number);
    /// @notice An account was seen with code (or not with the code that it must have, see {DelegateProver}).
    event CodeProven(address indexed account, bytes32 codeHash, uint48 seenAt, uint64 number);

    /// @notice The nonce of the proof isn't above the one that is known: there is no new life in it.
    error ProverNoActivity(address account, uint256 nonce, uint256 known);
    /// @notice The proof tells nothing that isn't known: another nonce than the one that is known is for {proveActivity}, and a block not before `since` with the same one shows
    /// nothing that must be kept. Of {proveCode}: `since` is the latest time of which code is known already, and the block isn't later.
    error ProverNothingNew(address account, uint256 nonce, uint256 known, uint256 since);
    /// @notice The account had code at that block, or not the code that it must have: show it by {proveCode}.
    error ProverCodeFound(address account, bytes32 codeHash);
    /// @notice The account had no code at that block, or the code that it may have.
    error ProverNoCode(address account);
    /// @notice The account has not been seen yet: show it by {checkpoint}.
    error ProverNoCheckpoint(address account);
    /// @notice The proof is of block `number`; it must be at most 32 blocks before the current one.
    error ProverStale(uint256 number, uint256 current);
    /// @notice The header's time lies after the current block's. The chain tells the time otherwise in its headers than in its blocks: nothing can be proven there.
    error ProverOtherTime(uint256 timestamp, uint256 current);

    /// @notice What is known of an account.
    /// @return nonce The highest nonce proven.
    /// @return since Time of the earliest block proven with it; 0 = the account has not been seen.
    /// @return suspendedAt Time of the latest block proven in which it had code; 0 = never.
    function factOf(address account) external view returns (uint64 nonce, uint48 since, uint48 suspendedAt);

    /// @notice Shows that an account's nonce rose: it lives. Anyone may send it.
    /// @param account The account.
    /// @param header The block's header, RLP.
    /// @param proof The nodes of the state trie from the root to the account.
    function proveActivity(address account, bytes calldata header, bytes[] calldata proof) external;

    /// @notice Shows an account for the first time; or that it had the nonce that is known already in an earlier block than known, so that its last act lies
    /// before that.
    function checkpoint(address account, bytes calldata header, bytes[] calldata proof) external;

    /// @notice Shows that an account had code, which suspends its plan.
    function proveCode(address account, bytes calldata header, bytes[] calldata proof) external;
}
