// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Rhythm} from "../../../contracts/kernel/FrameClock.sol";
import {MockERC20} from "../../../contracts/mocks/MockERC20.sol";
import {CappedTimeframeToken} from "../../../contracts/timeframe/CappedTimeframeToken.sol";
import {FixedPriceBacking} from "../../../contracts/timeframe/FixedPriceBacking.sol";
import {GraceTimeframeToken} from "../../../contracts/timeframe/GraceTimeframeToken.sol";
import {ITimeframeBacking, PoolView} from "../../../contracts/timeframe/ITimeframeBacking.sol";
import {ITimeframeToken, TokenTerms} from "../../../contracts/timeframe/ITimeframeToken.sol";
import {PlainTimeframeToken} from "../../../contracts/timeframe/PlainTimeframeToken.sol";
import {ProRataBacking} from "../../../contracts/timeframe/ProRataBacking.sol";
import {TimeframeBacking} from "../../../contracts/timeframe/TimeframeBacking.sol";
import {TimeframeGroups} from "../../../contracts/timeframe/TimeframeGroups.sol";
import {TestBase} from "../support/TestBase.sol";
import {TimeframeHandler} from "./TimeframeHandler.sol";

// The runner knows only what is declared in the test file itself, so the handlers it calls are finished here.

/// @notice A handler of a token with a price for each unit.
contract FixedPriceHandler is TimeframeHandler {
    /// Uncollected, in asset base units times UNIT.
    mapping(address provider => uint256) private _uncollected;

    constructor(
        ITimeframeToken token,
        TimeframeBacking backing,
        TimeframeGroups registry,
        MockERC20 asset
    ) TimeframeHandler(token, backing, registry, asset) {}

    function collect(uint256 who, bool alone) external timed {
        address provider = _account(who);
        uint256 amount = _uncollected[provider] / UNIT;
        if (amount == 0) return;
        _uncollected[provider] -= amount * UNIT;
        _paid[provider] += amount;
        FixedPriceBacking backing = FixedPriceBacking(address(treasury));
        if (!alone) {
            backing.collectFor(address(target), provider);
            return;
        }
        vm.prank(provider);
        backing.collect(address(target), provider);
    }

    /// @inheritdoc TimeframeHandler
    function owed() public view override returns (uint256 sum) {
        for (uint256 i = 0; i < accounts.length; ++i) sum += _uncollected[accounts[i]];
        return (sum + UNIT - 1) / UNIT;
    }

    function _bookEarning(address provider, uint256 amount) internal override {
        _uncollected[provider] += amount * _price.current;
    }

    function _turnBacking() internal override {}
}

/// @notice A handler of a token whose providers share a pot for each frame.
contract ProRataHandler is TimeframeHandler {
    /// What was spent in a frame, to whom, and what of its pot was paid.
    struct Counts {
        uint256 units;
        uint256 pot;
        uint256 paid;
        uint256 settledUnits;
        mapping(address provider => uint256) unitsOf;
        mapping(address provider => bool) settled;
    }

    Announced private _pot;
    uint256[] private _frames;
    mapping(uint256 frame => Counts) private _counts;

    constructor(
        ITimeframeToken token,
        TimeframeBacking backing,
        TimeframeGroups registry,
        MockERC20 asset,
        uint256 pot
    ) TimeframeHandler(token, backing, registry, asset) {
        _pot = Announced(pot, pot);
    }

    function announcePot(uint256 pot) external timed {
        _pot.next = pot % 300;
        vm.prank(SPONSOR);
        ProRataBacking(address(treasury)).schedulePot(address(target), uint112(_pot.next));
    }

    function collect(uint256 who, uint256 which) external timed {
        if (_frames.length == 0) return;
        address provider = _account(who);
        uint256 ended = _frames[which % _frames.length];
        Counts storage counts = _counts[ended];
        if (ended == frame || counts.settled[provider] || counts.unitsOf[provider] == 0) return;
        uint256 share = (counts.pot * counts.unitsOf[provider]) / counts.units;
        counts.settled[provider] = true;
        counts.settledUnits += counts.unitsOf[provider];
        counts.paid += share;
        _paid[provider] += share;
        uint256[] memory list = new uint256[](1);
        list[0] = ended;
        ProRataBacking(address(treasury)).collectFor(address(target), provider, list);
    }

    /// The frame that runs can't be collected.
    function tryCollectEarly(uint256 who) external timed {
        uint256[] memory list = new uint256[](1);
        list[0] = frame;
        try ProRataBacking(address(treasury)).collectFor(address(target), _account(who), list) {
            vm.assertTrue(false, "law 6: a pot is shared before its frame has ended");
        } catch (bytes memory reason) {
            _expect(reason, abi.encodeWithSelector(ITimeframeBacking.TimeframeFrameOpen.selector, frame, frame));
        }
    }

    /// @inheritdoc TimeframeHandler
    function owed() public view override returns (uint256 sum) {
        for (uint256 i = 0; i < _frames.length; ++i) {
            Counts storage counts = _counts[_frames[i]];
            if (counts.settledUnits != counts.units) sum += counts.pot - counts.paid;
        }
    }

    function _bookEarning(address provider, uint256 amount) internal override {
        Counts storage counts = _counts[frame];
        if (counts.units == 0) _frames.push(frame);
        counts.units += amount;
        counts.unitsOf[provider] += amount;
        uint256 ceiling = (counts.units * _price.current) / UNIT;
        counts.pot = ceiling < _pot.current ? ceiling : _pot.current;
    }

    function _turnBacking() internal override {
        _pot.current = _pot.next;
    }
}

