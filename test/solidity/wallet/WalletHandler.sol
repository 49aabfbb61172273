// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {IERC7913SignatureVerifier} from "@openzeppelin/contracts/interfaces/IERC7913.sol";
import {ERC1155Holder} from "@openzeppelin/contracts/token/ERC1155/utils/ERC1155Holder.sol";
import {MockERC20} from "../../../contracts/mocks/MockERC20.sol";
import {StagedHolder} from "../../../contracts/mocks/StagedHolder.sol";
import {StagedLife} from "../../../contracts/mocks/StagedLife.sol";
import {IAssetHolder} from "../../../contracts/wallet/IAssetHolder.sol";
import {Asset, AssetKind, Outcome, Plan, Recipient, State} from "../../../contracts/wallet/IWalletTypes.sol";
import {WalletBooks} from "./WalletBooks.sol";

/// @notice Does to a registry all that owners, recipients, requesters, guardians, keepers and passers-by can do, at any moment, with inputs that must succeed, and tries
/// what must fail. Whether something must is what its books say (see {WalletBooks}), not what the registry says.
/// @dev This contract is the fourth account, which acts by signatures, and every plan's guardian: it signs whatever is asked. Every function a runner may call
/// starts with the clock where the last one left it.
abstract contract WalletHandler is WalletBooks, IERC1271, IERC7913SignatureVerifier, IAssetHolder, ERC1155Holder {
    /// What accounts held before the call, and whether their owners let something go.
    mapping(uint256 account => mapping(uint256 kind => uint256)) private _before;
    mapping(uint256 account => bool) private _spent;
    /// How many pages were executed, and claims paid.
    uint256 public executions;
    uint256 public claims;

    /// Brings the chain to the handler's moment, and what was announced into force; afterwards checks that nothing has moved that may not.
    modifier timed() {
        ++calls;
        vm.warp(moment);
        // Each call is in a block of its own: a signed heartbeat names the one before.
        vm.roll(block.number + 1);
        for (uint256 a = 0; a < accounts.length; ++a) {
            _settle(a);
            _spent[a] = false;
            for (uint256 kind = 0; kind < KINDS; ++kind) _before[a][kind] = heldOf(accounts[a], a, kind);
        }
        _;
        for (uint256 a = 0; a < accounts.length; ++a) _checkStill(a);
    }

    /// Laws 1 and 4: whatever was called, an asset has left an account only if its owner let it, or its plan is due.
    function _checkStill(uint256 a) private view {
        for (uint256 kind = 0; kind < KINDS; ++kind) {
            if (_spent[a] || heldOf(accounts[a], a, kind) >= _before[a][kind]) continue;
            vm.assertTrue(isDue(a), "law 4: moved by a plan that isn't in force, due and undisturbed");
            Book memory book = _books[a];
            Plan memory plan = planOf(a);
            uint256 from = book.byRequest ? book.seenAt + plan.requestPeriod : book.lived + plan.period;
            vm.assertLe(from + plan.grace, moment, "law 1: moved too early");
        }
    }

    /// Accounts with something of everything, approved, and plans of which some are short, so that even a short run comes to executions.
    function _open() internal {
        for (uint256 i = 0; i < heirs.length; ++i) vm.deal(heirs[i], 1 ether);
        for (uint256 i = 0; i < heirs.length; ++i) paidIn[heirs[i]] = 1 ether;
        vm.deal(address(this), 1 ether);
        vm.deal(KEEPER, 1 ether);
        for (uint256 a = HOLDER; a <= SIGNER; ++a) {
            for (uint256 i = 0; i < 2; ++i) {
                lives[i].say(accounts[a], StagedLife.Said(0, 0, 0, false, false, accounts[a]));
            }
        }
        for (uint256 a = 0; a < accounts.length; ++a) {
            for (uint256 kind = 0; kind < KINDS; ++kind) {
                if (kind != ETHER || a == HOLDER) _give(a, kind, 1_000);
            }
            if (a < HOLDER) _approve(a, type(uint256).max, true);
            _register(a, _drawn(a, uint256(keccak256(abi.encode(a)))), moment);
            vm.prank(KEEPER);
            target.fundBounties{value: 1_000}(accounts[a]);
        }
    }

    /// @inheritdoc IERC1271
    function isValidSignature(bytes32, bytes calldata signature) external pure returns (bytes4) {
        // What a stranger brings isn't signed.
        return signature.length == 0 ? IERC1271.isValidSignature.selector : bytes4(0);
    }

    /// @inheritdoc IERC7913SignatureVerifier
    function verify(bytes calldata, bytes32, bytes calldata signature) external pure returns (bytes4) {
        return signature.length == 0 ? IERC7913SignatureVerifier.verify.selector : bytes4(0);
    }

    /// @inheritdoc IAssetHolder
    function release(address, Asset calldata asset, address to, uint256 amount) external {
        // The runner calls this, too.
        if (msg.sender != address(executor)) return;
        if (asset.kind == AssetKind.ERC20) require(MockERC20(asset.token).transfer(to, amount));
        else if (asset.kind == AssetKind.ERC721) art.safeTransferFrom(address(this), to, asset.id);
        else items.safeTransferFrom(address(this), to, asset.id, amount, "");
    }

    // ---- time ----

    /// Goes on by some hours, or to the last second before something becomes possible, to it, or the second after.
    function advance(uint256 how, uint256 which, uint256 by) external timed {
        uint256 a = which % accounts.length;
        how = how % 10;
        uint256 aim = moment + (by % 12 hours);
        if (_has(a) && how > 2) {
            State state = stateOf(a);
            if (how == 3 && _books[a].nextAt != 0) aim = _books[a].nextAt;
            else if (state == State.ACTIVE) aim = triggerableAt(a);
            else if (stands(a)) {
                (, , uint256 opens, uint256 closes) = tierOf(a);
                aim =
                    how < 6
                        ? graceEnd(a)
                        : how == 6
                            ? opens
                            : how == 7
                                ? closes
                                : _books[a].pausedUntil;
                if (closes == aim && closes == type(uint48).max) aim = by % 4 == 0 ? moment + 365 days : opens;
            }
            aim = aim == 0 ? 0 : aim - 1 + (by % 3);
        }
        if (aim > moment) moment = aim;
        vm.warp(moment);
    }

    // ---- owners ----

    function register(uint256 which, uint256 seed) external timed {
        uint256 a = which % accounts.length;
        if (_has(a)) return;
        _register(a, _drawn(a, seed), moment - (seed % 2 days > moment - START ? 0 : seed % 2 days));
    }

    function _register(uint256 a, Plan memory plan, uint256 issuedAt) private {
        if (a != SIGNER) issuedAt = moment;
        if (a == SIGNER) target.registerSigned(plan, uint48(issuedAt), moment, "");
        else _as(a, abi.encodeCall(target.register, (plan)));
        _turn(a, abi.encode(plan), issuedAt);
        _books[a].nextAt = 0;
        _live(a, issuedAt);
    }

    function supersede(uint256 which, uint256 seed, uint256 how) external timed {
        uint256 a = which % accounts.length;
        // An account whose owner must act before anything goes on has one who does.
        if (!_has(a) || ((how >> 8) % 8 != 0 && _goesOn(a))) return;
        Plan memory current = planOf(a);
        Plan memory next = how % 4 == 0 ? _drawn(a, seed) : planOf(a);
        if (how % 4 == 1) next.bounty += uint96(seed % 3);
        if (how % 4 == 2) next.source = address(lives[seed % 2]);
        uint256 issuedAt = moment - (a != SIGNER || moment - START < seed % 2 days ? 0 : seed % 2 days);
        if (a == SIGNER) target.supersedeSigned(current, next, uint48(issuedAt), moment, "");
        else _as(a, abi.encodeCall(target.supersede, (current, next)));
        _live(a, issuedAt);
        bytes memory text = abi.encode(next);
        if (current.bounty <= next.bounty) next.bounty = current.bounty;
        if (current.changeDelay == 0 || keccak256(abi.encode(next)) == keccak256(_books[a].text)) {
            _turn(a, text, issuedAt);
            _books[a].nextAt = 0;
        } else _announce(a, text, issuedAt, current.changeDelay);
    }

    function cancel(uint256 which, uint256 seed) external timed {
        uint256 a = which % accounts.length;
        if (!_has(a) || seed % 16 != 0) return;
        Plan memory plan = planOf(a);
        _as(a, abi.encodeCall(target.cancel, (plan)));
        _live(a, moment);
        _announce(a, "", moment, plan.changeDelay);
    }

    function _announce(uint256 a, bytes memory text, uint256 announcedAt, uint256 delay) private {
        Book storage book = _books[a];
        (book.nextText, book.nextAt, book.announcedAt) = (text, moment + delay, announcedAt);
        _settle(a);
    }

    function withdrawAnnouncement(uint256 which) external timed {
        uint256 a = which % accounts.length;
        if (_books[a].nextAt == 0 || !_has(a)) return;
        _as(a, abi.encodeCall(target.withdrawAnnouncement, ()));
        _live(a, moment);
        _books[a].nextAt = 0;
    }

    /// Directly, by signature, or by what the source sees.
    function live(uint256 which, uint256 how, uint256 ago) external timed {
        uint256 a = which % accounts.length;
        // Owners are silent more often than not.
        if (!_has(a) || how % 32 > 3) return;
        uint256 issuedAt = moment - (moment - START < ago % 1 days ? 0 : ago % 1 days);
        if (how % 4 == 0 && a == SIGNER) {
            if (issuedAt <= _books[a].lived) return;
            target.heartbeatSigned(accounts[a], uint48(issuedAt), block.number - 1, "");
            _live(a, issuedAt);
        } else if (how % 4 == 1) {
            _as(a, abi.encodeCall(target.heartbeat, ()));
            _live(a, moment);
        } else _act(a);
    }

    /// The owner does something that has nothing to do with the registry: his source sees it.
    function _act(uint256 a) private {
        if (!_has(a)) return;
        StagedLife(planOf(a).source).live(accounts[a]);
        _live(a, moment);
    }

    function _live(uint256 a, uint256 livedAt) private {
        if (livedAt > _books[a].lived) _books[a].lived = livedAt;
    }

    function spend(uint256 which, uint256 what, uint256 amount) external timed {
        (uint256 a, uint256 kind) = (which % accounts.length, what % 2);
        uint256 held = heldOf(accounts[a], a, kind);
        if (held == 0 || (amount >> 8) % 8 != 0) return;
        amount = _bound(amount, 1, held / 8 + 1);
        _spent[a] = true;
        given[a][kind] -= amount;
        _call(
            a,
            kind == 0 ? address(dollar) : address(denying),
            abi.encodeCall(dollar.transfer, (address(0xD), amount))
        );
        _act(a);
    }

    function approve(uint256 which, uint256 amount, uint256 all) external timed {
        uint256 a = which % accounts.length;
        if (a >= HOLDER || (amount >> 8) % 8 != 0) return;
        _approve(a, all % 4 == 0 ? amount % 2_000 : type(uint256).max, all % 8 != 0);
        _act(a);
    }

    function _approve(uint256 a, uint256 amount, bool all) private {
        _call(a, address(dollar), abi.encodeCall(dollar.approve, (address(executor), amount)));
        _call(a, address(denying), abi.encodeCall(dollar.approve, (address(executor), amount)));
        _call(a, address(items), abi.encodeCall(items.setApprovalForAll, (address(executor), all)));
        if (art.ownerOf(100 + a) != accounts[a]) return;
        _call(a, address(art), abi.encodeCall(art.approve, (address(executor), 100 + a)));
    }

    function withdrawBounties(uint256 which, uint256 amount) external timed {
        uint256 a = which % accounts.length;
        uint256 available = target.bountiesOf(accounts[a]);
        if (available == 0) return;
        _as(a, abi.encodeCall(target.withdrawBounties, (KEEPER, _bound(amount, 1, available))));
    }

    // ---- anybody ----

    function arrive(uint256 which, uint256 what, uint256 amount) external timed {
        (uint256 a, uint256 kind) = (which % accounts.length, what % KINDS);
        if (kind == 2 || (kind == ETHER && a != HOLDER)) return;
        _give(a, kind, _bound(amount, 1, 999));
    }

    function _give(uint256 a, uint256 kind, uint256 amount) private {
        if (kind == 2) amount = 1;
        given[a][kind] += amount;
        if (kind == 0) dollar.mint(accounts[a], amount);
        else if (kind == 1) denying.mint(accounts[a], amount);
        else if (kind == 2) art.mint(accounts[a], 100 + a);
        else if (kind == 3) items.mint(accounts[a], 7, amount);
        else vm.deal(accounts[a], accounts[a].balance + amount);
    }

    function deny(uint256 which, bool denied) external timed {
        address heir = heirs[which % heirs.length];
        _denied[heir] = denied;
        denying.setDenied(heir, denied);
    }

    function lock(bool locked) external timed {
        _locked = locked;
        StagedHolder(payable(accounts[HOLDER])).lock(locked);
    }

    /// The account is seen in a state in which its life can't be known.
    function suspend(uint256 which, uint256 rarely) external timed {
        uint256 a = which % accounts.length;
        if (!_has(a) || rarely % 16 != 0) return;
        StagedLife source = StagedLife(planOf(a).source);
        (uint48 lastLife, ) = source.lifeOf(accounts[a]);
        source.say(
            accounts[a],
            StagedLife.Said(lastLife, uint48(moment), 0, false, false, source.holderOf(accounts[a]))
        );
        _suspendedAt[a][address(source)] = moment;
    }

    function fundBounties(uint256 which, uint256 amount) external timed {
        vm.prank(KEEPER);
        target.fundBounties{value: amount % 200}(accounts[which % accounts.length]);
    }

    function withdraw(uint256 which) external timed {
        address who = which % 5 == 4 ? KEEPER : heirs[which % 5];
        uint256 credit = target.creditOf(who);
        if (credit == 0) return;
        vm.prank(who);
        target.withdraw(who);
        paidIn[who] += credit;
    }

    // ---- silence ----

    /// Whether it works is what the books say.
    function trigger(uint256 which) external timed {
        uint256 a = which % accounts.length;
        if (!_has(a)) return;
        Plan memory plan = planOf(a);
        Book storage book = _books[a];
        bool can = stateOf(a) == State.ACTIVE && moment >= triggerableAt(a);
        vm.prank(KEEPER);
        try target.trigger(plan, "") {
            vm.assertTrue(can, "law 1: triggered without silence");
        } catch {
            vm.assertTrue(!can, "a trigger that is due is refused");
            return;
        }
        book.byRequest = moment < book.lived + plan.period;
        book.seenAt = book.byRequest ? book.requestedAt : moment;
        (book.triggeredAt, book.accepted, book.pausedUntil, book.confirmed) = (moment, 0, 0, false);
        if (!book.byRequest) book.requester = address(0);
    }

    /// A recipient of any tier, open or secret.
    function request(uint256 which, uint256 tier, uint256 place) external timed {
        uint256 a = which % accounts.length;
        if (!_has(a)) return;
        Plan memory plan = planOf(a);
        Book storage book = _books[a];
        if (stateOf(a) != State.ACTIVE || plan.requestPeriod == 0 || isAsked(a) || book.lived >= moment) return;
        (tier, place) = (tier % plan.tiers.length, place % plan.tiers[tier % plan.tiers.length].recipients.length);
        (address heir, bytes32 salt) = _heirOf(plan.tiers[tier].recipients[place].who);
        paidIn[heir] -= plan.bond;
        vm.prank(heir);
        target.request{value: plan.bond}(plan, uint8(tier), uint8(place), salt, "");
        (book.requester, book.requestedAt, book.requestVersion) = (heir, moment, book.version);
    }

    function endRequest(uint256 which) external timed {
        uint256 a = which % accounts.length;
        Book storage book = _books[a];
        if (book.requester == address(0)) return;
        Plan memory plan;
        if (_has(a)) plan = planOf(a);
        else plan.account = accounts[a];
        bool other = book.requestVersion != book.version;
        bool suspended = !other && isSuspended(a);
        bool denied = book.lived >= book.requestedAt;
        bool overdue = _has(a) && stateOf(a) == State.GRACE && moment >= graceEnd(a) + plan.period;
        address to = denied ? accounts[a] : book.requester;
        uint256 credit = target.creditOf(to);
        (, , uint256 bond) = target.requestOf(accounts[a]);
        try target.endRequest(plan) {
            vm.assertTrue(other || suspended || denied || overdue, "a request that stands is ended");
        } catch {
            vm.assertTrue(!other && !suspended && !denied && !overdue, "a bond is stuck");
            return;
        }
        vm.assertEq(target.creditOf(to), credit + bond, "a bond is somebody else's");
        book.requester = address(0);
    }

    function accept(uint256 which, uint256 place) external timed {
        uint256 a = which % accounts.length;
        if (!_has(a) || !stands(a)) return;
        Plan memory plan = planOf(a);
        (uint256 tier, , uint256 opens, ) = tierOf(a);
        place = place % plan.tiers[tier].recipients.length;
        (address heir, bytes32 salt) = _heirOf(plan.tiers[tier].recipients[place].who);
        bool can = stateOf(a) == State.GRACE && _books[a].accepted == 0 && moment >= opens;
        vm.prank(heir);
        try target.accept(plan, uint8(tier), uint8(place), salt) {
            vm.assertTrue(can, "law 1: an acceptance of a tier that isn't open");
            _books[a].accepted = tier + 1;
        } catch {
            vm.assertTrue(!can, "an acceptance is refused");
        }
    }

    function pause(uint256 which) external timed {
        uint256 a = which % accounts.length;
        if (!_has(a)) return;
        Plan memory plan = planOf(a);
        State state = stateOf(a);
        bool can = (state == State.GRACE || state == State.EXECUTING) && _books[a].pauses < plan.guardians.pauses;
        // What is done can't be held up.
        if (can && target.statusOf(plan).state == State.DONE) return;
        try target.pause(plan, plan.guardians.keys, new bytes[](1)) {
            vm.assertTrue(can, "a pause that the plan doesn't give");
            (_books[a].pausedUntil, _books[a].pauses) = (moment + plan.guardians.pauseFor, _books[a].pauses + 1);
        } catch {
            vm.assertTrue(!can, "a pause is refused");
        }
    }

    function confirm(uint256 which) external timed {
        uint256 a = which % accounts.length;
        if (!_has(a)) return;
        Plan memory plan = planOf(a);
        State state = stateOf(a);
        if ((state != State.GRACE && state != State.EXECUTING) || !plan.guardians.confirm) return;
        if (target.statusOf(plan).state == State.DONE) return;
        target.confirm(plan, plan.guardians.keys, new bytes[](1));
        _books[a].confirmed = true;
    }

    /// From silence to the second in which the plan is due, with all the words that it waits for; and on to a page, what comes after it, and claims.
    function hurry(uint256 which, uint256 place, uint256 what) external {
        uint256 a = which % accounts.length;
        if (!_has(a)) return;
        if (stateOf(a) == State.ACTIVE) {
            if (triggerableAt(a) > moment) moment = triggerableAt(a);
            this.trigger(a);
        }
        if (!_has(a) || !stands(a)) return;
        this.confirm(a);
        (, bool ready, uint256 opens, ) = tierOf(a);
        if (opens > moment) moment = opens;
        if (!ready) this.accept(a, place);
        if (_books[a].pausedUntil > moment) moment = _books[a].pausedUntil;
        if (what % 4 == 0) return;
        this.execute(a, what);
        this.claim(a, what, what >> 8, place);
        this.arrive(a, what, what);
        this.execute(a, what >> 1);
        this.claim(a, what >> 8, what >> 8, place);
    }

    // ---- execution ----

    /// All that the plan lists, or one of it; and of the account that may say so, what it doesn't list. Whether it works is what the books say, and who gets what.
    function execute(uint256 which, uint256 what) external timed {
        uint256 a = which % accounts.length;
        if (!_has(a)) return;
        Plan memory plan = planOf(a);
        bool can = isDue(a);
        uint256 tier = 0;
        if (can) (tier, , , ) = tierOf(a);
        Recipient[] memory people = plan.tiers[tier].recipients;
        (uint256[] memory places, Asset[] memory further) = _page(plan, a, what);
        uint256[] memory movable = new uint256[](KINDS);
        uint256[][] memory had = new uint256[][](KINDS);
        for (uint256 kind = 0; kind < KINDS; ++kind) {
            movable[kind] = _isOn(plan, a, places, further, kind) ? _movable(a, kind) : 0;
            had[kind] = _shares(a, kind, people);
        }
        vm.prank(KEEPER);
        try executor.execute(plan, places, further, "") {
            vm.assertTrue(can, "law 4: executed though it isn't due");
        } catch {
            vm.assertTrue(!can, "law 5: a page fails");
            return;
        }
        bool moved = false;
        for (uint256 kind = 0; kind < KINDS; ++kind) {
            uint256[] memory has = _shares(a, kind, people);
            uint8 heir = kind == 0 ? _heirOfDollars(plan) : 255;
            for (uint256 j = 0; j < people.length; ++j) {
                uint256 part = movable[kind] == 0 ? 0 : _part(people, heir, kind, movable[kind], j);
                vm.assertEq(has[j], had[kind][j] + part, "laws 3 and 5: somebody has another part");
                moved = moved || (part != 0 && _reaches(a, kind, people[j].who));
            }
        }
        ++executions;
        if (moved)
            _begin(a, tier);
            // What is claimed is that tier's, too, though the owner can still come back.
        else if (_hasClaims(a)) _books[a].accepted = tier + 1;
    }

    function _hasClaims(uint256 a) private view returns (bool has) {
        for (uint256 kind = 0; kind < KINDS; ++kind) has = has || claimable(a, kind) != 0;
    }

    function claim(uint256 which, uint256 what, uint256 tier, uint256 place) external timed {
        (uint256 a, uint256 kind) = (which % accounts.length, what % KINDS);
        if (!_has(a) || _books[a].triggeredAt == 0) return;
        Plan memory plan = planOf(a);
        tier = tier % plan.tiers.length;
        bytes32 who = plan.tiers[tier].recipients[place % plan.tiers[tier].recipients.length].who;
        (address heir, bytes32 salt) = _heirOf(who);
        (uint256 amount, ) = executor.claimOf(executionOf(a), assetOf(a, kind), who);
        bool can = isDue(a) && amount != 0 && _reaches(a, kind, bytes32(uint256(uint160(heir))));
        // What owners have moved, or don't allow any more, can't be claimed.
        if (_allowed(a, kind) < claimable(a, kind)) return _tryClaim(a, kind, who, heldOf(accounts[a], a, kind));
        uint256 had = heldOf(heir, a, kind);
        vm.prank(STRANGER);
        try executor.claim(plan, assetOf(a, kind), heir, salt, heir, "") {
            vm.assertTrue(can, "law 4: a claim is paid though nothing may move");
        } catch {
            vm.assertTrue(!can, "law 3: a claim isn't paid");
            return;
        }
        vm.assertEq(heldOf(heir, a, kind), had + amount, "law 3: a claim is paid by another amount");
        ++claims;
        (uint256 activeTier, , , ) = tierOf(a);
        _begin(a, activeTier);
    }

    /// Whether something can still become of a plan without its owner.
    function _goesOn(uint256 a) private view returns (bool) {
        State state = stateOf(a);
        return state == State.ACTIVE || state == State.GRACE || state == State.EXECUTING;
    }

    /// Where the account doesn't have, or doesn't let go, all that is claimed: whatever happens, nobody gets more than his claim.
    function _tryClaim(uint256 a, uint256 kind, bytes32 who, uint256 held) private {
        (address heir, bytes32 salt) = _heirOf(who);
        (uint256 amount, ) = executor.claimOf(executionOf(a), assetOf(a, kind), who);
        uint256 had = heldOf(heir, a, kind);
        Plan memory plan = planOf(a);
        try executor.claim(plan, assetOf(a, kind), heir, salt, heir, "") {
            (uint256 left, ) = executor.claimOf(executionOf(a), assetOf(a, kind), who);
            uint256 paid = heldOf(heir, a, kind) - had;
            vm.assertEq(paid + left, amount, "law 3: a claim is paid by another amount");
            vm.assertEq(heldOf(accounts[a], a, kind) + paid, held, "law 3: paid out of nothing");
            (uint256 tier, , , ) = tierOf(a);
            _begin(a, tier);
        } catch {}
    }

    function claimForFallback(uint256 which, uint256 what, uint256 tier, uint256 place) external timed {
        (uint256 a, uint256 kind) = (which % accounts.length, what % KINDS);
        if (!_has(a) || _books[a].triggeredAt == 0) return;
        Plan memory plan = planOf(a);
        tier = tier % plan.tiers.length;
        bytes32 who = plan.tiers[tier].recipients[place % plan.tiers[tier].recipients.length].who;
        (, uint256 since) = executor.claimOf(executionOf(a), assetOf(a, kind), who);
        uint256 had = heldOf(FALLBACK, a, kind);
        try executor.claimForFallback(plan, assetOf(a, kind), who, "") {
            vm.assertTrue(isDue(a), "law 4: the fallback is paid though nothing may move");
            vm.assertLe(since + 365 days, moment, "the fallback is paid early");
            vm.assertLt(had, heldOf(FALLBACK, a, kind), "the fallback is paid nothing");
            (tier, , , ) = tierOf(a);
            _begin(a, tier);
        } catch {}
    }

    /// An asset has moved: from now on life stops it, nobody accepts any more, and who asked for it has his bond back.
    function _begin(uint256 a, uint256 tier) private {
        Book storage book = _books[a];
        if (book.moved) return;
        (book.moved, book.accepted, book.requester) = (true, tier + 1, address(0));
    }

    // ---- what must fail ----

    /// Laws 1 and 2: nobody but the owner lives, changes or ends anything in an account's name; nor does a module of his.
    function tryOthers(uint256 which, uint256 seed) external timed {
        uint256 a = which % accounts.length;
        if (!_has(a)) return;
        Plan memory plan = planOf(a);
        Plan memory other = _drawn(a, seed);
        bytes[9] memory attempts = [
            abi.encodeCall(target.heartbeat, ()),
            abi.encodeCall(target.heartbeatSigned, (accounts[a], uint48(moment), block.number - 1, "stranger")),
            abi.encodeCall(target.register, (other)),
            abi.encodeCall(target.registerSigned, (other, uint48(moment), moment, "stranger")),
            abi.encodeCall(target.supersede, (plan, other)),
            abi.encodeCall(target.supersedeSigned, (plan, other, uint48(moment), moment, "stranger")),
            abi.encodeCall(target.cancel, (plan)),
            abi.encodeCall(target.withdrawAnnouncement, ()),
            abi.encodeCall(
                target.recordExecution,
                (plan, Outcome(uint32(_books[a].version), 0, uint48(_books[a].triggeredAt), true, true, true, STRANGER))
            )
        ];
        for (uint256 i = 0; i < attempts.length; ++i) {
            vm.prank(STRANGER);
            (bool done, ) = address(target).call(attempts[i]);
            vm.assertTrue(!done, "law 2: a stranger acts for an owner");
        }
        if (a == SIGNER) return;
        StagedLife source = StagedLife(plan.source);
        (uint48 lastLife, uint48 suspendedAt) = source.lifeOf(accounts[a]);
        address holder = source.holderOf(accounts[a]);
        source.say(accounts[a], StagedLife.Said(lastLife, suspendedAt, 0, true, false, holder));
        for (uint256 i = 0; i < attempts.length; ++i) {
            vm.assertTrue(!_try(a, attempts[i]), "law 2: a module acts for an owner");
        }
        vm.assertTrue(
            !_try(a, abi.encodeCall(target.withdrawBounties, (STRANGER, 1))),
            "law 2: a module takes bounties"
        );
        source.say(accounts[a], StagedLife.Said(lastLife, suspendedAt, 0, false, false, holder));
    }

    /// Law 4: what isn't in force any more is never triggered, asked for, accepted, executed or claimed.
    function tryOldPlans(uint256 which, uint256 what) external timed {
        uint256 a = which % accounts.length;
        if (_old[a].length == 0) return;
        Plan memory plan = abi.decode(_old[a][what % _old[a].length], (Plan));
        (uint256[] memory places, ) = _page(plan, a, what);
        (address heir, bytes32 salt) = _heirOf(plan.tiers[0].recipients[0].who);
        bytes[4] memory attempts = [
            abi.encodeCall(target.trigger, (plan, "")),
            abi.encodeCall(target.accept, (plan, 0, 0, salt)),
            abi.encodeCall(executor.execute, (plan, places, new Asset[](0), "")),
            abi.encodeCall(executor.claim, (plan, assetOf(a, what % KINDS), heir, salt, heir, ""))
        ];
        for (uint256 i = 0; i < attempts.length; ++i) {
            vm.prank(heir);
            (bool done, ) = address(i < 2 ? address(target) : address(executor)).call(attempts[i]);
            vm.assertTrue(!done, "law 4: a plan that isn't in force does something");
        }
    }

    // ---- internals ----

    function _heirOf(bytes32 who) internal view returns (address heir, bytes32 salt) {
        if (uint256(who) >> 160 == 0) return (address(uint160(uint256(who))), 0);
        for (uint256 i = 0; i < heirs.length; ++i) {
            if (_commitment(heirs[i]) == who) return (heirs[i], SALT);
        }
    }

    function _heirOfDollars(Plan memory plan) private view returns (uint8) {
        for (uint256 i = 0; i < plan.assets.length; ++i) {
            if (plan.assets[i].token == address(dollar)) return plan.assets[i].heir;
        }
        return 255;
    }

    function _page(
        Plan memory plan,
        uint256 a,
        uint256 what
    ) private view returns (uint256[] memory places, Asset[] memory further) {
        uint256 length = what % 3 == 0 ? 1 : plan.assets.length;
        places = new uint256[](length);
        for (uint256 i = 0; i < length; ++i) places[i] = length == 1 ? (what >> 8) % plan.assets.length : i;
        if (a != HOLDER) return (places, further);
        further = new Asset[]((what >> 16) % 3);
        for (uint256 i = 0; i < further.length; ++i) further[i] = assetOf(a, 2 + i);
    }

    function _isOn(
        Plan memory plan,
        uint256 a,
        uint256[] memory places,
        Asset[] memory further,
        uint256 kind
    ) private view returns (bool) {
        address token = assetOf(a, kind).token;
        for (uint256 i = 0; i < places.length; ++i) if (plan.assets[places[i]].token == token) return true;
        for (uint256 i = 0; i < further.length; ++i) if (further[i].token == token) return true;
        return false;
    }

    /// What recipients have of an asset, and can claim.
    function _shares(uint256 a, uint256 kind, Recipient[] memory people) private view returns (uint256[] memory has) {
        has = new uint256[](people.length);
        for (uint256 j = 0; j < people.length; ++j) {
            (address heir, ) = _heirOf(people[j].who);
            (uint256 amount, ) = executor.claimOf(executionOf(a), assetOf(a, kind), people[j].who);
            has[j] = heldOf(heir, a, kind) + amount;
        }
    }

    /// An act of the account at the registry.
    function _as(uint256 a, bytes memory data) private {
        _call(a, address(target), data);
    }

    function _call(uint256 a, address to, bytes memory data) private {
        vm.assertTrue(_attempt(a, to, data), "an owner's act is refused");
    }

    function _try(uint256 a, bytes memory data) private returns (bool done) {
        return _attempt(a, address(target), data);
    }

    function _attempt(uint256 a, address to, bytes memory data) private returns (bool done) {
        if (a == HOLDER) {
            try StagedHolder(payable(accounts[a])).execute(to, data) {
                return true;
            } catch {
                return false;
            }
        }
        if (a != SIGNER) vm.prank(accounts[a]);
        (done, ) = to.call(data);
    }
}
