// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {LapseAccount, LapseLedger} from "../../../contracts/kernel/LapseLedger.sol";
import {TestBase} from "../support/TestBase.sol";

contract LapseLedgerTest is TestBase {
    /// A lock as it was made, for a walk over all of them.
    struct Lock {
        uint256 bucket;
        uint256 value;
    }

    uint256 private constant NOW = 498_000;

    LapseAccount private _account;
    Lock[] private _locks;
    uint256 private _credited;

    /// What is available at any moment is what a walk over all locks says, and pruning any number of buckets changes none of it.
    function testFuzz_AvailableIsWhatAWalkSays(uint16[] calldata ahead, uint16 passed, uint8 limit) external {
        _fill(ahead);
        uint256 current = NOW + passed;
        uint256 expected = _lapsedBy(current);
        vm.assertEq(_account.available(current), expected, "available");
        (uint256 value, uint256 count) = _account.prune(current, limit);
        vm.assertLe(count, limit, "count");
        vm.assertLe(value, expected, "value");
        vm.assertEq(_account.available(current), expected, "available after a prune");
        for (uint256 i = 0; i < _locks.length; ++i) {
            uint256 later = _locks[i].bucket;
            if (later <= current) continue;
            vm.assertEq(_account.available(later - 1), _lapsedBy(later - 1), "the second before a bucket");
            vm.assertEq(_account.available(later), _lapsedBy(later), "the first second of a bucket");
        }
    }

    /// All that is available can be taken, and not one unit more.
    function testFuzz_AllCanBeTaken(uint16[] calldata ahead, uint16 passed, uint64 credited) external {
        _fill(ahead);
        _account.credit(credited);
        uint256 current = NOW + passed;
        uint256 all = _account.available(current);
        vm.expectRevert(abi.encodeWithSelector(LapseLedger.LapseShort.selector, all + 1, all));
        this.debit(current, all + 1);
        _account.debit(current, all);
        vm.assertEq(_account.available(current), 0, "nothing is left");
        vm.assertEq(_account.available(NOW + 2 * LapseLedger.MAX_AHEAD), credited + _all() - all, "what is to come");
    }

    /// Of the buckets that are used, at most as many wait to be counted as a lock may lie ahead, and one.
    function testFuzz_WhatWaitsIsBounded(uint16[] calldata ahead, uint8 pause) external {
        uint256 current = NOW;
        for (uint256 i = 0; i < ahead.length && i < 64; ++i) {
            _account.lockFrom(current, current + 1 + (ahead[i] % 4), 1);
            current += pause % 3;
        }
        (, uint256 count) = _account.prune(current, type(uint256).max);
        // Four buckets ahead at the most: each new one made one of two that had lapsed.
        vm.assertLe(count, 5, "waiting");
    }

    function debit(uint256 current, uint256 amount) external {
        _account.debit(current, amount);
    }

    function _fill(uint16[] calldata ahead) private {
        uint256 count = ahead.length < 24 ? ahead.length : 24;
        for (uint256 i = 0; i < count; ++i) {
            uint256 bucket = NOW + 1 + (ahead[i] % LapseLedger.MAX_AHEAD);
            _account.lockFrom(NOW, bucket, i + 1);
            _locks.push(Lock(bucket, i + 1));
        }
    }

    function _lapsedBy(uint256 current) private view returns (uint256 sum) {
        for (uint256 i = 0; i < _locks.length; ++i) if (_locks[i].bucket <= current) sum += _locks[i].value;
    }

    function _all() private view returns (uint256) {
        return _lapsedBy(type(uint256).max);
    }
}
