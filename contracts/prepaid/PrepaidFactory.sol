// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Create2} from "@openzeppelin/contracts/utils/Create2.sol";
import {MetadataReaderLib} from "solady/src/utils/MetadataReaderLib.sol";
import {SSTORE2} from "solady/src/utils/SSTORE2.sol";
import {IPrepaidFactory} from "./IPrepaidFactory.sol";

/// @title PrepaidFactory
/// @notice Permissionless factory of prepaid vaults and their cards.
contract PrepaidFactory is IPrepaidFactory {
    using SafeERC20 for IERC20Metadata;

    /// The most of an asset's symbol that goes into names, in bytes.
    uint256 private constant MAX_SYMBOL = 32;

    address private immutable DESK;
    /// Data contracts with creation code, see {CodeStore}.
    address private immutable VAULT_CODE;
    address private immutable CARDS_CODE;

    /// An asset may change its symbol, and its vault's address would follow: the one that was created first stays its vault.
    mapping(address asset => mapping(uint256 bucketLength => address vault)) private _vaults;
    mapping(address vault => bool made) private _made;

    /// @notice Fixes what this factory creates.
    /// @param desk_ The desk of all vaults.
    /// @param vaultCode Creation code of a vault.
    /// @param cardsCode Creation code of cards.
    constructor(address desk_, address vaultCode, address cardsCode) {
        (DESK, VAULT_CODE, CARDS_CODE) = (desk_, vaultCode, cardsCode);
    }

    /// @inheritdoc IPrepaidFactory
    function createVault(IERC20Metadata asset, uint256 bucketLength) external returns (address vault) {
        // Check
        vault = _vaults[address(asset)][bucketLength];
        if (vault != address(0)) revert PrepaidCreatedBefore(vault);

        // Effect
        (bytes memory code, string memory name, string memory symbol) = _vaultCode(asset, bucketLength);
        vault = Create2.deploy(0, 0, code);
        _vaults[address(asset)][bucketLength] = vault;
        _made[vault] = true;
        emit VaultCreated(vault, address(asset), bucketLength, name, symbol);
    }

    /// @inheritdoc IPrepaidFactory
    function createCards(address vault) external returns (address cards) {
        // Check
        if (!_made[vault]) revert PrepaidVaultUnknown(vault);
        cards = cardsOf(vault);
        if (cards.code.length != 0) revert PrepaidCreatedBefore(cards);

        // Effect
        Create2.deploy(0, 0, _cardsCode(vault));
        emit CardsCreated(cards, vault);
    }

    /// @inheritdoc IPrepaidFactory
    function vaultOf(IERC20Metadata asset, uint256 bucketLength) external view returns (address vault) {
        vault = _vaults[address(asset)][bucketLength];
        if (vault == address(0)) {
            (bytes memory code, , ) = _vaultCode(asset, bucketLength);
            vault = Create2.computeAddress(0, keccak256(code));
        }
    }

    /// @inheritdoc IPrepaidFactory
    function cardsOf(address vault) public view returns (address cards) {
        return Create2.computeAddress(0, keccak256(_cardsCode(vault)));
    }

    /// @inheritdoc IPrepaidFactory
    function isVault(address vault) external view returns (bool) {
        return _made[vault];
    }

    /// @inheritdoc IPrepaidFactory
    function desk() external view returns (address) {
        return DESK;
    }

    function _vaultCode(
        IERC20Metadata asset,
        uint256 bucketLength
    ) private view returns (bytes memory code, string memory name, string memory symbol) {
        if (bucketLength != 1 hours && bucketLength != 1 days) revert PrepaidBucketLengthInvalid(bucketLength);
        (bool known, uint8 decimals) = asset.tryGetDecimals();
        if (!known) revert PrepaidAssetInvalid(address(asset));
        // Symbols of old assets are 32 bytes and no string, and some have none.
        string memory assetSymbol = MetadataReaderLib.readSymbol(address(asset), MAX_SYMBOL);
        (name, symbol) = (string.concat("Prepaid ", assetSymbol), string.concat("p", assetSymbol));
        code = bytes.concat(SSTORE2.read(VAULT_CODE), abi.encode(asset, bucketLength, decimals, name, symbol, DESK));
    }

    /// Cards have fixed names: those of an asset may change, and the address must not.
    function _cardsCode(address vault) private view returns (bytes memory) {
        return bytes.concat(SSTORE2.read(CARDS_CODE), abi.encode(vault, "Lapse Prepaid Cards", "CARD"));
    }
}
