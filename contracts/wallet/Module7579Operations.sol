// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IEntryPointNonces, PackedUserOperation} from "@openzeppelin/contracts/interfaces/IERC4337.sol";
import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";
import {TransientSlot} from "@openzeppelin/contracts/utils/TransientSlot.sol";
import {IDeadMansSwitchModule7579} from "./IDeadMansSwitchModule7579.sol";
import {Module7579Owner} from "./Module7579Owner.sol";

/// @title Operations of modular accounts
/// @notice The part of {IDeadMansSwitchModule7579} that knows an owner's operation again, between its validation and its execution.
/// @dev An account asks its validator whenever the entry point has it do so. That can be within another operation, a session key's, which shows the switch whatever it likes: what the owner once
/// signed, in another one's name. So an operation counts if the hash that was signed is its own, if the entry point has used up its nonce, and once.
abstract contract Module7579Operations is Module7579Owner {
    using TransientSlot for *;

    bytes32 private constant DOMAIN_TYPEHASH = keccak256(
        "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
    );
    bytes32 private constant OPERATION_TYPEHASH = keccak256(
        "PackedUserOperation(address sender,uint256 nonce,bytes initCode,bytes callData,bytes32 accountGasLimits,uint256 preVerificationGas,bytes32 gasFees,bytes paymasterAndData)"
    );
    bytes32 private constant NAME_HASH = keccak256("ERC4337");
    bytes32 private constant VERSION_HASH = keccak256("1");

    /// Size of a number in the two that tell a queue: of the first that waits, and behind the last.
    uint256 private constant HALF = 128;

    /// @inheritdoc IDeadMansSwitchModule7579
    address public immutable ENTRY_POINT;

    /// By the key of their nonces, the first number that no owner's operation has had yet that was executed.
    mapping(address account => mapping(uint192 key => uint64 next)) private _next;

    uint256 private immutable _CHAIN = block.chainid;
    bytes32 private immutable _DOMAIN;

    /// @notice Fixes whose calls are executions of user operations.
    /// @param entryPoint The entry point of the accounts, v0.8.
    constructor(address entryPoint) {
        ENTRY_POINT = entryPoint;
        _DOMAIN = _domainOf(entryPoint);
    }

    /// Whether what was signed is this operation of the caller's, by the entry point's EIP-712 hash. (Rules of the public mempool let nobody ask it for that.)
    function _isItself(PackedUserOperation calldata userOp, bytes32 userOpHash) internal view returns (bool) {
        bytes32 domain = block.chainid == _CHAIN ? _DOMAIN : _domainOf(ENTRY_POINT);
        bytes32 operation = keccak256(
            abi.encode(
                OPERATION_TYPEHASH,
                msg.sender,
                userOp.nonce,
                keccak256(userOp.initCode),
                keccak256(userOp.callData),
                userOp.accountGasLimits,
                userOp.preVerificationGas,
                userOp.gasFees,
                keccak256(userOp.paymasterAndData)
            )
        );
        return MessageHashUtils.toTypedDataHash(domain, operation) == userOpHash;
    }

    /// Waits for an operation of the caller's to be executed.
    function _expect(PackedUserOperation calldata userOp) internal {
        TransientSlot.Uint256Slot queue = _queueOf(msg.sender, userOp.callData);
        uint256 ends = queue.tload();
        _placeIn(queue, ends >> HALF).tstore(userOp.nonce);
        queue.tstore(ends + (1 << HALF));
    }

    /// Whether what is executed is an operation that was waited for: if so, not any more. What was shown besides, before or after it, and doesn't count, is passed over.
    function _isExpected(address account, bytes calldata data) internal returns (bool isExpected) {
        TransientSlot.Uint256Slot queue = _queueOf(account, data);
        uint256 ends = queue.tload();
        uint256 first = uint128(ends);
        uint256 last = ends >> HALF;
        if (first == last) return false;
        while (!isExpected && first < last) {
            isExpected = _useUp(account, _placeIn(queue, first).tload());
            ++first;
        }
        queue.tstore((last << HALF) | first);
    }

    /// Whether an operation counts, by its nonce; the next that does has a higher one.
    function _useUp(address account, uint256 nonce) private returns (bool) {
        uint192 key = uint192(nonce >> 64);
        uint64 number = uint64(nonce);
        if (number < _next[account][key] || nonce >= IEntryPointNonces(ENTRY_POINT).getNonce(account, key))
            return false;
        _next[account][key] = number + 1;
        return true;
    }

    function _domainOf(address entryPoint) private view returns (bytes32) {
        return keccak256(abi.encode(DOMAIN_TYPEHASH, NAME_HASH, VERSION_HASH, block.chainid, entryPoint));
    }

    /// The numbers of the operations with the same call that were validated, and not executed yet; their nonces lie behind it, where the public mempool lets a validation store.
    function _queueOf(address account, bytes calldata data) private pure returns (TransientSlot.Uint256Slot) {
        return keccak256(abi.encode(account, keccak256(data))).asUint256();
    }

    function _placeIn(TransientSlot.Uint256Slot queue, uint256 place) private pure returns (TransientSlot.Uint256Slot) {
        return bytes32(uint256(TransientSlot.Uint256Slot.unwrap(queue)) + 1 + place).asUint256();
    }
}
