// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Layout, TokenTerms} from "./ITimeframeToken.sol";

/// @notice How a backing values what was spent.
enum BackingKind {
    /// A price for each unit.
    FIXED_PRICE,
    /// A pot for each frame, shared by the units spent in it.
    PRO_RATA
}

/// @title Timeframe factory
/// @notice Creates timeframe tokens and their backings for anybody, at addresses that can be known before.
///
/// Each is full code with its terms as immutables: a clone would cost about 2,700 gas more in every call. The creation code lies in data
/// contracts that are fixed when the factory is created, so the address of this factory commits to all that it creates.
interface ITimeframeFactory {
    /// @notice A token was created.
    event TokenCreated(address indexed token, address indexed creator, Layout accountLayout, TokenTerms terms);
    /// @notice A backing was created.
    event BackingCreated(
        address indexed backing,
        address indexed creator,
        BackingKind kind,
        IERC20 asset,
        address sponsor
    );

    /// @notice The name is empty or longer than 31 bytes, the most that an EIP-712 domain keeps without storage.
    error TimeframeNameLength(uint256 length);
    /// @notice The lists of layouts and terms differ in length.
    error TimeframeTermsMismatch(uint256 layouts, uint256 terms);
    /// @notice A token without administrator could never have a group; name one.
    error TimeframeAdministratorMissing();
    /// @notice The creator has created the same with the same salt before, at `created`; use that, or another salt.
    error TimeframeCreatedBefore(address created);
    /// @notice There is no backing at this address; create one first.
    error TimeframeBackingMissing(address backing);

    /// @notice Creates a token.
    /// @param accountLayout What its accounts have room for.
    /// @param terms All that is fixed for ever.
    /// @param salt Any value; with the creator, the layout and the terms it makes the address.
    function createToken(
        Layout accountLayout,
        TokenTerms calldata terms,
        bytes32 salt
    ) external returns (address token);

    /// @notice Creates the tokens of a programme, one for each rhythm. Three fit one transaction.
    function createTokens(
        Layout[] calldata layouts,
        TokenTerms[] calldata terms,
        bytes32 salt
    ) external returns (address[] memory tokens);

    /// @notice Creates a backing.
    /// @param kind How it values what was spent.
    /// @param asset What providers are paid in; zero for one that only counts.
    /// @param sponsor Its owner, to whom all that is not reserved belongs.
    /// @param salt Any value.
    function createBacking(
        BackingKind kind,
        IERC20 asset,
        address sponsor,
        bytes32 salt
    ) external returns (address backing);

    /// @notice The address that {createToken} gives, for a creator.
    function predictToken(
        Layout accountLayout,
        TokenTerms calldata terms,
        address creator,
        bytes32 salt
    ) external view returns (address);

    /// @notice The address that {createBacking} gives, for a creator.
    function predictBacking(
        BackingKind kind,
        IERC20 asset,
        address sponsor,
        address creator,
        bytes32 salt
    ) external view returns (address);

    /// @notice The groups contract of all tokens of this factory.
    function groups() external view returns (address);
}
