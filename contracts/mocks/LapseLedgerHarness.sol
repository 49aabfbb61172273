// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {LapseAccount} from "../kernel/LapseLedger.sol";

/// @notice Gives the functions of {LapseLedger} an address, for tests of the library alone. The caller says what the current bucket is.
contract LapseLedgerHarness {
    mapping(address owner => LapseAccount account) private _accounts;

    function credit(address owner, uint256 amount) external {
        _accounts[owner].credit(amount);
    }

    function debit(address owner, uint256 current, uint256 amount) external {
        _accounts[owner].debit(current, amount);
    }

    function debitAll(address owner, uint256 current) external returns (uint256 amount) {
        return _accounts[owner].debitAll(current);
    }

    function lock(address owner, uint256 current, uint256 bucket, uint256 amount) external {
        _accounts[owner].lock(current, bucket, amount);
    }

    function lockFrom(address owner, uint256 current, uint256 bucket, uint256 amount) external {
        _accounts[owner].lockFrom(current, bucket, amount);
    }

    function unlock(address owner, uint256 current, uint256 bucket, uint256 amount) external {
        _accounts[owner].unlock(current, bucket, amount);
    }

    function prune(address owner, uint256 current, uint256 limit) external returns (uint256 value, uint256 count) {
        return _accounts[owner].prune(current, limit);
    }

    function setTag(address owner, uint24 value) external {
        _accounts[owner].setTag(value);
    }

    function tag(address owner) external view returns (uint24) {
        return _accounts[owner].tag();
    }

    function available(address owner, uint256 current) external view returns (uint256) {
        return _accounts[owner].available(current);
    }

    function lockedUntil(address owner, uint256 bucket) external view returns (uint256) {
        return _accounts[owner].lockedUntil(bucket);
    }

    function parts(address owner) external view returns (uint256 free, uint256 pruned, uint256 last) {
        return _accounts[owner].parts();
    }
}
