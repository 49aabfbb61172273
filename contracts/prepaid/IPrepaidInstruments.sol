// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {InstrumentView, Redemption, RedemptionView, Rules, Terms} from "./IPrepaidTypes.sol";

/// @title Prepaid instruments
/// @notice Value bought for somebody to spend until a time, the unused part of which returns by itself.
///
/// An instrument's number is chosen by its purchaser; its id is `purchaser * 2^96 + number`, so it is known before it is issued, and issuing the same twice
/// is refused. Numbers from 2^95 on are those of pieces that holders split off.
///
/// Law 2: redeemed + returned + remaining = funded, for each instrument, with top-ups and refunds as funding.
/// Law 3: once it is claimed or delivered, the purchaser can't take its value before the expiry; at the expiry, and after it, the holder can't
/// redeem. An instrument that is issued to an address is delivered, unless its clock starts on delivery. A key belongs to whoever
/// knows it: one that the purchaser made, he can sign with until the instrument is claimed.
interface IPrepaidInstruments {
    // ---- events ----

    /// @notice An instrument was issued.
    event Issued(
        uint256 indexed id,
        address indexed purchaser,
        address indexed holder,
        bool byKey,
        uint96 amount,
        uint48 expiry
    );
    /// @notice The rules of an instrument: shown at issue, and for both parts when a split divides its cap.
    event Ruled(uint256 indexed id, Rules rules);
    /// @notice Value was added by the purchaser.
    event ToppedUp(uint256 indexed id, uint96 amount);
    /// @notice The expiry changed: the clock started, or the purchaser extended it.
    event ExpirySet(uint256 indexed id, uint48 expiry);
    /// @notice The holder changed: by the purchaser before delivery, by a claim, or by the holder.
    event HolderSet(uint256 indexed id, address indexed holder, bool byKey);
    /// @notice The instrument is in its holder's hands.
    event Delivered(uint256 indexed id);
    /// @notice The purchaser took an instrument back before its delivery.
    event Cancelled(uint256 indexed id, uint96 amount);
    /// @notice The holder split a piece off.
    event Split(uint256 indexed id, uint256 indexed piece, address indexed holder, uint96 amount);
    /// @notice Value was spent.
    event Redeemed(uint256 indexed id, address indexed merchant, bytes32 indexed ref, uint96 amount);
    /// @notice A merchant gave back; before the expiry onto the instrument, after it to whom the return belongs.
    event Refunded(uint256 indexed id, address indexed merchant, bytes32 indexed ref, uint96 amount);
    /// @notice The unused part of an instrument that doesn't return by itself was credited.
    event Settled(uint256 indexed id, uint96 toPurchaser, uint96 toOther);

    // ---- errors ----