/// @notice The six laws of the timeframe system, after any sequence of what a {TimeframeHandler} does. See INVARIANTS.md.
abstract contract TimeframeInvariants is TestBase {
    address private constant SPONSOR = address(0x5907);
    uint48 private constant START = 1_893_974_400;

    TimeframeHandler internal _handler;
    ITimeframeToken private _token;

    /// Only the handler is called, and so all that happens is booked.
    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    /// One campaign for all laws: they hold together, after every call.
    function invariant_TheSixLaws() external {
        _handler.settle();
        _token = _handler.target();
        uint256 frame = _token.currentEpoch();
        _checkSupply();
        _checkBooks(frame);
        _checkRequests();
        _checkEvents(frame);
        _checkMoney();
        _checkTurn();
    }

    // ---- the worlds ----

    function _make(bool grace, bool capped, bool proRata, bool open, Rhythm rhythm) internal {
        vm.warp(START);
        TimeframeGroups registry = new TimeframeGroups();
        MockERC20 asset = new MockERC20("Money", "MON", 6);
        TimeframeBacking backing =
            proRata ? TimeframeBacking(new ProRataBacking(asset, SPONSOR)) : new FixedPriceBacking(asset, SPONSOR);
        bool isFixed = rhythm == Rhythm.FIXED;
        TokenTerms memory terms = TokenTerms({
            name: "Meals",
            symbol: "MEAL",
            decimals: 1,
            rhythm: rhythm,
            anchor: isFixed ? START : 0,
            frameLength: isFixed ? 1 weeks : 0,
            open: open,
            administrator: address(this),
            backing: address(backing)
        });
        address made =
            grace
                ? address(new GraceTimeframeToken(terms, address(registry)))
                : capped
                    ? address(new CappedTimeframeToken(terms, address(registry)))
                    : address(new PlainTimeframeToken(terms, address(registry)));
        ITimeframeToken token = ITimeframeToken(made);
        uint112 pot = proRata ? 150 : 0;
        _handler =
            proRata
                ? TimeframeHandler(new ProRataHandler(token, backing, registry, asset, pot))
                : new FixedPriceHandler(token, backing, registry, asset);
        registry.nameAdministrator(made, address(_handler));
        vm.prank(address(_handler));
        registry.acceptAdministration(made);
        _handler.open(13, pot);
    }

    // ---- the laws ----

    /// Law 1: the sum of all balances is the supply.
    function _checkSupply() private view {
        uint256 sum = 0;
        for (uint256 i = 0; i < _handler.count(); ++i) sum += _token.balanceOf(_handler.accounts(i));
        vm.assertEq(sum, _token.totalSupply(), "law 1: supply");
    }

    /// Laws 2 and 3: of each epoch an account holds what it was granted, got and drew, less what it gave and spent; of any epoch that has
    /// ended, nothing.
    function _checkBooks(uint256 frame) private view {
        uint256 validity = _token.validityDuration();
        for (uint256 i = 0; i < _handler.count(); ++i) {
            address account = _handler.accounts(i);
            uint256 valid = 0;
            for (uint256 age = 0; age < validity && age <= frame; ++age) {
                TimeframeHandler.Book memory book = _handler.bookOf(account, frame - age);
                uint256 came = book.granted + book.received + book.drawn;
                vm.assertLe(book.spent, came, "law 3: spent more than came");
                vm.assertLe(book.spent + book.sent, came, "law 3: more went than came");
                valid += came - book.spent - book.sent;
                vm.assertEq(
                    _token.balanceOfAtEpoch(frame - age, account),
                    came - book.spent - book.sent,
                    "law 3: units of an epoch"
                );
            }
            vm.assertEq(_token.balanceOf(account), valid, "law 2: units of ended epochs");
        }
    }

    /// Law 3, on request: all draws of a frame fit the budget that was announced for it.
    function _checkRequests() private view {
        (uint256 inFrame, uint256 budget) = _handler.drawn();
        vm.assertLe(inFrame, budget, "law 3: drawn more than the budget");
    }

    /// Law 5: whoever was touched in this frame holds the sum of his events.
    function _checkEvents(uint256 frame) private view {
        for (uint256 i = 0; i < _handler.count(); ++i) {
            address account = _handler.accounts(i);
            if (_token.accountOf(account).touched != frame) continue;
            vm.assertEq(_handler.fromEvents(account), _token.balanceOf(account), "law 5: sum of events");
        }
    }

    /// Law 6: what is reserved is what is uncollected, and is there; only admitted providers were paid.
    function _checkMoney() private view {
        TimeframeBacking backing = _handler.treasury();
        PoolView memory pool = backing.poolOf(address(_token));
        vm.assertEq(pool.reserved, _handler.owed(), "law 6: reserved");
        vm.assertEq(pool.balance, _handler.pool(), "law 6: pool");
        vm.assertLe(pool.reserved, pool.balance, "law 6: reserved more than the pool has");
        vm.assertEq(_handler.money().balanceOf(address(backing)), pool.balance, "law 6: money");
        for (uint256 i = 0; i < _handler.count(); ++i) {
            address account = _handler.accounts(i);
            uint256 wealth = _handler.money().balanceOf(account);
            vm.assertEq(wealth, _handler.paid(account), "law 6: paid");
            vm.assertTrue(wealth == 0 || _handler.wasProvider(account), "law 6: paid to somebody never admitted");
        }
    }

    /// Laws 4, 1 and 2 over the turn of frames: nothing is written, the sum is the supply in frames that nobody touched, and a balance is
    /// what `balanceOfAtFrame` promised. And the dearest transfer so far is within the bound for all.
    function _checkTurn() private {
        (uint256 gas, uint256 bound) = _handler.dearest();
        vm.assertLe(gas, bound, "law 4: gas of a transfer");

        uint256 frame = _token.currentEpoch();
        uint256 count = _handler.count();
        uint256[] memory promised = new uint256[](count);
        vm.record();
        // One to five frames on, another number after each call.
        uint256 later = frame + 1 + (_handler.calls() % 5);
        for (uint256 i = 0; i < count; ++i) promised[i] = _token.balanceOfAtFrame(_handler.accounts(i), later);
        (uint256 start, ) = _token.getEpochInfo(later);
        vm.warp(start - 1);
        vm.assertEq(_token.currentEpoch(), later - 1, "law 2: the last second of a frame");
        _checkSupply();
        vm.warp(start);
        vm.assertEq(_token.currentEpoch(), later, "law 2: the first second of a frame");
        _checkSupply();
        for (uint256 i = 0; i < count; ++i) {
            vm.assertEq(_token.balanceOf(_handler.accounts(i)), promised[i], "law 4: what was promised");
        }
        vm.warp(_handler.moment());
        (, bytes32[] memory writes) = vm.accesses(address(_token));
        vm.assertEq(writes.length, 0, "law 4: a turn writes");
    }
}

contract PlainInvariants is TimeframeInvariants {
    function setUp() external {
        _make(false, false, false, true, Rhythm.MONTH);
    }
}

contract CappedInvariants is TimeframeInvariants {
    function setUp() external {
        _make(false, true, true, false, Rhythm.FIXED);
    }
}

contract GraceInvariants is TimeframeInvariants {
    function setUp() external {
        _make(true, false, false, true, Rhythm.FIXED);
    }
}

contract GraceProRataInvariants is TimeframeInvariants {
    function setUp() external {
        _make(true, false, true, false, Rhythm.MONTH);
    }
}
