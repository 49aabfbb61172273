// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {DenyListAsset} from "../../../contracts/mocks/assets/DenyListAsset.sol";
import {SilentAsset} from "../../../contracts/mocks/assets/SilentAsset.sol";
import {MockDollar} from "../../../contracts/mocks/MockDollar.sol";
import {InstrumentView, Rules} from "../../../contracts/prepaid/IPrepaidTypes.sol";
import {IPrepaidVault} from "../../../contracts/prepaid/IPrepaidVault.sol";
import {PrepaidDesk} from "../../../contracts/prepaid/PrepaidDesk.sol";
import {PrepaidVault} from "../../../contracts/prepaid/PrepaidVault.sol";
import {TestBase} from "../support/TestBase.sol";
import {PrepaidHandler} from "./PrepaidHandler.sol";

// The runner knows only what is declared in the test file itself, so the handlers it calls are finished here.

/// @notice A handler of a vault of a dollar as they are today.
contract DollarHandler is PrepaidHandler {
    constructor(IPrepaidVault vault, IERC20 asset) PrepaidHandler(vault, asset) {}

    function _mint(address to, uint256 amount) internal override {
        MockDollar(address(money)).mint(to, amount);
    }

    function _canBePaid(address) internal pure override returns (bool) {
        return true;
    }
}

/// @notice A handler of a vault of an asset that answers nothing.
contract SilentHandler is PrepaidHandler {
    constructor(IPrepaidVault vault, IERC20 asset) PrepaidHandler(vault, asset) {}

    function _mint(address to, uint256 amount) internal override {
        SilentAsset(address(money)).mint(to, amount);
    }

    function _canBePaid(address) internal pure override returns (bool) {
        return true;
    }
}

/// @notice A handler of a vault of an asset that refuses those on its list, the vault itself never.
contract DenyListHandler is PrepaidHandler {
    mapping(address account => bool denied) private _denied;

    constructor(IPrepaidVault vault, IERC20 asset) PrepaidHandler(vault, asset) {}

    function deny(uint256 who, bool denied) external timed {
        _denied[_account(who)] = denied;
        DenyListAsset(address(money)).setDenied(_account(who), denied);
    }

    function _mint(address to, uint256 amount) internal override {
        DenyListAsset(address(money)).mint(to, amount);
    }

    function _canBePaid(address account) internal view override returns (bool) {
        return !_denied[account];
    }
}