    /// @notice The purchaser has used this number; take another.
    error PrepaidIssuedBefore(uint256 id);
    /// @notice There is no such instrument.
    error PrepaidUnknown(uint256 id);
    /// @notice Numbers are below 2^95; those above are of pieces.
    error PrepaidNumberTooHigh(uint96 number);
    /// @notice The expiry is no multiple of the vault's bucket; `next` is the next one that is.
    error PrepaidExpiryOffBound(uint48 expiry, uint256 bucketLength, uint256 next);
    /// @notice An extension must be later than the expiry is.
    error PrepaidNotLater(uint48 expiry, uint48 current);
    /// @notice The instrument has expired, and its value returned.
    error PrepaidExpired(uint256 id, uint48 expiry);
    /// @notice The instrument hasn't expired yet.
    error PrepaidNotExpired(uint256 id, uint48 expiry);
    /// @notice Only the purchaser may do this.
    error PrepaidNotPurchaser(uint256 id, address caller);
    /// @notice Only the holder may do this; one that is held by a key is claimed first, or redeemed by signature.
    error PrepaidNotHolder(uint256 id, address caller);
    /// @notice The holder must be an address, or the address of a key; the zero address and the vault itself can't hold an instrument.
    error PrepaidInvalidHolder(address holder);
    /// @notice The instrument is in its holder's hands: it can't be taken back or given to somebody else.
    error PrepaidDelivered(uint256 id);
    /// @notice The clock hasn't started; deliver or use the instrument first.
    error PrepaidNotStarted(uint256 id);
    /// @notice The instrument is not held by a key; nothing is to be claimed.
    error PrepaidNotByKey(uint256 id);
    /// @notice The instrument has less than that.
    error PrepaidShort(uint256 id, uint256 needed, uint256 remaining);
    /// @notice An instrument can't have more than 2^96 - 1 base units.
    error PrepaidTooMuch(uint256 id, uint256 amount);
    /// @notice The purchaser could still take it back: deliver it first.
    error PrepaidNotDelivered(uint256 id);
    /// @notice The contract did not accept the instrument.
    error PrepaidReceiverRefused(address receiver);
    /// @notice The rules are not those of the instrument; see its event {Ruled}. For a plain one, all are zero.
    error PrepaidRulesMismatch(uint256 id, bytes27 shown, bytes27 kept);
    /// @notice The trigger and the delay don't go together: none for `ISSUE`, at least a second for the others.
    error PrepaidDelayInvalid(uint32 delay);
    /// @notice The share is 1 to 10,000 with a receiver, who is neither the purchaser nor the vault, and 0 without one.
    error PrepaidReturnInvalid(address returnTo, uint16 returnBps);
    /// @notice Categories need a list of merchants.
    error PrepaidCategoriesWithoutList();
    /// @notice The merchant is not in the list with this category, or the category isn't accepted.
    error PrepaidMerchantRefused(uint256 id, address merchant, uint8 category);
    /// @notice The merchant's cap leaves less than that.
    error PrepaidCapReached(uint256 id, address merchant, uint256 needed, uint256 left);
    /// @notice The reference was used for another instrument or amount; take another.
    error PrepaidReferenceUsed(address merchant, bytes32 ref);
    /// @notice A signed redemption needs a reference: it is what keeps it from being used twice.
    error PrepaidReferenceMissing();
    /// @notice The signature's deadline has passed.
    error PrepaidSignatureExpired(uint48 deadline);
    /// @notice The signature isn't one of the holder, or of the instrument's key.
    error PrepaidUnsigned(uint256 id, bytes signer);
    /// @notice What the merchant was paid is not known without a reference, unless the rules have a cap; name the redemption.
    error PrepaidRefundNeedsReference(uint256 id);
    /// @notice The refund is more than what is left of what the merchant was paid.
    error PrepaidRefundTooHigh(uint256 id, uint256 amount, uint256 most);
    /// @notice A piece and what remains must be at least this; zero: the rules don't allow a split.
    error PrepaidPieceTooSmall(uint256 piece, uint256 rest, uint256 least);
    /// @notice Something was spent under a cap: what each merchant was paid can't be divided.
    error PrepaidSpentUnderCap(uint256 id);
    /// @notice The instrument's value returns by itself, or has been settled: nothing is to be done.
    error PrepaidNothingToSettle(uint256 id);

    // ---- purchaser ----

    /// @notice Issues a plain instrument from the caller's balance: any merchant, and back to him by itself.
    /// @param number Any that the caller has not used, below 2^95.
    /// @param holder Who may redeem it; or the address of a claim key.
    /// @param byKey Whether `holder` is a key: the last 20 bytes of an ERC-7913 signer's hash, or the address of an ordinary key.
    /// @param amount Base units of the asset.
    /// @param expiry First second in which it can't be redeemed, Unix seconds: a multiple of `bucketLength`, at most 4,096 buckets ahead.
    /// @return id Its id.
    function issue(
        uint96 number,
        address holder,
        bool byKey,
        uint96 amount,
        uint48 expiry
    ) external returns (uint256 id);

    /// @notice Issues an instrument with rules.
    /// @param expiry As above; for a clock that starts later, the moment it never goes beyond.
    /// @param rules What is asked of it; all zero make it a plain one.
    function issueWithRules(
        uint96 number,
        address holder,
        bool byKey,
        uint96 amount,
        uint48 expiry,
        Rules calldata rules
    ) external returns (uint256 id);

    /// @notice Adds value from the caller's balance.
    /// @param rules Those of the instrument, all zero for a plain one; so everywhere below.
    function topUp(uint256 id, uint96 amount, Rules calldata rules) external;

    /// @notice Moves the expiry to a later one. Before the clock has started: the moment that it never goes beyond.
    function extend(uint256 id, uint48 expiry, Rules calldata rules) external;

