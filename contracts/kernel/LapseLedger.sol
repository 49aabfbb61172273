// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {LibBit} from "solady/src/utils/LibBit.sol";

/// @notice What one owner has: a free balance, and locked value that becomes free by itself when the time of its bucket comes.
///
/// `word` = free (128 bits) | pruned (48) | last (48) | tag (32). Buckets before `pruned` have been counted into `free`; no bucket after `last`
/// holds anything; the tag is for whoever uses the library. `used` has a bit for each bucket that was locked into, 256 to a word;
/// `buckets` holds the value of each.
struct LapseAccount {
    uint256 word;
    mapping(uint256 index => uint256 bits) used;
    mapping(uint256 bucket => uint256 value) buckets;
}

using LapseLedger for LapseAccount global;

/// @title LapseLedger
/// @notice Value that comes back by itself. A lock belongs to a bucket of time; from the first second of that bucket on it no longer counts,
/// and the owner has the value again, with no transaction by anyone.
///
/// A bucket is a number of seconds that the user of the library chooses, an hour or a day; bucket `b` begins at `b * seconds`. Every function
/// takes the current bucket, `block.timestamp / seconds`, and a bucket has lapsed when it is the current one or an earlier one.
///
/// Example, with buckets of a day, on day 100. Ada credits 50 and locks 20 until day 103 and 10 until day 110: she has 20 free.
/// On day 102 a lock is used up by half: `unlock(103, 10)`. In the first second of day 103 she has 30 available, in the first second of day
/// 110 she has 40, and nobody has sent anything. Then `debit(40)` takes all of it at once.
///
/// ```solidity
/// LapseAccount private _account;
///
/// function available() public view returns (uint256) {
///     return _account.available(block.timestamp / 1 days);
/// }
/// ```
/// @dev The user of the library sees to it that time doesn't go back, and that no account ever has more than 2^128 - 1 in all, by holding the
/// money; a single bucket or balance beyond is refused. Nothing is ever cleared: what lies before `pruned` is never read again,
/// and a bucket of time comes only once. The walk over lapsed buckets is bounded: each lock of a new bucket counts a lapsed one, so that at
/// most `MAX_AHEAD + 1` wait to be counted; and one word of bits is read for each 256 buckets of time: buckets shorter than an hour would make an owner
/// who waits for years {prune} in pages.
/// Source: US 11,875,329 (the unused part returns at the chosen time by itself).
library LapseLedger {
    /// @notice The bucket has begun already, lies more than `MAX_AHEAD` buckets ahead, or has a number of more than 48 bits.
    error LapseBucketOutOfRange(uint256 bucket, uint256 current);
    /// @notice The account has less than is needed.
    error LapseShort(uint256 needed, uint256 available);
    /// @notice The bucket holds less than is to be unlocked.
    error LapseNotLocked(uint256 bucket, uint256 needed, uint256 locked);
    /// @notice The sum doesn't fit 128 bits.
    error LapseTooWide(uint256 value);

    /// The furthest bucket that can be locked into, counted from the current one.
    uint256 internal constant MAX_AHEAD = 4_096;

    uint256 private constant PRUNED_AT = 128;
    uint256 private constant LAST_AT = 176;
    uint256 private constant TAG_AT = 224;

    // ---- views ----

    /// @notice What the owner can dispose of: the free balance and all that has lapsed.
    /// @param current The bucket of the moment that is asked for: now, or a later one ("what comes back when").
    function available(LapseAccount storage self, uint256 current) internal view returns (uint256 sum) {
        (uint256 free, uint256 pruned, uint256 last) = self.parts();
        (sum, , ) = _walk(self, pruned, current, last, type(uint256).max);
        sum += free;
    }

    /// @notice What is locked until a bucket that has not begun.
    function lockedUntil(LapseAccount storage self, uint256 bucket) internal view returns (uint256) {
        return self.buckets[bucket];
    }

    /// @notice The parts of the account's word: what is counted as free, the first bucket that isn't counted yet, and the last one in use.
    function parts(LapseAccount storage self) internal view returns (uint256 free, uint256 pruned, uint256 last) {
        uint256 word = self.word;
        return (uint128(word), uint48(word >> PRUNED_AT), uint48(word >> LAST_AT));
    }

    /// @notice What the user of the library keeps in the account's word: to read it costs nothing where the balance is read anyway.
    function tag(LapseAccount storage self) internal view returns (uint32) {
        return uint32(self.word >> TAG_AT);
    }

    // ---- changes ----

    /// @notice Keeps 32 bits for the user of the library. No other function touches them.
    function setTag(LapseAccount storage self, uint32 value) internal {
        self.word = (uint256(value) << TAG_AT) | ((self.word << 32) >> 32);
    }

    /// @notice Adds to the free balance.
    function credit(LapseAccount storage self, uint256 amount) internal {
        (uint256 free, uint256 pruned, uint256 last) = self.parts();
        _write(self, free + amount, pruned, last);
    }

    /// @notice Takes from what is available.
    function debit(LapseAccount storage self, uint256 current, uint256 amount) internal {
        (uint256 free, uint256 pruned, uint256 last) = _enough(self, current, amount);
        _write(self, free - amount, pruned, last);
    }

    /// @notice Takes all that is available.
    function debitAll(LapseAccount storage self, uint256 current) internal returns (uint256 amount) {
        (uint256 free, uint256 pruned, uint256 last) = self.parts();
        uint256 next;
        (amount, next, ) = _walk(self, pruned, current, last, type(uint256).max);
        amount += free;
        _write(self, 0, next, last);
    }

    /// @notice Locks a part of what is available until a bucket begins.
    /// @param bucket After the current one, and at most `MAX_AHEAD` later.
    function lock(LapseAccount storage self, uint256 current, uint256 bucket, uint256 amount) internal {
        (uint256 free, uint256 pruned, uint256 last) = _enough(self, current, amount);
        (uint256 counted, uint256 next) = _fill(self, current, bucket, amount, pruned, last);
        _write(self, free - amount + counted, next, Math.max(last, bucket));
    }

    /// @notice Puts value that comes from elsewhere into a bucket: when it begins, it is the owner's.
    function lockFrom(LapseAccount storage self, uint256 current, uint256 bucket, uint256 amount) internal {
        (uint256 free, uint256 pruned, uint256 last) = self.parts();
        (uint256 counted, uint256 next) = _fill(self, current, bucket, amount, pruned, last);
        if (next != pruned || bucket > last) _write(self, free + counted, next, Math.max(last, bucket));
    }

    /// @notice Takes value out of a bucket that has not begun. Where it goes is the caller's affair.
    function unlock(LapseAccount storage self, uint256 current, uint256 bucket, uint256 amount) internal {
        if (bucket <= current) revert LapseBucketOutOfRange(bucket, current);
        uint256 locked = self.buckets[bucket];
        if (amount > locked) revert LapseNotLocked(bucket, amount, locked);
        unchecked {
            self.buckets[bucket] = locked - amount;
        }
        // What is empty is no longer walked over.
        if (locked == amount) self.used[bucket >> 8] &= ~(1 << (bucket & 0xff));
    }

    /// @notice Counts lapsed buckets into the free balance, the oldest first. Changes what later walks cost, and nothing else.
    /// @param limit The most buckets to count.
    /// @return value What was counted.
    /// @return count How many buckets were.
    function prune(
        LapseAccount storage self,
        uint256 current,
        uint256 limit
    ) internal returns (uint256 value, uint256 count) {
        (uint256 free, uint256 pruned, uint256 last) = self.parts();
        uint256 next;
        (value, next, count) = _walk(self, pruned, current, last, limit);
        if (next != pruned) _write(self, free + value, next, last);
    }

    // ---- internals ----

    /// The parts of an account of which `amount` is free, after counting what has lapsed where that is needed.
    function _enough(
        LapseAccount storage self,
        uint256 current,
        uint256 amount
    ) private view returns (uint256 free, uint256 pruned, uint256 last) {
        (free, pruned, last) = self.parts();
        if (free < amount) {
            uint256 value;
            (value, pruned, ) = _walk(self, pruned, current, last, type(uint256).max);
            free += value;
            if (free < amount) revert LapseShort(amount, free);
        }
    }

    /// Puts value into a bucket. Where that is a new one, a lapsed one is counted in return: what waits to be counted doesn't pile up.
    function _fill(
        LapseAccount storage self,
        uint256 current,
        uint256 bucket,
        uint256 amount,
        uint256 pruned,
        uint256 last
    ) private returns (uint256 counted, uint256 next) {
        bool fits = bucket > current && bucket - current <= MAX_AHEAD && bucket < type(uint48).max;
        if (!fits) revert LapseBucketOutOfRange(bucket, current);
        uint256 before = self.buckets[bucket];
        self.buckets[bucket] = _fit(before + amount);
        next = pruned;
        // A bucket that holds something has its bit.
        if (before == 0) {
            self.used[bucket >> 8] |= 1 << (bucket & 0xff);
            (counted, next, ) = _walk(self, pruned, current, last, 1);
        }
    }

    /// Sums the used buckets from `from` to `current`, both included, at most `limit` of them: their sum, the first bucket that is still to be
    /// looked at, and how many they were.
    function _walk(
        LapseAccount storage self,
        uint256 from,
        uint256 current,
        uint256 last,
        uint256 limit
    ) private view returns (uint256 value, uint256 next, uint256 count) {
        uint256 to = Math.min(current, last);
        // No bucket 0 is ever filled: a lock begins after it.
        if (to == 0 || from > to) return (0, Math.max(from, current + 1), 0);
        unchecked {
            // Values of 128 bits each, of at most 2^48 buckets.
            for (uint256 index = from >> 8; index <= to >> 8; ++index) {
                uint256 bits = self.used[index];
                if (index == from >> 8) bits &= type(uint256).max << (from & 0xff);
                if (index == to >> 8) bits &= type(uint256).max >> (0xff - (to & 0xff));
                while (bits != 0) {
                    uint256 bucket = (index << 8) | LibBit.ffs(bits);
                    if (count == limit) return (value, bucket, count);
                    value += self.buckets[bucket];
                    ++count;
                    // The lowest bit goes.
                    bits &= bits - 1;
                }
            }
        }
        // All up to now is counted, and nothing can be put there any more.
        next = current + 1;
    }

    function _write(LapseAccount storage self, uint256 free, uint256 pruned, uint256 last) private {
        self.word = ((self.word >> TAG_AT) << TAG_AT) | (last << LAST_AT) | (pruned << PRUNED_AT) | _fit(free);
    }

    function _fit(uint256 value) private pure returns (uint256) {
        if (value > type(uint128).max) revert LapseTooWide(value);
        return value;
    }
}
