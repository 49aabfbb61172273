// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {MockERC20} from "../../../contracts/mocks/MockERC20.sol";
import {ITimeframeBacking} from "../../../contracts/timeframe/ITimeframeBacking.sol";
import {GroupTerms, ITimeframeToken, Layout} from "../../../contracts/timeframe/ITimeframeToken.sol";
import {IERC7818} from "../../../contracts/interfaces/IERC7818.sol";
import {TimeframeBacking} from "../../../contracts/timeframe/TimeframeBacking.sol";
import {TimeframeGroups} from "../../../contracts/timeframe/TimeframeGroups.sol";
import {TestBase} from "../support/TestBase.sol";
import {Vm} from "../support/Vm.sol";

/// @notice Does to a token and its backing all that people, an administrator and a sponsor can do, at any moment, with inputs that must
/// succeed, and tries what must fail. Beside it, it books what each account was granted, got, gave and spent, by epoch: see the ghosts.
/// @dev This contract is the administrator. Every function a runner may call starts with the clock where the last one left it.
abstract contract TimeframeHandler is TestBase {
    /// What a handler knows of a membership.
    struct Membership {
        uint256 group;
        uint256 until;
        bool joined;
    }

    /// What came and went of an account's units of one epoch.
    struct Book {
        uint256 granted;
        uint256 received;
        uint256 drawn;
        uint256 sent;
        uint256 spent;
    }

    /// A value and what is announced for the next frame.
    struct Announced {
        uint256 current;
        uint256 next;
    }

    address internal constant SPONSOR = address(0x5907);
    uint256 internal constant GROUPS = 4;
    uint256 internal constant ON_REQUEST = 3;
    uint256 internal constant START = 1_893_974_400;
    uint256 internal constant UNIT = 10;
    uint256 internal constant NO_CAP = type(uint112).max;
    uint256 internal constant NO_END = type(uint32).max;
    /// No transfer may cost more, whatever came before: first touch of both accounts, all storage cold, calendar clock.
    uint256 internal constant GAS_BOUND = 60_000;

    ITimeframeToken public target;
    TimeframeBacking public treasury;
    MockERC20 public money;
    TimeframeGroups internal _registry;
    Layout internal _layout;
    uint256 internal _validity;

    address[] public accounts;
    uint256 public moment;
    /// How often this handler was called.
    uint256 public calls;

    // ---- ghosts ----

    uint256 public frame;
    mapping(address account => Membership) internal _memberships;
    mapping(address account => mapping(uint256 epoch => Book)) internal _books;
    mapping(uint256 group => Announced) internal _quotas;
    Announced internal _budget;
    uint256 internal _drawnInFrame;
    Announced internal _price;
    mapping(address account => bool) internal _barred;
    mapping(address account => bool) internal _wasProvider;
    mapping(address account => uint256) internal _paid;
    mapping(address account => uint256) internal _fromEvents;
    uint256 internal _funded;
    uint256 internal _withdrawn;
    uint256 internal _dearest;
    bool private _opened;
    /// What was emitted in this call was undone by a revert; the runner records it all the same.
    bool private _undone;

    /// Brings the chain to the handler's moment, and the books to its frame; afterwards books what was emitted.
    modifier timed() {
        ++calls;
        vm.warp(moment);
        _turn();
        vm.recordLogs();
        _;
        _follow();
    }

    constructor(ITimeframeToken token, TimeframeBacking backing, TimeframeGroups registry, MockERC20 asset) {
        (target, treasury, _registry, money) = (token, backing, registry, asset);
        _layout = token.accountLayout();
        _validity = token.validityDuration();
        for (uint160 i = 0; i < 8; ++i) accounts.push(address(0xA000 + i));
        moment = START;
    }

    /// Opens groups and pools and lets some in: called by the test once this handler is the administrator, and idle ever after.
    function open(uint112 price, uint112 pot) external {
        if (_opened) return;
        _opened = true;
        vm.warp(moment);
        frame = target.currentEpoch();
        bool capped = _layout == Layout.CAPPED;
        _openGroup(1, false, false, 40, NO_CAP, 0);
        _openGroup(2, false, true, 25, NO_CAP, 0);
        _openGroup(ON_REQUEST, capped, false, capped ? 30 : 7, NO_CAP, capped ? 50 : 0);
        _openGroup(4, false, false, 10, capped ? 15 : NO_CAP, 0);
        if (capped) _budget = Announced(50, 50);

        _price = Announced(price, price);
        vm.prank(SPONSOR);
        treasury.openPool(address(target), price, pot);
        money.mint(SPONSOR, type(uint128).max);
        vm.prank(SPONSOR);
        money.approve(address(treasury), type(uint256).max);
        this.fund(5_000);
        for (uint256 i = 0; i < 4; ++i) this.join(i, i, i);
        for (uint256 i = 5; i < 8; ++i) this.admit(i);
    }

    // ---- time ----

    /// Goes on by some seconds, to the last second of a frame, its end, the second after, or by some frames.
    function advance(uint256 how, uint256 by) external timed {
        uint256 end = target.nextRefreshAt();
        how = how % 16;
        if (how < 6) {
            moment += by % 1 days;
        } else if (how < 13) {
            uint256 aim = end - 1 + (by % 3);
            if (aim > moment) moment = aim;
        } else {
            (, moment) = target.getEpochInfo(frame + (how == 15 && by % 8 == 0 ? 1_000 : by % 4));
        }
    }

    // ---- members ----

    function join(uint256 who, uint256 where, uint256 lasts) external timed {
        address account = _account(who);
        uint256 group = 1 + (where % GROUPS);
        lasts = lasts % 5;
        uint256 until = lasts == 0 ? NO_END : frame + lasts;
        Membership storage membership = _memberships[account];
        bool same = membership.group == group && membership.until == until;
        if (!_barred[account] && !same) {
            if (!membership.joined && group != _onRequest()) _books[account][frame].granted += _quotas[group].current;
            _memberships[account] = Membership(group, until, true);
        } else {
            _undone = true;
        }
        _registry.addMembers(address(target), group, _one(account), uint32(until));
    }

    function leaveGroup(uint256 who) external timed {
        address account = _account(who);
        if (_memberships[account].until <= frame + 1) return;
        _memberships[account].until = frame + 1;
        vm.prank(account);
        _registry.leaveGroup(address(target));
    }

    function remove(uint256 who) external timed {
        address account = _account(who);
        _barred[account] = true;
        if (_memberships[account].until > frame + 1) {
            _memberships[account].until = frame + 1;
        } else {
            _undone = true;
        }
        _registry.removeMembers(address(target), _one(account));
    }

    function liftBar(uint256 who) external timed {
        _barred[_account(who)] = false;
        _registry.liftBars(address(target), _one(_account(who)));
    }

    function admit(uint256 who) external timed {
        address account = _account(who);
        if (!_barred[account]) _wasProvider[account] = true;
        _registry.admitProviders(address(target), _one(account));
    }

    function dismiss(uint256 who) external timed {
        _barred[_account(who)] = true;
        _registry.dismissProviders(address(target), _one(_account(who)));
    }

    // ---- announcements ----

    function announceQuota(uint256 which, uint256 quota) external timed {
        uint256 group = 1 + (which % GROUPS);
        quota = quota % 80;
        _quotas[group].next = quota;
        _registry.scheduleQuota(address(target), group, uint112(quota));
    }

    function announceCap(uint256 cap) external timed {
        if (_layout != Layout.CAPPED) return;
        _registry.scheduleReceiveCap(address(target), 4, uint112(cap % 40));
    }

    function announceBudget(uint256 budget) external timed {
        if (_layout != Layout.CAPPED) return;
        _budget.next = budget % 120;
        _registry.scheduleBudget(address(target), ON_REQUEST, uint112(_budget.next));
    }

    // ---- units ----

    function transfer(uint256 who, uint256 whom, uint256 value) external timed {
        (address from, address to) = (_account(who), _account(whom));
        uint256 room = target.receivable(to);
        if (room == 0) return;
        value = _bound(value, 0, _least(target.balanceOf(from), room));
        uint256 older = _least(value, _held(from, false));

        vm.cool(address(target));
        vm.prank(from);
        uint256 gas = gasleft();
        try target.transfer(to, value) {
            gas -= gasleft();
            if (gas > _dearest) _dearest = gas;
            _bookTransfer(from, to, value, older);
        } catch (bytes memory reason) {
            _expect(reason, abi.encodeWithSelector(ITimeframeToken.TimeframeSoulbound.selector, from));
        }
    }

    function transferAtEpoch(uint256 who, uint256 whom, uint256 value, bool ofOlder) external timed {
        (address from, address to) = (_account(who), _account(whom));
        if (_validity == 1 || frame == 0) ofOlder = false;
        uint256 room = target.receivable(to);
        if (room == 0) return;
        value = _bound(value, 0, _least(_held(from, !ofOlder), room));

        vm.prank(from);
        try target.transferAtEpoch(ofOlder ? frame - 1 : frame, to, value) {
            _bookTransfer(from, to, value, ofOlder ? value : 0);
        } catch (bytes memory reason) {
            _expect(reason, abi.encodeWithSelector(ITimeframeToken.TimeframeSoulbound.selector, from));
        }
    }

    function request(uint256 who, uint256 amount) external timed {
        address account = _account(who);
        uint256 most = target.remaining(account);
        if (most == 0) return;
        amount = _bound(amount, 1, most);
        _books[account][frame].drawn += amount;
        _drawnInFrame += amount;
        vm.prank(account);
        target.request(amount);
    }

    function spend(uint256 who, uint256 whom, uint256 amount) external timed {
        (address from, address provider) = (_account(who), _account(whom));
        uint256 balance = target.balanceOf(from);
        if (balance == 0 || !target.accountOf(provider).provider) return;
        amount = _bound(amount, 1, balance);
        uint256 older = _least(amount, _held(from, false));

        vm.prank(from);
        try target.spend(provider, amount, 0) {
            if (older != 0) _books[from][frame - 1].spent += older;
            _books[from][frame].spent += amount - older;
            _bookEarning(provider, amount);
        } catch (bytes memory reason) {
            _undone = true;
            vm.assertEq(
                uint32(bytes4(reason)),
                uint32(ITimeframeBacking.TimeframePoolShort.selector),
                "a spend that is covered fails"
            );
        }
    }

    // ---- what must fail ----

    /// Law 3: not one unit more than there is.
    function tryTooMuch(uint256 who, uint256 whom) external timed {
        (address from, address to) = (_account(who), _account(whom));
        uint256 balance = target.balanceOf(from);
        bytes memory short = abi.encodeWithSelector(
            IERC20Errors.ERC20InsufficientBalance.selector,
            from,
            balance,
            balance + 1
        );
        vm.prank(from);
        try target.transfer(to, balance + 1) {
            vm.assertTrue(false, "law 3: a transfer of more than the balance");
        } catch (bytes memory reason) {
            _expect(reason, short);
        }
        bytes memory outsider = abi.encodeWithSelector(ITimeframeToken.TimeframeNotProvider.selector, to);
        bool admitted = target.accountOf(to).provider;
        vm.prank(from);
        try target.spend(to, balance + 1, 0) {
            vm.assertTrue(false, "law 3: a spend of more than the balance");
        } catch (bytes memory reason) {
            _expect(reason, admitted ? short : outsider);
        }
    }

    /// Law 2: not one unit of an epoch that has ended, nor of one that has not begun.
    function tryOtherEpochs(uint256 who, uint256 whom, uint256 ago) external timed {
        if (frame < _validity) return;
        (address from, address to) = (_account(who), _account(whom));
        uint256 epoch = _bound(ago, 0, frame - _validity);
        vm.assertEq(target.balanceOfAtEpoch(epoch, from), 0, "law 2: expired units are shown");
        vm.assertTrue(target.isEpochExpired(epoch), "law 2: an ended epoch counts as valid");
        vm.prank(from);
        try target.transferAtEpoch(epoch, to, 1) {
            vm.assertTrue(false, "law 2: a transfer of expired units");
        } catch (bytes memory reason) {
            _expect(reason, abi.encodeWithSelector(IERC7818.ERC7818TransferredExpiredToken.selector, from, epoch));
        }
        vm.prank(from);
        (bool success, ) = address(target).call(abi.encodeCall(IERC7818.transferAtEpoch, (frame + 1, to, 1)));
        vm.assertTrue(!success, "law 2: a transfer of units to come");
    }

    /// Law 6: nobody but an admitted provider earns.
    function trySpendToOthers(uint256 who, uint256 whom) external timed {
        (address from, address other) = (_account(who), _account(whom));
        if (target.accountOf(other).provider) return;
        vm.prank(from);
        try target.spend(other, 1, 0) {
            vm.assertTrue(false, "law 6: a spend to somebody who is no provider");
        } catch (bytes memory reason) {
            _expect(reason, abi.encodeWithSelector(ITimeframeToken.TimeframeNotProvider.selector, other));
        }
    }

    /// Law 6: nobody but a token reserves.
    function tryReserve(uint256 who, uint256 amount) external timed {
        vm.prank(_account(who));
        try treasury.reserve(_account(who), amount, frame) {
            vm.assertTrue(false, "law 6: a reservation by somebody who is no token");
        } catch (bytes memory reason) {
            _expect(reason, abi.encodeWithSelector(ITimeframeBacking.TimeframeNoPool.selector, _account(who)));
        }
    }

    /// Law 6: the sponsor takes nothing that is reserved.
    function tryWithdrawReserved(uint256 more) external timed {
        uint256 free = treasury.poolOf(address(target)).free;
        uint256 amount = free + _bound(more, 1, type(uint64).max);
        vm.prank(SPONSOR);
        try treasury.withdraw(address(target), amount, SPONSOR) {
            vm.assertTrue(false, "law 6: the sponsor takes what is reserved");
        } catch (bytes memory reason) {
            _expect(
                reason,
                abi.encodeWithSelector(ITimeframeBacking.TimeframePoolShort.selector, address(target), amount, free)
            );
        }
    }

    // ---- money ----

    function fund(uint256 amount) external timed {
        amount = _bound(amount, 0, 5_000);
        _funded += amount;
        vm.prank(SPONSOR);
        treasury.fund(address(target), amount);
    }

    function withdraw(uint256 amount) external timed {
        amount = _bound(amount, 0, treasury.poolOf(address(target)).free);
        _withdrawn += amount;
        vm.prank(SPONSOR);
        treasury.withdraw(address(target), amount, SPONSOR);
    }

    function announcePrice(uint256 price) external timed {
        _price.next = price % 40;
        vm.prank(SPONSOR);
        treasury.schedulePrice(address(target), uint112(_price.next));
    }

    // ---- what the kinds of backing fill in ----

    /// Books units spent to a provider in this frame.
    function _bookEarning(address provider, uint256 amount) internal virtual;

    /// What the books say that the pool owes, rounded up.
    function owed() public view virtual returns (uint256);

    /// A frame has turned.
    function _turnBacking() internal virtual;

    // ---- views for the laws ----

    function count() external view returns (uint256) {
        return accounts.length;
    }

    /// Brings the chain to the handler's moment, and the books to its frame.
    function settle() external {
        vm.warp(moment);
        _turn();
    }

    function bookOf(address account, uint256 epoch) external view returns (Book memory) {
        return _books[account][epoch];
    }

    function fromEvents(address account) external view returns (uint256) {
        return _fromEvents[account];
    }

    function paid(address account) external view returns (uint256) {
        return _paid[account];
    }

    function wasProvider(address account) external view returns (bool) {
        return _wasProvider[account];
    }

    function drawn() external view returns (uint256 inFrame, uint256 budget) {
        return (_drawnInFrame, _budget.current);
    }

    /// What must be in the pool: what came in, less what went out.
    function pool() external view returns (uint256 sum) {
        sum = _funded - _withdrawn;
        for (uint256 i = 0; i < accounts.length; ++i) sum -= _paid[accounts[i]];
    }

    function dearest() external view returns (uint256 gas, uint256 bound) {
        return (_dearest, GAS_BOUND);
    }

    // ---- internals ----

    function _account(uint256 who) internal view returns (address) {
        return accounts[who % accounts.length];
    }

    function _one(address account) private pure returns (address[] memory list) {
        list = new address[](1);
        list[0] = account;
    }

    function _least(uint256 a, uint256 b) private pure returns (uint256) {
        return a < b ? a : b;
    }

    /// The group in which nothing is simply there; none where the layout has no requests.
    function _onRequest() private view returns (uint256) {
        return _layout == Layout.CAPPED ? ON_REQUEST : 0;
    }

    function _held(address account, bool ofThisFrame) private view returns (uint256) {
        if (ofThisFrame) return target.balanceOfAtEpoch(frame, account);
        return _validity == 1 || frame == 0 ? 0 : target.balanceOfAtEpoch(frame - 1, account);
    }

    function _openGroup(
        uint256 id,
        bool onRequest,
        bool soulbound,
        uint256 quota,
        uint256 receiveCap,
        uint256 budget
    ) private {
        _quotas[id] = Announced(quota, quota);
        _registry.openGroup(
            address(target),
            GroupTerms(onRequest, soulbound, uint112(quota), uint112(receiveCap), uint112(budget)),
            "",
            0
        );
    }

    function _bookTransfer(address from, address to, uint256 value, uint256 older) private {
        _books[from][frame].sent += value - older;
        _books[to][frame].received += value - older;
        if (older == 0) return;
        _books[from][frame - 1].sent += older;
        _books[to][frame - 1].received += older;
    }

    /// What was announced now rules, and members have the quota of the frame, and of the one before where it was skipped.
    function _turn() private {
        uint256 current = target.currentEpoch();
        if (current == frame) return;
        for (uint256 id = 1; id <= GROUPS; ++id) _quotas[id].current = _quotas[id].next;
        for (uint256 i = 0; i < accounts.length; ++i) {
            if (current > frame + 1) _grant(accounts[i], current - 1);
            _grant(accounts[i], current);
        }
        (_budget.current, _drawnInFrame, _price.current) = (_budget.next, 0, _price.next);
        _turnBacking();
        frame = current;
    }

    function _grant(address account, uint256 epoch) private {
        Membership storage membership = _memberships[account];
        if (epoch >= membership.until || membership.group == _onRequest()) return;
        _books[account][epoch].granted = _quotas[membership.group].current;
    }

    /// Law 5: keeps what the events alone say.
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

    function _expect(bytes memory reason, bytes memory expected) internal {
        _undone = true;
        vm.assertTrue(keccak256(reason) == keccak256(expected), "refused for another reason");
    }
}
