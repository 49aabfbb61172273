import { type ErrorEntry, Explainer, type Explanation, type Formatters } from "../chain/explain.ts";
import { FRAME_ERRORS } from "../chain/kernel-errors.ts";
import { STANDARD_ERRORS } from "../chain/standard-errors.ts";
import { NO_END } from "./constants.ts";

/**
 * Every error that the timeframe contracts can raise, by name.
 *
 * @example
 * ERRORS.TimeframeSoulbound.remedy; // "Spend them to a provider instead."
 */
export const ERRORS = {
  // ---- token ----
  TimeframeOnlyGroups: {
    signature: "TimeframeOnlyGroups(address caller)",
    cause: "{caller} called a function of the token that only its groups contract may call.",
    remedy: "Call the function of the same purpose on the groups contract, as the administrator.",
  },
  TimeframeUnknownGroup: {
    signature: "TimeframeUnknownGroup(uint256 group)",
    cause: "The token has no group {group}.",
    remedy: "Use a number from 1 to groupCount(), or open the group first.",
  },
  TimeframeWidthExceeded: {
    signature: "TimeframeWidthExceeded(uint256 value, uint256 max)",
    measures: { value: "units", max: "units" },
    cause: "{value} doesn't fit the token, which takes at most {max}.",
    remedy: "Use a smaller amount, fewer decimals, or a token of the PLAIN layout.",
  },
  TimeframeNeedsCappedLayout: {
    signature: "TimeframeNeedsCappedLayout()",
    cause: "Receive caps and groups on request need a token of the CAPPED layout.",
    remedy: "Create a token of the CAPPED layout; the layout of a token can't change.",
  },
  TimeframeGroupTermsMixed: {
    signature: "TimeframeGroupTermsMixed()",
    cause: "A group on request takes a budget and no receive cap; any other group takes no budget.",
    remedy: "Leave out the receive cap of a group on request, or the budget of any other group.",
  },
  TimeframeZeroAccount: {
    signature: "TimeframeZeroAccount()",
    cause: "The zero address can't be a member or provider.",
    remedy: "Give the account's own address.",
  },
  TimeframeTermOver: {
    signature: "TimeframeTermOver(uint256 until, uint256 frame)",
    measures: { until: "frame", frame: "frame" },
    cause: "The membership would end with frame {until}, which doesn't lie after the current frame {frame}.",
    remedy: "Give a later end, at most 2^32 - 1, which means without end.",
  },
  TimeframeAlreadyMember: {
    signature: "TimeframeAlreadyMember(address account, uint256 group, uint256 until)",
    measures: { until: "end" },
    cause: "{account} is in group {group} already, {until}.",
    remedy: "There is nothing to do.",
  },
  TimeframeNotMember: {
    signature: "TimeframeNotMember(address account)",
    cause: "{account} is no member, or its membership ends with this frame anyway.",
    remedy: "There is nothing to end.",
  },
  TimeframeTooManyTermGroups: {
    signature: "TimeframeTooManyTermGroups(uint256 max)",
    cause: "{max} groups of the token have members with a known end, and more are not possible.",
    remedy: "Enter the members without an end, or use one of those groups.",
  },
  TimeframeTooManyGroups: {
    signature: "TimeframeTooManyGroups(uint256 max)",
    cause: "The token has {max} groups, and more are not possible.",
    remedy: "Create another token.",
  },
  TimeframeGroupFull: {
    signature: "TimeframeGroupFull(uint256 group)",
    cause: "Group {group} counts 2^32 - 1 memberships and is full.",
    remedy: "Open another group with the same terms.",
  },
  TimeframeReceiverOutside: {
    signature: "TimeframeReceiverOutside(address receiver)",
    cause: "The programme is closed, and {receiver} is neither a member nor a provider in this frame.",
    remedy: "Send to a member or provider, or have the administrator add the receiver.",
  },
  TimeframeSoulbound: {
    signature: "TimeframeSoulbound(address account)",
    cause: "The units of {account} are soul-bound: they can't be transferred.",
    remedy: "Spend them to a provider instead.",
  },
  TimeframeReceiveCapExceeded: {
    signature: "TimeframeReceiveCapExceeded(address receiver, uint256 value, uint256 remaining)",
    measures: { value: "units", remaining: "units" },
    cause: "{receiver} may receive only {remaining} more in this frame, not {value}.",
    remedy: "Send at most that, or wait for the next frame.",
  },
  TimeframeNotOnRequest: {
    signature: "TimeframeNotOnRequest(address account)",
    cause: "{account} is no member of a group on request in this frame.",
    remedy:
      "Units of other groups are simply there; else have the administrator add the account to a group on request.",
  },
  TimeframeNotStarted: {
    signature: "TimeframeNotStarted(uint256 start)",
    measures: { start: "moment" },
    cause: "The first frame begins at {start}; nothing can be requested before.",
    remedy: "Wait until then.",
  },
  TimeframeRequestExceeds: {
    signature: "TimeframeRequestExceeds(address account, uint256 amount, uint256 remaining)",
    measures: { amount: "units", remaining: "units" },
    cause: "{account} can request only {remaining} more in this frame, not {amount}.",
    remedy: "Request at most that, or wait for the next frame.",
  },
  TimeframeNotProvider: {
    signature: "TimeframeNotProvider(address account)",
    cause: "{account} is no admitted provider, so nothing can be spent to it.",
    remedy: "Spend to an admitted provider, or have the administrator admit the account.",
  },
  TimeframeNoBacking: {
    signature: "TimeframeNoBacking()",
    cause: "The token has no backing: its units can be transferred, not spent.",
    remedy: "Transfer them, or create a token with a backing.",
  },
  TimeframeZeroAmount: {
    signature: "TimeframeZeroAmount()",
    cause: "An amount of zero does nothing.",
    remedy: "Give an amount of at least 1.",
  },
  TimeframeFramePast: {
    signature: "TimeframeFramePast(uint256 frame, uint256 currentFrame)",
    measures: { frame: "frame", currentFrame: "frame" },
    cause: "Frame {frame} is over, it is frame {currentFrame} now, and past balances are not kept on the chain.",
    remedy: "Read the history, which is reconstructed from the events.",
  },
  // ---- groups ----
  TimeframeNotAdministrator: {
    signature: "TimeframeNotAdministrator(address token, address caller)",
    cause: "{caller} is not the administrator of {token}.",
    remedy: "Send from the account that administratorOf(token) names.",
  },
  TimeframeNotNamed: {
    signature: "TimeframeNotNamed(address token, address caller)",
    cause: "{caller} was not named as the next administrator of {token}.",
    remedy: "Have the administrator name the account first, and accept from it.",
  },
  TimeframeEnlisted: {
    signature: "TimeframeEnlisted(address token)",
    cause: "{token} has enlisted already.",
    remedy: "There is nothing to do: a token enlists itself when it is created.",
  },
  TimeframeBarred: {
    signature: "TimeframeBarred(address token, address account)",
    cause: "{account} was removed from {token} and is barred.",
    remedy: "Have the administrator lift the bar, then try again.",
  },
  TimeframeProofInvalid: {
    signature: "TimeframeProofInvalid(bytes32 root)",
    cause:
      "The proof doesn't lead to the root {root}: it is of another account, end or version, or the root is not set.",
    remedy: "Take the proof from the tree that belongs to the current root.",
  },
  TimeframeVoucherExpired: {
    signature: "TimeframeVoucherExpired(uint48 deadline)",
    measures: { deadline: "moment" },
    cause: "The voucher could be used until {deadline}.",
    remedy: "Ask the group's authority for a new voucher.",
  },
  TimeframeVoucherVoid: {
    signature: "TimeframeVoucherVoid(uint32 version, uint32 current)",
    cause: "The voucher is of version {version}, and the group is at version {current}.",
    remedy: "Ask the group's authority for a new voucher.",
  },
  TimeframeVoucherUsed: {
    signature: "TimeframeVoucherUsed(bytes32 digest)",
    cause: "The voucher with digest {digest} was used before.",
    remedy: "Ask the group's authority for a new voucher, with another deadline.",
  },
  TimeframeVoucherUnsigned: {
    signature: "TimeframeVoucherUnsigned(bytes authority)",
    cause: "The voucher is not signed by the group's authority {authority}.",
    remedy: "Have the authority sign exactly this voucher, for this chain and groups contract.",
  },
  TimeframeMemberStill: {
    signature: "TimeframeMemberStill(address account)",
    cause:
      "{account} is a member beyond this frame, or in this frame, its last, in which nobody else may bring its voucher.",
    remedy: "Leave first and bring the voucher yourself, or have the administrator move the account.",
  },
  TimeframeLengthMismatch: {
    signature: "TimeframeLengthMismatch(uint256 accounts, uint256 amounts)",
    cause: "There are {accounts} accounts and {amounts} amounts.",
    remedy: "Give one amount for each account.",
  },
  TimeframeItemOutOfGas: {
    signature: "TimeframeItemOutOfGas(address account)",
    cause: "The gas of the transaction does not reach to {account} in the batch.",
    remedy: "Send more gas, or fewer items.",
  },
  // ---- backing ----
  TimeframeNoPool: {
    signature: "TimeframeNoPool(address token)",
    cause: "The sponsor has opened no pool for {token}.",
    remedy: "Have the sponsor of the backing open the pool.",
  },
  TimeframePoolOpen: {
    signature: "TimeframePoolOpen(address token)",
    cause: "The pool of {token} is open already.",
    remedy: "Announce another price for the next frame instead.",
  },
  TimeframeForeignToken: {
    signature: "TimeframeForeignToken(address token)",
    cause: "{token} doesn't name this contract as its backing, so its pool could never be used.",
    remedy: "Create the token with this backing, or use the backing that the token names.",
  },
  TimeframePoolShort: {
    signature: "TimeframePoolShort(address token, uint256 needed, uint256 available)",
    measures: { needed: "money", available: "money" },
    cause: "The pool of {token} needs {needed} and has {available}.",
    remedy: "Fund the pool with the difference at least, or take less.",
  },
  TimeframeNoAsset: {
    signature: "TimeframeNoAsset()",
    cause: "The backing only counts: it has no asset.",
    remedy: "Use zero for price, pot and funds, or create a backing with an asset.",
  },
  TimeframeAssetTakesFee: {
    signature: "TimeframeAssetTakesFee(uint256 sent, uint256 arrived)",
    measures: { sent: "money", arrived: "money" },
    cause: "Of {sent} only {arrived} arrived: the asset takes a fee on transfers.",
    remedy: "Use an asset without such a fee.",
  },
  TimeframeNothingToCollect: {
    signature: "TimeframeNothingToCollect(address token, address provider)",
    cause: "{provider} has nothing to collect for {token}.",
    remedy: "Wait until something is earned; with a pro-rata backing, until its frame has ended.",
  },
  TimeframeNoPot: {
    signature: "TimeframeNoPot()",
    cause: "A backing with a fixed price has no pot.",
    remedy: "Leave out the pot, or use a pro-rata backing.",
  },
  TimeframeFrameOpen: {
    signature: "TimeframeFrameOpen(uint256 frame, uint256 currentFrame)",
    measures: { frame: "frame", currentFrame: "frame" },
    cause: "Frame {frame} has not ended, it is frame {currentFrame} now, and its pot is fixed at its end.",
    remedy: "Collect after the end of the frame.",
  },
  // ---- factory ----
  TimeframeNameLength: {
    signature: "TimeframeNameLength(uint256 length)",
    cause: "The name has {length} bytes, and a token's name has 1 to 31.",
    remedy: "Use another name; letters beyond ASCII take more than a byte.",
  },
  TimeframeTermsMismatch: {
    signature: "TimeframeTermsMismatch(uint256 layouts, uint256 terms)",
    cause: "There are {layouts} layouts and {terms} terms.",
    remedy: "Give one layout for each of the terms.",
  },
  TimeframeBackingMissing: {
    signature: "TimeframeBackingMissing(address backing)",
    cause: "There is no backing at {backing}.",
    remedy: "Create the backing first.",
  },
  TimeframeAdministratorMissing: {
    signature: "TimeframeAdministratorMissing()",
    cause: "A token without administrator could never have a group.",
    remedy: "Name an administrator; he can renounce once the groups are open.",
  },
  TimeframeCreatedBefore: {
    signature: "TimeframeCreatedBefore(address created)",
    cause: "The creator has created the same with the same salt before, at {created}.",
    remedy: "Use what is there, or another salt.",
  },
  // ---- kernel ----
  ...FRAME_ERRORS,
  // ---- standards ----
  ...STANDARD_ERRORS,
  ERC7818TransferredExpiredToken: {
    signature: "ERC7818TransferredExpiredToken(address sender, uint256 epoch)",
    measures: { epoch: "frame" },
    cause: "The units of epoch {epoch} have expired.",
    remedy: "Transfer units of an epoch that is still valid.",
  },
  ERC2612ExpiredSignature: {
    signature: "ERC2612ExpiredSignature(uint256 deadline)",
    measures: { deadline: "moment" },
    cause: "The permit could be used until {deadline}.",
    remedy: "Sign a new permit.",
  },
  ERC2612InvalidSigner: {
    signature: "ERC2612InvalidSigner(address signer, address owner)",
    cause: "The permit is signed by {signer}, not by {owner}, or with another nonce or amount.",
    remedy: "Have the owner sign exactly this permit with the current nonce.",
  },
  InvalidAccountNonce: {
    signature: "InvalidAccountNonce(address account, uint256 currentNonce)",
    cause: "The signature of {account} has another nonce than the current {currentNonce}.",
    remedy: "Sign again with the current nonce.",
  },
  ECDSAInvalidSignature: {
    signature: "ECDSAInvalidSignature()",
    cause: "The signature is of nobody.",
    remedy: "Sign again.",
  },
  ECDSAInvalidSignatureLength: {
    signature: "ECDSAInvalidSignatureLength(uint256 length)",
    cause: "The signature has {length} bytes, and must have 65.",
    remedy: "Pass the whole signature: r, s and v.",
  },
  ECDSAInvalidSignatureS: {
    signature: "ECDSAInvalidSignatureS(bytes32 s)",
    cause: "The signature's s, {s}, lies in the upper half, where a second form of every signature lies.",
    remedy: "Sign with a library that makes canonical signatures.",
  },
  OwnableUnauthorizedAccount: {
    signature: "OwnableUnauthorizedAccount(address account)",
    cause: "{account} is not the sponsor of the backing.",
    remedy: "Send from the account that owner() names.",
  },
  OwnableInvalidOwner: {
    signature: "OwnableInvalidOwner(address owner)",
    cause: "{owner} can't be the sponsor.",
    remedy: "Name an account that is not the zero address.",
  },
  SafeCastOverflowedUintDowncast: {
    signature: "SafeCastOverflowedUintDowncast(uint8 bits, uint256 value)",
    cause: "What moved in the frame, {value}, doesn't fit {bits} bits.",
    remedy: "Use smaller amounts or fewer decimals.",
  },
} as const satisfies Record<string, ErrorEntry>;

