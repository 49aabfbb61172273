import { type ErrorEntry, Explainer, type Explanation, type Formatters } from "../chain/explain.ts";
import { LAPSE_ERRORS, PAYOUT_ERRORS } from "../chain/kernel-errors.ts";
import { STANDARD_ERRORS } from "../chain/standard-errors.ts";
import { formatId } from "./ids.ts";

export type { ErrorEntry, Explanation, Formatters, Measure } from "../chain/explain.ts";

/**
 * Every error that the prepaid contracts can raise, by name.
 *
 * @example
 * ERRORS.PrepaidSpentUnderCap.remedy; // "Split before anything is spent."
 */
export const ERRORS = {
  // ---- money ----
  PrepaidNothing: {
    signature: "PrepaidNothing()",
    cause: "The amount is zero, or there is nothing to pay out.",
    remedy: "Give an amount of at least 1.",
  },
  PrepaidAssetTakesFee: {
    signature: "PrepaidAssetTakesFee(uint256 sent, uint256 arrived)",
    measures: { sent: "money", arrived: "money" },
    cause: "Of {sent} only {arrived} arrived: the asset takes a fee on transfers.",
    remedy: "Use the vault of an asset without such a fee.",
  },
  PrepaidVaultFull: {
    signature: "PrepaidVaultFull(uint256 held)",
    measures: { held: "money" },
    cause: "The vault would hold {held}, which is more than it can.",
    remedy: "Bring in less, so that it holds 2^128 - 1 base units at most.",
  },
  PrepaidEtherRefused: {
    signature: "PrepaidEtherRefused(address sender)",
    cause: "{sender} sent ether to the vault directly.",
    remedy: "Use depositEther, in a vault whose asset is wrapped ether.",
  },
  PrepaidEtherNotSent: {
    signature: "PrepaidEtherNotSent(address to, uint256 amount)",
    measures: { amount: "money" },
    cause: "{to} refused the ether, {amount}.",
    remedy: "Withdraw to another address, or withdraw the wrapped asset.",
  },
  PrepaidTipTooHigh: {
    signature: "PrepaidTipTooHigh(uint256 tipBps, uint256 most)",
    cause: "The tip of {tipBps} hundredths of a percent is above the most that a sweep may cost, {most}.",
    remedy: "Offer at most that.",
  },
  PrepaidInvalidReceiver: {
    signature: "PrepaidInvalidReceiver(address receiver)",
    cause: "Money can't belong to {receiver}: it is the zero address, or the vault.",
    remedy: "Name another address.",
  },
  PrepaidMomentPast: {
    signature: "PrepaidMomentPast(uint256 timestamp, uint256 present)",
    measures: { timestamp: "moment", present: "moment" },
    cause: "{timestamp} lies in the past, it is {present}, and past balances are not kept on the chain.",
    remedy: "Ask for this moment or a later one; the past is in the events.",
  },
  // ---- instruments ----
  PrepaidIssuedBefore: {
    signature: "PrepaidIssuedBefore(uint256 id)",
    measures: { id: "instrument" },
    cause: "The instrument {id} is there already.",
    remedy: "Use it, or take another number; for a piece, another salt.",
  },
  PrepaidUnknown: {
    signature: "PrepaidUnknown(uint256 id)",
    measures: { id: "instrument" },
    cause: "There is no instrument {id} in this vault.",
    remedy: "See that purchaser, number and vault are right.",
  },
  PrepaidNumberTooHigh: {
    signature: "PrepaidNumberTooHigh(uint96 number)",
    cause: "The number {number} is one of those that pieces have.",
    remedy: "Use a number below 2^95.",
  },
  PrepaidExpiryOffBound: {
    signature: "PrepaidExpiryOffBound(uint48 expiry, uint256 bucketLength, uint256 next)",
    measures: { expiry: "moment", next: "moment" },
    cause: "{expiry} is no multiple of the vault's buckets of {bucketLength} seconds.",
    remedy: "Use {next}, or another bound.",
  },
  PrepaidNotLater: {
    signature: "PrepaidNotLater(uint48 expiry, uint48 current)",
    measures: { expiry: "moment", current: "moment" },
    cause: "{expiry} is no later than the expiry is now, {current}.",
    remedy: "Extend to a later bound; an expiry can't be moved earlier.",
  },
  PrepaidExpired: {
    signature: "PrepaidExpired(uint256 id, uint48 expiry)",
    measures: { id: "instrument", expiry: "moment" },
    cause: "The instrument {id} expired at {expiry}, and its value returned.",
    remedy: "Ask its purchaser for another one.",
  },
  PrepaidNotExpired: {
    signature: "PrepaidNotExpired(uint256 id, uint48 expiry)",
    measures: { id: "instrument", expiry: "moment" },
    cause: "The instrument {id} can be used until {expiry}; nothing is to be settled before.",
    remedy: "Wait until then.",
  },
  PrepaidNotPurchaser: {
    signature: "PrepaidNotPurchaser(uint256 id, address caller)",
    measures: { id: "instrument" },
    cause: "{caller} did not buy the instrument {id}.",
    remedy: "Send from its purchaser's account.",
  },
  PrepaidNotHolder: {
    signature: "PrepaidNotHolder(uint256 id, address caller)",
    measures: { id: "instrument" },
    cause: "{caller} doesn't hold the instrument {id}.",
    remedy: "Send from its holder's account; one that is held by a key is claimed first, or redeemed by signature.",
  },
  PrepaidInvalidHolder: {
    signature: "PrepaidInvalidHolder(address holder)",
    cause: "{holder} can't hold an instrument: it is the zero address or the vault itself.",
    remedy: "Name the holder's address, or that of a claim key.",
  },
  PrepaidDelivered: {
    signature: "PrepaidDelivered(uint256 id)",
    measures: { id: "instrument" },
    cause:
      "The instrument {id} is in its holder's hands: it can't be taken back, given to somebody else, or delivered again.",
    remedy: "Wait for its expiry: what is not used returns then.",
  },
  PrepaidNotStarted: {
    signature: "PrepaidNotStarted(uint256 id)",
    measures: { id: "instrument" },
    cause: "The clock of the instrument {id} hasn't started.",
    remedy: "Deliver or use it first, whichever its clock waits for.",
  },
  PrepaidNotByKey: {
    signature: "PrepaidNotByKey(uint256 id)",
    measures: { id: "instrument" },
    cause: "The instrument {id} is not held by a key: it was claimed, or issued to an address.",
    remedy: "There is nothing to claim; see who holds it.",
  },
  PrepaidShort: {
    signature: "PrepaidShort(uint256 id, uint256 needed, uint256 remaining)",
    measures: { id: "instrument", needed: "money", remaining: "money" },
    cause: "The instrument {id} has {remaining}, and {needed} is needed.",
    remedy: "Use at most what it has.",
  },
  PrepaidTooMuch: {
    signature: "PrepaidTooMuch(uint256 id, uint256 amount)",
    measures: { id: "instrument", amount: "money" },
    cause: "The instrument {id} would have {amount}, and can't have more than 2^96 - 1 base units.",
    remedy: "Issue another instrument for the rest.",
  },
  PrepaidNotDelivered: {
    signature: "PrepaidNotDelivered(uint256 id)",
    measures: { id: "instrument" },
    cause: "The purchaser of the instrument {id} could still take it back.",
    remedy: "Deliver it first.",
  },
  PrepaidReceiverRefused: {
    signature: "PrepaidReceiverRefused(address receiver)",
    cause: "The contract {receiver} did not accept the instrument.",
    remedy: "Give it to a contract that knows instruments, such as the vault's cards, or transfer it without data.",
  },
  // ---- rules ----
  PrepaidRulesMismatch: {
    signature: "PrepaidRulesMismatch(uint256 id, bytes27 shown, bytes27 kept)",
    measures: { id: "instrument" },
    cause: "The rules that were shown have the hash {shown}, and those of the instrument {id} have {kept}.",
    remedy: "Take the rules from its last event Ruled; for a hash of zero, all rules are zero.",
  },
  PrepaidDelayInvalid: {
    signature: "PrepaidDelayInvalid(uint32 delay)",
    cause: "A delay of {delay} seconds doesn't go with the trigger.",
    remedy: "Give no delay to a clock that starts at the issue, and at least a second to any other.",
  },
  PrepaidReturnInvalid: {
    signature: "PrepaidReturnInvalid(address returnTo, uint16 returnBps)",
    cause: "A share of {returnBps} hundredths of a percent can't return to {returnTo}.",
    remedy: "Give 1 to 10,000 with a receiver who is neither the purchaser nor the vault, and 0 without one.",
  },
  PrepaidCategoriesWithoutList: {
    signature: "PrepaidCategoriesWithoutList()",
    cause: "The rules accept categories and name no list of merchants.",
    remedy: "Name the root of a list, or leave out the categories.",
  },
  PrepaidMerchantRefused: {
    signature: "PrepaidMerchantRefused(uint256 id, address merchant, uint8 category)",
    measures: { id: "instrument" },
    cause: "The instrument {id} can't be spent at {merchant} as category {category}.",
    remedy: "Use a merchant of its list in a category that it accepts, with the proof from that list.",
  },
  PrepaidCapReached: {
    signature: "PrepaidCapReached(uint256 id, address merchant, uint256 needed, uint256 left)",
    measures: { id: "instrument", needed: "money", left: "money" },
    cause: "The instrument {id} can pay {merchant} only {left} more, and {needed} is needed.",
    remedy: "Spend at most that there, and the rest at other merchants.",
  },
  PrepaidPieceTooSmall: {
    signature: "PrepaidPieceTooSmall(uint256 piece, uint256 rest, uint256 least)",
    measures: { piece: "money", rest: "money", least: "money" },
    cause:
      "A piece of {piece} with a rest of {rest} is refused: each must be at least {least}; zero stands for rules that allow no split.",
    remedy: "Split so that both parts reach it; an instrument without pieces is transferred whole.",
  },
  PrepaidSpentUnderCap: {
    signature: "PrepaidSpentUnderCap(uint256 id)",
    measures: { id: "instrument" },
    cause: "Something of the instrument {id} was spent under a cap, and what each merchant was paid can't be divided.",
    remedy: "Split before anything is spent.",
  },
  // ---- spending ----
  PrepaidReferenceUsed: {
    signature: "PrepaidReferenceUsed(address merchant, bytes32 ref)",
    cause: "The reference {ref} of {merchant} was used for another instrument or amount.",
    remedy: "Use another reference; one stands for one payment.",
  },
  PrepaidReferenceMissing: {
    signature: "PrepaidReferenceMissing()",
    cause: "A signed redemption needs a reference, which keeps it from being used twice.",
    remedy: "Have the holder sign one with the merchant's reference.",
  },
  PrepaidSignatureExpired: {
    signature: "PrepaidSignatureExpired(uint48 deadline)",
    measures: { deadline: "moment" },
    cause: "The signature could be used until {deadline}.",
    remedy: "Sign again with a later deadline.",
  },
  PrepaidUnsigned: {
    signature: "PrepaidUnsigned(uint256 id, bytes signer)",
    measures: { id: "instrument" },
    cause: "The signature is not one of {signer}, or {signer} neither holds the instrument {id} nor is its key.",
    remedy: "Have the holder, or the key, sign exactly this message for this chain and vault.",
  },
  PrepaidRefundNeedsReference: {
    signature: "PrepaidRefundNeedsReference(uint256 id)",
    measures: { id: "instrument" },
    cause: "What a merchant was paid from the instrument {id} is kept only by reference: its rules have no cap.",
    remedy: "Name the reference of the redemption.",
  },
  PrepaidRefundTooHigh: {
    signature: "PrepaidRefundTooHigh(uint256 id, uint256 amount, uint256 most)",
    measures: { id: "instrument", amount: "money", most: "money" },
    cause: "{amount} is more than what can still be given back to the instrument {id}, {most}.",
    remedy: "Give back at most that; see that instrument and reference are right.",
  },
  PrepaidNothingToSettle: {
    signature: "PrepaidNothingToSettle(uint256 id)",
    measures: { id: "instrument" },
    cause: "The value of the instrument {id} returns by itself, or was settled.",
    remedy: "There is nothing to do.",
  },
  // ---- factory ----
  PrepaidBucketLengthInvalid: {
    signature: "PrepaidBucketLengthInvalid(uint256 bucketLength)",
    cause: "No vault has buckets of {bucketLength} seconds.",
    remedy: "Use 3,600 or 86,400: an hour or a day.",
  },
  PrepaidAssetInvalid: {
    signature: "PrepaidAssetInvalid(address asset)",
    cause: "There is no ERC-20 with decimals at {asset}.",
    remedy: "Give the address of the asset, on this chain.",
  },
  PrepaidCreatedBefore: {
    signature: "PrepaidCreatedBefore(address created)",
    cause: "It is there already, at {created}.",
    remedy: "Use it.",
  },
  PrepaidVaultUnknown: {
    signature: "PrepaidVaultUnknown(address vault)",
    cause: "The factory has made no vault at {vault}.",
    remedy: "Create the vault first, or ask the factory that made it.",
  },
  // ---- keeper ----
  PrepaidNoVault: {
    signature: "PrepaidNoVault(address vault)",
    cause: "There is no contract at {vault}.",
    remedy: "Give the address of a vault, on this chain.",
  },
  PrepaidItemOutOfGas: {
    signature: "PrepaidItemOutOfGas(uint256 id)",
    measures: { id: "instrument" },
    cause: "The gas of the transaction does not reach to the settlement of {id}.",
    remedy: "Send more gas, or fewer items.",
  },
  // ---- directory ----
  PrepaidPageEmpty: {
    signature: "PrepaidPageEmpty(bytes32 root)",
    cause: "The page of the list {root} has no entry.",
    remedy: "Publish pages with at least one merchant.",
  },
  // ---- cards ----
  PrepaidNotVault: {
    signature: "PrepaidNotVault(address caller)",
    cause: "{caller} is not the vault of these cards, and only that can hand over instruments.",
    remedy: "Wrap an instrument by transferInstrumentAndCall at the vault.",
  },
  ERC721InvalidOwner: {
    signature: "ERC721InvalidOwner(address owner)",
    cause: "{owner} can't own a card.",
    remedy: "Ask for an account that is not the zero address.",
  },
  ERC721NonexistentToken: {
    signature: "ERC721NonexistentToken(uint256 tokenId)",
    measures: { tokenId: "instrument" },
    cause: "There is no card of the instrument {tokenId}.",
    remedy: "Wrap the instrument first; whoever unwrapped it holds it directly.",
  },
  ERC721IncorrectOwner: {
    signature: "ERC721IncorrectOwner(address sender, uint256 tokenId, address owner)",
    measures: { tokenId: "instrument" },
    cause: "The card of {tokenId} belongs to {owner}, not to {sender}.",
    remedy: "Transfer it from its owner.",
  },
  ERC721InvalidSender: {
    signature: "ERC721InvalidSender(address sender)",
    cause: "{sender} can't give a card; the zero address stands for one that is wrapped already.",
    remedy: "See who owns the card.",
  },
  ERC721InvalidReceiver: {
    signature: "ERC721InvalidReceiver(address receiver)",
    cause: "{receiver} can't receive a card.",
    remedy: "Name an account that is not the zero address, or a contract that takes ERC-721 tokens.",
  },
  ERC721InsufficientApproval: {
    signature: "ERC721InsufficientApproval(address operator, uint256 tokenId)",
    measures: { tokenId: "instrument" },
    cause: "{operator} neither owns the card of {tokenId} nor was approved for it.",
    remedy: "Send from its owner's account, or have him approve yours.",
  },
  ERC721InvalidApprover: {
    signature: "ERC721InvalidApprover(address approver)",
    cause: "{approver} can't approve anybody for the card.",
    remedy: "Approve from its owner's account.",
  },
  ERC721InvalidOperator: {
    signature: "ERC721InvalidOperator(address operator)",
    cause: "{operator} can't be an operator.",
    remedy: "Approve an account that is not the zero address.",
  },
  StringsInsufficientHexLength: {
    signature: "StringsInsufficientHexLength(uint256 value, uint256 length)",
    cause: "{value} can't be written in {length} hex digits.",
    remedy: "This can't be reached from outside; please report it.",
  },
  // ---- kernel ----
  ...LAPSE_ERRORS,
  ...PAYOUT_ERRORS,
  // ---- standards ----
  ...STANDARD_ERRORS,
  ERC20InsufficientBalance: {
    ...STANDARD_ERRORS.ERC20InsufficientBalance,
    measures: { balance: "money", needed: "money" },
  },
  ERC20InsufficientAllowance: {
    ...STANDARD_ERRORS.ERC20InsufficientAllowance,
    measures: { allowance: "money", needed: "money" },
  },
  AddressEmptyCode: {
    signature: "AddressEmptyCode(address target)",
    cause: "There is no contract at {target}.",
    remedy: "The vault was deployed without its desk; deploy the system again.",
  },
  FailedCall: {
    signature: "FailedCall()",
    cause: "A call failed and gave no reason: the asset doesn't know the function, or the gas didn't reach.",
    remedy: "See that the asset has what is asked of it, and send more gas.",
  },
} as const satisfies Record<string, ErrorEntry>;

/** The name of an error of the prepaid contracts. */
export type ErrorName = keyof typeof ERRORS;

const EXPLAINER = new Explainer(ERRORS, { instrument: formatId });

/**
 * Puts a revert of the prepaid contracts into words: an error that ethers, Hardhat or a node threw, or the bare revert data. Null for
 * anything that is no such revert. Without formatters amounts are in base units.
 *
 * @example
 * try {
 *   await redeem(ann, vault, { id, amount: 12_500_000n, merchant });
 * } catch (error) {
 *   const told = explainError(error, { money: (amount) => `${formatUnits(amount, 6n)} USDC` });
 *   if (told === null) throw error;
 *   console.error(`${told.cause} ${told.remedy}`);
 * }
 */
export function explainError(error: unknown, formatters: Formatters = {}): Explanation | null {
  return EXPLAINER.explain(error, formatters);
}

/**
 * The same explanation with its numbers written in another way.
 *
 * @example
 * for (const { reason } of skipped) if (reason !== null) console.log(retell(reason, formatters).cause);
 */
export function retell(explanation: Explanation, formatters: Formatters): Explanation {
  return EXPLAINER.retell(explanation, formatters);
}
