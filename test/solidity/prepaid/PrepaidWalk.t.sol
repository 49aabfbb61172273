// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {MockDollar} from "../../../contracts/mocks/MockDollar.sol";
import {Rules} from "../../../contracts/prepaid/IPrepaidTypes.sol";
import {IPrepaidVault} from "../../../contracts/prepaid/IPrepaidVault.sol";
import {PrepaidDesk} from "../../../contracts/prepaid/PrepaidDesk.sol";
import {PrepaidVault} from "../../../contracts/prepaid/PrepaidVault.sol";
import {TestBase} from "../support/TestBase.sol";

/// @notice Law 4, at its limit: as many buckets as a walk can ever meet. No owner is out of reach of one withdrawal.
contract PrepaidWalkTest is TestBase {
    uint256 private constant START = 1_893_974_400;
    uint256 private constant MAX_AHEAD = 4_096;
    /// What a transaction may use, by EIP-7825.
    uint256 private constant MOST_GAS = 2 ** 24;

    address private constant PURCHASER = address(0xA11CE);
    address private constant OTHER = address(0xB0B);
    address private constant HOLDER = address(0xCAFE);

    IPrepaidVault private _vault;
    uint256 private _length;
    uint96 private _numbers;

    function _open(uint256 length) private {
        vm.warp(START);
        MockDollar asset = new MockDollar();
        _vault = new PrepaidVault(asset, length, 6, "Prepaid Dollar", "pUSD", address(new PrepaidDesk()));
        _length = length;
        asset.mint(address(this), 1e12);
        asset.approve(address(_vault), 1e12);
        _vault.deposit(1e12, PURCHASER);
        vm.prank(OTHER);
        _vault.acceptReturns(PURCHASER, true);
    }

    /// An instrument for each bucket from `first` to `last` ahead, half of it for the other party where `shared`.
    function _issue(uint256 first, uint256 last, bool shared) private {
        Rules memory rules;
        if (shared) (rules.returnTo, rules.returnBps) = (OTHER, 5_000);
        uint256 current = block.timestamp / _length;
        for (uint256 ahead = first; ahead <= last; ++ahead) {
            uint48 expiry = uint48((current + ahead) * _length);
            vm.prank(PURCHASER);
            if (shared) _vault.issueWithRules(++_numbers, HOLDER, false, 10, expiry, rules);
            else _vault.issue(++_numbers, HOLDER, false, 10, expiry);
        }
    }

    /// Takes all of it in one call of a transaction's gas, at the price that the budget states for each bucket.
    function _takeAll(address owner, uint256 expected, uint256 buckets) private {
        vm.assertEq(_vault.balanceOf(owner), expected, "law 5: all of it is there");
        vm.cool(address(_vault));
        vm.prank(owner);
        uint256 gas = gasleft();
        uint256 amount = _vault.withdrawAll(owner);
        gas -= gasleft();
        vm.assertEq(amount, expected, "law 5: all of it is paid");
        vm.assertLe(gas, 50_000 + 2_800 * buckets, "law 4: gas of a withdrawal");
        vm.assertLt(gas + 21_000, MOST_GAS, "law 4: more than a transaction may use");
    }

    function _checkAYear(uint256 length) private {
        _open(length);
        _issue(1, 365, false);
        vm.warp(START + 365 * length);
        _takeAll(PURCHASER, 1e12, 365);
    }

    function test_AYearOfHours() external {
        _checkAYear(1 hours);
    }

    function test_AYearOfDays() external {
        _checkAYear(1 days);
    }

    /// Every bucket that a lock can lie in, of somebody who bought them and of somebody who accepted them: flooded, he still has one call.
    function test_EveryBucket() external {
        _open(1 hours);
        _issue(1, MAX_AHEAD, true);
        vm.warp(START + MAX_AHEAD * 1 hours);
        _takeAll(OTHER, 5 * MAX_AHEAD, MAX_AHEAD);
        _takeAll(PURCHASER, 1e12 - 5 * MAX_AHEAD, MAX_AHEAD);
    }

    /// What waits doesn't pile up: the other party never calls, and when all that was locked for him has lapsed and as much again has been, no
    /// more waits than fits one walk.
    function test_WhatWaitsDoesNotPileUp() external {
        _open(1 hours);
        _issue(1, MAX_AHEAD, true);
        vm.warp(START + MAX_AHEAD * 1 hours);
        _issue(1, MAX_AHEAD, true);
        vm.warp(START + 2 * MAX_AHEAD * 1 hours);
        vm.prank(OTHER);
        _vault.chooseSweep(true, 0);
        // Each of the second half made one of two of the first, and nothing of it was counted.
        vm.assertEq(_vault.sweepable(OTHER), 10 * MAX_AHEAD, "law 4: what waits to be counted");
        _takeAll(OTHER, 10 * MAX_AHEAD, MAX_AHEAD + 1);
    }

    /// The same without a pause between: buckets come in as others lapse, at any pace.
    function testFuzz_WhatWaitsIsBounded(uint8[24] calldata steps, uint8[24] calldata ahead) external {
        _open(1 hours);
        vm.prank(OTHER);
        _vault.chooseSweep(true, 0);
        for (uint256 i = 0; i < steps.length; ++i) {
            vm.warp(block.timestamp + uint256(steps[i] % 4) * 1 hours);
            uint256 where = 1 + (ahead[i] % 3);
            _issue(where, where, true);
        }
        vm.warp(block.timestamp + 4 hours);
        // Nothing lay more than three buckets ahead, and each new one made one of two that had lapsed: one of those is left.
        vm.assertLe(_waiting(), 3 + 1, "law 4: more buckets wait than lie ahead at once, and one");
    }

    /// How many buckets the other party has that were not counted: as many as a prune of all of them counts.
    function _waiting() private returns (uint256 buckets) {
        for (uint256 before = _vault.sweepable(OTHER); before != 0; before = _vault.sweepable(OTHER)) {
            vm.prank(OTHER);
            _vault.prune(1);
            vm.assertLt(_vault.sweepable(OTHER), before, "a prune counts nothing");
            ++buckets;
        }
    }
}
