// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {Clock, FrameClock} from "../kernel/FrameClock.sol";
import {FrameTally} from "../kernel/FrameTally.sol";
import {FrameValue} from "../kernel/FrameValue.sol";
import {ITimeframeToken, Layout, TokenTerms} from "./ITimeframeToken.sol";
import {TimeframeAccount} from "./TimeframeAccount.sol";

/// @title TimeframeLedger
/// @notice Accounts, their turn from frame to frame, and the exact supply. The layouts fill in what an account's payload means.
/// @dev One function decides what an account holds in a frame: {_turn}. Every view and every write goes through it.
abstract contract TimeframeLedger is ERC20Permit, ITimeframeToken {
    /// An account's word, where a storage pointer can be had of it: the hot path looks up the place of an account once.
    struct Cell {
        TimeframeAccount word;
    }

    /// What a token knows of a group. The quota comes second, so that the hot path reads one slot of it.
    struct Group {
        bool exists;
        bool onRequest;
        bool soulbound;
        bool hasTerms;
        /// Memberships counted from the next frame on, those included whose known end has passed.
        uint32 members;
        /// Units that are simply there; stays 0 for a group on request.
        FrameValue quota;
        /// The most that a member may receive by transfer.
        FrameValue receiveCap;
        /// The most that a member may request.
        FrameValue draw;
        /// The most that all members together may request.
        FrameValue budget;
        /// Requested so far: frame (32 bits) | amount (112).
        uint256 drawn;
        /// Ends known in advance, at their distance from the first frame of the token.
        FrameTally ends;
    }

    uint256 internal constant NO_CAP = type(uint112).max;
    uint256 internal constant MAX_TERM_GROUPS = 16;
    uint256 private constant FLOW_MASK = type(uint112).max;

    Clock internal immutable CLOCK;
    bool internal immutable OPEN;
    /// The frame of creation: no end of a membership lies at or before it.
    uint256 internal immutable BASE;
    uint8 private immutable DECIMALS;

    mapping(address account => Cell cell) internal _accounts;
    mapping(uint256 id => Group group) internal _groups;
    /// Quotas of all memberships, those included whose known end has passed: {_entitled} takes them off.
    FrameValue internal _gross;
    /// What moved in a frame: frame (32 bits) | two sums (112 each), whose meaning is the layout's.
    uint256 private _flow;
    /// Groups that have had a member with a known end.
    uint24[] internal _termGroups;
    uint24 internal _groupCount;

    constructor(TokenTerms memory terms) ERC20(terms.name, terms.symbol) ERC20Permit(terms.name) {
        // One whole unit must fit: 33 decimals for PLAIN, 24 for the others.
        uint256 most = Math.log10(maxAmount());
        if (terms.decimals > most) revert TimeframeWidthExceeded(terms.decimals, most);
        CLOCK = FrameClock.make(terms.rhythm, terms.anchor, terms.frameLength);
        OPEN = terms.open;
        DECIMALS = terms.decimals;
        BASE = CLOCK.indexAt(block.timestamp);
    }

    // ---- views ----

    /// @inheritdoc ERC20
    function decimals() public view override returns (uint8) {
        return DECIMALS;
    }

    /// @inheritdoc IERC20
    function balanceOf(address account) public view override(ERC20, IERC20) returns (uint256) {
        return _balance(_accountAt(account, _frame()));
    }

    /// @inheritdoc IERC20
    /// @dev Exact, and bounded: two slots, and for each group that has members with a known end (at most 16) at most ten more.
    function totalSupply() public view override(ERC20, IERC20) returns (uint256) {
        return _supplyAt(_frame());
    }

    // ---- what the layouts fill in ----

    /// The account in a frame at or after its own, with what expires and what is granted on the way. The one rule of balances.
    function _turn(
        TimeframeAccount stored,
        uint256 frame
    ) internal view virtual returns (TimeframeAccount fresh, uint256 expired, uint256 granted);

    /// The valid units of an account in its own frame.
    function _balance(TimeframeAccount account) internal pure virtual returns (uint256);

    /// Those of them that are of that frame.
    function _ofFrame(TimeframeAccount account) internal pure virtual returns (uint256) {
        return _balance(account);
    }

    /// All units that are valid in the current frame.
    function _supplyAt(uint256 frame) internal view virtual returns (uint256);

    /// Puts units in that the account's own frame grants.
    function _grant(TimeframeAccount account, uint256 value) internal pure virtual returns (TimeframeAccount);

    /// @inheritdoc ITimeframeToken
    function maxAmount() public pure virtual returns (uint256);

    /// @inheritdoc ITimeframeToken
    function accountLayout() public pure virtual returns (Layout);

    // ---- accounts ----

    function _frame() internal view returns (uint256) {
        return CLOCK.indexAt(block.timestamp);
    }

    function _accountAt(address account, uint256 frame) internal view returns (TimeframeAccount fresh) {
        fresh = _accounts[account].word;
        if (fresh.frame() != frame) (fresh, , ) = _turn(fresh, frame);
    }

    /// The account in the current frame. Where this is its first touch in it, the events say what expired and what was granted, so that
    /// the sum of an account's events is its balance. The caller writes the word.
    function _touch(Cell storage cell, address account, uint256 frame) internal returns (TimeframeAccount fresh) {
        fresh = cell.word;
        if (fresh.frame() != frame) {
            uint256 expired;
            uint256 granted;
            (fresh, expired, granted) = _turn(fresh, frame);
            if (expired != 0) emit Transfer(account, address(0), expired);
            if (granted != 0) emit Transfer(address(0), account, granted);
        }
    }

    function _fit(uint256 value) internal pure returns (uint256) {
        if (value > maxAmount()) revert TimeframeWidthExceeded(value, maxAmount());
        return value;
    }

    // ---- supply ----

    /// What memberships entitle to in the current frame.
    function _entitled(uint256 frame) internal view returns (uint256 sum) {
        sum = _gross.valueAt(frame);
        for (uint256 i = 0; i < _termGroups.length; ++i) {
            Group storage group = _groups[_termGroups[i]];
            sum -= group.quota.valueAt(frame) * group.ends.countUpTo(frame - BASE);
        }
    }

    /// What memberships entitled to in the frame before.
    function _entitledBefore(uint256 frame) internal view returns (uint256 sum) {
        if (frame <= BASE) return 0;
        sum = _gross.valueBefore(frame);
        for (uint256 i = 0; i < _termGroups.length; ++i) {
            Group storage group = _groups[_termGroups[i]];
            sum -= group.quota.valueBefore(frame) * group.ends.countUpTo(frame - 1 - BASE);
        }
    }

    /// The two sums of a frame; zero for a frame in which nothing has moved yet.
    function _flowAt(uint256 frame) internal view returns (uint256 a, uint256 b) {
        uint256 word = _flow;
        if (word >> 224 == frame) return ((word >> 112) & FLOW_MASK, word & FLOW_MASK);
    }

    function _setFlow(uint256 frame, uint256 a, uint256 b) internal {
        _flow = (frame << 224) | (uint256(SafeCast.toUint112(a)) << 112) | SafeCast.toUint112(b);
    }
}
