// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {LapseLedger} from "../../../contracts/kernel/LapseLedger.sol";
import {IPrepaidInstruments} from "../../../contracts/prepaid/IPrepaidInstruments.sol";
import {InstrumentView, Redemption, Rules, Terms, Trigger} from "../../../contracts/prepaid/IPrepaidTypes.sol";
import {IPrepaidVault} from "../../../contracts/prepaid/IPrepaidVault.sol";
import {TestBase} from "../support/TestBase.sol";
import {Vm} from "../support/Vm.sol";

/// @notice Does to a vault all that purchasers, holders, merchants and passers-by can do, at any moment, with inputs that must succeed, and tries
/// what must fail. Beside it, it books what each instrument was given and what was spent from it, and who may lose or gain by a call.
/// @dev This contract is the key of every instrument that is held by one: it signs whatever is asked. Every function a runner may call
/// starts with the clock where the last one left it.
abstract contract PrepaidHandler is TestBase, IERC1271 {
    /// What was put onto an instrument and what was spent, over its whole life; whose hands it is in, and when it ends.
    struct Book {
        uint256 funded;
        uint256 spent;
        bool underCap;
        bool delivered;
        bool started;
        uint256 expiry;
    }

    /// A redemption, and what of it was given back by its reference.
    struct Paid {
        uint256 id;
        address merchant;
        bytes32 ref;
        uint256 amount;
        uint256 refunded;
    }

    uint256 internal constant START = 1_893_974_400;
    uint256 internal constant MAX_AHEAD = 4_096;
    uint96 internal constant NO_CAP = type(uint96).max;
    /// As many instruments as a run may have.
    uint256 internal constant MOST = 24;

    IPrepaidVault public target;
    IERC20 public money;
    uint256 public length;

    address[] public accounts;
    uint256[] public ids;
    uint256 public moment;
    /// How often this handler was called.
    uint256 public calls;

    // ---- ghosts ----

    mapping(uint256 id => Book) internal _books;
    mapping(uint256 id => Rules) internal _rules;
    mapping(uint256 id => mapping(address merchant => uint256)) internal _spentAt;
    Paid[] internal _paid;
    mapping(address account => uint256) internal _fromEvents;
    uint256 public donated;
    uint96 private _numbers;
    /// What an account had in all, and in how many buckets, before the call; and who agreed to lose by it.
    mapping(address account => uint256) private _before;
    mapping(address account => uint256) private _bucketsBefore;
    mapping(address account => bool) private _party;
    /// What was emitted in this call was undone by a revert; the runner records it all the same.
    bool private _undone;
    /// A call of the runner's is under way.
    bool private _acting;

    /// Brings the chain to the handler's moment; afterwards books what was emitted, and checks law 4.
    modifier timed() {
        ++calls;
        vm.warp(moment);
        _remember();
        vm.recordLogs();
        _acting = true;
        _;
        _acting = false;
        _follow();
        _checkOthers();
    }

    constructor(IPrepaidVault vault, IERC20 asset) {
        (target, money, length) = (vault, asset, vault.bucketLength());
        for (uint160 i = 0; i < 6; ++i) accounts.push(address(0xA000 + i));
        moment = START;
        vm.warp(moment);
        vm.recordLogs();
        _open();
        _follow();
    }

    /// Money, choices and instruments of each kind that every run begins with, so that even a short one has something to move.
    function _open() private {
        for (uint256 i = 0; i < accounts.length; ++i) {
            _mint(accounts[i], 1_000);
            vm.prank(accounts[i]);
            money.approve(address(target), 1_000);
            vm.prank(accounts[i]);
            target.deposit(1_000, accounts[i]);
            vm.prank(accounts[i]);
            target.chooseSweep(i % 2 == 0, 100);
            vm.prank(accounts[i]);
            target.choosePayout(i > 2);
            // Each accepts what the one before him buys.
            vm.prank(accounts[(i + 1) % accounts.length]);
            target.acceptReturns(accounts[i], true);
        }
        for (uint256 i = 0; i < accounts.length; ++i) {
            (address purchaser, address holder) = (accounts[i], accounts[(i + 2) % accounts.length]);
            Rules memory rules;
            (rules.minPiece, rules.cap) = (1, i % 2 == 0 ? 0 : NO_CAP);
            (rules.returnTo, rules.returnBps) = (accounts[(i + 1) % accounts.length], uint16(3_333 * (1 + (i % 3))));
            rules.manual = i == 3;
            vm.prank(purchaser);
            uint256 id = target.issueWithRules(++_numbers, holder, false, 101, _expiry(2 + 2 * i), rules);
            _rules[id] = rules;
            _book(id, 101, _expiry(2 + 2 * i), false);
            bool byKey = i % 2 == 0;
            vm.prank(purchaser);
            id = target.issue(++_numbers, byKey ? address(this) : holder, byKey, 50, _expiry(1 + 2 * i));
            _book(id, 50, _expiry(1 + 2 * i), byKey);
        }
    }

    /// What a world's asset needs, so that an account has this much of it.
    function _mint(address to, uint256 amount) internal virtual;

    /// Whether the asset pays to an account at all.
    function _canBePaid(address account) internal view virtual returns (bool);

    /// @inheritdoc IERC1271
    function isValidSignature(bytes32, bytes calldata) external pure returns (bytes4) {
        return IERC1271.isValidSignature.selector;
    }

    // ---- time ----

    /// Goes on by some seconds, to the last second before an expiry, to it, the second after, or by some buckets.
    function advance(uint256 how, uint256 by) external timed {
        how = how % 16;
        if (how < 6) {
            moment += by % length;
        } else if (how < 13 && ids.length != 0) {
            uint256 aim = uint256(_view(by % ids.length).expiry) - 1 + (by % 3);
            if (aim > moment) moment = aim;
        } else {
            moment += (how == 15 && by % 8 == 0 ? 5_000 : 1 + (by % 3)) * length;
        }
        vm.warp(moment);
    }

    // ---- money ----

    function deposit(uint256 who, uint256 whom, uint256 amount) external timed {
        (address from, address to) = (_account(who), _account(whom));
        if (!_canBePaid(from)) return;
        amount = _bound(amount, 1, 500);
        _mint(from, amount);
        vm.prank(from);
        money.approve(address(target), amount);
        vm.prank(from);
        target.deposit(amount, to);
    }

    function donate(uint256 amount) external timed {
        amount = _bound(amount, 1, 50);
        donated += amount;
        _mint(address(target), amount);
    }

    function withdraw(uint256 who, uint256 whom, uint256 amount) external timed {
        (address owner, address to) = (_account(who), _account(whom));
        uint256 balance = target.balanceOf(owner);
        if (balance == 0 || !_canBePaid(to)) return;
        amount = _bound(amount, 1, balance);
        _party[owner] = true;
        uint256 wealth = money.balanceOf(to);
        vm.prank(owner);
        target.withdraw(amount, to);
        vm.assertEq(money.balanceOf(to), wealth + amount, "law 1: a withdrawal");
    }

    /// Everything that lapsed in one call, and at a price that the number of buckets bounds.
    function withdrawAll(uint256 who) external timed {
        address owner = _account(who);
        uint256 balance = target.balanceOf(owner);
        if (balance == 0 || !_canBePaid(owner)) return;
        _party[owner] = true;
        uint256 wealth = money.balanceOf(owner);
        // Buckets of this account, and the words of bits between the first of them and now.
        uint256 bound = 50_000 + 2_800 * _lapsedOf(owner) + 2_200 * ((moment - START) / length / 256 + 2);
        vm.cool(address(target));
        vm.prank(owner);
        uint256 gas = gasleft();
        uint256 amount = target.withdrawAll(owner);
        gas -= gasleft();
        vm.assertLe(gas, bound, "law 4: gas of a withdrawal");
        vm.assertEq(amount, balance, "law 5: all of it");
        vm.assertEq(money.balanceOf(owner), wealth + amount, "law 1: a withdrawal of all");
    }

    function transfer(uint256 who, uint256 whom, uint256 amount) external timed {
        (address from, address to) = (_account(who), _account(whom));
        amount = _bound(amount, 0, target.balanceOf(from));
        _party[from] = true;
        vm.prank(from);
        target.transfer(to, amount);
    }

    // ---- choices ----

    function choosePayout(uint256 who, bool push) external timed {
        vm.prank(_account(who));
        target.choosePayout(push);
    }

    function chooseSweep(uint256 who, bool on, uint256 tip) external timed {
        vm.prank(_account(who));
        target.chooseSweep(on, uint16(tip % 101));
    }

    function acceptReturns(uint256 who, uint256 whom, uint256 no) external timed {
        vm.prank(_account(who));
        target.acceptReturns(_account(whom), no % 8 != 0);
    }

    function prune(uint256 who, uint256 limit) external timed {
        address owner = _account(who);
        uint256 balance = target.balanceOf(owner);
        vm.prank(owner);
        target.prune(limit % 4);
        vm.assertEq(target.balanceOf(owner), balance, "law 1: counting changes a balance");
    }

    /// Everybody at once: who didn't choose it is passed over, and who did has every unit, paid or as balance.
    function sweep(uint256 who, uint256 limit, uint256 whom) external timed {
        address tipTo = _account(whom);
        limit = limit % 3 == 0 ? type(uint256).max : limit % 4;
        uint256[] memory had = new uint256[](accounts.length);
        uint256 all = 0;
        for (uint256 i = 0; i < accounts.length; ++i) {
            (, bool swept, ) = target.choicesOf(accounts[i]);
            _party[accounts[i]] = swept;
            had[i] = target.balanceOf(accounts[i]) + money.balanceOf(accounts[i]);
            all += had[i];
        }
        vm.prank(_account(who));
        target.sweep(accounts, limit, tipTo);
        for (uint256 i = 0; i < accounts.length; ++i) {
            uint256 has = target.balanceOf(accounts[i]) + money.balanceOf(accounts[i]);
            // A tip is a hundredth at most.
            vm.assertLe(had[i] - had[i] / 100, has, "law 1: a sweep takes more than its tip");
            all -= has;
        }
        vm.assertEq(all, 0, "law 1: a sweep loses or makes money");
    }

    // ---- purchasers ----

    function issue(uint256 who, uint256 whom, uint256 amount, uint256 ahead, bool byKey) external timed {
        address purchaser = _account(who);
        uint256 balance = target.balanceOf(purchaser);
        if (balance == 0 || ids.length >= MOST) return;
        amount = _bound(amount, 1, balance / 2 + 1);
        address holder = byKey ? address(this) : _account(whom);
        _party[purchaser] = true;
        vm.prank(purchaser);
        uint256 id = target.issue(++_numbers, holder, byKey, uint96(amount), _expiry(ahead));
        _book(id, amount, _expiry(ahead), byKey);
        _checkBuckets(purchaser, 1);
    }

    function issueWithRules(uint256 who, uint256 whom, uint256 amount, uint256 ahead, uint256 seed) external timed {
        address purchaser = _account(who);
        uint256 balance = target.balanceOf(purchaser);
        if (balance == 0 || ids.length >= MOST) return;
        amount = _bound(amount, 1, balance / 2 + 1);
        Rules memory rules = _drawn(purchaser, seed);
        address holder = seed % 3 == 0 ? address(this) : _account(whom);
        _party[purchaser] = true;
        // Who accepts this purchaser's returns agrees to a bucket for each instrument.
        _party[rules.returnTo] = target.acceptsReturns(rules.returnTo, purchaser);
        vm.prank(purchaser);
        uint256 id = target.issueWithRules(
            ++_numbers,
            holder,
            holder == address(this),
            uint96(amount),
            _expiry(ahead),
            rules
        );
        _rules[id] = rules;
        _book(id, amount, _expiry(ahead), holder == address(this));
        _checkBuckets(purchaser, 1);
        _checkBuckets(rules.returnTo, _party[rules.returnTo] ? 1 : 0);
    }

    function topUp(uint256 which, uint256 amount) external timed {
        (bool found, uint256 id) = _find(which, _isAlive);
        if (!found) return;
        address purchaser = _purchaser(id);
        uint256 balance = target.balanceOf(purchaser);
        if (balance == 0) return;
        amount = _bound(amount, 1, balance);
        _parties(id);
        _books[id].funded += amount;
        vm.prank(purchaser);
        target.topUp(id, uint96(amount), _rules[id]);
    }

    function extend(uint256 which, uint256 by) external timed {
        (bool found, uint256 id) = _find(which, _isAlive);
        if (!found) return;
        uint256 bucket = target.instrumentOf(id).expiry / length;
        uint256 last = moment / length + MAX_AHEAD;
        if (bucket == last) return;
        bucket = _bound(by, bucket + 1, bucket + 3 < last ? bucket + 3 : last);
        _parties(id);
        _books[id].expiry = bucket * length;
        vm.prank(_purchaser(id));
        target.extend(id, uint48(bucket * length), _rules[id]);
        for (uint256 i = 0; i < accounts.length; ++i) _checkBuckets(accounts[i], 1);
    }

    function reassign(uint256 which, uint256 whom, bool byKey) external timed {
        (bool found, uint256 id) = _find(which, _isPending);
        if (!found) return;
        _parties(id);
        vm.prank(_purchaser(id));
        target.reassign(id, byKey ? address(this) : _account(whom), byKey, _rules[id]);
        if (!byKey && _rules[id].trigger != Trigger.DELIVERY) _happen(id, Trigger.ISSUE);
    }

    function deliver(uint256 which) external timed {
        (bool found, uint256 id) = _find(which, _isPending);
        if (!found) return;
        _parties(id);
        vm.prank(_purchaser(id));
        target.deliver(id, _rules[id]);
        _happen(id, Trigger.DELIVERY);
    }

    function cancel(uint256 which) external timed {
        (bool found, uint256 id) = _find(which, _isPending);
        if (!found) return;
        address purchaser = _purchaser(id);
        uint256 balance = target.balanceOf(purchaser);
        uint256 amount = target.instrumentOf(id).remaining;
        _parties(id);
        _books[id].expiry = (moment / length) * length;
        vm.prank(purchaser);
        target.cancel(id, _rules[id]);
        vm.assertEq(target.balanceOf(purchaser), balance + amount, "law 2: a cancelled instrument");
    }

    function settle(uint256 which, uint256 who) external timed {
        (bool found, uint256 id) = _find(which, _isDue);
        if (!found) return;
        address purchaser = _purchaser(id);
        Rules memory rules = _rules[id];
        uint256 amount = target.instrumentOf(id).returned;
        uint256 share = (amount * rules.returnBps) / 10_000;
        (uint256 had, uint256 other) = (target.balanceOf(purchaser), target.balanceOf(rules.returnTo));
        vm.prank(rules.manual ? purchaser : _account(who));
        target.settle(id, rules);
        vm.assertEq(target.balanceOf(purchaser), had + amount - share, "law 2: the purchaser's part");
        if (share != 0) vm.assertEq(target.balanceOf(rules.returnTo), other + share, "law 2: the other's part");
    }

    // ---- holders ----

    function claim(uint256 which, uint256 whom) external timed {
        (bool found, uint256 id) = _find(which, _isByKey);
        if (!found) return;
        _parties(id);
        target.claim(id, _account(whom), uint48(moment), _rules[id], abi.encodePacked(address(this)), "");
        _happen(id, Trigger.DELIVERY);
    }

    function transferInstrument(uint256 which, uint256 whom) external timed {
        (bool found, uint256 id) = _find(which, _isHeld);
        if (!found) return;
        vm.prank(target.instrumentOf(id).holder);
        target.transferInstrument(id, _account(whom));
    }

    /// Pieces of any size that the rules allow: of what two parties share, rounding moves a unit at most.
    function split(uint256 which, uint256 amount, uint256 whom) external timed {
        (bool found, uint256 id) = _find(which, _isDivisible);
        if (!found || ids.length >= MOST) return;
        InstrumentView memory whole = target.instrumentOf(id);
        Rules memory rules = _rules[id];
        uint256 least = whole.rules == 0 ? 1 : rules.minPiece;
        amount = _bound(amount, least, whole.remaining - least);
        if (rules.cap != 0 && rules.cap != NO_CAP) {
            if (_books[id].underCap || (rules.cap * amount) / whole.remaining == 0) return;
        }
        _parties(id);
        uint256 had = _all(rules.returnTo);
        vm.prank(whole.holder);
        uint256 piece = target.split(id, uint96(amount), _account(whom), bytes32(calls), rules);
        vm.assertLe(had, _all(rules.returnTo) + 1, "law 2: a split moves more than a unit");
        _rules[piece] = rules;
        if (rules.cap != 0 && rules.cap != NO_CAP) {
            _rules[piece].cap = uint96((rules.cap * amount) / whole.remaining);
            _rules[id].cap = rules.cap - _rules[piece].cap;
        }
        _books[id].funded -= amount;
        ids.push(piece);
        Book memory book = _books[id];
        _books[piece] = Book(amount, 0, false, book.delivered, book.started, book.expiry);
    }

    function redeem(uint256 which, uint256 whom, uint256 amount, bool named) external timed {
        (bool found, uint256 id) = _find(which, _isSpendable);
        if (!found) return;
        InstrumentView memory instrument = target.instrumentOf(id);
        Rules memory rules = _rules[id];
        address merchant = rules.merchants == 0 ? _account(whom) : accounts[5];
        uint256 most = instrument.remaining;
        if (rules.cap != 0) {
            uint256 room = rules.cap - _spentAt[id][merchant];
            if (room < most) most = room;
        }
        if (most == 0) return;
        amount = _bound(amount, 1, most);
        bytes32 ref = named || instrument.byKey ? bytes32(calls) : bytes32(0);

        _parties(id);
        _books[id].spent += amount;
        if (rules.cap != 0) {
            _spentAt[id][merchant] += amount;
            _books[id].underCap = true;
        }
        _paid.push(Paid(id, merchant, ref, amount, 0));
        uint256 had = target.balanceOf(merchant) + money.balanceOf(merchant);
        _spend(instrument, id, amount, merchant, ref);
        _happen(id, Trigger.FIRST_USE);
        vm.assertEq(target.balanceOf(merchant) + money.balanceOf(merchant), had + amount, "law 1: a payment");
    }

    // ---- merchants ----

    /// Before the expiry and after it, by reference or by what was paid under a cap.
    function refund(uint256 which, uint256 amount, bool named) external timed {
        if (_paid.length == 0) return;
        Paid storage paid = _paid[which % _paid.length];
        Rules memory rules = _rules[paid.id];
        bytes32 ref = named || rules.cap == 0 ? paid.ref : bytes32(0);
        uint256 most = target.balanceOf(paid.merchant);
        if (ref == 0 && rules.cap == 0) return;
        if (rules.cap != 0 && _spentAt[paid.id][paid.merchant] < most) most = _spentAt[paid.id][paid.merchant];
        if (ref != 0 && paid.amount - paid.refunded < most) most = paid.amount - paid.refunded;
        if (most == 0) return;
        amount = _bound(amount, 1, most);

        _parties(paid.id);
        _party[paid.merchant] = true;
        _books[paid.id].spent -= amount;
        if (rules.cap != 0) _spentAt[paid.id][paid.merchant] -= amount;
        if (ref != 0) paid.refunded += amount;
        vm.prank(paid.merchant);
        target.refund(paid.id, uint96(amount), ref, rules);
    }

    // ---- what must fail ----

    /// Law 3: what is locked is not the purchaser's to take.
    function tryTakeLocked(uint256 who, uint256 whom) external timed {
        address owner = _account(who);
        uint256 balance = target.balanceOf(owner);
        bytes memory short = abi.encodeWithSelector(LapseLedger.LapseShort.selector, balance + 1, balance);
        vm.prank(owner);
        try target.withdraw(balance + 1, owner) {
            vm.assertTrue(false, "law 3: a withdrawal of what is locked");
        } catch (bytes memory reason) {
            _expect(reason, short);
        }
        vm.prank(owner);
        try target.transfer(_account(whom), balance + 1) {
            vm.assertTrue(false, "law 3: a transfer of what is locked");
        } catch (bytes memory reason) {
            _expect(reason, short);
        }
        uint96 number = _numbers + 1;
        vm.prank(owner);
        try target.issue(number, owner, false, uint96(balance + 1), _expiry(0)) {
            vm.assertTrue(false, "law 3: an issue from what is locked");
        } catch (bytes memory reason) {
            _expect(reason, short);
        }
    }

    /// Law 3: the purchaser takes nothing back that is in its holder's hands, and gives it to nobody else.
    function tryTakeBack(uint256 which, uint256 whom) external timed {
        (bool found, uint256 id) = _find(which, _isDelivered);
        if (!found) return;
        bytes memory delivered = abi.encodeWithSelector(IPrepaidInstruments.PrepaidDelivered.selector, id);
        vm.prank(_purchaser(id));
        try target.cancel(id, _rules[id]) {
            vm.assertTrue(false, "law 3: the purchaser takes back what was delivered");
        } catch (bytes memory reason) {
            _expect(reason, delivered);
        }
        vm.prank(_purchaser(id));
        try target.reassign(id, _account(whom), false, _rules[id]) {
            vm.assertTrue(false, "law 3: the purchaser gives away what was delivered");
        } catch (bytes memory reason) {
            _expect(reason, delivered);
        }
    }

    /// Law 3: at the expiry and after it, nothing can be spent, claimed, split, topped up or extended.
    function tryAfterExpiry(uint256 which, uint256 whom) external timed {
        (bool found, uint256 id) = _find(which, _isExpired);
        if (!found) return;
        InstrumentView memory instrument = target.instrumentOf(id);
        bytes memory expired = abi.encodeWithSelector(
            IPrepaidInstruments.PrepaidExpired.selector,
            id,
            instrument.expiry
        );
        address merchant = _rules[id].merchants == 0 ? _account(whom) : accounts[5];
        try this.spend(id, 1, merchant, bytes32(uint256(1) << 255)) {
            vm.assertTrue(false, "law 3: spent after the expiry");
        } catch (bytes memory reason) {
            _expect(reason, expired);
        }
        vm.prank(_purchaser(id));
        try target.topUp(id, 1, _rules[id]) {
            vm.assertTrue(false, "law 3: topped up after the expiry");
        } catch (bytes memory reason) {
            _expect(reason, expired);
        }
        vm.prank(_purchaser(id));
        try target.extend(id, _expiry(0), _rules[id]) {
            vm.assertTrue(false, "law 3: extended after the expiry");
        } catch (bytes memory reason) {
            _expect(reason, expired);
        }
        if (instrument.byKey) return;
        vm.prank(instrument.holder);
        try target.split(id, 1, merchant, 0, _rules[id]) {
            vm.assertTrue(false, "law 3: split after the expiry");
        } catch (bytes memory reason) {
            _expect(reason, expired);
        }
    }

    /// Law 2: not one unit more than remains, and a merchant not one unit more than his cap.
    function tryTooMuch(uint256 which, uint256 whom) external timed {
        (bool found, uint256 id) = _find(which, _isSpendable);
        if (!found) return;
        Rules memory rules = _rules[id];
        address merchant = rules.merchants == 0 ? _account(whom) : accounts[5];
        uint256 left = target.instrumentOf(id).remaining;
        uint256 room = rules.cap == 0 ? left : rules.cap - _spentAt[id][merchant];
        bool capped = room < left;
        uint256 amount = (capped ? room : left) + 1;
        try this.spend(id, amount, merchant, bytes32(uint256(1) << 255)) {
            vm.assertTrue(false, "law 2: spent more than remains or may be");
        } catch (bytes memory reason) {
            _expect(
                reason,
                capped
                    ? abi.encodeWithSelector(IPrepaidInstruments.PrepaidCapReached.selector, id, merchant, amount, room)
                    : abi.encodeWithSelector(IPrepaidInstruments.PrepaidShort.selector, id, amount, left)
            );
        }
    }

    /// Law 3: nobody but the holder spends, splits or gives away.
    function tryOfOthers(uint256 which, uint256 who) external timed {
        (bool found, uint256 id) = _find(which, _isSpendable);
        if (!found) return;
        address caller = _account(who);
        InstrumentView memory instrument = target.instrumentOf(id);
        if (caller == instrument.holder && !instrument.byKey) return;
        bytes memory refused = abi.encodeWithSelector(IPrepaidInstruments.PrepaidNotHolder.selector, id, caller);
        vm.prank(caller);
        try target.redeemWithRules(id, 1, caller, 0, _terms(id)) {
            vm.assertTrue(false, "law 3: spent by somebody else");
        } catch (bytes memory reason) {
            _expect(reason, refused);
        }
        vm.prank(caller);
        try target.split(id, 1, caller, 0, _rules[id]) {
            vm.assertTrue(false, "law 3: split by somebody else");
        } catch (bytes memory reason) {
            _expect(reason, refused);
        }
        vm.prank(caller);
        try target.transferInstrument(id, caller) {
            vm.assertTrue(false, "law 3: given away by somebody else");
        } catch (bytes memory reason) {
            _expect(reason, refused);
        }
    }

    /// Law 2: a reference pays once; the same again is passed over, other terms are refused, and more than was paid doesn't come back.
    function tryAgain(uint256 which) external timed {
        if (_paid.length == 0) return;
        Paid memory paid = _paid[which % _paid.length];
        InstrumentView memory instrument = target.instrumentOf(paid.id);
        if (paid.ref == 0 || instrument.rules != target.hashOf(_rules[paid.id])) return;
        vm.assertTrue(this.spend(paid.id, paid.amount, paid.merchant, paid.ref), "law 2: paid twice");
        try this.spend(paid.id, paid.amount + 1, paid.merchant, paid.ref) {
            vm.assertTrue(false, "law 2: a reference used twice");
        } catch (bytes memory reason) {
            _expect(
                reason,
                abi.encodeWithSelector(IPrepaidInstruments.PrepaidReferenceUsed.selector, paid.merchant, paid.ref)
            );
        }
        uint256 left = paid.amount - paid.refunded;
        uint256 spent = _spentAt[paid.id][paid.merchant];
        if (_rules[paid.id].cap != 0 && spent < left) left = spent;
        vm.prank(paid.merchant);
        try target.refund(paid.id, uint96(left + 1), paid.ref, _rules[paid.id]) {
            vm.assertTrue(false, "law 2: more is given back than was paid");
        } catch (bytes memory reason) {
            _expect(
                reason,
                abi.encodeWithSelector(IPrepaidInstruments.PrepaidRefundTooHigh.selector, paid.id, left + 1, left)
            );
        }
    }

    // ---- views for the laws ----

    function count() external view returns (uint256) {
        return accounts.length;
    }

    function instruments() external view returns (uint256) {
        return ids.length;
    }

    function bookOf(uint256 id) external view returns (Book memory) {
        return _books[id];
    }

    function rulesOf(uint256 id) external view returns (Rules memory) {
        return _rules[id];
    }

    function spentAt(uint256 id, address merchant) external view returns (uint256) {
        return _spentAt[id][merchant];
    }

    function fromEvents(address account) external view returns (uint256) {
        return _fromEvents[account];
    }

    // ---- internals ----

    /// For the handler alone, and idle for the runner, which calls in the handler's own name too: a call of its own, so that what it sees
    /// reverting can be caught.
    function spend(uint256 id, uint256 amount, address merchant, bytes32 ref) external returns (bool) {
        if (!_acting) return false;
        return _spend(target.instrumentOf(id), id, amount, merchant, ref);
    }

    function _spend(
        InstrumentView memory instrument,
        uint256 id,
        uint256 amount,
        address merchant,
        bytes32 ref
    ) private returns (bool) {
        Terms memory terms = _terms(id);
        if (instrument.byKey) {
            return
                target.redeemSigned(
                    Redemption(id, uint96(amount), merchant, ref, uint48(block.timestamp)),
                    terms,
                    abi.encodePacked(address(this)),
                    ""
                );
        }
        vm.prank(instrument.holder);
        if (instrument.rules == 0) return target.redeem(id, uint96(amount), merchant, ref);
        return target.redeemWithRules(id, uint96(amount), merchant, ref, terms);
    }

    /// The list of merchants has one entry: the last account, in category 1.
    function _terms(uint256 id) private view returns (Terms memory) {
        return Terms(_rules[id], _rules[id].merchants == 0 ? 0 : 1, new bytes32[](0));
    }

    function _drawn(address purchaser, uint256 seed) private view returns (Rules memory rules) {
        if (seed % 2 == 0) rules.trigger = Trigger((seed >> 8) % 3);
        if (rules.trigger != Trigger.ISSUE) rules.delay = uint32(_bound(seed >> 16, 1, 3 * length));
        if ((seed >> 24) % 4 == 0) {
            rules.merchants = keccak256(bytes.concat(keccak256(abi.encode(accounts[5], uint8(1)))));
            rules.categories = (seed >> 32) % 2 == 0 ? 0 : 6;
        }
        uint256 cap = (seed >> 40) % 4;
        if (cap == 1) rules.cap = NO_CAP;
        if (cap == 2) rules.cap = uint96(_bound(seed >> 48, 1, 60));
        address other = _account(seed >> 64);
        if ((seed >> 72) % 4 != 0 && other != purchaser) {
            rules.returnTo = other;
            rules.returnBps = uint16(_bound(seed >> 80, 1, 10_000));
        }
        rules.manual = (seed >> 96) % 6 == 0;
        rules.minPiece = uint96((seed >> 104) % 3);
        // At least one of them is not zero.
        if (rules.minPiece == 0 && rules.cap == 0) rules.minPiece = 1;
    }

    function _book(uint256 id, uint256 amount, uint256 expiry, bool byKey) private {
        ids.push(id);
        Trigger trigger = _rules[id].trigger;
        bool delivered = !byKey && trigger != Trigger.DELIVERY;
        _books[id] = Book(amount, 0, false, delivered, trigger == Trigger.ISSUE, expiry);
    }

    /// What an event does to an instrument: it is in its holder's hands, and the clock runs if it waited for this.
    function _happen(uint256 id, Trigger trigger) private {
        Book storage book = _books[id];
        Rules memory rules = _rules[id];
        book.delivered = true;
        if (book.started || rules.trigger > trigger) return;
        book.started = true;
        uint256 end = ((moment + rules.delay + length - 1) / length) * length;
        if (end < book.expiry) book.expiry = end;
    }

    function _account(uint256 who) internal view returns (address) {
        return accounts[who % accounts.length];
    }

    /// A bound, mostly near, sometimes the furthest that there is.
    function _expiry(uint256 ahead) private view returns (uint48) {
        uint256 buckets = ahead % 16 == 15 ? MAX_AHEAD : 1 + (ahead % 16);
        return uint48((moment / length + buckets) * length);
    }

    function _purchaser(uint256 id) private pure returns (address) {
        return address(uint160(id >> 96));
    }

    function _view(uint256 index) private view returns (InstrumentView memory) {
        return target.instrumentOf(ids[index]);
    }

    /// All that is an account's now, or will be by time alone.
    function _all(address account) private view returns (uint256) {
        return target.balanceOfAt(account, moment + (MAX_AHEAD + 1) * length);
    }

    /// How many buckets that have not begun an account has something in.
    function _buckets(address account) private view returns (uint256 sum) {
        uint256 current = moment / length;
        for (uint256 index = current >> 8; index <= (current + MAX_AHEAD) >> 8; ++index) {
            uint256 bits = target.usedBuckets(account, index);
            if (index == current >> 8) bits &= type(uint256).max << (current & 0xff);
            // The current bucket has begun.
            if (index == current >> 8) bits &= ~(1 << (current & 0xff));
            for (; bits != 0; bits &= bits - 1) ++sum;
        }
    }

    /// As many lapsed buckets as an account can have something in: one for each instrument of which it has a part.
    function _lapsedOf(address account) private view returns (uint256 sum) {
        for (uint256 i = 0; i < ids.length; ++i) {
            bool his = _purchaser(ids[i]) == account || _rules[ids[i]].returnTo == account;
            if (his && _view(i).expiry <= moment) ++sum;
        }
    }

    // ---- instruments for which a call makes sense ----

    /// The first that fits, beginning with one that the runner chose.
    function _find(
        uint256 which,
        function(uint256, InstrumentView memory) view returns (bool) fits
    ) private view returns (bool found, uint256 id) {
        for (uint256 i = 0; i < ids.length; ++i) {
            id = ids[((which % ids.length) + i) % ids.length];
            if (fits(id, target.instrumentOf(id))) return (true, id);
        }
        return (false, 0);
    }

    function _isAlive(uint256, InstrumentView memory instrument) private view returns (bool) {
        return instrument.expiry > moment;
    }

    function _isExpired(uint256, InstrumentView memory instrument) private view returns (bool) {
        return instrument.expiry <= moment;
    }

    function _isPending(uint256, InstrumentView memory instrument) private view returns (bool) {
        return instrument.expiry > moment && !instrument.delivered;
    }

    function _isDelivered(uint256, InstrumentView memory instrument) private view returns (bool) {
        return instrument.expiry > moment && instrument.delivered;
    }

    function _isByKey(uint256, InstrumentView memory instrument) private view returns (bool) {
        return instrument.expiry > moment && instrument.byKey;
    }

    function _isHeld(uint256, InstrumentView memory instrument) private pure returns (bool) {
        return instrument.delivered && !instrument.byKey;
    }

    function _isDue(uint256, InstrumentView memory instrument) private view returns (bool) {
        return instrument.pull && !instrument.settled && instrument.expiry <= moment;
    }

    function _isSpendable(uint256, InstrumentView memory instrument) private view returns (bool) {
        return instrument.expiry > moment && instrument.remaining != 0;
    }

    function _isDivisible(uint256 id, InstrumentView memory instrument) private view returns (bool) {
        uint256 least = instrument.rules == 0 ? 1 : _rules[id].minPiece;
        bool ready = instrument.expiry > moment && instrument.started && !instrument.byKey;
        return ready && least != 0 && instrument.remaining >= 2 * least;
    }

    // ---- law 4 ----

    function _remember() private {
        for (uint256 i = 0; i < accounts.length; ++i) {
            _before[accounts[i]] = _all(accounts[i]);
            _bucketsBefore[accounts[i]] = _buckets(accounts[i]);
            _party[accounts[i]] = false;
        }
    }

    /// The purchaser of an instrument and who shares in its return: to them its value belongs.
    function _parties(uint256 id) private {
        _party[_purchaser(id)] = true;
        _party[_rules[id].returnTo] = true;
    }

    /// Law 4: whoever is no party to a call loses nothing by it, and his walk doesn't get longer.
    function _checkOthers() private view {
        for (uint256 i = 0; i < accounts.length; ++i) {
            address account = accounts[i];
            if (_party[account]) continue;
            vm.assertLe(_before[account], _all(account), "law 4: somebody else loses");
            vm.assertLe(_buckets(account), _bucketsBefore[account], "law 4: somebody else's walk is longer");
        }
    }

    /// Law 4: an instrument is one bucket, at most.
    function _checkBuckets(address account, uint256 most) private view {
        vm.assertLe(_buckets(account), _bucketsBefore[account] + most, "law 4: more than a bucket for an instrument");
    }

    /// Keeps what the events alone say of who owns what.
    function _follow() private {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        if (_undone) {
            _undone = false;
            return;
        }
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].emitter != address(target) || logs[i].topics[0] != IERC20.Transfer.selector) continue;
            uint256 value = abi.decode(logs[i].data, (uint256));
            address from = address(uint160(uint256(logs[i].topics[1])));
            address to = address(uint160(uint256(logs[i].topics[2])));
            if (from != address(0)) _fromEvents[from] -= value;
            if (to != address(0)) _fromEvents[to] += value;
        }
    }

    function _expect(bytes memory reason, bytes memory expected) private {
        _undone = true;
        vm.assertTrue(keccak256(reason) == keccak256(expected), "refused for another reason");
    }
}
