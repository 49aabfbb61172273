// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {TimeframeAccount} from "../../../contracts/timeframe/TimeframeAccount.sol";
import {TestBase} from "../support/TestBase.sol";

contract TimeframeAccountTest is TestBase {
    /// Every field of a word, read by its function.
    struct Fields {
        uint256 frame;
        uint256 until;
        uint256 group;
        bool provider;
        bool joined;
        bool bound;
        bool boundBefore;
        uint256 first;
        uint256 second;
    }

    uint256 private constant HALF = type(uint80).max;

    /// What is written is read again, and nothing beside it changes: payload.
    function testFuzz_PayloadRoundTrip(uint256 raw, uint80 first, uint80 second) external pure {
        TimeframeAccount word = TimeframeAccount.wrap(raw);
        Fields memory fields = _read(word);
        (fields.first, fields.second) = (first, second);
        _check(word.withHalves(first, second), fields);
    }

    /// PLAIN: adding and taking away are inverse, up to the last unit of the field, and touch nothing else.
    function testFuzz_BalanceRoundTrip(uint256 raw, uint112 balance, uint112 taken) external pure {
        // The payload's upper 48 bits are unused in this layout.
        TimeframeAccount empty = TimeframeAccount.wrap(raw & type(uint96).max);
        taken = uint112(_bound(taken, 0, balance));
        TimeframeAccount full = empty.plus(balance);
        vm.assertEq(full.balance(), balance, "added");
        vm.assertEq(full.minus(taken).balance(), balance - taken, "taken");
        vm.assertEq(
            TimeframeAccount.unwrap(full.minus(taken).plus(taken)),
            TimeframeAccount.unwrap(full),
            "and put back"
        );
        vm.assertEq(TimeframeAccount.unwrap(full) & type(uint96).max, TimeframeAccount.unwrap(empty), "header");
    }

    /// What is written is read again, and nothing beside it changes: the provider flag.
    function testFuzz_ProviderRoundTrip(uint256 raw, bool admitted) external pure {
        TimeframeAccount word = TimeframeAccount.wrap(raw);
        Fields memory fields = _read(word);
        fields.provider = admitted;
        _check(word.withProvider(admitted), fields);
    }

    /// What is written is read again, and nothing beside it changes: entering a group.
    function testFuzz_EnteringRoundTrip(
        uint256 raw,
        uint24 group,
        uint32 until,
        bool soulbound,
        bool mixed
    ) external pure {
        TimeframeAccount word = TimeframeAccount.wrap(raw);
        Fields memory fields = _read(word);
        if (soulbound && !fields.joined && !mixed) fields.bound = true;
        (fields.group, fields.until, fields.joined) = (group, until, true);
        _check(word.entered(group, until, soulbound, mixed), fields);
    }

    /// What is written is read again, and nothing beside it changes: leaving.
    function testFuzz_LeavingRoundTrip(uint256 raw, uint32 until) external pure {
        TimeframeAccount word = TimeframeAccount.wrap(raw);
        Fields memory fields = _read(word);
        fields.until = until;
        _check(word.left(until), fields);
    }

    /// A turn empties the payload, keeps who the account is, and binds the units of members of a soul-bound group only.
    function testFuzz_TurnKeepsWhoTheAccountIs(
        uint32 frame,
        uint8 pass,
        uint8 lasts,
        bool soulbound,
        uint256 payload
    ) external pure {
        frame = uint32(_bound(frame, 1, type(uint32).max - 1_000));
        uint256 next = uint256(frame) + _bound(pass, 1, 5);
        uint256 until = uint256(frame) + _bound(lasts, 1, 8);
        TimeframeAccount word = TimeframeAccount.wrap(0).turned(frame).withProvider(true);
        word = word.entered(7, until, soulbound, payload & 1 == 1);
        word = word.withHalves(payload & HALF, (payload >> 80) & HALF);
        Fields memory fields = _read(word);
        fields.frame = next;
        (fields.first, fields.second) = (0, 0);
        fields.boundBefore = soulbound && next - 1 < until && !(payload & 1 == 1 && next == uint256(frame) + 1);
        fields.bound = soulbound && next < until;
        _check(word.turned(next), fields);
    }

    /// A membership is `[.., until)`.
    function testFuzz_MembershipIsHalfOpen(uint256 raw, uint32 until) external pure {
        TimeframeAccount word = TimeframeAccount.wrap(raw).left(until);
        if (until != 0) vm.assertTrue(word.isMember(until - 1), "member in the last frame");
        vm.assertTrue(!word.isMember(until), "no member from the end on");
    }

    function _read(TimeframeAccount word) private pure returns (Fields memory) {
        return
            Fields({
                frame: word.frame(),
                until: word.until(),
                group: word.group(),
                provider: word.isProvider(),
                joined: word.hasJoined(),
                bound: word.isBound(),
                boundBefore: word.isBoundBefore(),
                first: word.first(),
                second: word.second()
            });
    }

    function _check(TimeframeAccount word, Fields memory expected) private pure {
        Fields memory fields = _read(word);
        vm.assertEq(fields.frame, expected.frame, "frame");
        vm.assertEq(fields.until, expected.until, "until");
        vm.assertEq(fields.group, expected.group, "group");
        vm.assertTrue(fields.provider == expected.provider, "provider");
        vm.assertTrue(fields.joined == expected.joined, "joined");
        vm.assertTrue(fields.bound == expected.bound, "bound");
        vm.assertTrue(fields.boundBefore == expected.boundBefore, "bound before");
        vm.assertEq(fields.first, expected.first, "first");
        vm.assertEq(fields.second, expected.second, "second");
    }
}
