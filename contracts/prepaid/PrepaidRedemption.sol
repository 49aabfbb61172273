// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IPrepaidInstruments} from "./IPrepaidInstruments.sol";
import {IPrepaidMoney} from "./IPrepaidMoney.sol";
import {InstrumentView, Redemption, RedemptionView, Rules, Terms, Trigger} from "./IPrepaidTypes.sol";
import {PrepaidInstruments} from "./PrepaidInstruments.sol";
import {PrepaidRules} from "./PrepaidRules.sol";
import {Instrument, Record} from "./PrepaidState.sol";

/// @title PrepaidRedemption
/// @notice Spending, and what an instrument is: what happens most, and therefore in the code of the vault itself.
abstract contract PrepaidRedemption is PrepaidInstruments, IPrepaidInstruments {
    using PrepaidRules for Rules;
    using PrepaidRules for Terms;

    bytes32 private constant REDEMPTION_TYPEHASH = keccak256(
        "Redemption(uint256 id,uint96 amount,address merchant,bytes32 ref,uint48 deadline)"
    );

    // ---- spending ----

    /// @inheritdoc IPrepaidInstruments
    function redeem(uint256 id, uint96 amount, address merchant, bytes32 ref) external returns (bool repeated) {
        // Check
        Instrument storage instrument = _instruments[id];
        _requireHolder(id, instrument);
        _requireRules(id, instrument, 0);
        if (_isRepeated(id, amount, merchant, ref)) return true;
        _requireSpendable(id, instrument, amount, merchant);

        // Effect and interaction
        address purchaser = _purchaserOf(id);
        unchecked {
            instrument.remaining -= amount;
        }
        _accounts[purchaser].unlock(_current(), instrument.bucket, amount);
        emit Redeemed(id, merchant, ref, amount);
        _pay(purchaser, merchant, amount);
    }

    /// @inheritdoc IPrepaidInstruments
    function redeemWithRules(
        uint256 id,
        uint96 amount,
        address merchant,
        bytes32 ref,
        Terms calldata terms
    ) external returns (bool repeated) {
        _requireHolder(id, _instruments[id]);
        if (_isRepeated(id, amount, merchant, ref)) return true;
        _redeem(id, amount, merchant, ref, terms);
    }

    /// @inheritdoc IPrepaidInstruments
    function redeemSigned(
        Redemption calldata redemption,
        Terms calldata terms,
        bytes calldata signer,
        bytes calldata signature
    ) external returns (bool repeated) {
        uint256 id = redemption.id;
        if (redemption.ref == 0) revert PrepaidReferenceMissing();
        // What was done is done, whoever holds the instrument by now, and whatever signs for it.
        if (_isRepeated(id, redemption.amount, redemption.merchant, redemption.ref)) return true;
        if (block.timestamp > redemption.deadline) revert PrepaidSignatureExpired(redemption.deadline);
        bytes32 message = keccak256(abi.encode(REDEMPTION_TYPEHASH, redemption));
        _requireSigned(id, _known(id), message, signer, signature);
        _redeem(id, redemption.amount, redemption.merchant, redemption.ref, terms);
    }

    // ---- views ----

    /// @inheritdoc IPrepaidInstruments
    function instrumentOf(uint256 id) external view returns (InstrumentView memory) {
        Instrument storage instrument = _known(id);
        uint8 flags = instrument.flags;
        bool expired = _isExpired(instrument);
        return
            InstrumentView({
                purchaser: _purchaserOf(id),
                holder: instrument.holder,
                byKey: flags & BY_KEY != 0,
                delivered: flags & DELIVERED != 0,
                started: flags & STARTED != 0,
                pull: flags & PULL != 0,
                settled: flags & SETTLED != 0,
                remaining: expired ? 0 : instrument.remaining,
                returned: expired ? instrument.remaining : 0,
                expiry: _expiryOf(instrument),
                rules: instrument.rules
            });
    }

    /// @inheritdoc IPrepaidInstruments
    function redemptionOf(address merchant, bytes32 ref) external view returns (RedemptionView memory) {
        Record storage record = _records[merchant][ref];
        return RedemptionView(record.amount, record.refunded);
    }

    /// @inheritdoc IPrepaidInstruments
    function spentAt(uint256 id, address merchant) external view returns (uint256) {
        return _spent[id][merchant];
    }

    /// @inheritdoc IPrepaidInstruments
    function idOf(address purchaser, uint96 number) external pure returns (uint256) {
        return _idOf(purchaser, number);
    }

    /// @inheritdoc IPrepaidInstruments
    function hashOf(Rules calldata rules) external pure returns (bytes27) {
        return rules.hash();
    }

    // ---- internals ----

    /// Spends from an instrument of any kind, by whoever was found entitled.
    function _redeem(uint256 id, uint96 amount, address merchant, bytes32 ref, Terms calldata terms) private {
        // Check
        Instrument storage instrument = _instruments[id];
        _requireRules(id, instrument, terms.rules);
        _requireSpendable(id, instrument, amount, merchant);
        terms.checkMerchant(id, merchant);
        if (terms.rules.cap != 0) _countSpent(id, instrument, amount, merchant, terms.rules.cap);

        // Effect and interaction
        if (instrument.flags & (STARTED | DELIVERED) != (STARTED | DELIVERED)) {
            _happen(id, instrument, terms.rules, Trigger.FIRST_USE);
        }
        uint256 before = instrument.remaining;
        bool push = _isPushed(merchant);
        _shift(id, instrument, terms.rules, before, before - amount, push ? address(0) : merchant);
        emit Redeemed(id, merchant, ref, amount);
        _settlePayment(merchant, amount, push);
    }

    /// Whether a redemption with this reference was done before; notes it if not.
    function _isRepeated(uint256 id, uint96 amount, address merchant, bytes32 ref) private returns (bool) {
        if (ref == 0) return false;
        Record storage record = _records[merchant][ref];
        uint64 tag = _tagOf(id);
        if (record.amount != 0) {
            if (record.tag != tag || record.amount != amount) revert PrepaidReferenceUsed(merchant, ref);
            return true;
        }
        _records[merchant][ref] = Record({tag: tag, amount: amount, refunded: 0});
        return false;
    }

    function _requireSpendable(
        uint256 id,
        Instrument storage instrument,
        uint256 amount,
        address merchant
    ) private view {
        if (amount == 0) revert IPrepaidMoney.PrepaidNothing();
        _requireReceiver(merchant);
        _requireAlive(id, instrument);
        if (amount > instrument.remaining) revert PrepaidShort(id, amount, instrument.remaining);
    }

    function _countSpent(
        uint256 id,
        Instrument storage instrument,
        uint256 amount,
        address merchant,
        uint256 cap
    ) private {
        uint256 spent = _spent[id][merchant];
        if (amount > cap - spent) revert PrepaidCapReached(id, merchant, amount, cap - spent);
        _spent[id][merchant] = spent + amount;
        instrument.flags |= SPENT;
    }

    function _isPushed(address merchant) private view returns (bool) {
        return _accounts[merchant].tag() & PUSH != 0;
    }

    /// Pays what was taken out of the purchaser's bucket, as the merchant has chosen.
    function _pay(address purchaser, address merchant, uint256 amount) private {
        bool push = _isPushed(merchant);
        emit IERC20.Transfer(purchaser, push ? address(0) : merchant, amount);
        _settlePayment(merchant, amount, push);
    }

    function _settlePayment(address merchant, uint256 amount, bool push) private {
        if (push) _pushOrCredit(merchant, amount);
        else _accounts[merchant].credit(amount);
    }
}
