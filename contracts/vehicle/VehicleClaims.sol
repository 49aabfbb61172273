// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IValuationPolicy} from "./IValuationPolicy.sol";
import {Dispute} from "./IVehicleClaims.sol";
import {Claim, ClaimState, Finding, Panel, ReportKind, VehicleState as State} from "./IVehicleTypes.sol";
import {TypedVehicle} from "./TypedVehicle.sol";
import {VehicleEffects} from "./VehicleEffects.sol";

/// @title VehicleClaims
/// @notice Who confirms grave reports, and how a report is disputed; see {IVehicleClaims}.
/// @dev A finding answers one question, which is asked once: a claim is pending once at most, and disputed once at most. So none can be used again.
abstract contract VehicleClaims is VehicleEffects {
    using TypedVehicle for Finding;

    /// @notice See {IVehicleClaims.decide}.
    function decide(Finding calldata finding, bytes[] calldata signers, bytes[] calldata signatures) external {
        // Check
        _checkDeadline(finding.deadline);
        (uint256 vehicle, uint32 sequence) = (finding.vehicle, finding.sequence);
        (bool holds, bool disputed) = (finding.holds, finding.disputed);
        Claim memory claim = _claimOf(vehicle, sequence);
        _checkState(vehicle, sequence, claim, disputed ? ClaimState.DISPUTED : ClaimState.PENDING);
        if (disputed) _undecided(vehicle, sequence);
        if (claim.condition != finding.condition) revert VehicleFinding(finding.condition, claim.condition);
        _checkQuorum(finding, claim.policy, signers, signatures);
        Status memory status = _load(vehicle);
        // What waits for a vehicle that is slashed waits for ever.
        if (!disputed && status.state == State.SLASHED) revert VehicleUnfit(vehicle, status.state);

        // Effect
        uint256 before = _weight(vehicle, status);
        _unhang(vehicle, sequence, status, claim);
        if (disputed) {
            _endBonds(vehicle, sequence, status, holds, true);
            if (!holds) _undo(vehicle, status, claim);
            claim.state = holds ? ClaimState.UPHELD : ClaimState.UNDONE;
        } else {
            if (holds) _count(vehicle, sequence, status, claim);
            claim.state = holds ? ClaimState.COUNTED : ClaimState.UNDONE;
        }
        // Only what takes a loss back, or makes one good, has the vehicle be worth more; whatever a policy, that is foreign code, says now.
        _close(vehicle, sequence, status, claim, before, disputed ? !holds : holds && claim.kind == ReportKind.SERVICE);
    }

    /// @notice See {IVehicleClaims.dispute}.
    function dispute(uint256 vehicle, uint32 sequence) external payable {
        // Check
        Claim memory claim = _claimOf(vehicle, sequence);
        _checkState(vehicle, sequence, claim, ClaimState.COUNTED);
        Panel memory panel = _panelOf(claim.policy);
        if (panel.decisions == 0) revert VehicleQuorum(panel.attestors.length, 0);
        uint256 until = uint256(claim.countedAt) + panel.disputeWindow;
        if (block.timestamp >= until) revert VehicleTooLate(until, block.timestamp);
        if (msg.value != panel.bond) revert VehicleBond(msg.value, panel.bond);

        // Effect
        Status memory status = _load(vehicle);
        uint256 before = _weight(vehicle, status);
        uint48 decideBy = uint48(block.timestamp) + panel.decideWithin;
        _disputes[vehicle][sequence] = Dispute(msg.sender, address(0), panel.bond, decideBy);
        claim.state = ClaimState.DISPUTED;
        _hang(vehicle, status, claim);
        emit VehicleDisputed(vehicle, sequence, msg.sender, false, decideBy);
        _close(vehicle, sequence, status, claim, before, false);
    }

    /// @notice See {IVehicleClaims.defend}.
    function defend(uint256 vehicle, uint32 sequence) external payable {
        // Check
        _checkState(vehicle, sequence, _claimOf(vehicle, sequence), ClaimState.DISPUTED);
        Dispute memory asked = _undecided(vehicle, sequence);
        if (msg.sender == asked.challenger) revert VehicleNotAllowed(msg.sender, vehicle);
        if (asked.defender != address(0)) {
            address holder = _holderOf(vehicle);
            bool mayReplace = msg.sender == holder && asked.defender != holder;
            if (!mayReplace) revert VehicleClaim(vehicle, sequence, ClaimState.DISPUTED);
        }
        if (msg.value != asked.bond) revert VehicleBond(msg.value, asked.bond);

        // Effect
        if (asked.defender != address(0)) _credit(asked.defender, asked.bond);
        _disputes[vehicle][sequence].defender = msg.sender;
        emit VehicleDisputed(vehicle, sequence, msg.sender, true, asked.decideBy);
    }

    /// @notice See {IVehicleClaims.endDispute}.
    function endDispute(uint256 vehicle, uint32 sequence) external {
        // Check
        Claim memory claim = _claimOf(vehicle, sequence);
        ClaimState state = _stateOf(vehicle, sequence, claim);
        if (claim.state != ClaimState.DISPUTED) revert VehicleClaim(vehicle, sequence, state);
        bool settled = state == ClaimState.SETTLED;
        uint48 decideBy = _disputes[vehicle][sequence].decideBy;
        if (!settled && block.timestamp < decideBy) revert VehicleTooEarly(decideBy, block.timestamp);

        // Effect
        Status memory status = _load(vehicle);
        uint256 before = _weight(vehicle, status);
        _unhang(vehicle, sequence, status, claim);
        _endBonds(vehicle, sequence, status, true, !settled);
        claim.state = settled ? ClaimState.SETTLED : ClaimState.UPHELD;
        _close(vehicle, sequence, status, claim, before, false);
    }

    function _claimOf(uint256 vehicle, uint32 sequence) private view returns (Claim memory) {
        return _claims[vehicle][sequence];
    }

    function _disputeOf(uint256 vehicle, uint32 sequence) private view returns (Dispute memory) {
        return _disputes[vehicle][sequence];
    }

    /// Reverts once the time for a decision is over.
    function _undecided(uint256 vehicle, uint32 sequence) private view returns (Dispute memory asked) {
        asked = _disputeOf(vehicle, sequence);
        if (block.timestamp >= asked.decideBy) revert VehicleTooLate(asked.decideBy, block.timestamp);
    }

    function _panelOf(address policy) private view returns (Panel memory) {
        return IValuationPolicy(policy).panel();
    }

    /// Reverts unless a claim stands so.
    function _checkState(uint256 vehicle, uint32 sequence, Claim memory claim, ClaimState needed) private view {
        ClaimState state = _stateOf(vehicle, sequence, claim);
        if (state != needed) revert VehicleClaim(vehicle, sequence, state);
    }

    /// Reverts unless enough attestors of the policy have signed. Both lists are in ascending order of the signers' hash, so that none counts twice.
    function _checkQuorum(
        Finding calldata finding,
        address policy,
        bytes[] calldata signers,
        bytes[] calldata signatures
    ) private view {
        Panel memory panel = _panelOf(policy);
        uint256 needed = finding.disputed ? panel.decisions : panel.confirmations;
        bool enough = needed != 0 && signers.length >= needed && signers.length == signatures.length;
        if (!enough) revert VehicleQuorum(signatures.length, needed);
        bytes32 structHash = finding.hash();
        bytes32 last = 0;
        uint256 place = 0;
        for (uint256 i = 0; i < signers.length; ++i) {
            bytes32 signer = keccak256(signers[i]);
            while (place < panel.attestors.length && keccak256(panel.attestors[place]) != signer) ++place;
            if (place == panel.attestors.length || signer <= last) revert VehicleSignature(signers[i]);
            _checkSignature(signers[i], structHash, signatures[i]);
            last = signer;
            unchecked {
                ++place;
            }
        }
    }

    /// Pays a dispute's bonds out: both to who won, or where nobody has, each to whose it is.
    function _endBonds(uint256 vehicle, uint32 sequence, Status memory status, bool holds, bool decided) private {
        Dispute memory ended = _disputeOf(vehicle, sequence);
        delete _disputes[vehicle][sequence];
        bool defended = ended.defender != address(0);
        if (!decided) {
            _credit(ended.challenger, ended.bond);
            if (defended) _credit(ended.defender, ended.bond);
        } else if (defended) {
            _credit(holds ? ended.defender : ended.challenger, uint256(ended.bond) * 2);
        } else if (!holds) {
            _credit(ended.challenger, ended.bond);
        } else if (status.state == State.ACTIVE || status.state == State.STOLEN) {
            if (ended.bond == 0) return;
            // There is less ether than 2^96 wei.
            unchecked {
                _keys[vehicle].deposit += ended.bond;
            }
            emit VehicleDeposited(vehicle, ended.challenger, ended.bond);
        } else {
            // Nobody could ever win it as a bounty.
            _credit(_holderOf(vehicle), ended.bond);
        }
    }

    /// Keeps how a claim stands now, and has the books follow.
    function _close(
        uint256 vehicle,
        uint32 sequence,
        Status memory status,
        Claim memory claim,
        uint256 before,
        bool mayRise
    ) private {
        _claims[vehicle][sequence] = claim;
        emit VehicleClaimed(vehicle, sequence, claim.state);
        _book(vehicle, status, before, _bookAfter(vehicle, status, mayRise));
    }
}
