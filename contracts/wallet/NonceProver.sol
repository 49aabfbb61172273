// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {ChainProof, ProvenAccount, ProvenBlock} from "../kernel/ChainProof.sol";
import {IEoaProver} from "./IEoaProver.sol";
import {ILifeSource} from "./ILifeSource.sol";

/// @title Prover of nonces
/// @notice What the provers of accounts with a key have in common: one fact per account, which anybody brings forward by proofs. They differ in the code that the
/// account may have while its nonce tells of its owner.
///
/// Why the same nonce twice, each time with code that is allowed, means no act in between: whatever changes an account's code is an authorization that raises its
/// nonce, so the code was the same all the time; and under that code nothing but the owner's signature raises the nonce.
/// @dev Facts only ever come nearer to the truth, in whatever order proofs arrive: the nonce rises, `since` falls as long as the nonce stays, and
/// `suspendedAt` rises. So it doesn't matter who proves, nor which of the true headers he chooses.
abstract contract NonceProver is IEoaProver {
    using SafeCast for uint256;

    /// What is known of an account.
    struct Fact {
        // slot 0
        uint64 nonce;
        uint48 since;
        uint48 suspendedAt;
    }

    /// An account as it was at the end of a block.
    struct Sight {
        uint64 number;
        uint48 time;
        uint64 nonce;
        bytes32 codeHash;
    }

    /// How many blocks before the current one evidence of silence may be.
    uint256 private constant FRESH = 32;

    mapping(address account => Fact fact) private _facts;

    /// @inheritdoc IEoaProver
    function proveActivity(address account, bytes calldata header, bytes[] calldata proof) external {
        // Check
        Fact storage fact = _knownFact(account);
        Sight memory sight = _sight(account, header, proof);
        _requireAllowed(account, sight);
        uint64 known = fact.nonce;
        if (sight.nonce <= known) revert ProverNoActivity(account, sight.nonce, known);

        // Effect
        (fact.nonce, fact.since) = (sight.nonce, sight.time);
        emit ActivityProven(account, sight.nonce, sight.time, sight.number);
    }

    /// @inheritdoc IEoaProver
    function checkpoint(address account, bytes calldata header, bytes[] calldata proof) external {
        // Check
        Fact storage fact = _facts[account];
        Sight memory sight = _sight(account, header, proof);
        _requireAllowed(account, sight);
        (uint64 known, uint48 since) = (fact.nonce, fact.since);
        if (since != 0 && (sight.nonce != known || sight.time >= since))
            revert ProverNothingNew(account, sight.nonce, known, since);

        // Effect
        (fact.nonce, fact.since) = (sight.nonce, sight.time);
        emit Checkpointed(account, sight.nonce, sight.time, sight.number);
    }

    /// @inheritdoc IEoaProver
    function proveCode(address account, bytes calldata header, bytes[] calldata proof) external {
        // Check
        Fact storage fact = _facts[account];
        Sight memory sight = _sight(account, header, proof);
        if (_isAllowed(sight.codeHash)) revert ProverNoCode(account);
        if (sight.time <= fact.suspendedAt) revert ProverNothingNew(account, sight.nonce, fact.nonce, fact.suspendedAt);

        // Effect: the nonce stays as it is, since under such code it tells nothing.
        fact.suspendedAt = sight.time;
        emit CodeProven(account, sight.codeHash, sight.time, sight.number);
    }

    /// @inheritdoc IEoaProver
    function factOf(address account) external view returns (uint64 nonce, uint48 since, uint48 suspendedAt) {
        Fact storage fact = _facts[account];
        return (fact.nonce, fact.since, fact.suspendedAt);
    }

    /// @inheritdoc ILifeSource
    /// @dev An account that has other code now is suspended now, without a proof.
    function lifeOf(address account) external view returns (uint48 lastLife, uint48 suspendedAt) {
        Fact storage fact = _facts[account];
        if (!_isAllowed(account.codehash)) return (fact.since, block.timestamp.toUint48());
        return (uint48(Math.max(fact.since, _lifeInside(account))), fact.suspendedAt);
    }

    /// @inheritdoc ILifeSource
    /// @dev The evidence is `abi.encode(bytes header, bytes[] proof)` of a block at most 32 before the current one. An account with other code now is refused too,
    /// though the block may show it as it should be: who changed its code has acted.
    function silentUntil(address account, bytes calldata evidence) external view returns (uint48 until) {
        _requireAllowedNow(account);
        Fact storage fact = _knownFact(account);
        if (evidence.length == 0)
            revert LifeUnknown(account, "the evidence is missing: a header and a proof, at most 32 blocks old");
        (bytes memory header, bytes[] memory proof) = abi.decode(evidence, (bytes, bytes[]));
        Sight memory sight = _sight(account, header, proof);
        if (block.number - sight.number > FRESH) revert ProverStale(sight.number, block.number);
        _requireAllowed(account, sight);
        if (sight.nonce != fact.nonce) revert LifeShown(account);
        return sight.time;
    }

    /// @inheritdoc ILifeSource
    function holderOf(address account) external view returns (address holder) {
        _requireAllowedNow(account);
        return _holder(account);
    }

    /// @inheritdoc ILifeSource
    function isOwnersAct(address account) external view returns (bool) {
        return _isAllowed(account.codehash) && _isActInside(account);
    }

    // ---- what the provers differ in ----

    /// Whether an account with code of this hash shows its owner's acts by its nonce. Zero is the hash of an account that the chain doesn't keep.
    function _isAllowed(bytes32 codeHash) internal view virtual returns (bool);

    /// Why an account is refused that isn't allowed now.
    function _refusal() internal pure virtual returns (string memory reason);

    /// What moves the assets of an account with the code that is allowed.
    function _holder(address account) internal pure virtual returns (address holder);

    /// The owner's last act that the account's own code keeps; 0 if none, or if it has no code.
    function _lifeInside(address account) internal view virtual returns (uint48 lastLife);

    /// Whether the account, which has the code that is allowed, acts by its owner's will now.
    function _isActInside(address account) internal view virtual returns (bool);

    // ---- parts ----

    /// An account as a header and a proof show it.
    function _sight(
        address account,
        bytes memory header,
        bytes[] memory proof
    ) private view returns (Sight memory sight) {
        ProvenBlock memory proven = ChainProof.authenticate(header);
        if (proven.timestamp > block.timestamp) revert ProverOtherTime(proven.timestamp, block.timestamp);
        ProvenAccount memory found = proven.account(account, proof);
        return Sight(proven.number.toUint64(), proven.timestamp.toUint48(), found.nonce.toUint64(), found.codeHash);
    }

    function _knownFact(address account) private view returns (Fact storage fact) {
        fact = _facts[account];
        if (fact.since == 0) revert ProverNoCheckpoint(account);
    }

    function _requireAllowed(address account, Sight memory sight) private view {
        if (!_isAllowed(sight.codeHash)) revert ProverCodeFound(account, sight.codeHash);
    }

    function _requireAllowedNow(address account) private view {
        if (!_isAllowed(account.codehash)) revert LifeUnknown(account, _refusal());
    }
}
