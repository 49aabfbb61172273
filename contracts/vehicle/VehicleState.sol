// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {Dispute} from "./IVehicleClaims.sol";
import {IVehicleEvents} from "./IVehicleEvents.sol";
import {Claim, Lien, VehicleState as State} from "./IVehicleTypes.sol";

/// @title VehicleState
/// @notice What is kept of vehicles, by {VehicleStake} and the desks that run in its storage, and who signs and owns.
/// @dev A report reads and writes `_status` and `_book`, and reads `_base`, `_terms` and `_keys`: five words. All else is for what happens rarely.
abstract contract VehicleState is ERC721, EIP712, IVehicleEvents {
    /// One word, which each report writes.
    struct Status {
        uint32 sequence;
        /// When the last report was observed; the appraisal, before the first one.
        uint40 observedAt;
        uint40 odometer;
        uint16 damage;
        uint16 restored;
        State state;
        uint8 flags;
        /// The frame of the vehicle's pool in which it last reported and whose reward isn't settled; 0 = none.
        uint32 frame;
        /// How often it was transferred.
        uint32 transfers;
        /// Its unit of account, by its place among all (`_units`).
        uint32 unit;
    }

    /// One word, which each report writes. What is consumed is the rest of what was credited.
    struct Book {
        /// What it is worth; of a slashed vehicle, what was slashed.
        uint80 value;
        uint80 residual;
        uint80 credited;
    }

    /// What all values are computed from, until the next appraisal or policy.
    struct Base {
        uint80 value;
        uint48 appraisedAt;
        uint40 odometer;
        /// The residual of what came before, which stays.
        uint80 residual;
        /// How many policies have taken over, modulo 256. What counted under one of them has become a part of the value.
        uint8 era;
    }

    struct Terms {
        address policy;
        uint32 firstSequence;
        /// When the next policy is in force; 0 = there is none.
        uint48 nextSince;
        /// At least so much its silence takes until the next report, in basis points: what it had taken when the policy took over from another.
        uint16 haircut;
    }

    struct Key {
        /// An address, or the last 20 bytes of a longer key's Keccak-256 (`LONG_KEY`).
        uint160 id;
        uint96 deposit;
    }

    struct Announcement {
        uint160 key;
        uint48 from;
        bool long;
        /// Who has announced it: another owner hasn't.
        address by;
    }

    /// What open claims would change: pending reports add damage, disputed services take back what they restored.
    struct Hanging {
        uint64 damage;
        uint64 restored;
        uint32 count;
        /// How many of them are pending, and would leave nothing to show; and how many are disputed.
        uint32 ends;
        uint32 disputes;
    }

    /// What an appraisal has left behind.
    struct Settled {
        /// Claims up to this sequence don't matter any more.
        uint32 upTo;
        /// Nor does what is observed before.
        uint48 appraisedAt;
    }

    string internal constant NAME = "Lapse Vehicle";
    string internal constant SYMBOL = "VEHICLE";
    string internal constant VERSION = "1";

    /// The key is longer than an address.
    uint8 internal constant LONG_KEY = 1;
    /// There are open claims: `_hanging` counts.
    uint8 internal constant HANGING = 2;
    /// There is a lien, or was one that has ended.
    uint8 internal constant LIENED = 4;
    /// It is in a pool.
    uint8 internal constant POOLED = 8;
    /// It has parts.
    uint8 internal constant WITH_PARTS = 16;
    /// It is a part of another.
    uint8 internal constant PART = 32;
    /// It was stolen when it ended.
    uint8 internal constant WAS_STOLEN = 64;

    uint256 internal constant PARTS_OF_WHOLE = 10_000;
    uint256 internal constant MOMENT_BITS = 48;
    /// How long an announced key waits.
    uint48 internal constant KEY_DELAY = 7 days;

    mapping(uint256 vehicle => Status status) internal _status;
    mapping(uint256 vehicle => Book book) internal _books;
    mapping(uint256 vehicle => Base base) internal _bases;
    mapping(uint256 vehicle => Terms terms) internal _terms;
    mapping(uint256 vehicle => Key key) internal _keys;
    /// All units of account that vehicles have ever had, from 1 on, and their places: an address would be a whole word of each vehicle.
    mapping(uint256 place => address unit) internal _units;
    mapping(address unit => uint32 place) internal _unitPlaces;
    uint32 internal _unitCount;

    // ---- care ----
    mapping(uint256 vehicle => address policy) internal _nextPolicies;
    /// Policies that were proposed, by the hash of their address. The first one isn't here before another takes its place.
    mapping(uint256 vehicle => mapping(bytes32 policyHash => bool proposed)) internal _proposed;
    mapping(uint256 vehicle => Announcement announcement) internal _announcements;
    mapping(uint256 vehicle => uint256[] others) internal _duplicates;
    mapping(uint256 vehicle => mapping(uint256 other => bool linked)) internal _linked;
    mapping(address who => uint256 amount) internal _credits;

    // ---- claims ----
    mapping(uint256 vehicle => mapping(uint32 sequence => Claim claim)) internal _claims;
    mapping(uint256 vehicle => mapping(uint32 sequence => Dispute dispute)) internal _disputes;
    mapping(uint256 vehicle => Hanging hanging) internal _hanging;
    /// The sequence of the report that ended it.
    mapping(uint256 vehicle => uint32 sequence) internal _endedBy;
    /// When it ended, or was slashed without having ended; left as it is if its end is undone.
    mapping(uint256 vehicle => uint48 time) internal _endedAt;
    mapping(uint256 vehicle => Settled settled) internal _settled;

    // ---- holders ----
    mapping(uint256 vehicle => Lien lien) internal _liens;
    mapping(uint256 vehicle => uint256[] parts) internal _parts;
    mapping(uint256 part => uint256 vehicle) internal _vehicleWith;
    /// Where a part is in that list, from 0.
    mapping(uint256 part => uint256 place) internal _places;
    /// By the number of transfers, too: what an owner has permitted is void once the vehicle is another's. Scopes (208 bits) above the second in which they end (48).
    mapping(uint256 vehicle => mapping(uint256 transfers => mapping(address reader => uint256 permission)))
        internal _permissions;

    // ---- rewards ----
    /// A pool's clock (104 bits) above the last 152 bits of its hash; 0 = none.
    mapping(uint256 vehicle => uint256 membership) internal _memberships;
    mapping(uint256 vehicle => uint256 amount) internal _accrued;
    /// The weight that was counted, while claims are open.
    mapping(uint256 vehicle => uint256 weight) internal _weights;
    /// The whole hash of each pool that was joined or funded.
    mapping(uint256 pool => bytes32 hash) internal _pools;
    /// Funded (128 bits) above weight (128).
    mapping(uint256 pool => mapping(uint256 frame => uint256 word)) internal _frames;
    mapping(uint256 pool => mapping(uint256 frame => mapping(address funder => uint256 amount))) internal _fundings;

    constructor() ERC721(NAME, SYMBOL) EIP712(NAME, VERSION) {}

    // ---- who ----

    /// Whose it is: of a part, whose own token is here, the owner of the vehicle that it is in.
    function _holderOf(uint256 vehicle) internal view returns (address) {
        return _ownerOf(_status[vehicle].flags & PART != 0 ? _vehicleWith[vehicle] : vehicle);
    }

    /// Reverts unless the caller owns it, or owns the vehicle that it is a part of.
    function _onlyOwner(uint256 vehicle) internal view {
        if (_holderOf(vehicle) != msg.sender || msg.sender == address(0)) revert VehicleNotAllowed(msg.sender, vehicle);
    }

    /// The one place that takes the word apart, and reads it once.
    function _load(uint256 vehicle) internal view returns (Status memory status) {
        Status storage kept = _status[vehicle];
        uint256 word;
        assembly ("memory-safe") {
            word := sload(kept.slot)
        }
        (status.sequence, status.observedAt, status.odometer) = (uint32(word), uint40(word >> 32), uint40(word >> 72));
        (status.damage, status.restored) = (uint16(word >> 112), uint16(word >> 128));
        (status.state, status.flags) = (State(uint8(word >> 144)), uint8(word >> 152));
        (status.frame, status.transfers, status.unit) = (uint32(word >> 160), uint32(word >> 192), uint32(word >> 224));
    }

    /// Writes the word at once. The compiler would read it again, and write it in parts: that is dear for what each report does.
    function _saveStatus(uint256 vehicle, Status memory status) internal {
        Status storage kept = _status[vehicle];
        uint256 word =
            uint256(status.sequence) |
                (uint256(status.observedAt) << 32) |
                (uint256(status.odometer) << 72) |
                (uint256(status.damage) << 112) |
                (uint256(status.restored) << 128) |
                (uint256(status.state) << 144) |
                (uint256(status.flags) << 152) |
                (uint256(status.frame) << 160) |
                (uint256(status.transfers) << 192) |
                (uint256(status.unit) << 224);
        assembly ("memory-safe") {
            sstore(kept.slot, word)
        }
    }

    /// The same, of the books.
    function _saveBook(uint256 vehicle, Book memory book) internal {
        Book storage kept = _books[vehicle];
        uint256 word = uint256(book.value) | (uint256(book.residual) << 80) | (uint256(book.credited) << 160);
        assembly ("memory-safe") {
            sstore(kept.slot, word)
        }
    }

    /// Reverts unless it is in one of two states; what was never enrolled is in none.
    function _only(uint256 vehicle, State one, State other) internal view returns (Status memory status) {
        status = _load(vehicle);
        _checkState(vehicle, status, one, other);
    }

    function _checkState(uint256 vehicle, Status memory status, State one, State other) internal pure {
        State state = status.state;
        if (state != one && state != other) revert VehicleUnfit(vehicle, state);
    }

    function _has(Status memory status, uint8 flag) internal pure returns (bool) {
        return status.flags & flag != 0;
    }

    function _idOf(address issuer, bytes32 commitment) internal pure returns (uint256) {
        return uint256(keccak256(abi.encode(issuer, commitment)));
    }

    function _hashOf(address policy) internal pure returns (bytes32) {
        return keccak256(abi.encode(policy));
    }

    /// Whether a policy is or was the vehicle's, or was offered to it.
    function _knows(uint256 vehicle, bytes32 policyHash) internal view returns (bool) {
        if (_proposed[vehicle][policyHash]) return true;
        address policy = _terms[vehicle].policy;
        return policy != address(0) && policyHash == _hashOf(policy);
    }

    /// What is kept of a key.
    function _keyId(bytes memory key) internal pure returns (uint160 id, bool long) {
        if (key.length == 20) return (uint160(bytes20(key)), false);
        return (uint160(uint256(keccak256(key))), true);
    }

    /// Whether somebody can have the key: an address that isn't zero, or a verifier with code and what it checks.
    function _canSign(bytes memory key) internal view returns (bool) {
        if (key.length < 20) return false;
        address signer = address(bytes20(key));
        return key.length == 20 ? signer != address(0) : signer.code.length != 0;
    }

    /// Reverts unless an ERC-7913 signer signed it. Most of them are ordinary keys: whether there is code at the address needn't be asked then. And where a key has delegated its address to code (EIP-7702), both can sign.
    function _checkSignature(bytes memory signer, bytes32 structHash, bytes calldata signature) internal view {
        bytes32 digest = _hashTypedDataV4(structHash);
        if (signer.length == 20) {
            (address ordinary, , ) = ECDSA.tryRecoverCalldata(digest, signature);
            if (ordinary != address(0) && ordinary == address(bytes20(signer))) return;
        }
        if (!SignatureChecker.isValidSignatureNow(signer, digest, signature)) revert VehicleSignature(signer);
    }

    /// Reverts unless the vehicle is the issuer's, and he has signed.
    function _checkIssuer(
        uint256 vehicle,
        bytes32 commitment,
        address issuer,
        bytes32 structHash,
        bytes calldata signature
    ) internal view {
        if (_idOf(issuer, commitment) != vehicle) revert VehicleNotAllowed(issuer, vehicle);
        _checkSignature(abi.encodePacked(issuer), structHash, signature);
    }

    /// Reverts after the deadline, which is the last second.
    function _checkDeadline(uint256 deadline) internal view {
        if (block.timestamp > deadline) revert VehicleExpired(deadline, block.timestamp);
    }

    /// Credits ether, to be taken by {IVehicleCare.withdraw}.
    function _credit(address who, uint256 amount) internal {
        if (amount == 0) return;
        // There is less ether than 2^96 wei.
        unchecked {
            _credits[who] += amount;
        }
        emit VehicleCredited(who, amount);
    }
}
