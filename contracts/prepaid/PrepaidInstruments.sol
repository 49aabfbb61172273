// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {LapseLedger} from "../kernel/LapseLedger.sol";
import {IPrepaidInstruments} from "./IPrepaidInstruments.sol";
import {Rules, Trigger} from "./IPrepaidTypes.sol";
import {PrepaidRules} from "./PrepaidRules.sol";
import {Instrument, PrepaidState} from "./PrepaidState.sol";

/// @title PrepaidInstruments
/// @notice What an instrument is at a moment, and how its value moves between the ledgers of those to whom it returns.
/// @dev Where the value of an instrument lies: in its bucket of the purchaser's ledger; `SHARED`, in that bucket of the purchaser's and of the
/// other party's; `PULL`, in the instrument alone.
abstract contract PrepaidInstruments is PrepaidState, EIP712 {
    using PrepaidRules for Rules;

    /// Held by a key.
    uint8 internal constant BY_KEY = 1;
    /// In its holder's hands.
    uint8 internal constant DELIVERED = 2;
    /// The bucket is final.
    uint8 internal constant STARTED = 4;
    /// What is unused waits to be settled.
    uint8 internal constant PULL = 8;
    /// A share is locked in the ledger of the other party.
    uint8 internal constant SHARED = 16;
    /// What was unused has been settled.
    uint8 internal constant SETTLED = 32;
    /// Something was spent under a cap.
    uint8 internal constant SPENT = 64;

    /// Numbers from here on are those of pieces.
    uint96 internal constant FIRST_PIECE = 2 ** 95;

    constructor() EIP712("Lapse Prepaid", "1") {}

    // ---- what it is ----

    function _idOf(address purchaser, uint96 number) internal pure returns (uint256) {
        return (uint256(uint160(purchaser)) << 96) | number;
    }

    function _purchaserOf(uint256 id) internal pure returns (address) {
        return address(uint160(id >> 96));
    }

    /// The one place that decides whether an instrument has expired, and with it whether its value has returned.
    function _isExpired(Instrument storage instrument) internal view returns (bool) {
        return instrument.bucket <= _current();
    }

    function _expiryOf(Instrument storage instrument) internal view returns (uint48) {
        return uint48(instrument.bucket * _bucketLength());
    }

    function _known(uint256 id) internal view returns (Instrument storage instrument) {
        instrument = _instruments[id];
        if (instrument.bucket == 0) revert IPrepaidInstruments.PrepaidUnknown(id);
    }

    function _requireAlive(uint256 id, Instrument storage instrument) internal view {
        if (_isExpired(instrument)) revert IPrepaidInstruments.PrepaidExpired(id, _expiryOf(instrument));
    }

    function _requirePurchaser(uint256 id) internal view {
        if (msg.sender != _purchaserOf(id)) revert IPrepaidInstruments.PrepaidNotPurchaser(id, msg.sender);
    }

    function _requireHolder(uint256 id, Instrument storage instrument) internal view {
        if (msg.sender != instrument.holder || instrument.flags & BY_KEY != 0) {
            revert IPrepaidInstruments.PrepaidNotHolder(id, msg.sender);
        }
    }

    /// A holder that can use what it holds: the vault itself never could.
    function _requireFit(address holder) internal view {
        if (holder == address(0) || holder == address(this)) revert IPrepaidInstruments.PrepaidInvalidHolder(holder);
    }

    function _requireRules(uint256 id, Instrument storage instrument, Rules calldata rules) internal view {
        _requireRules(id, instrument, rules.hash());
    }

    function _requireRules(uint256 id, Instrument storage instrument, bytes27 shown) internal view {
        if (shown != instrument.rules) {
            revert IPrepaidInstruments.PrepaidRulesMismatch(id, shown, instrument.rules);
        }
    }

    /// The bucket of an expiry that lies on a bound.
    function _bucketOf(uint48 expiry) internal view returns (uint256 bucket) {
        uint256 length = _bucketLength();
        bucket = expiry / length;
        if (bucket * length != expiry) {
            revert IPrepaidInstruments.PrepaidExpiryOffBound(expiry, length, (bucket + 1) * length);
        }
    }

    /// Reverts unless the holder, or the instrument's key, signed. A key of more than an address is known by the last 20 bytes of its hash.
    function _requireSigned(
        uint256 id,
        Instrument storage instrument,
        bytes32 message,
        bytes calldata signer,
        bytes calldata signature
    ) internal view {
        address signing = signer.length == 20 ? address(bytes20(signer)) : address(uint160(uint256(keccak256(signer))));
        // An instrument that was transferred to an address answers to an address, and one that is held by a key to either kind.
        bool fits = signing == instrument.holder && (signer.length == 20 || instrument.flags & BY_KEY != 0);
        if (!fits || !SignatureChecker.isValidSignatureNow(signer, _hashTypedDataV4(message), signature)) {
            revert IPrepaidInstruments.PrepaidUnsigned(id, signer);
        }
    }

    // ---- its value ----

    /// Changes what an instrument has from `from` to `to`, and the locks with it. What comes has been taken from `other`, what goes is given to him
    /// by the caller.
    function _shift(
        uint256 id,
        Instrument storage instrument,
        Rules calldata rules,
        uint256 from,
        uint256 to,
        address other
    ) internal {
        _setRemaining(id, instrument, to);
        uint8 flags = instrument.flags;
        if (flags & PULL != 0) {
            _emitMoved(address(this), from, to, other);
        } else if (flags & SHARED == 0) {
            _relock(_purchaserOf(id), instrument.bucket, from, to, other);
        } else {
            uint256 shareFrom = rules.otherShare(from);
            uint256 shareTo = rules.otherShare(to);
            _relock(rules.returnTo, instrument.bucket, shareFrom, shareTo, other);
            _relock(_purchaserOf(id), instrument.bucket, from - shareFrom, to - shareTo, other);
        }
    }

    function _setRemaining(uint256 id, Instrument storage instrument, uint256 amount) internal {
        if (amount > type(uint96).max) revert IPrepaidInstruments.PrepaidTooMuch(id, amount);
        instrument.remaining = uint96(amount);
    }

    function _relock(address owner, uint256 bucket, uint256 from, uint256 to, address other) private {
        if (to > from) _accounts[owner].lockFrom(_current(), bucket, to - from);
        else if (from > to) _accounts[owner].unlock(_current(), bucket, from - to);
        _emitMoved(owner, from, to, other);
    }

    function _emitMoved(address owner, uint256 from, uint256 to, address other) private {
        if (owner == other) return;
        if (to > from) emit IERC20.Transfer(other, owner, to - from);
        else if (from > to) emit IERC20.Transfer(owner, other, from - to);
    }

    /// Moves an instrument to another bucket, and its locks with it.
    function _move(uint256 id, Instrument storage instrument, Rules calldata rules, uint256 bucket) internal {
        LapseLedger.requireAhead(_current(), bucket);
        uint8 flags = instrument.flags;
        uint256 amount = instrument.remaining;
        uint256 old = instrument.bucket;
        if (flags & PULL == 0) {
            uint256 share = rules.otherShare(amount);
            if (share != 0) _moveLock(rules.returnTo, old, bucket, share);
            if (amount != share) _moveLock(_purchaserOf(id), old, bucket, amount - share);
        }
        instrument.bucket = uint32(bucket);
        emit IPrepaidInstruments.ExpirySet(id, _expiryOf(instrument));
    }

    function _moveLock(address owner, uint256 from, uint256 to, uint256 amount) private {
        _accounts[owner].unlock(_current(), from, amount);
        _accounts[owner].lockFrom(_current(), to, amount);
    }

    /// Starts the clock, if this is the event that it waits for: the expiry is `delay` from now, or the one given at issue if that is earlier.
    function _happen(uint256 id, Instrument storage instrument, Rules calldata rules, Trigger trigger) internal {
        uint8 flags = instrument.flags;
        if (flags & DELIVERED == 0) {
            flags |= DELIVERED;
            emit IPrepaidInstruments.Delivered(id);
        }
        if (flags & STARTED == 0 && rules.trigger <= trigger) {
            flags |= STARTED;
            uint256 bucket = Math.ceilDiv(block.timestamp + rules.delay, _bucketLength());
            if (bucket < instrument.bucket) _move(id, instrument, rules, bucket);
        }
        instrument.flags = flags;
    }

    /// What a redemption keeps of its instrument's id.
    function _tagOf(uint256 id) internal pure returns (uint64) {
        return uint64(uint256(keccak256(abi.encode(id))));
    }
}
