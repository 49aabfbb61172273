// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";

/// @title Prepaid factory
/// @notice Creates the vault of an asset, for anybody. There is one for each asset and length of bucket, at an address that can be known before; a
/// vault belongs to nobody, so it doesn't matter who creates it.
interface IPrepaidFactory {
    /// @notice A vault was created.
    event VaultCreated(
        address indexed vault,
        address indexed asset,
        uint256 indexed bucketLength,
        string name,
        string symbol
    );

    /// @notice The cards of a vault were created.
    event CardsCreated(address indexed cards, address indexed vault);

    /// @notice Buckets are an hour (3,600 seconds) or a day (86,400) long.
    error PrepaidBucketLengthInvalid(uint256 bucketLength);
    /// @notice There is no ERC-20 with decimals at this address.
    error PrepaidAssetInvalid(address asset);
    /// @notice It is there already: use it.
    error PrepaidCreatedBefore(address created);
    /// @notice This factory has made no vault at this address.
    error PrepaidVaultUnknown(address vault);

    /// @notice Creates the vault of an asset. Its name is "Prepaid " and the asset's symbol, its symbol "p" and the asset's.
    /// @param asset Any ERC-20 whose balances change by transfers only.
    /// @param bucketLength 3,600 or 86,400 seconds: what the expiries of its instruments are multiples of.
    function createVault(IERC20Metadata asset, uint256 bucketLength) external returns (address vault);

    /// @notice Creates the NFT wrapper of a vault of this factory, see {IPrepaidCards}. There is one for each vault.
    function createCards(address vault) external returns (address cards);

    /// @notice The address of an asset's vault, whether it is there yet or not. The asset must be.
    function vaultOf(IERC20Metadata asset, uint256 bucketLength) external view returns (address vault);

    /// @notice The address of a vault's cards, whether they are there yet or not.
    function cardsOf(address vault) external view returns (address cards);

    /// @notice Whether this factory has made a vault at this address.
    function isVault(address vault) external view returns (bool);

    /// @notice The code that vaults of this factory run their rarer functions in.
    function desk() external view returns (address);
}
