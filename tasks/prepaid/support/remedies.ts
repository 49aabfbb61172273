import type { ErrorName, Explanation } from "../../../src/prepaid/index.ts";

/** What helps with an explained revert at the terminal: the task to run, where there is one. */
export function remedyOf({ name, remedy }: Explanation): string {
  return REMEDIES.get(name) ?? remedy;
}

/** Where the package's own remedy speaks of functions, the task that calls them. */
export const REMEDIES: ReadonlyMap<string, string> = new Map<ErrorName, string>([
  ["LapseShort", "Bring in more with `prepaid deposit`, use less, or see with `prepaid balance` what comes back when."],
  ["LapseBucketOutOfRange", "Give a later expiry, at most 4,096 buckets ahead: 170 days of hours, 11 years of days."],
  ["PrepaidIssuedBefore", "See it with `prepaid show`, or give another --number (for a piece, another --salt)."],
  ["PrepaidExpired", "Its purchaser can issue another one."],
  ["PrepaidUnknown", "See purchaser, number and vault; `prepaid list` shows what an account has bought and holds."],
  ["PrepaidNotPurchaser", "Sign as its purchaser with --from; `prepaid show` says who that is."],
  [
    "PrepaidNotHolder",
    "Sign as its holder with --from; what is held by a key is claimed first (`prepaid claim`), or spent with `prepaid redeem --link`.",
  ],
  [
    "PrepaidNotStarted",
    "Start it: with `prepaid deliver` or by its first use, whichever its rules say (`prepaid show`).",
  ],
  ["PrepaidNotByKey", "See with `prepaid show` who holds it."],
  ["PrepaidNotDelivered", "Declare it delivered with `prepaid deliver`."],
  ["PrepaidMerchantRefused", "Spend at a merchant of its list, in a category that its rules accept (`prepaid show`)."],
  [
    "PrepaidReturnInvalid",
    "Give --return-to somebody else than the purchaser and the vault, and a --return-share above 0.",
  ],
  ["PrepaidReferenceUsed", "Give another --ref; one stands for one payment."],
  ["PrepaidSignatureExpired", "Sign again with `prepaid sign` and a later --deadline."],
  ["PrepaidUnsigned", "Have its holder sign with `prepaid sign`; who claimed it meanwhile, `prepaid show` says."],
  ["PrepaidRefundNeedsReference", "Give the --ref of the redemption; one without a reference can't be given back."],
  ["PrepaidVaultUnknown", "Create the vault with `prepaid vault create`, or name the --factory that made it."],
  ["ERC20InsufficientAllowance", "Run the command again: it approves what is missing."],
  ["ERC721InsufficientApproval", "Sign as the card's owner with --from; `prepaid show` says who that is."],
  [
    "ERC20InsufficientBalance",
    "Send the account more of the asset, use a smaller amount, or name another with --from.",
  ],
]);