/** The name of an error of the timeframe contracts. */
export type ErrorName = keyof typeof ERRORS;

const EXPLAINER = new Explainer(ERRORS, {
  end: (until) => (until === NO_END ? "without end" : `until frame ${until}`),
});

/**
 * Puts a revert of the timeframe contracts into words: an error that ethers, Hardhat or a node threw, or the bare revert data. Null for
 * anything that is no such revert. Without formatters amounts are in base units.
 *
 * @example
 * try {
 *   await spend(member, token, { provider, amount: 3n });
 * } catch (error) {
 *   const told = explainError(error, { units: (amount) => `${formatUnits(amount, 2n)} MEAL` });
 *   if (told === null) throw error;
 *   console.error(`${told.cause} ${told.remedy}`);
 * }
 */
export function explainError(error: unknown, formatters: Formatters = {}): Explanation | null {
  return EXPLAINER.explain(error, formatters);
}

/**
 * The same explanation with its numbers written in another way; for what was explained before the token was known, such as the items that a
 * batch left out.
 *
 * @example
 * const { skipped } = await addMembers(administrator, token, rows);
 * for (const { reason } of skipped) console.log(retell(reason, formatters).cause);
 */
export function retell(explanation: Explanation, formatters: Formatters): Explanation {
  return EXPLAINER.retell(explanation, formatters);
}
