// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Base64} from "@openzeppelin/contracts/utils/Base64.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";
import {DateTimeLib} from "solady/src/utils/DateTimeLib.sol";
import {LibString} from "solady/src/utils/LibString.sol";
import {InstrumentView} from "./IPrepaidTypes.sol";

/// @title PrepaidCardFace
/// @notice How an instrument looks in a wallet: ERC-721 metadata with a drawn card, made from what is true at this second.
library PrepaidCardFace {
    // JSON and SVG are full of double quotes.
    // solhint-disable quotes

    using Strings for uint256;

    /// @notice The metadata as a data URI.
    /// @param symbol Of the balances of the vault; whatever it holds, it is escaped.
    /// @param decimals Of the asset.
    function uri(
        uint256 id,
        InstrumentView memory instrument,
        string memory symbol,
        uint8 decimals
    ) internal view returns (string memory) {
        bool expired = block.timestamp >= instrument.expiry;
        string memory number = uint256(uint96(id)).toHexString();
        string memory worth = string.concat(amountText(instrument.remaining, decimals), " ", symbol);
        string memory until = string.concat(expired ? "expired " : "until ", momentText(instrument.expiry));
        bytes memory json = abi.encodePacked(
            '{"name":"',
            LibString.escapeJSON(worth),
            " ",
            until,
            '","description":"Prepaid value. What is not used by its expiry returns to its purchaser by itself.","image":"data:image/svg+xml;base64,',
            Base64.encode(bytes(_image(worth, until, number, expired))),
            '","attributes":',
            _attributes(instrument, decimals),
            "}"
        );
        return string.concat("data:application/json;base64,", Base64.encode(json));
    }

    /// @notice An amount in whole units, without zeros at its end.
    function amountText(uint256 amount, uint8 decimals) internal pure returns (string memory) {
        // With 77 decimals one whole unit is more than any amount, and with more of them too.
        uint256 unit = 10 ** Math.min(decimals, 77);
        string memory whole = (amount / unit).toString();
        uint256 rest = amount % unit;
        if (rest == 0) return whole;
        string memory digits = rest.toString();
        string memory zeros = LibString.repeat("0", decimals - bytes(digits).length);
        uint256 end = bytes(digits).length;
        while (bytes(digits)[end - 1] == "0") --end;
        return string.concat(whole, ".", zeros, LibString.slice(digits, 0, end));
    }

    /// @notice A moment in UTC, as 2026-11-25 14:00.
    function momentText(uint256 timestamp) internal pure returns (string memory) {
        (uint256 year, uint256 month, uint256 day, uint256 hour, uint256 minute, ) = DateTimeLib.timestampToDateTime(
            timestamp
        );
        return
            string.concat(
                year.toString(),
                "-",
                _two(month),
                "-",
                _two(day),
                " ",
                _two(hour),
                ":",
                string.concat(_two(minute), " UTC")
            );
    }

    function _image(
        string memory worth,
        string memory until,
        string memory number,
        bool expired
    ) private pure returns (string memory) {
        return
            string.concat(
                '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 200" font-family="sans-serif">',
                '<rect width="320" height="200" rx="16" fill="',
                expired ? "#6b7280" : "#0f4c5c",
                '"/><text x="24" y="96" font-size="26" fill="#fff">',
                LibString.escapeHTML(worth),
                '</text><text x="24" y="132" font-size="14" fill="#e5e7eb">',
                until,
                '</text><text x="24" y="172" font-size="11" fill="#cbd5e1">',
                string.concat(number, "</text></svg>")
            );
    }

    function _attributes(InstrumentView memory instrument, uint8 decimals) private pure returns (string memory) {
        return
            string.concat(
                '[{"trait_type":"Remaining","value":"',
                amountText(instrument.remaining, decimals),
                '"},{"trait_type":"Expiry","display_type":"date","value":',
                uint256(instrument.expiry).toString(),
                '},{"trait_type":"Restricted","value":"',
                instrument.rules == 0 ? "no" : "yes",
                '"}]'
            );
    }

    function _two(uint256 value) private pure returns (string memory) {
        return string.concat(value < 10 ? "0" : "", value.toString());
    }
}