    /// @notice Gives an instrument that isn't delivered yet to another holder or key. With an address it is delivered, as at issue.
    function reassign(uint256 id, address holder, bool byKey, Rules calldata rules) external;

    /// @notice Declares an instrument delivered: from now on the purchaser can't take it back, and a clock that starts on delivery runs. The
    /// purchaser may, and the holder who is an address.
    function deliver(uint256 id, Rules calldata rules) external;

    /// @notice Takes back the value of an instrument that isn't delivered yet.
    function cancel(uint256 id, Rules calldata rules) external;

    /// @notice Credits the unused part of an instrument that doesn't return by itself, after its expiry. Anyone may; where the rules say so,
    /// the purchaser only.
    function settle(uint256 id, Rules calldata rules) external;

    // ---- holder ----

    /// @notice Makes `receiver` the holder of an instrument that is held by a key; anyone may send it.
    /// @param deadline Last second in which the signature can be used, Unix seconds.
    /// @param signer The key: 20 bytes of an address, or an ERC-7913 verifier and its key.
    /// @param signature Of the EIP-712 `Claim(uint256 id,address receiver,uint48 deadline)`, in the domain of this vault.
    function claim(
        uint256 id,
        address receiver,
        uint48 deadline,
        Rules calldata rules,
        bytes calldata signer,
        bytes calldata signature
    ) external;

    /// @notice Gives the caller's instrument to somebody else.
    function transferInstrument(uint256 id, address to) external;

    /// @notice Gives the caller's instrument to a contract, and tells it so; see {IPrepaidReceiver}.
    function transferInstrumentAndCall(uint256 id, address to, bytes calldata data) external;

    /// @notice Splits a piece off the caller's instrument: same expiry, same rules, the cap divided in proportion. Only once the clock has
    /// started.
    /// @param salt Any; with the instrument it makes the piece's number.
    /// @return piece The piece's id.
    function split(
        uint256 id,
        uint96 amount,
        address to,
        bytes32 salt,
        Rules calldata rules
    ) external returns (uint256 piece);

    /// @notice Spends from the caller's plain instrument.
    /// @param merchant Who is paid, as he has chosen: credited in this vault, or pushed.
    /// @param ref The merchant's reference, or zero for none. The same again, with the same instrument and amount, changes nothing.
    /// @return repeated Whether it had been done before.
    function redeem(uint256 id, uint96 amount, address merchant, bytes32 ref) external returns (bool repeated);

    /// @notice Spends from the caller's instrument with rules.
    function redeemWithRules(
        uint256 id,
        uint96 amount,
        address merchant,
        bytes32 ref,
        Terms calldata terms
    ) external returns (bool repeated);

    /// @notice Spends by the holder's signature; anyone may send it. An instrument that is held by a key can be spent so without a claim.
    /// What was redeemed already, with this reference and amount, is answered with `true` at any time: after the deadline and for any signature too.
    /// @param signer The holder: 20 bytes of his address (EOA or ERC-1271), or the ERC-7913 verifier and key.
    /// @param signature Of the EIP-712 `Redemption`, in the domain of this vault.
    function redeemSigned(
        Redemption calldata redemption,
        Terms calldata terms,
        bytes calldata signer,
        bytes calldata signature
    ) external returns (bool repeated);

    // ---- merchant ----

    /// @notice Gives back from the caller's balance what he was paid from an instrument.
    /// @param ref The redemption that it is bounded by; zero = all that he was paid, where the rules have a cap.
    function refund(uint256 id, uint96 amount, bytes32 ref, Rules calldata rules) external;

    // ---- views ----

    /// @notice The id of a purchaser's instrument.
    function idOf(address purchaser, uint96 number) external pure returns (uint256);

    /// @notice What is kept of rules: the first 216 bits of their hash; zero if all of them are zero.
    function hashOf(Rules calldata rules) external pure returns (bytes27);

    /// @notice An instrument at this moment; reverts for one that was never issued.
    function instrumentOf(uint256 id) external view returns (InstrumentView memory);

    /// @notice A redemption by its reference.
    function redemptionOf(address merchant, bytes32 ref) external view returns (RedemptionView memory);

    /// @notice What a merchant was paid from an instrument and didn't give back, where the rules have a cap; else zero.
    function spentAt(uint256 id, address merchant) external view returns (uint256);
}
