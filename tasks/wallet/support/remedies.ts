import type { ErrorName, Explanation } from "../../../src/wallet/index.ts";

/** What helps with an explained revert at the terminal: the task to run, where there is one. */
export function remedyOf({ name, remedy }: Explanation): string {
  return REMEDIES.get(name) ?? remedy;
}

/** Where the package's own remedy speaks of functions, the task that calls them. */
export const REMEDIES: ReadonlyMap<string, string> = new Map<ErrorName, string>([
  ["WalletState", "See with `wallet show` what it is, and when it will be what."],
  ["WalletTooEarly", "Wait until then, and run the command again; `wallet show` says what is due when."],
  ["WalletPaused", "Wait until then, and run the command again."],
  ["WalletUnconfirmed", "Have them sign with `wallet guardian sign`, and send that with `wallet guardian confirm`."],
  ["WalletUnaccepted", "Have one of its recipients accept with `wallet accept`, or wait for the next tier."],
  ["WalletTierClosed", "Accept while one's own tier is open; `wallet show` says when that is."],
  ["WalletAcceptedBefore", "Execute the plan with `wallet execute`."],
  ["WalletNotRecipient", "Sign as a recipient with --from; one who is named in secret gives his --salt."],
  ["WalletNoRequest", "Wait for the request that is under way, or for the period; `wallet show` says which."],
  [
    "WalletRequestStands",
    "There is nothing to end; where the owner has acted since, show that first with `wallet prove`.",
  ],
  [
    "WalletGuardiansRefused",
    "Have the plan's guardians sign anew with `wallet guardian sign`; `wallet show` says who they are and what they may.",
  ],
  ["WalletNothingToWithdraw", "See with `wallet show` what there is."],
  ["WalletEtherNotSent", "Give another account with --to."],
  ["WalletRegisteredBefore", "Put another in its place with `wallet supersede`."],
  ["WalletOtherPlan", "See with `wallet show` which plan is in force, and run the command again."],
  ["WalletOtherAccount", "Sign as the plan's account with --from."],
  ["WalletNothingAnnounced", "See with `wallet show` what is in force."],
  ["WalletNotOwnersAct", "Sign as the owner with --from."],
  ["WalletSignature", "Have it signed again, with `wallet sign`, `wallet alive --sign` or `wallet accept --sign`."],
  ["WalletSignatureExpired", "Have it signed again with `wallet sign` and a later --deadline."],
  ["WalletIssuedAt", "Have it signed again: what is signed counts from then, so an older one says nothing new."],
  [
    "WalletGuardians",
    "Give each of them once, with a threshold, and say whether they confirm or how often they pause.",
  ],
  [
    "WalletEtherNeedsCode",
    "Wrap the ether and list that; or create an account that moves it itself with `wallet account create`.",
  ],
  ["WalletEverythingNeedsCode", "List the assets with --asset, and leave out --everything."],
  ["WalletAsset", "Give each asset once, with an id where its kind has one."],
  ["WalletShares", "Give the shares in percent, 100 together."],
  ["LifeShown", "Show it with `wallet prove`; the plan's clock begins anew then."],
  ["ProverNoCheckpoint", "Show it with `wallet checkpoint`; silence is counted from then on."],
  ["ProverStale", "Run the command again: it makes a new proof."],
  ["ProverCodeFound", "Show that with `wallet prove`, which suspends the plan until the owner registers anew."],
  ["ExecutorNoClaim", "See with `wallet claims` what there is to claim."],
  ["ExecutorNotRecipient", "Sign as the recipient with --from; one who is named in secret gives his --salt."],
  ["ExecutorClaimFailed", "The claim stays: sign as the recipient and name another account with --to."],
  ["ExecutorFallbackEarly", "Wait until then; `wallet claims` says whose it is."],
  ["ExecutorNotEverything", "Leave out --further."],
  ["ExecutorFurther", "Leave out of --further what the plan lists, and give the others as they are."],
  ["ExecutorPlace", "See with `wallet show` how many assets the plan lists."],
  ["AccountSignature", "Sign as the account's owner with --from."],
  ["ModuleIncomplete", "Put it in place with `wallet safe install`."],
]);
