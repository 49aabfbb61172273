// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IERC7818} from "../interfaces/IERC7818.sol";
import {Rhythm} from "../kernel/FrameClock.sol";

/// @notice What an account's storage word has room for. Chosen when a token is created.
enum Layout {
    /// Balance only; amounts up to 2^112 - 1.
    PLAIN,
    /// Balance and what was received or drawn in the frame: receive caps and groups on request; amounts up to 2^80 - 1.
    CAPPED,
    /// Units stay valid one frame longer; amounts up to 2^80 - 1.
    GRACE
}

/// @notice All that is fixed for ever when a token is created.
struct TokenTerms {
    /// ERC-20 name, at most 31 bytes (it is the name of the EIP-712 domain too).
    string name;
    /// ERC-20 symbol.
    string symbol;
    /// ERC-20 decimals.
    uint8 decimals;
    /// Rhythm of the frames.
    Rhythm rhythm;
    /// Start of frame 1, Unix seconds; 0 for calendar rhythms.
    uint48 anchor;
    /// Seconds in a frame; 0 for calendar rhythms.
    uint48 frameLength;
    /// Whether anybody may receive units. Where false, only members and providers may.
    bool open;
    /// First administrator of the groups; may open groups and set what comes with the next frame.
    address administrator;
    /// Holds the money behind the units and what providers have earned; zero where units can't be spent, only transferred.
    address backing;
}

/// @notice What a group gives its members. Fixed at its opening: the mode and the soul-bound flag. The rest changes with a next frame.
struct GroupTerms {
    /// Whether members must request their units; where false, the quota is simply there.
    bool onRequest;
    /// Whether members can only spend, not transfer.
    bool soulbound;
    /// Units per member and frame: there by itself, or the most that can be requested.
    uint112 quota;
    /// The most that a member may receive by transfer in a frame; `NO_CAP` = 2^112 - 1 for no limit. CAPPED layout only.
    uint112 receiveCap;
    /// Units that all members together may request in a frame; 0 where nothing is requested.
    uint112 budget;
}

/// @notice What is known of an account in the current frame.
struct AccountView {
    /// Whether it is a member in the current frame.
    bool member;
    /// Whether units can be spent to it.
    bool provider;
    /// Whether its units of the current frame can't be transferred.
    bool soulbound;
    /// Its group; has a meaning only for members and former members.
    uint24 group;
    /// First frame in which it is no member: 0 = never was one, 2^32 - 1 = without end.
    uint32 until;
    /// The frame in which it was last touched.
    uint32 touched;
}

/// @notice What is known of a group in the current frame.
struct GroupView {
    bool onRequest;
    bool soulbound;
    /// Members counted for the next frame, whose terms have not ended by then.
    uint32 members;
    uint112 quota;
    uint112 quotaNext;
    uint112 receiveCap;
    uint112 receiveCapNext;
    uint112 budget;
    uint112 budgetNext;
    /// Requested by all members in the current frame.
    uint112 requested;
}

/// @title Timeframe token
/// @notice Resources that refresh every frame and expire at its end, as an ERC-20 with ERC-2612 and ERC-7818.
///
/// A frame is `[start, end)`. In the second in which a frame ends its units are unspendable and the next frame's quota is there, for every
/// member, without a transaction. The one read rule: an account that was touched in this frame holds what is stored; any other holds the
/// quota of its group if it is a member now, and else nothing. Nothing older is ever read, because it has expired.
///
/// Laws, each held by an invariant test:
/// 1. The sum of `balanceOf` over all accounts is `totalSupply()` in every frame, touched or not.
/// 2. Nothing of frame f can be spent at or after its end (GRACE: at or after the end of frame f + 1).
/// 3. Spent in a frame <= quota + received in that frame, under any sequence of joins, leaves and transfers.
/// 4. A frame that turns changes no storage; no transfer's gas depends on members, holders, history or idle frames.
/// 5. Replaying all events gives every balance of every frame.
///
/// Assumption: block timestamps don't go back. Where a chain halts over the end of a frame, what that frame held is lost by design.
/// Source: US 2020/0090141, claims 1 and 2; ERC-7818.
interface ITimeframeToken is IERC7818 {
    // ---- events ----

