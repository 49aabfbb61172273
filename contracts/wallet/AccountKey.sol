// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {EIP7702Utils} from "@openzeppelin/contracts/account/utils/EIP7702Utils.sol";
import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {ERC7739} from "@openzeppelin/contracts/utils/cryptography/signers/draft-ERC7739.sol";
import {AccountStorage} from "./AccountStorage.sol";
import {IDeadMansSwitchAccount} from "./IDeadMansSwitchAccount.sol";

/// @title AccountKey
/// @notice Who owns an account, and whether a signature is his. ERC-1271 signatures are nested (ERC-7739), so that one for an account is none for another of the same owner.
abstract contract AccountKey is ERC7739, IDeadMansSwitchAccount {
    /// Where the code itself is.
    address private immutable SELF = address(this);

    /// @inheritdoc IDeadMansSwitchAccount
    function owner() public view returns (bytes memory) {
        AccountStorage.Data storage stored = AccountStorage.data();
        if (AccountStorage.isRotatedIn(stored.head)) return stored.owner;
        // The factory's accounts carry their owner behind their code.
        if (address(this) != SELF && !_isDelegated()) return Clones.fetchCloneArgs(address(this));
        return abi.encodePacked(this);
    }

    /// @dev An account that is its own owner has the key of its address, if it has any.
    function _rawSignatureValidation(bytes32 hash, bytes calldata signature) internal view override returns (bool) {
        bytes memory signer = owner();
        if (signer.length != 20 || address(bytes20(signer)) != address(this))
            return SignatureChecker.isValidSignatureNow(signer, hash, signature);
        (address recovered, ECDSA.RecoverError failure, ) = ECDSA.tryRecoverCalldata(hash, signature);
        return failure == ECDSA.RecoverError.NoError && recovered == address(this);
    }

    /// Whether the account is an ordinary one that delegates here (EIP-7702).
    function _isDelegated() internal view returns (bool) {
        return EIP7702Utils.fetchDelegate(address(this)) != address(0);
    }
}
