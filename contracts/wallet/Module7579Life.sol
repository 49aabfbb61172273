// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {EIP7702Utils} from "@openzeppelin/contracts/account/utils/EIP7702Utils.sol";
import {ERC4337Utils} from "@openzeppelin/contracts/account/utils/ERC4337Utils.sol";
import {
    IERC7579Execution,
    IERC7579Hook,
    IERC7579Module,
    IERC7579ModuleConfig,
    IERC7579Validator,
    MODULE_TYPE_EXECUTOR,
    MODULE_TYPE_HOOK,
    MODULE_TYPE_VALIDATOR
} from "@openzeppelin/contracts/interfaces/draft-IERC7579.sol";
import {PackedUserOperation} from "@openzeppelin/contracts/interfaces/IERC4337.sol";
import {LowLevelCall} from "@openzeppelin/contracts/utils/LowLevelCall.sol";
import {TransientSlot} from "@openzeppelin/contracts/utils/TransientSlot.sol";
import {IDeadMansSwitchModule7579} from "./IDeadMansSwitchModule7579.sol";
import {ILifeSource} from "./ILifeSource.sol";
import {Module7579Operations} from "./Module7579Operations.sol";

/// @title Life of modular accounts
/// @notice The part of {IDeadMansSwitchModule7579} that sees the owner's acts.
/// @dev Whoever calls writes about himself only, so what matters is who has an account call this contract. The entry point validates before it executes anything, and whatever else an account
/// does comes by its hook. So what it asks before its hook was asked in a transaction is a validation; and what comes by the hook is the owner's if it is, to the byte, what was validated.
/// After anybody else's execution nothing in the transaction is taken for the owner's: it could tell the hook anything in the account's name.
///
/// Rules of the public mempool (ERC-7562) let a validation use what lies at the Keccak-256 of the account and one more word, and read no time.
abstract contract Module7579Life is Module7579Operations {
    using TransientSlot for *;

    /// For how long what the owner signs is good. Not longer than the shortest period of a plan, so that whatever is executed after a trigger is life after it.
    uint48 private constant GOOD_FOR = 1 days;
    /// Length of `execute`'s selector and mode.
    uint256 private constant MODE_END = 36;

    /// Of an account, for the transaction: an act of the owner is under way, ...
    uint256 private constant OPEN = 1;
    /// ... something was executed, ...
    uint256 private constant RAN = 2;
    /// ... and it wasn't the owner's.
    uint256 private constant FOREIGN = 4;
    /// What tells {postCheck} that it ends the owner's act.
    bytes private constant OWNERS = hex"01";

    uint256 private constant DESIGNATOR = 23;

    // ---- validator ----

    /// @inheritdoc IERC7579Validator
    function validateUserOp(PackedUserOperation calldata userOp, bytes32 userOpHash) external returns (uint256) {
        // Check
        if (!_isSigned(msg.sender, userOpHash, userOp.signature)) return ERC4337Utils.SIG_VALIDATION_FAILED;
        // Not the entry point's question, or one that can't be told from another's: it fails, since an act that isn't seen would be worse.
        if (_actOf(msg.sender).tload() != 0) return ERC4337Utils.SIG_VALIDATION_FAILED;

        // Effect
        uint48 issuedAt = _issuedAt(userOp.callData);
        if (_has(msg.sender, MODULE_TYPE_HOOK) && _isItself(userOp, userOpHash)) {
            _expect(userOp);
            _live(msg.sender, issuedAt);
        }
        if (issuedAt == 0) return ERC4337Utils.SIG_VALIDATION_SUCCESS;
        // The entry point refuses it at and before the one second, and after the other. A life in the future reverts with that refusal.
        return (uint256(issuedAt - 1) << 208) | (uint256(issuedAt + GOOD_FOR - 1) << 160);
    }

    // ---- hook ----

    /// @inheritdoc IERC7579Hook
    function preCheck(address msgSender, uint256, bytes calldata msgData) external returns (bytes memory) {
        TransientSlot.Uint256Slot slot = _actOf(msg.sender);
        uint256 act = slot.tload();
        // What the account calls itself meanwhile is the owner's, too.
        if (msgSender == msg.sender && act & OPEN != 0) return "";
        if (msgSender != ENTRY_POINT || !_isOwners(msgData)) {
            _foreign(msg.sender);
            return "";
        }
        _live(msg.sender, uint48(block.timestamp));
        if (act & FOREIGN != 0) return "";
        slot.tstore(act | OPEN | RAN);
        return OWNERS;
    }

    /// @inheritdoc IERC7579Hook
    function postCheck(bytes calldata hookData) external {
        if (hookData.length == 0) return;
        TransientSlot.Uint256Slot slot = _actOf(msg.sender);
        slot.tstore(slot.tload() & ~OPEN);
    }

    // ---- installation ----

    /// @inheritdoc IERC7579Module
    /// @dev The data is the owner, as an ERC-7913 signer; it can be left out once he is named.
    function onInstall(bytes calldata data) external {
        // Check
        Kept storage kept = _keptOf(msg.sender);
        bool isNew = kept.signer == address(0);
        if (!isNew && data.length != 0 && keccak256(data) != keccak256(ownerOf(msg.sender)))
            revert Module7579OwnedBefore(msg.sender);

        // Effect
        if (isNew && data.length != 0) _nameOwner(data);
        // What the owner did before was seen by nobody; nor is the hook asked about what installs it, which could go on to tell anything in the account's name.
        kept.suspendedAt = uint40(block.timestamp - 1);
        if (_actOf(msg.sender).tload() == 0) _foreign(msg.sender);
        emit PartInstalled(msg.sender, missingPartOf(msg.sender));
    }

    /// @inheritdoc IERC7579Module
    function onUninstall(bytes calldata) external {
        Kept storage kept = _keptOf(msg.sender);
        kept.suspendedAt = uint40(block.timestamp);
        // Without its hook, whatever the account executes next would go unseen, in an act that doesn't end.
        _foreign(msg.sender);
        // As long as it is the validator, the account needs him.
        if (!_has(msg.sender, MODULE_TYPE_VALIDATOR)) _forgetOwner();
        emit PartRemoved(msg.sender, missingPartOf(msg.sender));
    }

    /// @inheritdoc IDeadMansSwitchModule7579
    function nameOwner(bytes calldata owner) external {
        // Check
        if (!isOwnersAct(msg.sender)) revert Module7579NotOwnersAct(msg.sender);
        // Effect
        _nameOwner(owner);
    }

    // ---- views ----

    /// @inheritdoc ILifeSource
    function isOwnersAct(address account) public view returns (bool) {
        return _actOf(account).tload() & OPEN != 0;
    }

    /// @inheritdoc IDeadMansSwitchModule7579
    function missingPartOf(address account) public view returns (Part7579) {
        if (_keptOf(account).signer == address(0)) return Part7579.OWNER;
        if (!_has(account, MODULE_TYPE_VALIDATOR)) return Part7579.VALIDATOR;
        if (!_has(account, MODULE_TYPE_EXECUTOR)) return Part7579.EXECUTOR;
        if (!_has(account, MODULE_TYPE_HOOK)) return Part7579.HOOK;
        bool isShort = account.code.length == DESIGNATOR;
        return isShort && EIP7702Utils.fetchDelegate(account) != address(0) ? Part7579.KEY : Part7579.NONE;
    }

    // ---- internals ----

    /// Whether the caller executes an operation of its owner's: what was validated, and isn't out of date.
    function _isOwners(bytes calldata data) private returns (bool) {
        if (!_isExpected(msg.sender, data)) return false;
        uint48 issuedAt = _issuedAt(data);
        return issuedAt == 0 || (issuedAt <= block.timestamp && block.timestamp < issuedAt + GOOD_FOR);
    }

    /// Nothing in the transaction is the owner's any more.
    function _foreign(address account) private {
        TransientSlot.Uint256Slot slot = _actOf(account);
        slot.tstore((slot.tload() & ~OPEN) | RAN | FOREIGN);
    }

    function _live(address account, uint48 livedAt) private {
        Kept storage kept = _keptOf(account);
        // No act is from later: the entry point refuses that operation.
        if (livedAt > kept.lastLife && livedAt <= type(uint40).max) kept.lastLife = uint40(livedAt);
    }

    /// Whether an account says that this is a module of a type. Never reverts, whatever the account is.
    function _has(address account, uint256 moduleType) private view returns (bool) {
        bytes memory question = abi.encodeCall(IERC7579ModuleConfig.isModuleInstalled, (moduleType, address(this), ""));
        (bool success, bytes32 answer, ) = LowLevelCall.staticcallReturn64Bytes(account, question);
        return success && LowLevelCall.returnDataSize() >= 32 && answer == bytes32(uint256(1));
    }

    function _issuedAt(bytes calldata data) private pure returns (uint48) {
        if (data.length < MODE_END || bytes4(data) != IERC7579Execution.execute.selector) return 0;
        return uint48(uint256(bytes32(data[4:])));
    }

    /// What is under way of an account.
    function _actOf(address account) private pure returns (TransientSlot.Uint256Slot) {
        return keccak256(abi.encode(account, bytes32(0))).asUint256();
    }
}
