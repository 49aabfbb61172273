// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {LapseAccount} from "../kernel/LapseLedger.sol";
import {Payouts} from "../kernel/Payouts.sol";
import {IPrepaidMoney} from "./IPrepaidMoney.sol";

/// @notice What is kept of an instrument: two words. Its purchaser is in its id.
struct Instrument {
    /// What is not redeemed. It stays as it was at the expiry: what returned.
    uint96 remaining;
    /// Who may redeem, or the address of a key.
    address holder;
    /// See {PrepaidInstruments}.
    uint8 flags;
    /// The bucket in which it expires.
    uint32 bucket;
    /// Of its rules' hash; zero for a plain one.
    bytes27 rules;
}

/// @notice A redemption that has a reference, in one word.
struct Record {
    /// Of the hash of the instrument's id. Somebody who tries some 2^32 numbers of his own instruments, or salts of his own splits, finds two ids that
    /// agree in it. All that comes of it is that the merchant's reference stands for either, with one amount that was paid and one bound for refunds.
    uint64 tag;
    /// What was redeemed.
    uint96 amount;
    /// What the merchant gave back of it.
    uint96 refunded;
}

/// @title PrepaidState
/// @notice The storage of a vault, and the movements of money in it. {PrepaidVault} and {PrepaidDesk} share it: the desk's code runs in
/// the vault's storage.
abstract contract PrepaidState {
    mapping(address owner => LapseAccount account) internal _accounts;
    mapping(uint256 id => Instrument instrument) internal _instruments;
    mapping(address merchant => mapping(bytes32 ref => Record record)) internal _records;
    mapping(uint256 id => mapping(address merchant => uint256 amount)) internal _spent;
    mapping(address account => mapping(address purchaser => bool accepted)) internal _accepted;

    // What an owner chose, in the tag of his account: two flags, and the tip from bit 8.
    uint24 internal constant PUSH = 1;
    uint24 internal constant SWEPT = 2;
    uint24 internal constant TIP_AT = 8;

    // ---- what the vault and its desk know in different ways ----

    function _asset() internal view virtual returns (IERC20);

    function _bucketLength() internal view virtual returns (uint256);

    // ---- internals ----

    /// The bucket of this second.
    function _current() internal view returns (uint256) {
        return block.timestamp / _bucketLength();
    }

    function _requireReceiver(address to) internal view {
        if (to == address(0) || to == address(this)) revert IPrepaidMoney.PrepaidInvalidReceiver(to);
    }

    /// Counts what arrived since the vault had `before`. It is credited after it arrived and as it was measured: re-entering can't count the same
    /// money twice, because any inner arrival would make this measure too large.
    function _takeIn(address to, uint256 amount, uint256 before) internal {
        uint256 held = _asset().balanceOf(address(this));
        // No account can ever have more than fits its word.
        if (held > type(uint128).max) revert IPrepaidMoney.PrepaidVaultFull(held);
        uint256 arrived = held - before;
        if (arrived != amount) revert IPrepaidMoney.PrepaidAssetTakesFee(amount, arrived);
        _accounts[to].credit(amount);
        emit IERC20.Transfer(address(0), to, amount);
    }

    /// Takes money that leaves the vault off an owner's balance.
    function _takeOff(address owner, uint256 amount) internal {
        _accounts[owner].debit(_current(), amount);
        emit IERC20.Transfer(owner, address(0), amount);
    }

    /// Pushes what has been taken off the books, or puts it back on them if the asset refuses.
    function _pushOrCredit(address to, uint256 amount) internal returns (bool paid) {
        paid = Payouts.tryPush(_asset(), to, amount);
        if (!paid) {
            _accounts[to].credit(amount);
            emit IERC20.Transfer(address(0), to, amount);
            emit IPrepaidMoney.PushFailed(to, amount);
        }
    }
}
