import type { ErrorName, Explanation } from "../../../src/timeframe/index.ts";

/** In what an ERC-20 error of a task counts: units of the token, or the asset that its backing pays in. */
export type Ledger = "units" | "asset";

/** What helps with an explained revert at the terminal: the task to run, where there is one. */
export function remedyOf({ name, remedy }: Explanation, ledger: Ledger): string {
  return (ledger === "asset" ? OF_THE_ASSET.get(name) : undefined) ?? REMEDIES.get(name) ?? remedy;
}

const OTHER_ACCOUNT = "or name another account with --from";

/** Where the package's own remedy speaks of functions, the task that calls them. */
export const REMEDIES: ReadonlyMap<string, string> = new Map<ErrorName, string>([
  ["TimeframeUnknownGroup", "See the groups there are with `timeframe show`, or open one with `timeframe group add`."],
  ["TimeframeTermOver", "Give a later frame as end (see `timeframe frame`), or none for a membership without end."],
  ["TimeframeBarred", "Lift the bar with `timeframe member allow`, as the administrator, then try again."],
  [
    "TimeframeNotAdministrator",
    "See who is with `timeframe administrator show`, and sign as that account with --from.",
  ],
  [
    "TimeframeNotNamed",
    `Have the administrator name the account with \`timeframe administrator name\`, ${OTHER_ACCOUNT}.`,
  ],
  [
    "TimeframeReceiverOutside",
    "Send to a member or provider, or have the administrator add it: `timeframe member add`.",
  ],
  ["TimeframeMemberStill", "Leave first with `timeframe leave`, or have the administrator move the account."],
  [
    "TimeframeNotProvider",
    "Have the administrator admit the account with `timeframe provider add`, or spend to another.",
  ],
  ["TimeframeNoBacking", "Transfer them, or create a token with --backing."],
  ["TimeframeBackingMissing", "Create one with `timeframe backing create`, and give its address or name."],
  ["TimeframeFramePast", "Read it with `timeframe history`, which reconstructs it from the events."],
  [
    "TimeframeProofInvalid",
    "Join by the file that the administrator has set last, unchanged, and as an account that stands on it.",
  ],
  ["TimeframeVoucherExpired", "Ask the group's authority for a new one, which it makes with `timeframe voucher`."],
  ["TimeframeVoucherVoid", "Ask the group's authority for a new one, which it makes with `timeframe voucher`."],
  ["TimeframeVoucherUsed", "Ask the group's authority for a new one with another deadline (`timeframe voucher`)."],
  ["TimeframeNoPool", "Have the sponsor open it with `timeframe backing open`."],
  ["TimeframePoolOpen", "Announce another price for the next frame with `timeframe backing price` instead."],
  [
    "OwnableUnauthorizedAccount",
    "See who is with `timeframe backing sponsor show`, and sign as that account with --from.",
  ],
  ["TimeframePoolShort", "Fund the pool with `timeframe backing fund`, or take less."],
  ["ERC20InsufficientAllowance", "Have the owner allow enough with `timeframe approve`."],
]);

/** Where the same error comes from the asset, whose units don't refresh. */
const OF_THE_ASSET: ReadonlyMap<string, string> = new Map<ErrorName, string>([
  ["ERC20InsufficientBalance", `Send the account more of the asset, use a smaller amount, ${OTHER_ACCOUNT}.`],
  ["ERC20InsufficientAllowance", "Run the command again: it approves what is missing."],
]);
