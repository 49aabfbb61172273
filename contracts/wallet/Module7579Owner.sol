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
    bytes32 private constant MESSAGE_TYPEHASH = keccak256("AccountMessage(address account,bytes32 hash)");

    uint256 private constant ADDRESS = 20;
    uint256 private constant WITH_KEY = 84;

    mapping(address account => Watch7579 watch) private _watches;

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
        return _watches[account];
    }

    /// @inheritdoc IDeadMansSwitchModule7579
    function ownerOf(address account) public view returns (bytes memory) {
        Watch7579 storage watch = _watches[account];
        address signer = watch.signer;
        if (signer == address(0)) return "";
        (bytes32 x, bytes32 y) = (watch.key[0], watch.key[1]);
        return x | y == 0 ? abi.encodePacked(signer) : abi.encodePacked(signer, x, y);
    }

    function _watchOf(address account) internal view returns (Watch7579 storage) {
        return _watches[account];
    }

    /// Names the caller's owner.
    function _nameOwner(bytes calldata owner) internal {
        // Check
        address signer = owner.length < ADDRESS ? address(0) : address(bytes20(owner));
        bool isAddress = owner.length == ADDRESS && signer != msg.sender;
        bool isKey = owner.length == WITH_KEY && signer.code.length != 0;
        if (signer == address(0) || !(isAddress || isKey)) revert Module7579OwnerRefused(owner);
        // Effect
        Watch7579 storage watch = _watches[msg.sender];
        watch.signer = signer;
        watch.key[0] = isKey ? bytes32(owner[ADDRESS:]) : bytes32(0);
        watch.key[1] = isKey ? bytes32(owner[ADDRESS + 32:]) : bytes32(0);
        emit OwnerNamed(msg.sender, owner);
    }

    /// The caller has none any more.
    function _forgetOwner() internal {
        Watch7579 storage watch = _watches[msg.sender];
        watch.signer = address(0);
        (watch.key[0], watch.key[1]) = (0, 0);
    }

    function _isSigned(address account, bytes32 digest, bytes calldata signature) internal view returns (bool) {
        bytes memory owner = ownerOf(account);
        return owner.length != 0 && SignatureChecker.isValidSignatureNow(owner, digest, signature);
    }
}