/// @notice The five laws of prepaid, after any sequence of what a {PrepaidHandler} does. See INVARIANTS.md.
abstract contract PrepaidInvariants is TestBase {
    uint256 private constant MAX_AHEAD = 4_096;
    uint256 private constant START = 1_893_974_400;

    PrepaidHandler internal _handler;
    IPrepaidVault private _vault;

    /// Only the handler is called, and so all that happens is booked.
    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    /// One campaign for all laws: they hold together, after every call.
    function invariant_TheFiveLaws() external {
        _vault = _handler.target();
        uint256 moment = _handler.moment();
        vm.warp(moment);
        InstrumentView[] memory instruments = new InstrumentView[](_handler.instruments());
        for (uint256 i = 0; i < instruments.length; ++i) instruments[i] = _vault.instrumentOf(_handler.ids(i));
        _checkMoney(moment, instruments);
        _checkInstruments(moment, instruments);
        _checkReturn(moment);
    }

    function _make(IERC20 asset, uint256 bucketLength) internal returns (IPrepaidVault) {
        vm.warp(START);
        return new PrepaidVault(asset, bucketLength, 6, "Prepaid Dollar", "pUSD", address(new PrepaidDesk()));
    }

    // ---- the laws ----

    /// Law 1: what the vault holds, less what was sent to it directly, is what all have now, what is locked for them bucket by bucket, and what
    /// waits to be settled; and events alone say the same of each.
    function _checkMoney(uint256 moment, InstrumentView[] memory instruments) private view {
        uint256 length = _vault.bucketLength();
        uint256 sum = 0;
        uint256[] memory expiries = _comingOf(moment, instruments);
        for (uint256 i = 0; i < _handler.count(); ++i) {
            address account = _handler.accounts(i);
            uint256 all = _vault.balanceOf(account);
            for (uint256 j = 0; j < expiries.length; ++j) all += _vault.lockedUntil(account, expiries[j]);
            vm.assertEq(
                _vault.balanceOfAt(account, moment + (MAX_AHEAD + 1) * length),
                all,
                "law 1: what will be is not what is and what is locked"
            );
            vm.assertEq(_handler.fromEvents(account), all, "law 1: sum of events");
            sum += all;
        }
        uint256 waiting = 0;
        for (uint256 i = 0; i < instruments.length; ++i) {
            InstrumentView memory instrument = instruments[i];
            if (instrument.pull && !instrument.settled) waiting += instrument.remaining + instrument.returned;
        }
        vm.assertEq(_handler.fromEvents(address(_vault)), waiting, "law 1: events of what waits to be settled");
        uint256 held = _handler.money().balanceOf(address(_vault));
        vm.assertEq(sum + waiting, held - _handler.donated(), "law 1: accounted");
        vm.assertEq(_vault.totalSupply(), held, "law 1: supply");
    }

    /// When instruments are still to expire, each second once.
    function _comingOf(
        uint256 moment,
        InstrumentView[] memory instruments
    ) private pure returns (uint256[] memory expiries) {
        expiries = new uint256[](instruments.length);
        uint256 count = 0;
        for (uint256 i = 0; i < instruments.length; ++i) {
            uint256 expiry = instruments[i].expiry;
            bool seen = expiry <= moment;
            for (uint256 j = 0; j < count && !seen; ++j) seen = expiries[j] == expiry;
            if (!seen) expiries[count++] = expiry;
        }
        assembly ("memory-safe") {
            mstore(expiries, count)
        }
    }

    /// Laws 2 and 3: each instrument has what it was given less what was spent; until the last second before its expiry it can be redeemed, from then on
    /// it has returned. And what a merchant was paid under a cap is within it.
    function _checkInstruments(uint256 moment, InstrumentView[] memory instruments) private view {
        for (uint256 i = 0; i < instruments.length; ++i) {
            uint256 id = _handler.ids(i);
            InstrumentView memory instrument = instruments[i];
            PrepaidHandler.Book memory book = _handler.bookOf(id);
            uint256 left = book.funded - book.spent;
            vm.assertEq(instrument.expiry, book.expiry, "law 3: expiry");
            vm.assertTrue(instrument.delivered == book.delivered, "law 3: delivered");
            vm.assertTrue(instrument.started == book.started, "law 3: started");
            bool expired = moment >= instrument.expiry;
            vm.assertEq(instrument.remaining, expired ? 0 : left, "law 2: remaining");
            vm.assertEq(instrument.returned, expired ? left : 0, "law 2: returned");
            Rules memory rules = _handler.rulesOf(id);
            vm.assertTrue(instrument.rules == _vault.hashOf(rules), "law 2: rules");
            if (rules.cap == 0) continue;
            for (uint256 j = 0; j < _handler.count(); ++j) {
                uint256 spent = _vault.spentAt(id, _handler.accounts(j));
                vm.assertEq(spent, _handler.spentAt(id, _handler.accounts(j)), "law 2: spent at a merchant");
                vm.assertLe(spent, rules.cap, "law 2: more than the cap");
            }
        }
    }

    /// Law 5, and 3 again: in the second of an expiry, and not one before, everybody has what was promised, and nothing is written.
    function _checkReturn(uint256 moment) private {
        uint256 count = _handler.instruments();
        if (count == 0) return;
        uint256 id = _handler.ids(_handler.calls() % count);
        InstrumentView memory instrument = _vault.instrumentOf(id);
        uint256 expiry = instrument.expiry;
        if (expiry <= moment) return;
        vm.record();
        uint256 people = _handler.count();
        uint256[] memory before = new uint256[](people);
        uint256[] memory locked = new uint256[](people);
        for (uint256 i = 0; i < people; ++i) {
            before[i] = _vault.balanceOfAt(_handler.accounts(i), expiry - 1);
            locked[i] = _vault.lockedUntil(_handler.accounts(i), expiry);
            vm.assertEq(
                _vault.balanceOfAt(_handler.accounts(i), expiry),
                before[i] + locked[i],
                "law 5: what is promised is not what is locked"
            );
        }
        for (uint256 late = 0; late < 3; ++late) {
            vm.warp(expiry - 1 + late);
            for (uint256 i = 0; i < people; ++i) {
                uint256 expected = late == 0 ? before[i] : before[i] + locked[i];
                vm.assertEq(_vault.balanceOf(_handler.accounts(i)), expected, "law 5: what was promised");
            }
            InstrumentView memory then = _vault.instrumentOf(id);
            vm.assertEq(then.remaining, late == 0 ? instrument.remaining : 0, "law 3: gap or overlap");
            vm.assertEq(then.returned, late == 0 ? 0 : instrument.remaining, "law 3: gap or overlap");
        }
        vm.warp(moment);
        (, bytes32[] memory writes) = vm.accesses(address(_vault));
        vm.assertEq(writes.length, 0, "law 5: a return writes");
    }
}

contract HourDollarInvariants is PrepaidInvariants {
    function setUp() external {
        IERC20 asset = new MockDollar();
        _handler = new DollarHandler(_make(asset, 1 hours), asset);
    }
}

contract DayDenyListInvariants is PrepaidInvariants {
    function setUp() external {
        IERC20 asset = new DenyListAsset();
        _handler = new DenyListHandler(_make(asset, 1 days), asset);
    }
}

contract HourSilentInvariants is PrepaidInvariants {
    function setUp() external {
        IERC20 asset = IERC20(address(new SilentAsset()));
        _handler = new SilentHandler(_make(asset, 1 hours), asset);
    }
}
