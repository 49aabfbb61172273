// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {DenyListAsset} from "../../../contracts/mocks/assets/DenyListAsset.sol";
import {StagedItems} from "../../../contracts/mocks/assets/StagedItems.sol";
import {StagedNFT} from "../../../contracts/mocks/assets/StagedNFT.sol";
import {MockERC20} from "../../../contracts/mocks/MockERC20.sol";
import {StagedHolder} from "../../../contracts/mocks/StagedHolder.sol";
import {StagedLife} from "../../../contracts/mocks/StagedLife.sol";
import {DeadMansSwitch} from "../../../contracts/wallet/DeadMansSwitch.sol";
import {DeadMansSwitchCourseDesk} from "../../../contracts/wallet/DeadMansSwitchCourseDesk.sol";
import {DeadMansSwitchPlanDesk} from "../../../contracts/wallet/DeadMansSwitchPlanDesk.sol";
import {IPlanExecutor} from "../../../contracts/wallet/IPlanExecutor.sol";
import {Asset, AssetKind, Plan, Recipient, State, Tier} from "../../../contracts/wallet/IWalletTypes.sol";
import {TestBase} from "../support/TestBase.sol";

/// @notice What ought to be true of plans, kept and reasoned without the registry: whose plan is which, when its owner lived, who receives when, and what was given to whom.
abstract contract WalletBooks is TestBase {
    /// An account, and all that was done with it.
    struct Book {
        /// The plan in force; empty = none.
        bytes text;
        uint256 version;
        /// The owner's last act.
        uint256 lived;
        uint256 registeredAt;
        /// What is announced, if `nextAt` isn't zero; an empty text = the end.
        bytes nextText;
        uint256 nextAt;
        uint256 announcedAt;
        // What has happened to this plan.
        uint256 triggeredAt;
        uint256 seenAt;
        bool byRequest;
        bool moved;
        bool confirmed;
        uint256 accepted;
        uint256 pausedUntil;
        uint256 pauses;
        // The request, if there is a requester.
        address requester;
        uint256 requestedAt;
        uint256 requestVersion;
    }

    uint256 internal constant START = 1_893_974_400;
    /// Kinds of assets that are about: two fungible ones, one of them with a deny-list, one token of a collection, a number of tokens, ether.
    uint256 internal constant KINDS = 5;
    uint256 internal constant ETHER = 4;
    /// The account that moves its assets itself, and the one that acts by signatures.
    uint256 internal constant HOLDER = 2;
    uint256 internal constant SIGNER = 3;
    bytes32 internal constant SALT = keccak256("salt");
    address internal constant FALLBACK = address(0xFA11);
    address internal constant KEEPER = address(0xCEE9);
    address internal constant STRANGER = address(0xBAD);

    DeadMansSwitch public target;
    IPlanExecutor public executor;
    /// Two sources of life.
    StagedLife[2] public lives;
    MockERC20 public dollar;
    DenyListAsset public denying;
    StagedNFT public art;
    StagedItems public items;

    address[] public accounts;
    address[] public heirs;
    uint256 public moment;
    uint256 public calls;

    mapping(uint256 account => Book) internal _books;
    /// Texts that were in force and are not any more.
    mapping(uint256 account => bytes[]) internal _old;
    mapping(uint256 account => mapping(address source => uint256)) internal _suspendedAt;
    /// What came into an account, less what its owner spent.
    mapping(uint256 account => mapping(uint256 kind => uint256)) public given;
    mapping(address heir => bool) internal _denied;
    bool internal _locked;
    /// What an heir paid for bonds, less what he took out: of the ether that he has, this isn't from accounts.
    mapping(address heir => uint256) public paidIn;

    function _deploy() internal {
        vm.warp(START);
        moment = START;
        target = new DeadMansSwitch(address(new DeadMansSwitchPlanDesk()), address(new DeadMansSwitchCourseDesk()));
        executor = IPlanExecutor(target.EXECUTOR());
        (lives[0], lives[1]) = (new StagedLife(), new StagedLife());
        (dollar, denying) = (new MockERC20("Dollar", "USD", 6), new DenyListAsset());
        (art, items) = (new StagedNFT(), new StagedItems());
        accounts.push(address(0xA001));
        accounts.push(address(0xA002));
        accounts.push(address(new StagedHolder(address(executor))));
        accounts.push(address(this));
        for (uint160 i = 0; i < 4; ++i) heirs.push(address(0xB001 + i));
    }

    // ---- the plan ----

    function count() external view returns (uint256) {
        return accounts.length;
    }

    function heirCount() external view returns (uint256) {
        return heirs.length;
    }

    function bookOf(uint256 a) external view returns (Book memory) {
        return _books[a];
    }

    function oldOf(uint256 a) external view returns (bytes[] memory) {
        return _old[a];
    }

    function _has(uint256 a) internal view returns (bool) {
        return _books[a].text.length != 0;
    }

    function planOf(uint256 a) public view returns (Plan memory) {
        return abi.decode(_books[a].text, (Plan));
    }

    /// What was announced is in force from its second on, with nothing of what happened to the plan before it.
    function _settle(uint256 a) internal {
        Book storage book = _books[a];
        if (book.nextAt == 0 || moment < book.nextAt) return;
        _turn(a, book.nextText, book.announcedAt);
        book.nextAt = 0;
    }

    function _turn(uint256 a, bytes memory text, uint256 registeredAt) internal {
        Book storage book = _books[a];
        if (book.text.length != 0 && keccak256(book.text) != keccak256(text)) _old[a].push(book.text);
        for (uint256 i = 0; i < _old[a].length; ++i) {
            if (keccak256(_old[a][i]) != keccak256(text)) continue;
            _old[a][i] = _old[a][_old[a].length - 1];
            _old[a].pop();
            break;
        }
        (book.text, book.registeredAt) = (text, registeredAt);
        ++book.version;
        (book.triggeredAt, book.seenAt, book.accepted, book.pausedUntil, book.pauses) = (0, 0, 0, 0, 0);
        (book.byRequest, book.moved, book.confirmed) = (false, false, false);
    }

    // ---- the clock ----

    /// Law 2 and the rest of the clock, as the specification words it.
    function stands(uint256 a) public view returns (bool) {
        Book storage book = _books[a];
        if (book.triggeredAt == 0) return false;
        return book.byRequest ? book.lived < book.seenAt : book.lived + planOf(a).period <= book.seenAt;
    }

    function isSuspended(uint256 a) public view returns (bool) {
        return _suspendedAt[a][planOf(a).source] >= _books[a].registeredAt;
    }

    function stateOf(uint256 a) public view returns (State) {
        Book storage book = _books[a];
        if (book.text.length == 0) return book.version == 0 ? State.NONE : State.CANCELLED;
        if (isSuspended(a)) return State.SUSPENDED;
        if (stands(a)) return book.moved ? State.EXECUTING : State.GRACE;
        return book.moved ? State.STOPPED : State.ACTIVE;
    }

    function isAsked(uint256 a) public view returns (bool) {
        Book storage book = _books[a];
        return book.requester != address(0) && book.requestVersion == book.version && book.lived < book.requestedAt;
    }

    /// From when on it can be triggered.
    function triggerableAt(uint256 a) public view returns (uint256 earliest) {
        Plan memory plan = planOf(a);
        earliest = _books[a].lived + plan.period;
        uint256 asked = _books[a].requestedAt + plan.requestPeriod;
        if (isAsked(a) && asked < earliest) earliest = asked;
    }

    function graceEnd(uint256 a) public view returns (uint256) {
        return _books[a].triggeredAt + planOf(a).grace;
    }

    /// The tier that receives, or is next to be asked; whether it needs no more words; when it opens and closes.
    function tierOf(uint256 a) public view returns (uint256 tier, bool ready, uint256 opens, uint256 closes) {
        Book storage book = _books[a];
        Plan memory plan = planOf(a);
        uint256 last = plan.tiers.length - 1;
        closes = graceEnd(a);
        for (tier = 0; tier <= last; ++tier) {
            uint256 delayed =
                book.byRequest
                    ? graceEnd(a) + plan.tiers[tier].delay - plan.tiers[0].delay
                    : book.lived + plan.tiers[tier].delay;
            opens = delayed < closes ? closes : delayed;
            closes = tier == last ? type(uint48).max : opens + plan.tiers[tier].window;
            if (book.accepted == 0 ? moment < closes : book.accepted == tier + 1) break;
        }
        ready = book.accepted != 0 || tier == last;
    }

    /// Laws 1 and 4: whether assets may move now.
    function isDue(uint256 a) public view returns (bool) {
        if (!_has(a) || isSuspended(a) || !stands(a)) return false;
        Book storage book = _books[a];
        if (moment < graceEnd(a) || moment < book.pausedUntil) return false;
        if (planOf(a).guardians.confirm && !book.confirmed) return false;
        (, bool ready, uint256 opens, ) = tierOf(a);
        return ready && moment >= opens;
    }

    // ---- assets ----

    function assetOf(uint256 a, uint256 kind) public view returns (Asset memory) {
        if (kind == 0) return Asset(AssetKind.ERC20, address(dollar), 0, 255);
        if (kind == 1) return Asset(AssetKind.ERC20, address(denying), 0, 255);
        if (kind == 2) return Asset(AssetKind.ERC721, address(art), 100 + a, 255);
        if (kind == 3) return Asset(AssetKind.ERC1155, address(items), 7, 255);
        return Asset(AssetKind.NATIVE, address(0), 0, 255);
    }

    /// What somebody has of what can come from an account.
    function heldOf(address who, uint256 a, uint256 kind) public view returns (uint256) {
        if (kind == 0) return dollar.balanceOf(who);
        if (kind == 1) return denying.balanceOf(who);
        if (kind == 2) return art.ownerOf(100 + a) == who ? 1 : 0;
        if (kind == 3) return items.balanceOf(who, 7);
        return who.balance;
    }

    /// How much of an asset the account has, and lets the executor have.
    function _allowed(uint256 a, uint256 kind) internal view returns (uint256 allowed) {
        uint256 held = heldOf(accounts[a], a, kind);
        allowed = held;
        // They have code, and obey the executor: nobody approves anything for them.
        if (a == HOLDER || a == SIGNER) return held;
        if (kind == 0) allowed = dollar.allowance(accounts[a], address(executor));
        if (kind == 1) allowed = denying.allowance(accounts[a], address(executor));
        if (kind == 3 && !items.isApprovedForAll(accounts[a], address(executor))) allowed = 0;
        if (held < allowed) allowed = held;
    }

    /// How much of that isn't claimed.
    function _movable(uint256 a, uint256 kind) internal view returns (uint256) {
        (uint256 allowed, uint256 claimed) = (_allowed(a, kind), claimable(a, kind));
        return allowed > claimed ? allowed - claimed : 0;
    }

    function executionOf(uint256 a) public view returns (bytes32) {
        return executor.executionOf(accounts[a], uint32(_books[a].version), uint48(_books[a].triggeredAt));
    }

    function claimable(uint256 a, uint256 kind) public view returns (uint256) {
        return executor.claimableOf(executionOf(a), assetOf(a, kind));
    }

    /// Whether an asset comes to somebody, and stays no claim.
    function _reaches(uint256 a, uint256 kind, bytes32 who) internal view returns (bool) {
        if (uint256(who) >> 160 != 0) return false;
        if (a == HOLDER && _locked) return false;
        return kind != 1 || !_denied[address(uint160(uint256(who)))];
    }

    /// Somebody's part of an amount, by the words of the specification.
    function _part(
        Recipient[] memory people,
        uint256 heir,
        uint256 kind,
        uint256 amount,
        uint256 j
    ) internal pure returns (uint256) {
        if (heir < people.length) return j == heir ? amount : 0;
        if (kind == 2) return j == 0 ? amount : 0;
        if (j != 0) return (amount * people[j].share) / 10_000;
        // What the division leaves over is his.
        uint256 left = amount;
        for (uint256 i = 1; i < people.length; ++i) left -= (amount * people[i].share) / 10_000;
        return left;
    }

    // ---- plans for the runner ----

    function _commitment(address heir) internal pure returns (bytes32) {
        return keccak256(abi.encode(heir, SALT));
    }

    /// A plan that can be carried out, of any shape.
    function _drawn(uint256 a, uint256 seed) internal view returns (Plan memory plan) {
        plan.account = accounts[a];
        plan.source = address(lives[seed % 4 == 0 ? 1 : 0]);
        plan.period = uint32(((seed >> 2) % 2 == 0 ? 2 : 10) * 1 days);
        plan.grace = (seed >> 3) % 2 == 0 ? 1 hours : 1 days;
        plan.changeDelay = uint32((plan.period * ((seed >> 4) % 3)) / 2);
        if ((seed >> 6) % 2 == 0) (plan.requestPeriod, plan.bond) = (6 hours, 1_000);
        plan.bounty = uint96((seed >> 8) % 2 == 0 ? 0 : 100);
        plan.fallbackRecipient = FALLBACK;
        plan.everything = a == HOLDER;
        plan.assets = _assets(a, (seed >> 9) % 4);
        plan.tiers = _tiers(seed >> 16);
        uint256 watch = (seed >> 11) % 4;
        if (watch < 2) return plan;
        plan.guardians.keys = new bytes[](1);
        plan.guardians.keys[0] = abi.encodePacked(address(this), "guardian");
        plan.guardians.threshold = 1;
        plan.guardians.confirm = watch == 3;
        (plan.guardians.pauseFor, plan.guardians.pauses) = (2 days, 2);
    }

    /// All that are about but ether, which only the holder lists, in the order that a plan has them; who gets the dollars is drawn.
    function _assets(uint256 a, uint256 heir) private view returns (Asset[] memory assets) {
        uint256 length = a == HOLDER ? 3 : 4;
        assets = new Asset[](length);
        for (uint256 kind = 0; kind < length; ++kind)
            assets[kind] = assetOf(a, a == HOLDER && kind == 2 ? ETHER : kind);
        assets[0].heir = heir == 3 ? 255 : uint8(heir);
        for (uint256 i = 1; i < length; ++i) {
            for (uint256 j = i; j != 0 && assets[j].token < assets[j - 1].token; --j) {
                (assets[j], assets[j - 1]) = (assets[j - 1], assets[j]);
            }
        }
    }

    function _tiers(uint256 seed) private view returns (Tier[] memory tiers) {
        tiers = new Tier[](1 + (seed % 3));
        for (uint256 i = 0; i < tiers.length; ++i) {
            uint256 word = uint256(keccak256(abi.encode(seed, i)));
            tiers[i].delay = uint32(i * ((word % 4) * 1 days) + (i == 0 ? 0 : tiers[i - 1].delay));
            if (i + 1 != tiers.length) tiers[i].window = uint32(1 + ((word >> 8) % 2 days));
            tiers[i].recipients = new Recipient[](1 + ((word >> 32) % 3));
            uint256 left = 10_000;
            for (uint256 next = tiers[i].recipients.length; next != 0; --next) {
                uint256 j = next - 1;
                uint256 share = j == 0 ? left : 1 + ((word >> (40 + 16 * j)) % (left / 2));
                left -= share;
                address heir = heirs[((word >> 48) + j) % heirs.length];
                bool secret = (word >> (120 + j)) % 4 == 0;
                tiers[i].recipients[j] = Recipient(
                    secret ? _commitment(heir) : bytes32(uint256(uint160(heir))),
                    uint16(share)
                );
            }
        }
    }
}
