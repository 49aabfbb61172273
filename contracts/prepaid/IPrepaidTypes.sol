// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

/// @notice The event that starts the clock of an instrument.
enum Trigger {
    /// The issue: the expiry is the one that was given then.
    ISSUE,
    /// The delivery: `delay` seconds after it, and never later than the expiry that was given at issue.
    DELIVERY,
    /// The first redemption: `delay` seconds after it, and never later than the expiry that was given at issue.
    FIRST_USE
}

/// @notice What the purchaser may ask of an instrument beyond an amount and an expiry. The contract keeps the hash alone; whoever uses the
/// instrument shows the rules again. All zero are the rules of a plain instrument: any merchant, and back to the purchaser by itself.
struct Rules {
    /// What starts the clock.
    Trigger trigger;
    /// Seconds from the trigger to the expiry, rounded up to the next bucket; 0 for `Trigger.ISSUE`, at least 1 for the others.
    uint32 delay;
    /// Merkle root of leaves (address merchant, uint8 category); zero = any merchant.
    bytes32 merchants;
    /// Categories of the list that are accepted, bit `n` for category `n`; zero = all of the list.
    uint256 categories;
    /// The most that one merchant can be paid, in base units; zero = no cap. 2^96 - 1 sets none either, but keeps what each merchant was paid,
    /// so that he can refund without naming a redemption.
    uint96 cap;
    /// Who gets a share of what is not used; zero = the purchaser gets all of it.
    address returnTo;
    /// The share of `returnTo`, in hundredths of a percent, 1 to 10,000; zero if there is nobody.
    uint16 returnBps;
    /// Whether the return waits for the purchaser to settle it.
    bool manual;
    /// The smallest piece that the holder can split off, and leave; zero = the instrument is not divisible. A plain one always is.
    uint96 minPiece;
}

/// @notice The rules of an instrument, and what they ask of a redemption.
struct Terms {
    /// The rules; all zero for a plain instrument.
    Rules rules;
    /// The merchant's category in the list; 0 where the rules name no list.
    uint8 category;
    /// The merchant's proof in the list; empty where the rules name none.
    bytes32[] proof;
}

/// @notice What the holder signs so that somebody else can redeem for him. `(merchant, ref)` is its nonce.
struct Redemption {
    /// The instrument.
    uint256 id;
    /// How much, in base units of the asset.
    uint96 amount;
    /// Who is paid.
    address merchant;
    /// The merchant's reference; not zero.
    bytes32 ref;
    /// Last second in which it can be used, Unix seconds.
    uint48 deadline;
}

/// @notice What an instrument is at this moment.
struct InstrumentView {
    /// Who bought it.
    address purchaser;
    /// Who may redeem it; for one that is held by a key, the address of the key.
    address holder;
    /// Held by a key, and not claimed yet.
    bool byKey;
    /// The purchaser can no longer take it back or give it to somebody else.
    bool delivered;
    /// The clock has started: the expiry is final, unless the purchaser extends it.
    bool started;
    /// The unused part waits for {IPrepaidInstruments.settle}; otherwise it returns by itself.
    bool pull;
    /// It was settled, or cancelled.
    bool settled;
    /// What can be redeemed now; 0 from the expiry on.
    uint96 remaining;
    /// What wasn't used by the expiry, or waits to be settled; 0 before.
    uint96 returned;
    /// First second in which it can't be redeemed any more, Unix seconds.
    uint48 expiry;
    /// Hash of the rules, the first 216 bits; zero for a plain instrument.
    bytes27 rules;
}

/// @notice A redemption that has a reference.
struct RedemptionView {
    /// What was redeemed; zero if there is none with this reference.
    uint96 amount;
    /// How much of it the merchant gave back.
    uint96 refunded;
}
