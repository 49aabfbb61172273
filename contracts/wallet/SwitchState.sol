// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {ILifeSource} from "./ILifeSource.sol";
import {ISwitchEvents} from "./ISwitchEvents.sol";
import {Plan} from "./IWalletTypes.sol";
import {WalletPlan} from "./WalletPlan.sol";

/// The plan in force: two slots, whatever its length.
struct Standing {
    // slot 0
    /// First bits of the plan's hash; zero = there is none.
    bytes26 hash;
    /// When it was registered or announced; by signature, when that was issued.
    uint48 registeredAt;
    // slot 1
    address source;
    /// The last life that the registry itself was told of.
    uint48 heartbeat;
    /// Number of the plan.
    uint32 version;
    /// How often the account has registered, changed, cancelled or withdrawn what it had announced. An act a day takes 179 years to the last.
    uint16 acts;
}

/// What takes the place of the plan in force at a moment to come. By itself: whoever reads after that moment reads this.
struct Announcement {
    // slot 0
    bytes26 hash;
    uint48 effectiveAt;
    // slot 1
    address source;
    uint48 announcedAt;
}

/// What has happened to one plan since it was triggered. A later trigger begins it anew, but for the pauses.
struct Course {
    uint48 triggeredAt;
    /// Until when the source knew of silence; by request, when the request was made.
    uint48 seenAt;
    uint48 pausedUntil;
    /// The tier that has accepted, from 1; 0 = none.
    uint8 accepted;
    uint8 pauses;
    bool byRequest;
    bool moved;
    bool complete;
    bool confirmed;
}

/// A recipient's request.
struct Request {
    // slot 0
    address requester;
    uint96 bond;
    // slot 1
    uint48 requestedAt;
    /// Until when the source knew of silence then. Life from there on denies the request.
    uint48 seenAt;
    /// The plan under which it was made.
    uint32 version;
}

/// @title SwitchState
/// @notice What the registry keeps, and how it is read: which plan is in force, and when its owner was last alive.
abstract contract SwitchState is ISwitchEvents, EIP712 {
    /// What a source that is left may use to say what it knows.
    uint256 private constant SOURCE_GAS = 100_000;

    mapping(address account => Standing standing) private _standings;
    mapping(address account => Announcement announcement) internal _announcements;
    mapping(address account => mapping(uint256 version => Course course)) internal _courses;
    mapping(address account => Request request) internal _requests;

    constructor() EIP712("Lapse DeadMansSwitch", "1") {}

    // ---- the plan in force ----

    /// The plan in force now: what was announced, once its time has come.
    function _standingOf(address account) internal view returns (Standing memory standing) {
        standing = _standings[account];
        Announcement storage announcement = _announcements[account];
        uint48 effectiveAt = announcement.effectiveAt;
        if (effectiveAt == 0 || block.timestamp < effectiveAt) return standing;
        _leave(account, standing, announcement.source, effectiveAt);
        standing.hash = announcement.hash;
        standing.source = announcement.source;
        standing.registeredAt = announcement.announcedAt;
        ++standing.version;
    }

    /// Writes what is in force, and forgets the announcement that brought it about.
    function _stand(address account, Standing memory standing) internal {
        _standings[account] = standing;
        uint48 effectiveAt = _announcements[account].effectiveAt;
        if (effectiveAt != 0 && block.timestamp >= effectiveAt) delete _announcements[account];
    }

    /// The plan in force, if this is its text.
    function _requireInForce(Plan calldata plan) internal view returns (Standing memory standing) {
        standing = _standingOf(plan.account);
        if (!_isInForce(standing, plan)) revert WalletOtherPlan(plan.account, standing.version);
    }

    function _isInForce(Standing memory standing, Plan calldata plan) internal pure returns (bool) {
        return standing.hash != 0 && standing.hash == bytes26(WalletPlan.hash(plan));
    }

    // ---- life ----

    /// The last life known of an account, and when it was last seen in a state in which it can't be known. All decisions about life come from here.
    function _lifeOf(
        address account,
        Standing memory standing
    ) internal view returns (uint48 lastLife, uint48 suspendedAt) {
        if (standing.source != address(0)) (lastLife, suspendedAt) = ILifeSource(standing.source).lifeOf(account);
        if (standing.heartbeat > lastLife) lastLife = standing.heartbeat;
    }

    /// An account's act, if it is its owner's. The source that counts is the one of the plan in force; for a first plan, that plan's.
    function _requireOwnersAct(address account, address source) internal view {
        if (!ILifeSource(source).isOwnersAct(account)) revert WalletNotOwnersAct(account, msg.sender);
    }

    function _requireSignature(address account, bytes32 message, bytes calldata signature) internal view {
        if (!SignatureChecker.isValidSignatureNowCalldata(account, _hashTypedDataV4(message), signature)) {
            revert WalletSignature(account);
        }
    }

    /// Another source takes the place of the one that counts. What that knows of the owner's life until then counts on; if it doesn't answer any more, so it is.
    function _leave(address account, Standing memory standing, address next, uint256 until) internal view {
        address source = standing.source;
        if (source == next) return;
        bytes memory question = abi.encodeCall(ILifeSource.lifeOf, (account));
        uint256 livedAt;
        assembly ("memory-safe") {
            let answered := staticcall(SOURCE_GAS, source, add(question, 0x20), mload(question), 0, 0x20)
            if and(answered, gt(returndatasize(), 0x3f)) {
                livedAt := mload(0)
            }
        }
        _live(standing, uint48(livedAt < until ? livedAt : until));
    }

    /// Life never goes back.
    function _live(Standing memory standing, uint48 livedAt) internal pure {
        if (livedAt > standing.heartbeat) standing.heartbeat = livedAt;
    }
}
