// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

/// @title Dynamic traits (ERC-7496)
/// @notice Traits of tokens that change, each a word under a key: the Keccak-256 of the trait's name. The interface's id is 0xaf332f3e.
interface IERC7496 {
    /// @notice There is no such trait.
    error TraitKeyUnknown(bytes32 traitKey);

    /// @notice A trait of a token is another now.
    event TraitUpdated(bytes32 indexed traitKey, uint256 tokenId, bytes32 traitValue);
    /// @notice A trait of tokens with consecutive numbers, both ends included, is another now.
    event TraitUpdatedRange(bytes32 indexed traitKey, uint256 fromTokenId, uint256 toTokenId);
    /// @notice The same, to one value for all of them.
    event TraitUpdatedRangeUniformValue(
        bytes32 indexed traitKey,
        uint256 fromTokenId,
        uint256 toTokenId,
        bytes32 traitValue
    );
    /// @notice A trait of several tokens is another now.
    event TraitUpdatedList(bytes32 indexed traitKey, uint256[] tokenIds);
    /// @notice The same, to one value for all of them.
    event TraitUpdatedListUniformValue(bytes32 indexed traitKey, uint256[] tokenIds, bytes32 traitValue);
    /// @notice The description of the traits is another now.
    event TraitMetadataURIUpdated();

    /// @notice A trait of a token now. Reverts with {TraitKeyUnknown} where there is no such trait, and for a token that doesn't exist.
    function getTraitValue(uint256 tokenId, bytes32 traitKey) external view returns (bytes32 traitValue);

    /// @notice Several traits of a token now, in the order of their keys.
    function getTraitValues(
        uint256 tokenId,
        bytes32[] calldata traitKeys
    ) external view returns (bytes32[] memory traitValues);

    /// @notice Where the traits are described, in the standard's JSON.
    function getTraitMetadataURI() external view returns (string memory uri);

    /// @notice Sets a trait, where whoever calls may.
    function setTrait(uint256 tokenId, bytes32 traitKey, bytes32 newValue) external;
}
