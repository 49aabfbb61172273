// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";
import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";
import {IERC5646} from "../interfaces/IERC5646.sol";
import {IERC7858} from "../interfaces/IERC7858.sol";
import {IPrepaidCards} from "./IPrepaidCards.sol";
import {IPrepaidReceiver} from "./IPrepaidReceiver.sol";
import {InstrumentView, Terms} from "./IPrepaidTypes.sol";
import {IPrepaidVault} from "./IPrepaidVault.sol";
import {PrepaidCardFace} from "./PrepaidCardFace.sol";

/// @notice What is kept of a card, in one word.
struct Card {
    /// When it was wrapped, Unix seconds.
    uint48 wrapped;
    /// How often the instrument was wrapped, or spent from under a cap while it was: what can be spent where may have changed by it though as much is left.
    uint48 changes;
}

/// @title PrepaidCards
/// @notice Instruments of one vault as ERC-721 tokens. Nothing is kept here but who owns which: the rest is read from the vault.
contract PrepaidCards is IPrepaidCards, ERC721 {
    /// The ERC-165 identifier that ERC-4906 names; it has no functions.
    bytes4 private constant ERC4906 = 0x49064906;

    IPrepaidVault private immutable VAULT;

    /// It stays when a card is burnt: the next card of the same instrument is another one.
    mapping(uint256 id => Card card) private _cards;

    /// @notice Wraps the instruments of a vault.
    /// @param vault_ The vault.
    /// @param name_ Name of the cards.
    /// @param symbol_ Symbol of the cards.
    constructor(IPrepaidVault vault_, string memory name_, string memory symbol_) ERC721(name_, symbol_) {
        VAULT = vault_;
    }

    /// @inheritdoc IPrepaidReceiver
    function onInstrumentReceived(address from, uint256 id, bytes calldata data) external returns (bytes4) {
        // Check
        if (msg.sender != address(VAULT)) revert PrepaidNotVault(msg.sender);
        address owner = data.length == 0 ? from : abi.decode(data, (address));
        if (owner == address(this) || owner == address(VAULT)) revert ERC721InvalidReceiver(owner);

        // Effect: not "safe", because who receives a card needn't be told; he can read it
        _cards[id] = Card(uint48(block.timestamp), _cards[id].changes + 1);
        _mint(owner, id);
        emit TokenExpiryUpdated(id, block.timestamp, endTime(id));
        return this.onInstrumentReceived.selector;
    }

    /// @inheritdoc IPrepaidCards
    function unwrap(uint256 id, address to) external {
        // Check
        _requireAuthorized(id);
        if (to == address(this)) revert ERC721InvalidReceiver(to);

        // Effect and interaction; the vault doesn't take it back as holder either
        _burn(id);
        VAULT.transferInstrument(id, to);
    }

    /// @inheritdoc IPrepaidCards
    function redeem(uint256 id, uint96 amount, address merchant, bytes32 ref) external returns (bool repeated) {
        _requireAuthorized(id);
        repeated = VAULT.redeem(id, amount, merchant, ref);
        emit MetadataUpdate(id);
    }

    /// @inheritdoc IPrepaidCards
    function redeemWithRules(
        uint256 id,
        uint96 amount,
        address merchant,
        bytes32 ref,
        Terms calldata terms
    ) external returns (bool repeated) {
        _requireAuthorized(id);
        bool capped = terms.rules.cap != 0;
        // Before the merchant can be called back; where nothing is spent, nobody is.
        if (capped) ++_cards[id].changes;
        repeated = VAULT.redeemWithRules(id, amount, merchant, ref, terms);
        if (capped && repeated) --_cards[id].changes;
        _announce(id);
    }

    /// @inheritdoc IPrepaidCards
    function refresh(uint256 id) external {
        _announce(id);
    }

    // ---- views ----

    /// @inheritdoc IPrepaidCards
    function vault() external view returns (address) {
        return address(VAULT);
    }

    /// @inheritdoc IERC7858
    function expiryType() external pure returns (EXPIRY_TYPE) {
        return EXPIRY_TYPE.TIME_BASED;
    }

    /// @inheritdoc IERC7858
    /// @dev The second in which it was wrapped.
    function startTime(uint256 tokenId) public view returns (uint256) {
        _requireOwned(tokenId);
        return _cards[tokenId].wrapped;
    }

    /// @inheritdoc IERC7858
    function endTime(uint256 tokenId) public view returns (uint256) {
        _requireOwned(tokenId);
        return VAULT.instrumentOf(tokenId).expiry;
    }

    /// @inheritdoc IERC7858
    function isTokenExpired(uint256 tokenId) external view returns (bool) {
        return block.timestamp >= endTime(tokenId);
    }

    /// @inheritdoc IERC5646
    function getStateFingerprint(uint256 tokenId) external view returns (bytes32) {
        _requireOwned(tokenId);
        InstrumentView memory instrument = VAULT.instrumentOf(tokenId);
        // An empty one shows by nothing else that it has expired.
        bool expired = block.timestamp >= instrument.expiry;
        return keccak256(abi.encode(instrument, expired, _cards[tokenId]));
    }

    /// @notice The card's picture and data, in a data URI.
    function tokenURI(uint256 tokenId) public view override returns (string memory) {
        _requireOwned(tokenId);
        InstrumentView memory instrument = VAULT.instrumentOf(tokenId);
        return PrepaidCardFace.uri(tokenId, instrument, VAULT.symbol(), VAULT.decimals());
    }

    /// @inheritdoc IERC165
    function supportsInterface(bytes4 interfaceId) public view override(ERC721, IERC165) returns (bool) {
        return
            interfaceId == ERC4906 ||
            interfaceId == type(IERC5646).interfaceId ||
            interfaceId == type(IERC7858).interfaceId ||
            interfaceId == type(IPrepaidReceiver).interfaceId ||
            super.supportsInterface(interfaceId);
    }

    // ---- internals ----

    function _requireAuthorized(uint256 id) private view {
        _checkAuthorized(_requireOwned(id), msg.sender, id);
    }

    /// Reverts for a card that doesn't exist.
    function _announce(uint256 id) private {
        emit MetadataUpdate(id);
        emit TokenExpiryUpdated(id, startTime(id), endTime(id));
    }
}
