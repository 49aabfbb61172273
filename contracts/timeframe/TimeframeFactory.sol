// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Create2} from "@openzeppelin/contracts/utils/Create2.sol";
import {SSTORE2} from "solady/src/utils/SSTORE2.sol";
import {ITimeframeBacking} from "./ITimeframeBacking.sol";
import {BackingKind, ITimeframeFactory} from "./ITimeframeFactory.sol";
import {Layout, TokenTerms} from "./ITimeframeToken.sol";

/// @title TimeframeFactory
/// @notice Permissionless factory of timeframe tokens and backings.
contract TimeframeFactory is ITimeframeFactory {
    uint256 private constant MAX_NAME = 31;

    address private immutable GROUPS;
    /// Data contracts with creation code, see {CodeStore}.
    address private immutable PLAIN;
    address private immutable CAPPED;
    address private immutable GRACE;
    address private immutable FIXED_PRICE;
    address private immutable PRO_RATA;

    /// @notice Fixes what this factory creates.
    /// @param groups_ The groups contract.
    /// @param tokenCodes Creation code of the layouts, in their order.
    /// @param backingCodes Creation code of the kinds of backing, in their order.
    constructor(address groups_, address[3] memory tokenCodes, address[2] memory backingCodes) {
        GROUPS = groups_;
        (PLAIN, CAPPED, GRACE) = (tokenCodes[0], tokenCodes[1], tokenCodes[2]);
        (FIXED_PRICE, PRO_RATA) = (backingCodes[0], backingCodes[1]);
    }

    /// @inheritdoc ITimeframeFactory
    function createToken(
        Layout accountLayout,
        TokenTerms calldata terms,
        bytes32 salt
    ) external returns (address token) {
        return _createToken(accountLayout, terms, salt);
    }

    /// @inheritdoc ITimeframeFactory
    function createTokens(
        Layout[] calldata layouts,
        TokenTerms[] calldata terms,
        bytes32 salt
    ) external returns (address[] memory tokens) {
        if (layouts.length != terms.length) revert TimeframeTermsMismatch(layouts.length, terms.length);
        tokens = new address[](terms.length);
        for (uint256 i = 0; i < terms.length; ++i) tokens[i] = _createToken(layouts[i], terms[i], salt);
    }

    /// @inheritdoc ITimeframeFactory
    function createBacking(
        BackingKind kind,
        IERC20 asset,
        address sponsor,
        bytes32 salt
    ) external returns (address backing) {
        backing = _deploy(salt, _backingCode(kind, asset, sponsor));
        emit BackingCreated(backing, msg.sender, kind, asset, sponsor);
    }

    /// @inheritdoc ITimeframeFactory
    function predictToken(
        Layout accountLayout,
        TokenTerms calldata terms,
        address creator,
        bytes32 salt
    ) external view returns (address) {
        return Create2.computeAddress(_salt(creator, salt), keccak256(_tokenCode(accountLayout, terms)));
    }

    /// @inheritdoc ITimeframeFactory
    function predictBacking(
        BackingKind kind,
        IERC20 asset,
        address sponsor,
        address creator,
        bytes32 salt
    ) external view returns (address) {
        return Create2.computeAddress(_salt(creator, salt), keccak256(_backingCode(kind, asset, sponsor)));
    }

    /// @inheritdoc ITimeframeFactory
    function groups() external view returns (address) {
        return GROUPS;
    }

    function _createToken(
        Layout accountLayout,
        TokenTerms calldata terms,
        bytes32 salt
    ) private returns (address token) {
        // Check: what the token's own constructor would refuse less clearly, or not at all
        uint256 length = bytes(terms.name).length;
        if (length == 0 || length > MAX_NAME) revert TimeframeNameLength(length);
        if (terms.administrator == address(0)) revert TimeframeAdministratorMissing();
        if (terms.backing != address(0) && !_isBacking(terms.backing)) revert TimeframeBackingMissing(terms.backing);

        // Effect
        token = _deploy(salt, _tokenCode(accountLayout, terms));
        emit TokenCreated(token, msg.sender, accountLayout, terms);
    }

    /// Whether a contract answers as a backing does. Some precompiles answer anything with a word, and have no code.
    function _isBacking(address candidate) private view returns (bool) {
        bytes memory question = abi.encodeCall(ITimeframeBacking.earned, (address(0), address(0)));
        (bool success, bytes memory answer) = candidate.staticcall(question);
        return candidate.code.length != 0 && success && answer.length == 32;
    }

    function _deploy(bytes32 salt, bytes memory code) private returns (address created) {
        bytes32 ownSalt = _salt(msg.sender, salt);
        created = Create2.computeAddress(ownSalt, keccak256(code));
        if (created.code.length != 0) revert TimeframeCreatedBefore(created);
        Create2.deploy(0, ownSalt, code);
    }

    /// Two creators with the same salt don't get in each other's way.
    function _salt(address creator, bytes32 salt) private pure returns (bytes32) {
        return keccak256(abi.encode(creator, salt));
    }

    function _tokenCode(Layout accountLayout, TokenTerms calldata terms) private view returns (bytes memory) {
        address code =
            accountLayout == Layout.PLAIN
                ? PLAIN
                : accountLayout == Layout.CAPPED
                    ? CAPPED
                    : GRACE;
        return bytes.concat(SSTORE2.read(code), abi.encode(terms, GROUPS));
    }

    function _backingCode(BackingKind kind, IERC20 asset, address sponsor) private view returns (bytes memory) {
        address code = kind == BackingKind.FIXED_PRICE ? FIXED_PRICE : PRO_RATA;
        return bytes.concat(SSTORE2.read(code), abi.encode(asset, sponsor));
    }
}
