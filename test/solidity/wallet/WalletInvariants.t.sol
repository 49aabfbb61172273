// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Plan, State, Status} from "../../../contracts/wallet/IWalletTypes.sol";
import {TestBase} from "../support/TestBase.sol";
import {WalletHandler} from "./WalletHandler.sol";

// The runner knows only what is declared in the test file itself, so the handler it calls is finished here.

/// @notice A handler of one registry, with four accounts and four heirs.
contract PeopleHandler is WalletHandler {
    /// Not in the constructor: what has no code yet can't sign.
    function open() external {
        if (address(target) != address(0)) return;
        _deploy();
        _open();
    }
}

/// @notice The five laws of wallet, after any sequence of what a {WalletHandler} does. See INVARIANTS.md.
contract WalletInvariants is TestBase {
    uint256 private constant KINDS = 5;
    uint256 private constant ETHER = 4;
    uint256 private constant HOLDER = 2;
    address private constant FALLBACK = address(0xFA11);
    address private constant KEEPER = address(0xCEE9);
    address private constant STRANGER = address(0xBAD);

    PeopleHandler private _handler;

    function setUp() external {
        _handler = new PeopleHandler();
        _handler.open();
    }

    /// Only the handler is called, and so all that happens is booked.
    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    /// One campaign for all laws: they hold together, after every call. (Laws 1 and 4 are checked by the handler as well, at each call.)
    function invariant_TheFiveLaws() external {
        vm.warp(_handler.moment());
        for (uint256 a = 0; a < _handler.count(); ++a) _checkClock(a);
        _checkAssets();
        _checkEther();
    }

    // ---- the laws ----

    /// Laws 1, 2 and 4: what a plan is, when its owner lived and when it may move is what the books say; and what isn't in force is nothing.
    function _checkClock(uint256 a) private view {
        WalletHandler.Book memory book = _handler.bookOf(a);
        address account = _handler.accounts(a);
        bool turned = book.nextAt != 0 && _handler.moment() >= book.nextAt;
        vm.assertEq(_handler.target().lastLifeOf(account), book.lived, "law 2: another life");
        bytes[] memory old = _handler.oldOf(a);
        for (uint256 i = 0; i < old.length; ++i) {
            if (turned && keccak256(old[i]) == keccak256(book.nextText)) continue;
            Status memory gone = _handler.target().statusOf(abi.decode(old[i], (Plan)));
            vm.assertTrue(gone.state == State.NONE || gone.state == State.CANCELLED, "law 4: an old plan is in force");
        }
        // The books turn with the next call.
        if (turned || book.text.length == 0) return;
        Plan memory plan = _handler.planOf(a);
        Status memory status = _handler.target().statusOf(plan);
        State state = status.state == State.DONE ? State.EXECUTING : status.state;
        vm.assertEq(uint256(state), uint256(_handler.stateOf(a)), "law 4: another state");
        vm.assertEq(status.version, book.version, "law 4: another version");
        if (!_handler.stands(a)) {
            vm.assertEq(status.triggerableAt, _handler.triggerableAt(a), "law 1: triggerable at another time");
            return;
        }
        (uint256 tier, bool ready, uint256 opens, uint256 closes) = _handler.tierOf(a);
        vm.assertEq(status.tier, tier, "law 1: another tier");
        vm.assertTrue(status.accepted == ready, "law 1: another acceptance");
        vm.assertEq(status.opensAt, opens, "law 1: opens at another time");
        vm.assertEq(status.closesAt, closes, "law 1: closes at another time");
        uint256 from = _handler.graceEnd(a);
        vm.assertEq(status.executableAt, from < book.pausedUntil ? book.pausedUntil : from, "law 1: executable early");
    }

    /// Law 3: of each asset, what heirs have is what accounts were given and hold no more; and no claim is on more than is there, unless the owner took it.
    function _checkAssets() private view {
        for (uint256 kind = 0; kind < KINDS; ++kind) {
            uint256 gone = 0;
            uint256 had = 0;
            for (uint256 a = 0; a < _handler.count(); ++a) {
                if (kind == ETHER && a != HOLDER) continue;
                uint256 held = _handler.heldOf(_handler.accounts(a), a, kind);
                vm.assertLe(held, _handler.given(a, kind), "law 3: an account has too much");
                gone += _handler.given(a, kind) - held;
                bool live = _handler.bookOf(a).text.length != 0 && _handler.stands(a);
                if (live) vm.assertLe(_handler.claimable(a, kind), held, "law 3: more is claimed than is there");
                // A token of a collection is asked for one by one.
                if (kind == 2) had += _heldByHeirs(a, kind);
            }
            if (kind != 2) had = _heldByHeirs(0, kind);
            vm.assertEq(had, gone, "law 3: what left the accounts isn't what came to heirs");
        }
    }

    function _heldByHeirs(uint256 a, uint256 kind) private view returns (uint256 sum) {
        sum = _handler.heldOf(FALLBACK, a, kind);
        for (uint256 i = 0; i < _handler.heirCount(); ++i) {
            address heir = _handler.heirs(i);
            sum += _handler.heldOf(heir, a, kind) - (kind == ETHER ? _handler.paidIn(heir) : 0);
        }
    }

    /// The registry has what it owes: deposits for bounties, credits, and the bonds of requests that are under way.
    function _checkEther() private view {
        // Whoever executes, or claims, what completes a plan is credited its bounty.
        uint256 owed = _handler.target().creditOf(KEEPER) + _handler.target().creditOf(STRANGER);
        for (uint256 a = 0; a < _handler.count(); ++a) {
            address account = _handler.accounts(a);
            (address requester, , uint256 bond) = _handler.target().requestOf(account);
            vm.assertTrue(requester == _handler.bookOf(a).requester, "another requester");
            owed += _handler.target().bountiesOf(account) + _handler.target().creditOf(account) + bond;
        }
        for (uint256 i = 0; i < _handler.heirCount(); ++i) owed += _handler.target().creditOf(_handler.heirs(i));
        vm.assertEq(address(_handler.target()).balance, owed, "the registry owes another amount than it has");
    }
}
