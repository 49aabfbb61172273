// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IERC7579Validator} from "@openzeppelin/contracts/interfaces/draft-IERC7579.sol";
import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {IDeadMansSwitchModule7579} from "./IDeadMansSwitchModule7579.sol";

/// @title Owners of modular accounts
/// @notice The part of {IDeadMansSwitchModule7579} that knows whose key acts for an account, and what that has signed.
abstract contract Module7579Owner is IDeadMansSwitchModule7579, EIP712 {
    /// What is kept of an account, so that an owner who is an address is read from one slot.
    struct Kept {
        // slot 0
        /// Unix seconds: the owner's last act, ...
        uint40 lastLife;
        /// ... and the last second in which acts may have gone unseen.
        uint40 suspendedAt;
        address signer;
        bool hasKey;
        // slots 1 and 2
        bytes32[2] key;
    }

    bytes32 private constant MESSAGE_TYPEHASH = keccak256("AccountMessage(address account,bytes32 hash)");

    uint256 private constant ADDRESS = 20;
    uint256 private constant WITH_KEY = 84;

    mapping(address account => Kept kept) private _kept;

    constructor() EIP712("Lapse Module7579", "1") {}

    /// @inheritdoc IERC7579Validator
    function isValidSignatureWithSender(
        address,
        bytes32 hash,
        bytes calldata signature
    ) external view returns (bytes4) {
        bytes32 message = keccak256(abi.encode(MESSAGE_TYPEHASH, msg.sender, hash));
        return
            _isSigned(msg.sender, _hashTypedDataV4(message), signature)
                ? IERC1271.isValidSignature.selector
                : bytes4(0xffffffff);
    }

    /// @inheritdoc IDeadMansSwitchModule7579
    function watchOf(address account) public view returns (Watch7579 memory) {
        Kept memory kept = _kept[account];
        return Watch7579(kept.lastLife, kept.suspendedAt, kept.signer, kept.key);
    }

    /// @inheritdoc IDeadMansSwitchModule7579
    function ownerOf(address account) public view returns (bytes memory) {
        Kept storage kept = _kept[account];
        address signer = kept.signer;
        if (signer == address(0)) return "";
        return kept.hasKey ? abi.encodePacked(signer, kept.key[0], kept.key[1]) : abi.encodePacked(signer);
    }

    function _keptOf(address account) internal view returns (Kept storage) {
        return _kept[account];
    }

    /// Names the caller's owner.
    function _nameOwner(bytes calldata owner) internal {
        // Check
        address signer = owner.length < ADDRESS ? address(0) : address(bytes20(owner));
        bool isAddress = owner.length == ADDRESS && signer != msg.sender;
        bool isKey = owner.length == WITH_KEY && signer.code.length != 0;
        if (signer == address(0) || !(isAddress || isKey)) revert Module7579OwnerRefused(owner);
        // Effect
        Kept storage kept = _kept[msg.sender];
        (kept.signer, kept.hasKey) = (signer, isKey);
        kept.key[0] = isKey ? bytes32(owner[ADDRESS:]) : bytes32(0);
        kept.key[1] = isKey ? bytes32(owner[ADDRESS + 32:]) : bytes32(0);
        emit OwnerNamed(msg.sender, owner);
    }

    /// The caller has none any more.
    function _forgetOwner() internal {
        Kept storage kept = _kept[msg.sender];
        (kept.signer, kept.hasKey) = (address(0), false);
        (kept.key[0], kept.key[1]) = (0, 0);
    }

    function _isSigned(address account, bytes32 digest, bytes calldata signature) internal view returns (bool) {
        bytes memory owner = ownerOf(account);
        return owner.length != 0 && SignatureChecker.isValidSignatureNow(owner, digest, signature);
    }
}
