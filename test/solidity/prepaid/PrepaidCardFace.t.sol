// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {PrepaidCardFace} from "../../../contracts/prepaid/PrepaidCardFace.sol";
import {TestBase} from "../support/TestBase.sol";

contract PrepaidCardFaceTest is TestBase {
    // ---- amounts ----

    /// What is written can be read again, and is the amount; no zero stands at its beginning or its end.
    function testFuzz_AmountCanBeReadAgain(uint96 amount, uint8 decimals) external pure {
        _checkAmount(amount, decimals);
    }

    /// Small amounts, and those with many zeros, come up by themselves too rarely.
    function testFuzz_RoundAmountCanBeReadAgain(uint16 digits, uint8 zeros, uint8 decimals) external pure {
        _checkAmount(uint256(digits) * 10 ** (zeros % 24), decimals % 30);
    }

    function test_AmountText() external pure {
        _checkText(PrepaidCardFace.amountText(0, 6), "0");
        _checkText(PrepaidCardFace.amountText(1, 6), "0.000001");
        _checkText(PrepaidCardFace.amountText(1_000_000, 6), "1");
        _checkText(PrepaidCardFace.amountText(12_340_000, 6), "12.34");
        _checkText(PrepaidCardFace.amountText(12_340_000, 0), "12340000");
        _checkText(PrepaidCardFace.amountText(7, 78), string.concat("0.", _zeros(77), "7"));
    }

    function _checkAmount(uint256 amount, uint8 decimals) private pure {
        bytes memory text = bytes(PrepaidCardFace.amountText(amount, decimals));
        uint256 read = 0;
        uint256 after_ = 0;
        bool point = false;
        for (uint256 i = 0; i < text.length; ++i) {
            if (text[i] == ".") {
                vm.assertTrue(!point && i != 0, "a point too many, or nothing before it");
                point = true;
                continue;
            }
            uint8 digit = uint8(text[i]) - 48;
            vm.assertLt(digit, 10, "no digit");
            read = read * 10 + digit;
            if (point) ++after_;
        }
        vm.assertLe(after_, decimals, "more digits than the asset has");
        // Of a fraction, the zeros at its end are left out: what is read is that much smaller.
        for (uint256 i = after_; i < decimals && read != 0; ++i) read *= 10;
        vm.assertEq(read, amount, "another amount");
        vm.assertTrue(!point || text[text.length - 1] != "0", "a zero at the end");
        vm.assertTrue(text.length == 1 || text[0] != "0" || text[1] == ".", "a zero at the beginning");
    }

    // ---- moments ----

    /// What is written is a date and a time that are that moment, counted day by day from 1970.
    function testFuzz_MomentCanBeReadAgain(uint40 timestamp) external pure {
        // Until the year 9999, all moments have the same form.
        uint256 moment = timestamp % 253_402_300_800;
        bytes memory text = bytes(PrepaidCardFace.momentText(moment));
        vm.assertEq(text.length, 20, "length");
        (uint256 year, uint256 month, uint256 day) = (_number(text, 0, 4), _number(text, 5, 2), _number(text, 8, 2));
        (uint256 hour, uint256 minute) = (_number(text, 11, 2), _number(text, 14, 2));
        bool marks = text[4] == "-" && text[7] == "-" && text[10] == " " && text[13] == ":";
        vm.assertTrue(marks, "what stands between the numbers");
        vm.assertTrue(text[16] == " " && text[17] == "U" && text[18] == "T" && text[19] == "C", "UTC");
        vm.assertTrue(month >= 1 && month <= 12 && day >= 1 && day <= _daysOf(year, month), "a date that is none");
        vm.assertTrue(hour < 24 && minute < 60, "a time that is none");
        uint256 leaps = (year - 1) / 4 - (year - 1) / 100 + (year - 1) / 400 - 477;
        uint256 days_ = (year - 1970) * 365 + leaps + day - 1;
        for (uint256 before = 1; before < month; ++before) days_ += _daysOf(year, before);
        vm.assertEq(((days_ * 24 + hour) * 60 + minute) * 60, moment - (moment % 60), "another moment");
    }

    function test_MomentText() external pure {
        _checkText(PrepaidCardFace.momentText(0), "1970-01-01 00:00 UTC");
        _checkText(PrepaidCardFace.momentText(1_893_974_400), "2030-01-07 00:00 UTC");
        _checkText(PrepaidCardFace.momentText(1_709_251_199), "2024-02-29 23:59 UTC");
    }

    function _daysOf(uint256 year, uint256 month) private pure returns (uint256) {
        if (month == 2) return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
        return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
    }

    function _number(bytes memory text, uint256 start, uint256 digits) private pure returns (uint256 number) {
        for (uint256 i = start; i < start + digits; ++i) {
            vm.assertTrue(text[i] >= "0" && text[i] <= "9", "no digit");
            number = number * 10 + uint8(text[i]) - 48;
        }
    }

    function _checkText(string memory shown, string memory expected) private pure {
        vm.assertTrue(keccak256(bytes(shown)) == keccak256(bytes(expected)), expected);
    }

    function _zeros(uint256 count) private pure returns (string memory zeros) {
        for (uint256 i = 0; i < count; ++i) zeros = string.concat(zeros, "0");
    }
}
