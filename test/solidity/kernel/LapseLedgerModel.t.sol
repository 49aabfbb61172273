// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {LapseAccount, LapseLedger} from "../../../contracts/kernel/LapseLedger.sol";
import {TestBase} from "../support/TestBase.sol";

/// @notice The ledger beside the plainest model there is: what was put into each bucket of time, and what was brought and taken. Time passes by buckets,
/// pages, whole rings of pages and years; buckets are filled, emptied and filled again in any order, with nothing, one unit and all that fits.
contract LapseLedgerModelTest is TestBase {
    error Waiting(uint256 value, uint256 count);

    uint256 private constant PAGE = 256;
    uint256 private constant PAGES = 24;
    uint256 private constant WIDEST = type(uint128).max;
    uint24 private constant TAG = 0xA5A5A5;

    LapseAccount private _account;

    // ---- the model ----

    mapping(uint256 bucket => uint256 value) private _held;
    mapping(uint256 bucket => bool known) private _known;
    uint256[] private _buckets;
    uint256 private _credited;
    uint256 private _taken;
    /// All that is there, locked or not: never more than fits.
    uint256 private _total;
    uint256 private _now;
    /// The furthest that anything was locked, counted from its moment.
    uint256 private _most;

    /// After every act, the balance at any moment, what is locked, what waits and what was counted are what the model says.
    function testFuzz_DoesWhatTheModelDoes(uint64[48] calldata steps) external {
        _now = _begin(steps[0]);
        _account.setTag(TAG);
        for (uint256 i = 0; i < steps.length; ++i) {
            uint256 dice = uint256(keccak256(abi.encode(steps[i], i)));
            _now += _pause(dice);
            _act(dice >> 64);
            _check(dice >> 192);
        }
        for (uint256 i = 0; i < _buckets.length; ++i) _checkMoment(_buckets[i]);
        _now += LapseLedger.MAX_AHEAD;
        _takeAll();
        vm.assertEq(_total, 0, "all of it can be taken in the end");
    }

    // ---- acts ----

    function _act(uint256 dice) private {
        uint256 what = dice % 16;
        dice >>= 8;
        if (what < 5) _lockFrom(_someBucket(dice), _someAmount(dice >> 32, WIDEST - _total));
        else if (what < 7) _lock(_someBucket(dice), _someAmount(dice >> 32, _available(_now)));
        else if (what < 10) _unlock(_someBucket(dice), dice >> 32);
        else if (what < 11) _credit(_someAmount(dice, WIDEST - _total));
        else if (what < 13) _debit(_someAmount(dice, _available(_now)));
        else if (what < 14) _takeAll();
        else _prune(dice % 4);
    }

    function _lockFrom(uint256 bucket, uint256 amount) private {
        uint256 counted = _counted();
        _account.lockFrom(_now, bucket, amount);
        _put(bucket, amount);
        _total += amount;
        _checkCounted(counted);
    }

    function _lock(uint256 bucket, uint256 amount) private {
        uint256 counted = _counted();
        (uint256 free, , ) = _account.parts();
        _account.lock(_now, bucket, amount);
        _put(bucket, amount);
        _taken += amount;
        if (amount <= free) _checkCounted(counted);
    }

    function _unlock(uint256 bucket, uint256 dice) private {
        uint256 amount = _someAmount(dice, _held[bucket]);
        _account.unlock(_now, bucket, amount);
        _held[bucket] -= amount;
        _total -= amount;
    }

    function _credit(uint256 amount) private {
        _account.credit(amount);
        _credited += amount;
        _total += amount;
    }

    function _debit(uint256 amount) private {
        uint256 counted = _counted();
        (uint256 free, , ) = _account.parts();
        _account.debit(_now, amount);
        _taken += amount;
        _total -= amount;
        if (amount <= free) vm.assertEq(_counted(), counted, "counts nothing where the free balance reaches");
    }

    function _takeAll() private {
        uint256 expected = _available(_now);
        uint256 amount = _account.debitAll(_now);
        vm.assertEq(amount, expected, "all that is available");
        _taken += amount;
        _total -= amount;
    }

    function _prune(uint256 limit) private {
        uint256 counted = _counted();
        (uint256 value, uint256 count) = _account.prune(_now, limit);
        vm.assertLe(count, limit, "no more buckets than asked for");
        vm.assertEq(_counted(), counted + value, "what a prune says that it counted");
    }

    // ---- choices ----

    /// The first bucket of all, one of hours in 2026, and so near to the last one that all acts still fit before it.
    function _begin(uint256 dice) private pure returns (uint256) {
        if (dice % 4 == 0) return 0;
        return dice % 4 == 1 ? 2 ** 40 - 6_000_000 : 498_000;
    }

    /// None, some buckets, about so many pages, about a ring of pages, years.
    function _pause(uint256 dice) private pure returns (uint256) {
        uint256 kind = dice % 16;
        dice >>= 8;
        if (kind < 6) return 0;
        if (kind < 9) return dice % 4;
        if (kind < 13) return (dice % 9) * PAGE + ((dice >> 8) % 3);
        if (kind < 15) return (PAGES - 8 + (dice % 17)) * PAGE + ((dice >> 8) % 3);
        return 80_000 + (dice % 20_000);
    }

    /// One that is known and ahead, or near, or some pages away, or as far as can be, or at the edge of a page.
    function _someBucket(uint256 dice) private view returns (uint256 bucket) {
        uint256 kind = dice % 8;
        dice >>= 8;
        if (kind < 3 && _buckets.length != 0) {
            bucket = _buckets[dice % _buckets.length];
            if (bucket > _now && bucket - _now <= LapseLedger.MAX_AHEAD) return bucket;
        }
        if (kind < 5) return _now + 1 + (dice % 4);
        if (kind < 6) return _now + 1 + (dice % LapseLedger.MAX_AHEAD);
        if (kind < 7) return _now + LapseLedger.MAX_AHEAD;
        return ((_now / PAGE) + 1 + (dice % 15)) * PAGE + ((dice >> 8) % 2) * (PAGE - 1);
    }

    /// Nothing, one unit, some, or all that there may be.
    function _someAmount(uint256 dice, uint256 most) private pure returns (uint256 amount) {
        uint256 kind = dice % 8;
        if (kind == 7) return most;
        amount = kind < 2 ? kind : (dice >> 8) % 1_000;
        return amount < most ? amount : most;
    }

    // ---- the model's answers ----

    function _put(uint256 bucket, uint256 amount) private {
        _held[bucket] += amount;
        if (bucket - _now > _most) _most = bucket - _now;
        if (_known[bucket]) return;
        _known[bucket] = true;
        _buckets.push(bucket);
    }

    /// What all buckets hold that had begun by then.
    function _begunBy(uint256 moment) private view returns (uint256 sum) {
        for (uint256 i = 0; i < _buckets.length; ++i) if (_buckets[i] <= moment) sum += _held[_buckets[i]];
    }

    function _available(uint256 moment) private view returns (uint256) {
        return _credited + _begunBy(moment) - _taken;
    }

    /// What of the buckets was ever counted into the free balance.
    function _counted() private view returns (uint256) {
        (uint256 free, , ) = _account.parts();
        return free + _taken - _credited;
    }

    // ---- checks ----

    /// A bucket that comes into use makes nothing count, but for what began a whole ring of pages ago.
    function _checkCounted(uint256 before) private view {
        uint256 counted = _counted();
        if (counted == before) return;
        uint256 page = _now / PAGE;
        uint256 old = page < PAGES ? 0 : _begunBy((page - PAGES) * PAGE + PAGE - 1);
        vm.assertLe(counted, old, "counts what has not waited for a ring of pages");
    }

    function _check(uint256 dice) private {
        _checkMoment(_now);
        _checkMoment(_now + LapseLedger.MAX_AHEAD);
        if (_buckets.length != 0) _checkMoment(_buckets[dice % _buckets.length]);
        vm.assertEq(uint256(_account.tag()), TAG, "the tag");
        _checkWaiting(_now);
        _checkWaiting(_now + (dice % (LapseLedger.MAX_AHEAD + 1)));
    }

    /// The last second before a bucket and its first; and what is locked until it, if it has not begun.
    function _checkMoment(uint256 bucket) private view {
        if (bucket > _now) vm.assertEq(_account.lockedUntil(bucket), _held[bucket], "locked");
        if (bucket > _now) vm.assertEq(_account.available(bucket - 1), _available(bucket - 1), "the second before");
        if (bucket >= _now) vm.assertEq(_account.available(bucket), _available(bucket), "the first second");
    }

    /// What waits at a moment is all that began and was not counted; and it is as many buckets as lie ahead at once, and one.
    function _checkWaiting(uint256 moment) private {
        try this.measure(moment) {} catch (bytes memory reason) {
            (uint256 value, uint256 count) = abi.decode(_afterSelector(reason), (uint256, uint256));
            vm.assertEq(value, _begunBy(moment) - _counted(), "what waits");
            vm.assertLe(count, _most + 1, "law 4: more buckets wait than lie ahead at once, and one");
            vm.assertLe(count, _buckets.length, "more buckets wait than were ever in use");
        }
    }

    /// Counts all that waits, and undoes it.
    function measure(uint256 moment) external {
        (uint256 value, uint256 count) = _account.prune(moment, type(uint256).max);
        revert Waiting(value, count);
    }

    function _afterSelector(bytes memory reason) private pure returns (bytes memory answer) {
        vm.assertEq(reason.length, 68, "an error of two numbers");
        answer = new bytes(64);
        for (uint256 i = 0; i < 64; ++i) answer[i] = reason[i + 4];
    }
}
