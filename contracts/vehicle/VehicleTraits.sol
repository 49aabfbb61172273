// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";
import {Base64} from "@openzeppelin/contracts/utils/Base64.sol";
import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";
import {IERC7496} from "../interfaces/IERC7496.sol";
import {VehicleDeskViews} from "./VehicleDeskViews.sol";

/// @title VehicleTraits
/// @notice What wallets and markets read of a vehicle: dynamic traits (ERC-7496), and whether it is locked (ERC-5192). Traits are read from the books, and some change each second: so they have no event of their own,
/// and ERC-4906 tells of each act that changes them.
/// @dev A market that validates traits on a sale refuses one where damage, a claim, a duplicate or a slash came between the offer and the sale. `value` can't be validated so: it falls with each second.
abstract contract VehicleTraits is VehicleDeskViews {
    // JSON wants double quotes inside, and so single ones outside.
    // solhint-disable quotes

    using Strings for uint256;

    uint256 private constant TRAITS = 7;

    /// @notice See {IERC5192.locked}.
    function locked(uint256 tokenId) external view returns (bool) {
        _requireOwned(tokenId);
        return _isLocked(tokenId);
    }

    /// @notice See {IERC7496.getTraitValue}.
    function getTraitValue(uint256 tokenId, bytes32 traitKey) external view returns (bytes32) {
        _requireOwned(tokenId);
        return bytes32(_trait(tokenId, _nameOf(traitKey)));
    }

    /// @notice See {IERC7496.getTraitValues}.
    function getTraitValues(
        uint256 tokenId,
        bytes32[] calldata traitKeys
    ) external view returns (bytes32[] memory traitValues) {
        _requireOwned(tokenId);
        traitValues = new bytes32[](traitKeys.length);
        for (uint256 i = 0; i < traitKeys.length; ++i) {
            traitValues[i] = bytes32(_trait(tokenId, _nameOf(traitKeys[i])));
        }
    }

    /// @notice See {IERC7496.getTraitMetadataURI}.
    function getTraitMetadataURI() external pure returns (string memory uri) {
        bytes32[TRAITS] memory names = _names();
        bytes memory json = '{"traits":{';
        for (uint256 i = 0; i < TRAITS; ++i) {
            bytes memory name = _text(names[i]);
            json = bytes.concat(json, i == 0 ? bytes('"') : bytes(',"'), name, '":{"displayName":"', name);
            json = bytes.concat(json, _unitOf(names[i]), '","dataType":{"type":"');
            json = bytes.concat(json, names[i] == "pending" ? bytes('boolean"}') : bytes('decimal","signed":false}'));
            json = bytes.concat(json, ',"validateOnSale":"', _saleRule(names[i]), '"}');
        }
        return _asUri(bytes.concat(json, "}}"));
    }

    /// @inheritdoc ERC721
    function tokenURI(uint256 tokenId) public view override returns (string memory) {
        _requireOwned(tokenId);
        bytes32[TRAITS] memory names = _names();
        bytes memory json = bytes.concat('{"name":"Vehicle ', bytes(tokenId.toHexString(32)), '","attributes":[');
        for (uint256 i = 0; i < TRAITS; ++i) {
            bytes memory value = bytes(_trait(tokenId, names[i]).toString());
            json = bytes.concat(json, i == 0 ? bytes("{") : bytes(",{"), '"trait_type":"', _text(names[i]));
            json = bytes.concat(json, '","value":', value, "}");
        }
        return _asUri(bytes.concat(json, "]}"));
    }

    function _names() private pure returns (bytes32[TRAITS] memory) {
        return [bytes32("value"), "residual", "odometer", "pending", "silentFor", "duplicates", "state"];
    }

    /// The name whose Keccak-256 a key is.
    function _nameOf(bytes32 key) private pure returns (bytes32) {
        bytes32[TRAITS] memory names = _names();
        for (uint256 i = 0; i < TRAITS; ++i) {
            if (keccak256(_text(names[i])) == key) return names[i];
        }
        revert IERC7496.TraitKeyUnknown(key);
    }

    function _trait(uint256 id, bytes32 name) private view returns (uint256) {
        if (name == "value") return _shown(id, block.timestamp);
        if (name == "residual") return _books[id].residual;
        Status storage status = _status[id];
        if (name == "odometer") return status.odometer;
        if (name == "pending") return status.flags & HANGING == 0 ? 0 : 1;
        if (name == "silentFor") return block.timestamp - status.observedAt;
        if (name == "duplicates") return _duplicates[id].length;
        return uint256(status.state);
    }

    /// In what a trait is counted, where it isn't the vehicle's unit of account or a number.
    function _unitOf(bytes32 name) private pure returns (bytes memory) {
        if (name == "odometer") return bytes(" (m)");
        return name == "silentFor" ? bytes(" (s)") : bytes("");
    }

    /// How a market validates it: `requireUintLte` = a buyer wants no more of it than there was when he made his offer.
    function _saleRule(bytes32 name) private pure returns (bytes memory) {
        bool moves = name == "value" || name == "odometer" || name == "silentFor";
        return moves ? bytes("none") : bytes("requireUintLte");
    }

    /// A word of less than 32 letters.
    function _text(bytes32 word) private pure returns (bytes memory text) {
        uint256 length = 0;
        while (word[length] != 0) ++length;
        text = bytes.concat(word);
        assembly ("memory-safe") {
            mstore(text, length)
        }
    }

    function _asUri(bytes memory json) private pure returns (string memory) {
        return string.concat("data:application/json;base64,", Base64.encode(json));
    }
}
