// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Account} from "@openzeppelin/contracts/account/Account.sol";
import {ERC4337Utils} from "@openzeppelin/contracts/account/utils/ERC4337Utils.sol";
import {Execution} from "@openzeppelin/contracts/interfaces/draft-IERC7579.sol";
import {IERC7821} from "@openzeppelin/contracts/interfaces/draft-IERC7821.sol";
import {IAccount, IEntryPoint, PackedUserOperation} from "@openzeppelin/contracts/interfaces/IERC4337.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {LowLevelCall} from "@openzeppelin/contracts/utils/LowLevelCall.sol";
import {TransientSlot} from "@openzeppelin/contracts/utils/TransientSlot.sol";
import {AccountAssets} from "./AccountAssets.sol";
import {AccountBatch} from "./AccountBatch.sol";
import {AccountKey} from "./AccountKey.sol";
import {AccountOwner} from "./AccountOwner.sol";
import {AccountStorage} from "./AccountStorage.sol";
import {IDeadMansSwitchAccount} from "./IDeadMansSwitchAccount.sol";
import {ILifeSource} from "./ILifeSource.sol";
import {IPlanExecutor} from "./IPlanExecutor.sol";

/// @title DeadMansSwitchAccount
/// @notice An account that is its own source of life and its own holder of assets.
/// @dev It never creates contracts, which would raise the nonce of an ordinary account that delegates to it and so look like life, and never delegates calls.
contract DeadMansSwitchAccount is Account, AccountKey, AccountAssets {
    using TransientSlot for TransientSlot.BooleanSlot;

    /// For how long what the owner signs is good. Not longer than the shortest period of a plan, so that whatever is executed after a trigger is life after it.
    uint48 private constant GOOD_FOR = 1 days;
    /// After how much silence anybody may bring the deposit home.
    uint48 private constant DEPOSIT_DELAY = 30 days;
    /// Length of `execute`'s selector and mode.
    uint256 private constant MODE_END = 36;

    /// @notice Fixes who can have assets released.
    /// @param executor The plan executor.
    constructor(address executor) EIP712("Lapse Account", "1") AccountAssets(executor) {}

    // ---- acts ----

    /// @inheritdoc IERC7821
    function execute(bytes32 mode, bytes calldata executionData) external payable {
        // Check
        if (!AccountBatch.isMode(mode)) revert AccountMode(mode);
        (Execution[] calldata calls, bytes calldata opData) = AccountBatch.decode(mode, executionData);
        bool isOwners = opData.length != 0 || msg.sender == address(this) || msg.sender == address(entryPoint());
        if (!isOwners) _checkOperator(calls);

        // Effect
        if (opData.length != 0) _useBatch(calls, opData);
        else if (isOwners) _recordLife(uint48(block.timestamp));

        // Interaction
        bool before = isOwners || AccountStorage.OWNERS_ACT.tload();
        if (isOwners) _setOwnersAct(true);
        for (uint256 i = 0; i < calls.length; ++i) {
            // What was called before may have sent a batch of the owner's.
            if (!isOwners) _setOwnersAct(false);
            Execution calldata call = calls[i];
            address target = call.target == address(0) ? address(this) : call.target;
            if (!LowLevelCall.callNoReturn(target, call.value, call.callData)) LowLevelCall.bubbleRevert();
        }
        if (!isOwners) _setOwnersAct(before);
    }

    /// @inheritdoc IDeadMansSwitchAccount
    function rotateOwner(bytes calldata newOwner) external {
        // Check
        _checkSelf();
        if (newOwner.length != 0 || !_isDelegated()) AccountOwner.check(newOwner, address(this));

        // Effect
        _recordLife(uint48(block.timestamp));
        AccountStorage.Data storage stored = AccountStorage.data();
        stored.head = AccountStorage.withTerm(stored.head, newOwner.length != 0);
        stored.owner = newOwner;
        emit OwnerRotated(newOwner);
    }

    /// @inheritdoc IDeadMansSwitchAccount
    function authorizeOperator(address operator, uint48 until) external {
        // Check
        _checkSelf();

        // Effect
        _recordLife(uint48(block.timestamp));
        AccountStorage.Data storage stored = AccountStorage.data();
        stored.operators[AccountStorage.termIn(stored.head)][operator] = until;
        emit OperatorAuthorized(operator, until);
    }

    // ---- anybody's ----

    /// @inheritdoc IDeadMansSwitchAccount
    function collectDeposit() external {
        // Check
        uint48 lastLife = AccountStorage.lifeIn(AccountStorage.data().head);
        if (block.timestamp < lastLife + DEPOSIT_DELAY) revert AccountOwnerLives(lastLife);

        // Interaction
        entryPoint().withdrawTo(payable(this), entryPoint().balanceOf(address(this)));
    }

    // ---- what is known ----

    /// @inheritdoc ILifeSource
    function lifeOf(address account) external view returns (uint48 lastLife, uint48 suspendedAt) {
        _checkAccount(account);
        return (AccountStorage.lifeIn(AccountStorage.data().head), 0);
    }

    /// @inheritdoc ILifeSource
    /// @dev Every act is recorded as it happens. Not so those of an ordinary account that delegates: it can act without its code.
    function silentUntil(address account, bytes calldata) external view returns (uint48 until) {
        _checkWhole(account);
        return uint48(block.timestamp);
    }

    /// @inheritdoc ILifeSource
    function holderOf(address account) external view returns (address holder) {
        _checkWhole(account);
        return account;
    }

    /// @inheritdoc ILifeSource
    function isOwnersAct(address account) external view returns (bool) {
        _checkAccount(account);
        return AccountStorage.OWNERS_ACT.tload();
    }

    /// @inheritdoc IDeadMansSwitchAccount
    function batchNonce() external view returns (uint64) {
        return AccountStorage.batchIn(AccountStorage.data().head);
    }

    /// @inheritdoc IDeadMansSwitchAccount
    function operatorUntil(address operator) public view returns (uint48) {
        AccountStorage.Data storage stored = AccountStorage.data();
        return stored.operators[AccountStorage.termIn(stored.head)][operator];
    }

    /// @inheritdoc IERC7821
    function supportsExecutionMode(bytes32 mode) external pure returns (bool) {
        return AccountBatch.isMode(mode);
    }

    /// @inheritdoc Account
    function entryPoint() public pure override returns (IEntryPoint) {
        return ERC4337Utils.ENTRYPOINT_V08;
    }

    // ---- validation ----

    /// @dev Nothing is written unless the signature is good: so what an estimate with a false one uses is less by a write than what the operation will.
    function _validateUserOp(
        PackedUserOperation calldata userOp,
        bytes32 userOpHash,
        bytes calldata signature
    ) internal virtual override returns (uint256) {
        if (!_rawSignatureValidation(userOpHash, signature)) return ERC4337Utils.SIG_VALIDATION_FAILED;
        bytes calldata data = userOp.callData;
        // Asked within an execution, this would believe whatever it is shown, and nobody would compare the time.
        if (bytes4(data) == IAccount.validateUserOp.selector) return ERC4337Utils.SIG_VALIDATION_FAILED;
        if (data.length < MODE_END || bytes4(data) != IERC7821.execute.selector) return 0;
        uint48 issuedAt = uint48(uint256(bytes32(data[4:])));
        if (issuedAt == 0) return 0;
        _recordLife(issuedAt);
        // The entry point refuses it at and before the one second, and after the other. A life in the future reverts with that refusal.
        return (uint256(issuedAt - 1) << 208) | (uint256(issuedAt + GOOD_FOR - 1) << 160);
    }

    /// Uses up a batch that the owner signed.
    function _useBatch(Execution[] calldata calls, bytes calldata opData) private {
        // Check
        (uint256 nonce, uint256 deadline) = (AccountBatch.wordAt(opData, 0), AccountBatch.wordAt(opData, 0x20));
        AccountStorage.Data storage stored = AccountStorage.data();
        uint256 head = stored.head;
        uint64 expected = AccountStorage.batchIn(head);
        if (nonce != expected) revert AccountNonce(nonce, expected);
        if (block.timestamp >= deadline) revert AccountExpired(deadline);
        uint256 latest = block.timestamp + GOOD_FOR;
        if (deadline > latest) revert AccountDeadlineFar(deadline, latest);
        bytes32 digest = _hashTypedDataV4(AccountBatch.hash(calls, nonce, deadline));
        if (!_rawSignatureValidation(digest, AccountBatch.bytesAt(opData, 2))) revert AccountSignature();

        // Effect
        stored.head = _withLife(head + AccountStorage.NEXT_BATCH, uint48(block.timestamp));
    }

    /// What operators can't touch is the account, what the entry point keeps for it (deposit and nonces), and its plan: a first one names its source of life itself, and is
    /// believed to be the owner's if that says so.
    function _checkOperator(Execution[] calldata calls) private view {
        if (block.timestamp >= operatorUntil(msg.sender)) revert AccountUnauthorized(msg.sender);
        address registry = IPlanExecutor(EXECUTOR).REGISTRY();
        for (uint256 i = 0; i < calls.length; ++i) {
            address target = calls[i].target;
            bool isOwn = target == address(0) || target == address(this) || target == address(entryPoint());
            if (isOwn || target == registry || target == EXECUTOR) revert AccountOperatorTarget(msg.sender, target);
        }
    }

    // ---- life ----

    function _recordLife(uint48 livedAt) internal virtual {
        AccountStorage.Data storage stored = AccountStorage.data();
        uint256 head = stored.head;
        uint256 next = _withLife(head, livedAt);
        if (next != head) stored.head = next;
    }

    function _withLife(uint256 head, uint48 livedAt) internal pure virtual returns (uint256) {
        return AccountStorage.withLife(head, livedAt);
    }

    /// Says for whom the account calls. It stays the owner's to the end of his transaction, unless an operator calls: nobody else has the account call what he chooses.
    function _setOwnersAct(bool isOwners) internal virtual {
        AccountStorage.OWNERS_ACT.tstore(isOwners);
    }

    /// Whoever else has the account call something can't have it call itself, so a call from itself is its owner's.
    function _checkSelf() private view {
        if (msg.sender != address(this)) revert AccountUnauthorized(msg.sender);
    }

    function _checkAccount(address account) private view {
        if (account != address(this)) revert LifeUnknown(account, "another account");
    }

    function _checkWhole(address account) private view {
        _checkAccount(account);
        if (_isDelegated()) revert LifeUnknown(account, "it has a key, whose acts a DelegateProver sees");
    }
}
