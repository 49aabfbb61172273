// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {LibBit} from "solady/src/utils/LibBit.sol";

/// @notice What one owner has: a free balance, and locked value that becomes free by itself when the time of its bucket comes.
///
/// `word` = free (128 bits) | pruned (40) | last (40) | pages (24) | tag (24). Buckets before `pruned` have been counted into `free`, or added to a later one; no bucket
/// after `last` holds anything; the tag is for whoever uses the library. `used` has a bit for each bucket that was locked into, 256 to a page;
/// `buckets` holds the value of each. Bit `n` of `pages` is set if any page was used whose index leaves `n` when divided by 24.
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
/// money; a single bucket or balance beyond is refused. A bucket that lapsed is never cleared: what lies before `pruned` isn't read again,
/// and a bucket of time comes only once. The walk over lapsed buckets is bounded: each lock of a new bucket makes one of two that have lapsed, so
/// that at most `MAX_AHEAD + 1` wait to be counted; only one that lies 24 pages of 256 buckets back or more is counted instead. Of the bits, the
/// walk reads the pages in which something was locked; over the others it steps at some 100 gas for 256 buckets.
/// Source: US 11,875,329 (the unused part returns at the chosen time by itself).
library LapseLedger {
    /// @notice The bucket has begun already, lies more than `MAX_AHEAD` buckets ahead, or has a number of 2^40 - 1 or more.
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
    uint256 private constant LAST_AT = 168;
    uint256 private constant PAGES_AT = 208;
    uint256 private constant TAG_AT = 232;
    /// The pages of the buckets that can be locked into are 17 at most, and so never share a bit.
    uint256 private constant PAGES = 24;
    uint256 private constant ALL_PAGES = type(uint24).max;
    uint256 private constant NO_LIMIT = type(uint256).max;

    // ---- views ----

    /// @notice What the owner can dispose of: the free balance and all that has lapsed.
    /// @param current The bucket of the moment that is asked for: now, or a later one ("what comes back when").
    function available(LapseAccount storage self, uint256 current) internal view returns (uint256 sum) {
        uint256 word = self.word;
        (sum, , ) = _walk(self, word, current, NO_LIMIT);
        sum += uint128(word);
    }

    /// @notice What is locked until a bucket that has not begun.
    function lockedUntil(LapseAccount storage self, uint256 bucket) internal view returns (uint256) {
        return self.buckets[bucket];
    }

    /// @notice The parts of the account's word: what is counted as free, the first bucket that isn't counted yet, and the last one in use.
    function parts(LapseAccount storage self) internal view returns (uint256 free, uint256 pruned, uint256 last) {
        uint256 word = self.word;
        return (uint128(word), uint40(word >> PRUNED_AT), uint40(word >> LAST_AT));
    }

    /// @notice What the user of the library keeps in the account's word: to read it costs nothing where the balance is read anyway.
    function tag(LapseAccount storage self) internal view returns (uint24) {
        return uint24(self.word >> TAG_AT);
    }

    /// @notice Reverts for a bucket that nothing can be locked into now.
    function requireAhead(uint256 current, uint256 bucket) internal pure {
        bool fits = bucket > current && bucket - current <= MAX_AHEAD && bucket < type(uint40).max;
        if (!fits) revert LapseBucketOutOfRange(bucket, current);
    }

    // ---- changes ----

    /// @notice Keeps 24 bits for the user of the library. No other function touches them.
    function setTag(LapseAccount storage self, uint24 value) internal {
        self.word = _with(self.word, TAG_AT, type(uint24).max, value);
    }

    /// @notice Adds to the free balance.
    function credit(LapseAccount storage self, uint256 amount) internal {
        self.word = _more(self.word, amount);
    }

    /// @notice Takes from what is available. What has lapsed is counted only where the free balance doesn't reach.
    function debit(LapseAccount storage self, uint256 current, uint256 amount) internal {
        self.word = _less(self, current, amount);
    }

    /// @notice Takes all that is available.
    function debitAll(LapseAccount storage self, uint256 current) internal returns (uint256 amount) {
        (uint256 word, , ) = _count(self, self.word, current, NO_LIMIT);
        amount = uint128(word);
        self.word = word - amount;
    }

    /// @notice Locks a part of what is available until a bucket begins.
    /// @param bucket After the current one, and at most `MAX_AHEAD` later.
    function lock(LapseAccount storage self, uint256 current, uint256 bucket, uint256 amount) internal {
        uint256 word = _less(self, current, amount);
        if (_put(self, current, bucket, amount)) word = _reach(_merge(self, word, current), bucket);
        self.word = word;
    }

    /// @notice Puts value that comes from elsewhere into a bucket: when it begins, it is the owner's.
    function lockFrom(LapseAccount storage self, uint256 current, uint256 bucket, uint256 amount) internal {
        if (_put(self, current, bucket, amount)) self.word = _reach(_merge(self, self.word, current), bucket);
    }

    /// @notice Takes value out of a bucket that has not begun. Where it goes is the caller's affair.
    function unlock(LapseAccount storage self, uint256 current, uint256 bucket, uint256 amount) internal {
        if (bucket <= current) revert LapseBucketOutOfRange(bucket, current);
        uint256 locked = self.buckets[bucket];
        if (amount > locked) revert LapseNotLocked(bucket, amount, locked);
        unchecked {
            self.buckets[bucket] = locked - amount;
        }
        // What is empty is no longer walked over, nor is a page that has nothing else. To take nothing from a bucket that holds nothing empties none:
        // its page may never have been used, and share its bit with one that is.
        if (locked == amount && amount != 0) {
            uint256 page = bucket >> 8;
            uint256 bits = self.used[page] & ~(1 << (bucket & 0xff));
            self.used[page] = bits;
            if (bits == 0) self.word = _leave(self.word, page);
        }
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
        (self.word, value, count) = _count(self, self.word, current, limit);
    }

    // ---- internals ----

    /// The account's word after `amount` was taken from what is available.
    function _less(LapseAccount storage self, uint256 current, uint256 amount) private view returns (uint256 word) {
        word = self.word;
        if (uint128(word) < amount) {
            (word, , ) = _count(self, word, current, NO_LIMIT);
            if (uint128(word) < amount) revert LapseShort(amount, uint128(word));
        }
        unchecked {
            word -= amount;
        }
    }

    /// Adds to a bucket. Whether it held nothing before, and so has its bit now only.
    function _put(LapseAccount storage self, uint256 current, uint256 bucket, uint256 amount) private returns (bool) {
        requireAhead(current, bucket);
        uint256 before = self.buckets[bucket];
        self.buckets[bucket] = _fit(before + amount);
        if (before != 0 || amount == 0) return false;
        self.used[bucket >> 8] |= 1 << (bucket & 0xff);
        return true;
    }

    /// Counts lapsed buckets, at most `limit` of them: the account's word after it, their sum, and how many they were.
    function _count(
        LapseAccount storage self,
        uint256 word,
        uint256 current,
        uint256 limit
    ) private view returns (uint256 counted, uint256 value, uint256 count) {
        uint256 next;
        (value, next, count) = _walk(self, word, current, limit);
        counted = _begin(_more(word, value), current, next);
    }

    /// Adds the oldest lapsed bucket to the one after it, if there are two: what waits to be counted doesn't pile up, and all of it still waits. One that
    /// lies a whole ring of pages back is counted after all, so that no walk has to come from so far.
    function _merge(LapseAccount storage self, uint256 word, uint256 current) private returns (uint256) {
        if (_isFar(word, current)) {
            // Nothing may wait so far back: what lapsed lately doesn't count because the account wasn't looked at for long.
            (, uint256 first, ) = _walk(self, word, current, 0);
            word = _begin(word, current, first);
        }
        (uint256 value, uint256 next, ) = _walk(self, word, current, 1);
        if (_isFar(word, current)) word = _more(word, value);
        else if (next <= current) self.buckets[next] = _fit(self.buckets[next] + value);
        else return word;
        return _begin(word, current, next);
    }

    /// Whether the first bucket that isn't counted lies a whole ring of pages back.
    function _isFar(uint256 word, uint256 current) private pure returns (bool) {
        return (current >> 8) >= (uint40(word >> PRUNED_AT) >> 8) + PAGES;
    }

    /// Sums the used buckets from the first that isn't counted to `current`, at most `limit` of them: their sum, the first bucket that may still be
    /// used, and how many they were.
    function _walk(
        LapseAccount storage self,
        uint256 word,
        uint256 current,
        uint256 limit
    ) private view returns (uint256 value, uint256 next, uint256 count) {
        uint256 from = uint40(word >> PRUNED_AT);
        uint256 to = Math.min(current, uint40(word >> LAST_AT));
        // All up to now is counted when the walk comes to its end, and nothing can be put there any more.
        next = current + 1;
        if (from > to) return (0, next, 0);
        unchecked {
            // Values of 128 bits each, of at most 2^40 buckets.
            uint256 end = to >> 8;
            for (uint256 index = from >> 8; index <= end; ++index) {
                if ((word >> (PAGES_AT + (index % PAGES))) & 1 == 0) continue;
                uint256 bits = self.used[index];
                if (index == from >> 8) bits &= type(uint256).max << (from & 0xff);
                if (index == end) {
                    if (bits >> (to & 0xff) < 2) next = Math.max(next, (end + 1) << 8);
                    bits &= type(uint256).max >> (0xff - (to & 0xff));
                }
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
    }

    /// The word of an account of which all before `next` is counted, or was added to it. Only the pages from there to the last bucket are still of use.
    function _begin(uint256 word, uint256 current, uint256 next) private pure returns (uint256) {
        // What lies between now and `next` is empty, and may be locked into yet.
        word = _with(word, PRUNED_AT, type(uint40).max, Math.min(next, current + 1));
        uint256 last = uint40(word >> LAST_AT);
        uint256 ring = 0;
        if (next <= last) {
            uint256 span = (last >> 8) - (next >> 8);
            // Pages that far apart share bits.
            if (span >= PAGES) return word;
            ring = ((2 << span) - 1) << ((next >> 8) % PAGES);
            ring |= ring >> PAGES;
        }
        return word & ~((ALL_PAGES & ~ring) << PAGES_AT);
    }

    /// The word of an account in which a page came out of use. Its bit stays where another page may share it.
    function _leave(uint256 word, uint256 page) private pure returns (uint256) {
        unchecked {
            // No page is in use where the last bucket lies before those that wait, and then it doesn't matter what becomes of the bit.
            uint256 span = (uint40(word >> LAST_AT) >> 8) - (uint40(word >> PRUNED_AT) >> 8);
            return span < PAGES ? word & ~_pageOf(page) : word;
        }
    }

    /// The word of an account in which a bucket came into use.
    function _reach(uint256 word, uint256 bucket) private pure returns (uint256) {
        uint256 last = Math.max(uint40(word >> LAST_AT), bucket);
        return _with(word, LAST_AT, type(uint40).max, last) | _pageOf(bucket >> 8);
    }

    function _pageOf(uint256 index) private pure returns (uint256) {
        return 1 << (PAGES_AT + (index % PAGES));
    }

    /// The word of an account that has `amount` more. The free balance stands lowest.
    function _more(uint256 word, uint256 amount) private pure returns (uint256) {
        _fit(uint128(word) + amount);
        unchecked {
            return word + amount;
        }
    }

    function _with(uint256 word, uint256 offset, uint256 mask, uint256 value) private pure returns (uint256) {
        return (word & ~(mask << offset)) | (value << offset);
    }

    function _fit(uint256 value) private pure returns (uint256) {
        if (value > type(uint128).max) revert LapseTooWide(value);
        return value;
    }
}
