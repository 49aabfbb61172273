// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IPrepaidInstruments} from "./IPrepaidInstruments.sol";
import {IPrepaidReceiver} from "./IPrepaidReceiver.sol";
import {Rules, Trigger} from "./IPrepaidTypes.sol";
import {PrepaidInstruments} from "./PrepaidInstruments.sol";
import {PrepaidRules} from "./PrepaidRules.sol";
import {Instrument} from "./PrepaidState.sol";

/// @title PrepaidHolding
/// @notice What a holder can do beside spending. Each function is that of {IPrepaidInstruments}.
abstract contract PrepaidHolding is PrepaidInstruments {
    using PrepaidRules for Rules;

    bytes32 private constant CLAIM_TYPEHASH = keccak256("Claim(uint256 id,address receiver,uint48 deadline)");

    /// @notice See {IPrepaidInstruments}.
    function claim(
        uint256 id,
        address receiver,
        uint48 deadline,
        Rules calldata rules,
        bytes calldata signer,
        bytes calldata signature
    ) external {
        // Check
        Instrument storage instrument = _known(id);
        if (instrument.flags & BY_KEY == 0) revert IPrepaidInstruments.PrepaidNotByKey(id);
        _requireAlive(id, instrument);
        _requireRules(id, instrument, rules);
        _requireFit(receiver);
        if (block.timestamp > deadline) revert IPrepaidInstruments.PrepaidSignatureExpired(deadline);
        bytes32 message = keccak256(abi.encode(CLAIM_TYPEHASH, id, receiver, deadline));
        _requireSigned(id, instrument, message, signer, signature);

        // Effect
        instrument.holder = receiver;
        instrument.flags &= ~BY_KEY;
        emit IPrepaidInstruments.HolderSet(id, receiver, false);
        _happen(id, instrument, rules, Trigger.DELIVERY);
    }

    /// @notice See {IPrepaidInstruments}.
    function transferInstrument(uint256 id, address to) external {
        _handOver(id, to);
    }

    /// @notice See {IPrepaidInstruments}.
    function transferInstrumentAndCall(uint256 id, address to, bytes calldata data) external {
        _handOver(id, to);
        bytes4 answer = IPrepaidReceiver(to).onInstrumentReceived(msg.sender, id, data);
        if (answer != IPrepaidReceiver.onInstrumentReceived.selector) {
            revert IPrepaidInstruments.PrepaidReceiverRefused(to);
        }
    }

    /// @notice See {IPrepaidInstruments}.
    function split(
        uint256 id,
        uint96 amount,
        address to,
        bytes32 salt,
        Rules calldata rules
    ) external returns (uint256 piece) {
        // Check
        Instrument storage instrument = _known(id);
        _requireHolder(id, instrument);
        _requireAlive(id, instrument);
        _requireRules(id, instrument, rules);
        _requireFit(to);
        if (instrument.flags & STARTED == 0) revert IPrepaidInstruments.PrepaidNotStarted(id);
        _requireDivisible(id, instrument, amount, rules.minPiece);

        // Effect: bucket, state and purchaser are the same
        uint96 number = FIRST_PIECE | (uint96(uint256(keccak256(abi.encode(id, salt)))) >> 1);
        piece = _idOf(_purchaserOf(id), number);
        if (_instruments[piece].bucket != 0) revert IPrepaidInstruments.PrepaidIssuedBefore(piece);
        emit IPrepaidInstruments.Split(id, piece, to, amount);
        uint96 before = instrument.remaining;
        _instruments[piece] = instrument;
        _instruments[piece].holder = to;
        _divide(id, piece, amount, before, rules);
        _divideCap(id, piece, amount, before, rules);
    }

    function _handOver(uint256 id, address to) private {
        // Check
        Instrument storage instrument = _known(id);
        _requireHolder(id, instrument);
        if (instrument.flags & DELIVERED == 0) revert IPrepaidInstruments.PrepaidNotDelivered(id);
        _requireFit(to);

        // Effect
        instrument.holder = to;
        emit IPrepaidInstruments.HolderSet(id, to, false);
    }

    /// A piece and what is left must be at least what the rules say, and 1; zero in rules means that there are no pieces.
    function _requireDivisible(
        uint256 id,
        Instrument storage instrument,
        uint256 amount,
        uint256 minPiece
    ) private view {
        uint256 before = instrument.remaining;
        if (amount > before) revert IPrepaidInstruments.PrepaidShort(id, amount, before);
        uint256 least = instrument.rules == 0 ? 1 : minPiece;
        uint256 rest = before - amount;
        if (least == 0 || amount < least || rest < least) {
            revert IPrepaidInstruments.PrepaidPieceTooSmall(amount, rest, least);
        }
    }

    /// Divides the value. Only where two parties share it do the locks change: by what rounding each part down moves, one unit at most.
    function _divide(uint256 id, uint256 piece, uint96 amount, uint96 before, Rules calldata rules) private {
        Instrument storage whole = _instruments[id];
        Instrument storage part = _instruments[piece];
        if (whole.flags & SHARED == 0) {
            whole.remaining = before - amount;
            part.remaining = amount;
        } else {
            _shift(id, whole, rules, before, before - amount, address(this));
            _shift(piece, part, rules, 0, amount, address(this));
        }
    }

    /// Divides the cap in proportion to the value, so that no merchant can be paid more by way of pieces.
    function _divideCap(uint256 id, uint256 piece, uint256 amount, uint256 before, Rules calldata rules) private {
        Instrument storage whole = _instruments[id];
        if (whole.rules == 0) return;
        if (rules.cap == 0 || rules.cap == PrepaidRules.NO_CAP) {
            emit IPrepaidInstruments.Ruled(piece, rules);
            return;
        }
        if (whole.flags & SPENT != 0) revert IPrepaidInstruments.PrepaidSpentUnderCap(id);
        uint256 cap = (rules.cap * amount) / before;
        // No cap at all is written as zero. What is left has a cap: a piece is never all of it, and its cap is rounded down.
        if (cap == 0) revert IPrepaidInstruments.PrepaidPieceTooSmall(0, rules.cap, 1);
        Rules memory divided = rules;
        divided.cap = uint96(cap);
        _instruments[piece].rules = divided.hashMemory();
        emit IPrepaidInstruments.Ruled(piece, divided);
        divided.cap = uint96(rules.cap - cap);
        whole.rules = divided.hashMemory();
        emit IPrepaidInstruments.Ruled(id, divided);
    }
}
