// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

/// @notice All that a timeframe token knows of an account, in one storage word.
///
/// | bits      | field    | meaning                                                                                      |
/// |-----------|----------|----------------------------------------------------------------------------------------------|
/// | 0 – 31    | frame    | the frame in which the account was last touched; everything below belongs to it              |
/// | 32 – 63   | until    | first frame in which the account is no member; 0 = never one, 2^32 - 1 = without end         |
/// | 64 – 87   | group    | its group                                                                                    |
/// | 88 – 95   | flags    | provider, was a member once, units soul-bound: of `frame`, of later ones, of the one before   |
/// | 96 – 255  | payload  | PLAIN: balance (112) · CAPPED: balance (80), used (80) · GRACE: current (80), previous (80)  |
type TimeframeAccount is uint256;

using TimeframeAccountLib for TimeframeAccount global;

/// @title TimeframeAccountLib
/// @notice Read and write functions of {TimeframeAccount}. Writers return a new word and trust their caller that the value fits.
library TimeframeAccountLib {
    uint256 internal constant NO_END = type(uint32).max;

    uint256 private constant FRAME_MASK = type(uint32).max;
    uint256 private constant GROUP_MASK = type(uint24).max;
    uint256 private constant HALF_MASK = type(uint80).max;
    uint256 private constant HEADER_MASK = type(uint96).max;

    uint256 private constant UNTIL_AT = 32;
    uint256 private constant GROUP_AT = 64;
    uint256 private constant PAYLOAD_AT = 96;
    uint256 private constant SECOND_AT = 176;

    uint256 private constant PROVIDER = 1 << 88;
    uint256 private constant JOINED = 1 << 89;
    uint256 private constant BOUND = 1 << 90;
    uint256 private constant BOUND_NEXT = 1 << 91;
    uint256 private constant BOUND_BEFORE = 1 << 92;

    function frame(TimeframeAccount self) internal pure returns (uint256) {
        return TimeframeAccount.unwrap(self) & FRAME_MASK;
    }

    function until(TimeframeAccount self) internal pure returns (uint256) {
        return (TimeframeAccount.unwrap(self) >> UNTIL_AT) & FRAME_MASK;
    }

    function group(TimeframeAccount self) internal pure returns (uint256) {
        return (TimeframeAccount.unwrap(self) >> GROUP_AT) & GROUP_MASK;
    }

    /// @notice Whether the account is a member in a frame, which must not lie before its own.
    function isMember(TimeframeAccount self, uint256 inFrame) internal pure returns (bool) {
        return inFrame < self.until();
    }

    function isProvider(TimeframeAccount self) internal pure returns (bool) {
        return TimeframeAccount.unwrap(self) & PROVIDER != 0;
    }

    /// @notice Whether the account has been a member at any time.
    function hasJoined(TimeframeAccount self) internal pure returns (bool) {
        return TimeframeAccount.unwrap(self) & JOINED != 0;
    }

    /// @notice Whether the units of the account's own frame are soul-bound.
    function isBound(TimeframeAccount self) internal pure returns (bool) {
        return TimeframeAccount.unwrap(self) & BOUND != 0;
    }

    /// @notice Whether the units of the frame before the account's own are soul-bound.
    function isBoundBefore(TimeframeAccount self) internal pure returns (bool) {
        return TimeframeAccount.unwrap(self) & BOUND_BEFORE != 0;
    }

    /// @notice PLAIN: the balance, 112 bits.
    function balance(TimeframeAccount self) internal pure returns (uint256) {
        return TimeframeAccount.unwrap(self) >> PAYLOAD_AT;
    }

    /// @notice CAPPED: the balance. GRACE: the units of the account's own frame. 80 bits.
    function first(TimeframeAccount self) internal pure returns (uint256) {
        return (TimeframeAccount.unwrap(self) >> PAYLOAD_AT) & HALF_MASK;
    }

    /// @notice CAPPED: units received or drawn in the account's own frame. GRACE: units of the frame before it. 80 bits.
    function second(TimeframeAccount self) internal pure returns (uint256) {
        return TimeframeAccount.unwrap(self) >> SECOND_AT;
    }

    /// @notice PLAIN: adds to the balance; the sum must fit its 112 bits.
    function plus(TimeframeAccount self, uint256 value) internal pure returns (TimeframeAccount) {
        unchecked {
            return TimeframeAccount.wrap(TimeframeAccount.unwrap(self) + (value << PAYLOAD_AT));
        }
    }

    /// @notice PLAIN and CAPPED: takes from the balance, which must be at least `value`.
    function minus(TimeframeAccount self, uint256 value) internal pure returns (TimeframeAccount) {
        unchecked {
            return TimeframeAccount.wrap(TimeframeAccount.unwrap(self) - (value << PAYLOAD_AT));
        }
    }

    function withHalves(TimeframeAccount self, uint256 a, uint256 b) internal pure returns (TimeframeAccount) {
        return
            TimeframeAccount.wrap((TimeframeAccount.unwrap(self) & HEADER_MASK) | (a << PAYLOAD_AT) | (b << SECOND_AT));
    }

    /// @notice Moves the account to a later frame: the payload is emptied, and each soul-bound flag is now that of the new frame.
    function turned(TimeframeAccount self, uint256 toFrame) internal pure returns (TimeframeAccount) {
        uint256 word = TimeframeAccount.unwrap(self);
        uint256 header = word & HEADER_MASK & ~(FRAME_MASK | BOUND | BOUND_BEFORE);
        if (word & (BOUND | BOUND_NEXT) != 0) {
            // A group binds its members only: after the end of the membership what comes in is free.
            bool follows = word & BOUND_NEXT != 0;
            bool boundBefore = self.frame() + 1 == toFrame ? word & BOUND != 0 : follows && self.isMember(toFrame - 1);
            if (boundBefore) header |= BOUND_BEFORE;
            if (follows && self.isMember(toFrame)) header |= BOUND;
        }
        return TimeframeAccount.wrap(header | toFrame);
    }

    /// @notice Enters a group until a frame. Soul-boundness follows the group after this frame; a newcomer has it at once, unless `mixed`:
    /// he holds units that were free before.
    function entered(
        TimeframeAccount self,
        uint256 toGroup,
        uint256 untilFrame,
        bool soulbound,
        bool mixed
    ) internal pure returns (TimeframeAccount) {
        uint256 word = TimeframeAccount.unwrap(self);
        bool atOnce = word & JOINED == 0 && !mixed;
        word &= ~((FRAME_MASK << UNTIL_AT) | (GROUP_MASK << GROUP_AT) | BOUND_NEXT);
        word |= (untilFrame << UNTIL_AT) | (toGroup << GROUP_AT) | JOINED;
        if (soulbound) word |= atOnce ? BOUND | BOUND_NEXT : BOUND_NEXT;
        return TimeframeAccount.wrap(word);
    }

    /// @notice Ends the membership: `untilFrame` is the first frame without it.
    function left(TimeframeAccount self, uint256 untilFrame) internal pure returns (TimeframeAccount) {
        uint256 word = TimeframeAccount.unwrap(self) & ~(FRAME_MASK << UNTIL_AT);
        return TimeframeAccount.wrap(word | (untilFrame << UNTIL_AT));
    }

    function withProvider(TimeframeAccount self, bool admitted) internal pure returns (TimeframeAccount) {
        uint256 word = TimeframeAccount.unwrap(self);
        return TimeframeAccount.wrap(admitted ? word | PROVIDER : word & ~PROVIDER);
    }
}
