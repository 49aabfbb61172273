// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

/// @notice What an asset is.
enum AssetKind {
    /// The chain's own coin. Its `token` and `id` are zero.
    NATIVE,
    /// A fungible token. Its `id` is zero.
    ERC20,
    /// One token of a collection; it can't be divided.
    ERC721,
    /// A number of tokens of one id.
    ERC1155
}

/// @notice Something that a plan moves: all that the account holds of it when it is executed.
struct Asset {
    /// What it is.
    AssetKind kind;
    /// Its contract; zero for the chain's own coin.
    address token;
    /// Its id in the contract, for ERC-721 and ERC-1155.
    uint256 id;
    /// Place, in whichever tier is executed, of the one recipient who gets all of it; 255 = by shares. An ERC-721 that goes by shares, and anything whose heir
    /// is beyond the tier's recipients, is for the first of them, or is shared by all, as it can be divided.
    uint8 heir;
}

/// @notice Somebody who receives.
struct Recipient {
    /// His address, as a number; or, where that is to stay secret, `WalletPlan.commitment` of address and salt, which nobody takes for an address.
    bytes32 who;
    /// His share of everything that is shared, in hundredths of a percent, 1 to 10,000.
    uint16 share;
}

/// @notice Those who receive together, if those of earlier tiers have not accepted.
struct Tier {
    /// Seconds of silence from which it is open; not less than that of the tier before it.
    uint32 delay;
    /// For how many seconds it waits for an acceptance before the next tier opens, at least 1. The last tier waits for none, and has 0.
    uint32 window;
    /// Who they are, 1 to 32. Their shares are 10,000 together.
    Recipient[] recipients;
}

/// @notice Keys that watch over a plan. All zero = none.
struct Guardians {
    /// ERC-7913 signers, in ascending order of their Keccak-256; an address of 20 bytes is one, too.
    bytes[] keys;
    /// How many of them must sign.
    uint8 threshold;
    /// Whether nothing is executed before they have confirmed it.
    bool confirm;
    /// For how many seconds they can hold an execution up at a time.
    uint32 pauseFor;
    /// How often they can.
    uint8 pauses;
}

/// @notice What is to happen with an account's assets once its owner is silent. The registry keeps its hash; the text is in the event, and is shown again
/// whenever something is done with it.
struct Plan {
    /// Whose assets they are.
    address account;
    /// What knows the account's life, see {ILifeSource}.
    address source;
    /// Seconds of silence after which the plan can be triggered, at least a day.
    uint32 period;
    /// Seconds from the trigger in which nothing moves yet, at least an hour, and 7 days on a chain that isn't Ethereum's own.
    uint32 grace;
    /// Seconds that a change of who receives, or when, is announced before it holds; at most `period`.
    uint32 changeDelay;
    /// Seconds without an act of the owner after which a recipient's request has the effect of silence, at least an hour; 0 = nobody can request.
    uint32 requestPeriod;
    /// What a recipient pays to request, in wei: he gets it back, or, if the owner shows life, the account gets it.
    uint96 bond;
    /// What whoever triggers is paid out of what was deposited for that, in wei, and again whoever completes the execution.
    uint96 bounty;
    /// Chainlink's uptime feed of the chain's sequencer; zero = none. It can add time, up to 30 days.
    address feed;
    /// Who may be paid what nobody has taken a year after it was due; zero = nobody.
    address fallbackRecipient;
    /// Whether assets that aren't listed can be named when it is executed. Only where the account moves them by itself, not by approvals.
    bool everything;
    /// What is moved, 1 to 256, in ascending order of token and id; an asset appears once.
    Asset[] assets;
    /// Who receives, in the order in which they are asked, 1 to 8 tiers.
    Tier[] tiers;
    /// Who watches over it.
    Guardians guardians;
}

/// @notice What a plan is at a moment.
enum State {
    /// Not in force: never registered, or superseded.
    NONE,
    /// The owner lives, as far as is known.
    ACTIVE,
    /// The owner was silent for the period, or since a request, and somebody said so. Nothing has moved.
    GRACE,
    /// Assets have moved.
    EXECUTING,
    /// Every asset that the plan lists has been taken up. What arrives later can still be executed.
    DONE,
    /// The owner showed life after assets had moved: no more will, until he registers anew.
    STOPPED,
    /// The account was seen with code that makes its life unknowable. It stays so until the owner registers anew.
    SUSPENDED,
    /// The owner has ended it.
    CANCELLED
}

/// @notice What a page of an execution has done.
struct Outcome {
    /// Number, tier and trigger of the plan by which it was allowed.
    uint32 version;
    uint8 tier;
    uint48 triggeredAt;
    /// Whether an asset has moved.
    bool moved;
    /// Whether an asset has failed to, so that somebody can claim it.
    bool claimed;
    /// Whether all assets that are listed have been taken up.
    bool complete;
    /// Who earns the bounty.
    address by;
}

/// @notice A plan's clock, in Unix seconds. What isn't known yet is 0.
struct Status {
    /// What the plan is now.
    State state;
    /// Number of the plan in force, from 1; each registration, change or cancellation counts.
    uint32 version;
    /// The owner's last act that is known.
    uint48 lastLife;
    /// First second from which silence can be shown: `lastLife` + period, or a request + its period, if that is earlier; 0 once it is triggered.
    uint48 triggerableAt;
    /// When it was triggered.
    uint48 triggeredAt;
    /// First second in which assets can move: the grace period and what uptime feed and guardians have added are over.
    uint48 executableAt;
    /// The tier that receives: the one that has accepted, or the one that is, or comes next, open for it.
    uint8 tier;
    /// Whether that tier can be executed without more words: it accepted, or is the last.
    bool accepted;
    /// Time from which that tier is open, and from which it isn't any more (2^48 - 1 for the last).
    uint48 opensAt;
    uint48 closesAt;
    /// Until when guardians hold it up.
    uint48 pausedUntil;
    /// How often they did.
    uint8 pauses;
    /// Whether guardians have confirmed this trigger.
    bool confirmed;
}