    /// @notice A group was opened; its terms rule at once, since nobody is in it yet.
    event GroupOpened(uint256 indexed group, GroupTerms terms);
    /// @notice A quota was announced; it rules from `effectiveFrame` on.
    event QuotaScheduled(uint256 indexed group, uint256 quota, uint256 effectiveFrame);
    /// @notice A receive cap was announced; it rules from `effectiveFrame` on.
    event ReceiveCapScheduled(uint256 indexed group, uint256 receiveCap, uint256 effectiveFrame);
    /// @notice A budget was announced; it rules from `effectiveFrame` on.
    event BudgetScheduled(uint256 indexed group, uint256 budget, uint256 effectiveFrame);
    /// @notice An account entered a group, changed it, or got another end. Quotas of `group` come to it from the frame after `frame` on; a
    /// newcomer has the quota of `frame` too, shown by a `Transfer` from zero.
    event MemberJoined(address indexed account, uint256 indexed group, uint256 frame, uint256 until);
    /// @notice A membership ends: `until` is the first frame in which the account is no member.
    event MemberLeft(address indexed account, uint256 indexed group, uint256 until);
    /// @notice Units can be spent to the account, or no longer.
    event ProviderSet(address indexed account, bool admitted);
    /// @notice Units were spent to a provider and left circulation (a `Transfer` to zero tells the same).
    event Spent(address indexed account, address indexed provider, uint256 indexed frame, uint256 amount, bytes32 ref);
    /// @notice A member drew units from the budget of his group (a `Transfer` from zero tells the same).
    event Requested(address indexed account, uint256 indexed group, uint256 indexed frame, uint256 amount);
    /// @notice Units were handed out as a package.
    event Package(address indexed account, uint256 indexed frame, uint256 amount, uint256 timestamp, bytes metadata);
    /// @notice Of units that just moved, `value` were of an earlier frame in its grace. `to` is zero where they were spent.
    event TransferredAtEpoch(uint256 indexed epoch, address indexed from, address indexed to, uint256 value);

    // ---- errors ----

    /// @notice Only the groups contract may call this; call the function of the same purpose there.
    error TimeframeOnlyGroups(address caller);
    /// @notice There is no such group; see `groupCount`.
    error TimeframeUnknownGroup(uint256 group);
    /// @notice The amount, or one whole unit, doesn't fit the layout of the token; use fewer decimals or the PLAIN layout.
    error TimeframeWidthExceeded(uint256 value, uint256 max);
    /// @notice Receive caps and groups on request need the CAPPED layout, which is chosen when the token is created.
    error TimeframeNeedsCappedLayout();
    /// @notice A group on request takes a budget and no receive cap; any other group takes no budget.
    error TimeframeGroupTermsMixed();
    /// @notice The zero address can't be a member or provider.
    error TimeframeZeroAccount();
    /// @notice The end of a membership must lie after the current frame.
    error TimeframeTermOver(uint256 until, uint256 frame);
    /// @notice The account is in that group until that frame already.
    error TimeframeAlreadyMember(address account, uint256 group, uint256 until);
    /// @notice The account is no member, or its membership ends with this frame anyway.
    error TimeframeNotMember(address account);
    /// @notice A token has at most 2^24 - 1 groups; create another token.
    error TimeframeTooManyGroups(uint256 max);
    /// @notice At most 16 groups of a token can have members with an end known in advance.
    error TimeframeTooManyTermGroups(uint256 max);
    /// @notice A group is full: it counts 2^32 - 1 memberships.
    error TimeframeGroupFull(uint256 group);
    /// @notice The programme is closed and the receiver is neither a member nor a provider in this frame.
    error TimeframeReceiverOutside(address receiver);
    /// @notice The units are soul-bound: they can be spent to a provider, not transferred.
    error TimeframeSoulbound(address account);
    /// @notice The receiver may receive only `remaining` more units in this frame.
    error TimeframeReceiveCapExceeded(address receiver, uint256 value, uint256 remaining);
    /// @notice The account's group doesn't hand out on request, or the account is no member in this frame.
    error TimeframeNotOnRequest(address account);
    /// @notice The first frame begins at `start`; nothing can be requested before.
    error TimeframeNotStarted(uint256 start);
    /// @notice Only `remaining` more units can be requested in this frame: the member's own limit or the budget of his group is used up.
    error TimeframeRequestExceeds(address account, uint256 amount, uint256 remaining);
    /// @notice Units can be spent only to an admitted provider.
    error TimeframeNotProvider(address account);
    /// @notice The token has no backing: its units can be transferred, not spent.
    error TimeframeNoBacking();
    /// @notice An amount of zero does nothing.
    error TimeframeZeroAmount();
    /// @notice Balances of past frames are not kept on the chain; replay the events (see the history reader of the package).
    error TimeframeFramePast(uint256 frame, uint256 currentFrame);

