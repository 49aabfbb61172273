// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

/// @notice An entry of a list of merchants.
struct Merchant {
    /// Who is paid.
    address merchant;
    /// His category.
    uint8 category;
}

/// @title Prepaid directory
/// @notice Where lists of merchants are published, so that whoever has nothing but an instrument can find its list and prove a merchant in it.
///
/// An instrument's rules name a list by its Merkle root. Here the entries themselves are put into events, by anybody, in pages. Nothing is stored and
/// nothing is believed: a reader puts a publisher's pages together and keeps them if they have the root. Others can publish under the same root what
/// they like; it doesn't match, and is passed over.
interface IPrepaidDirectory {
    /// @notice A page of a list was published.
    event MerchantsPublished(bytes32 indexed root, address indexed publisher, uint256 first, Merchant[] merchants);

    /// @notice A page must have an entry.
    error PrepaidPageEmpty(bytes32 root);

    /// @notice Publishes a page of a list. Nodes pass transactions of up to 128 KiB on: about 2,000 entries.
    /// @param root Merkle root of the whole list.
    /// @param first Number of the first entry of this page in the list, from 0.
    /// @param merchants The entries.
    function publish(bytes32 root, uint256 first, Merchant[] calldata merchants) external;
}