    // ---- units ----

    /// @notice Spends units of the caller to a provider: they leave circulation, and the provider has earned them for good.
    /// @param provider An admitted provider.
    /// @param amount Units, at least 1; in GRACE those of the earlier frame go first.
    /// @param ref The caller's own reference (an order number, a hash); any value, repeated or not.
    function spend(address provider, uint256 amount, bytes32 ref) external;

    /// @notice Spends units out of an allowance.
    function spendFrom(address account, address provider, uint256 amount, bytes32 ref) external;

    /// @notice Draws units that the caller may request in this frame. CAPPED layout, groups on request.
    /// @param amount Units, at least 1 and at most `remaining(caller)`.
    function request(uint256 amount) external;

    /// @notice Draws units as a package, with metadata for the record.
    function requestPackage(uint256 amount, bytes calldata metadata) external;

    // ---- time ----

    /// @notice The frame of this block and its interval `[start, end)`.
    function frameNow() external view returns (uint256 frame, uint256 start, uint256 end);

    /// @notice The moment at which all units expire and all quotas refresh: the end of the current frame, Unix seconds.
    function nextRefreshAt() external view returns (uint256);

    /// @notice The frame that holds a moment.
    function frameAt(uint256 timestamp) external view returns (uint256);

    /// @notice The interval `[start, end)` of any frame.
    function getEpochInfo(uint256 epoch) external view returns (uint256 start, uint256 end);

    /// @notice The units that expire first, and when.
    function getNearestExpiryOf(address account) external view returns (uint256 amount, uint256 expiresAt);

    /// @notice Seconds until the end of the current frame.
    function getRemainingDurationBeforeEpochChange() external view returns (uint256);

    // ---- accounts and groups ----

    /// @notice What `balanceOf` answers in a frame, as far as it is known: from now on, if the account is not touched before and nothing
    /// else is announced. Reverts for past frames.
    function balanceOfAtFrame(address account, uint256 frame) external view returns (uint256);

    /// @notice Units that a member may still request in this frame; 0 where nothing is requested.
    function remaining(address account) external view returns (uint256);

    /// @notice Units that an account may still receive by transfer in this frame; 2^256 - 1 where no receive cap rules, 0 for the zero
    /// address and for outsiders of a closed programme. No balance grows beyond {maxAmount} all the same.
    function receivable(address account) external view returns (uint256);

    /// @notice Units that a provider has earned over all frames; they don't expire.
    function earned(address provider) external view returns (uint256);

    /// @notice Membership and flags of an account.
    function accountOf(address account) external view returns (AccountView memory);

    /// @notice Terms and counts of a group.
    function groupOf(uint256 group) external view returns (GroupView memory);

    /// @notice The number of groups; they are numbered from 1.
    function groupCount() external view returns (uint256);

    // ---- terms ----

    /// @notice What an account's word has room for.
    function accountLayout() external view returns (Layout);

    /// @notice Rhythm, anchor and length of the clock.
    /// @dev The last is not called `length`: in JavaScript every list has something of that name.
    function clockParts() external view returns (Rhythm rhythm, uint48 anchor, uint48 frameLength);

    /// @notice Whether anybody may receive units.
    function isOpen() external view returns (bool);

    /// @notice The contract that decides who is in.
    function groups() external view returns (address);

    /// @notice The contract that holds the money; zero for none.
    function backing() external view returns (address);

    /// @notice The largest amount that fits the layout.
    function maxAmount() external view returns (uint256);

    // ---- for the groups contract only ----

    /// @notice Opens a group. See {ITimeframeGroups-openGroup}.
    function openGroup(GroupTerms calldata terms) external returns (uint256 group);

    /// @notice Announces a quota for the next frame.
    function scheduleQuota(uint256 group, uint112 quota) external;

    /// @notice Announces a receive cap for the next frame.
    function scheduleReceiveCap(uint256 group, uint112 receiveCap) external;

    /// @notice Announces a budget for the next frame.
    function scheduleBudget(uint256 group, uint112 budget) external;

    /// @notice Enters an account into a group, moves it there, or changes its end.
    function join(address account, uint256 group, uint256 until) external;

    /// @notice Ends a membership with this frame.
    function endMembership(address account) external;

    /// @notice Admits or dismisses a provider, at once.
    function setProvider(address account, bool admitted) external;

    /// @notice Draws units for a member, as a package, as if he had requested them.
    function handOut(address account, uint256 amount, bytes calldata metadata) external;
}
