import type { ErrorEntry } from "../chain/explain.ts";

/** Errors of what happens once an owner is silent, and of the executor. */
export const ACT_ERRORS = {
  WalletState: {
    signature: "WalletState(uint8 state)",
    measures: { state: "state" },
    cause: "The plan is {state}, and this is for another state.",
    remedy: "See what `readStatus` says of it and when it will be what.",
  },
  WalletTooEarly: {
    signature: "WalletTooEarly(uint256 from, uint256 now_)",
    measures: { from: "moment", now_: "moment" },
    cause:
      "It is possible from {from} on, and so far only {now_} counts: now, or the time up to which silence is known.",
    remedy: "Wait until then, and show fresh evidence.",
  },
  WalletPaused: {
    signature: "WalletPaused(uint48 until)",
    measures: { until: "moment" },
    cause: "Guardians hold the plan up until {until}.",
    remedy: "Wait until then.",
  },
  WalletUnconfirmed: {
    signature: "WalletUnconfirmed()",
    cause: "The plan's guardians must confirm first.",
    remedy: "Collect their signatures for this trigger, and confirm.",
  },
  WalletTierClosed: {
    signature: "WalletTierClosed(uint256 tier, uint256 current, uint256 opensAt, uint256 closesAt)",
    measures: { tier: "place", current: "place", opensAt: "moment", closesAt: "moment" },
    cause: "Tier {tier} can't accept now; tier {current} can, from {opensAt} to before {closesAt}.",
    remedy: "Accept for the tier that is open, while it is.",
  },
  WalletUnaccepted: {
    signature: "WalletUnaccepted(uint256 tier, uint256 closesAt)",
    measures: { tier: "place", closesAt: "moment" },
    cause: "Tier {tier} is open and hasn't accepted.",
    remedy: "Have one of its recipients accept, or wait for the next tier: from {closesAt} on.",
  },
  WalletAcceptedBefore: {
    signature: "WalletAcceptedBefore(uint256 tier)",
    measures: { tier: "place" },
    cause: "Tier {tier} has accepted already.",
    remedy: "Nothing is left to accept: execute the plan.",
  },
  WalletOtherTrigger: {
    signature: "WalletOtherTrigger(uint256 triggeredAt)",
    measures: { triggeredAt: "moment" },
    cause: "The plan was triggered anew at {triggeredAt}, while this page of it was executed.",
    remedy: "An asset, or who received it, has shown life of the owner: look at the plan again, with `wallet show`.",
  },
  WalletBlock: {
    signature: "WalletBlock(uint256 blockNumber, uint256 current)",
    cause:
      "The chain doesn't know the hash of block {blockNumber}, by which the heartbeat was signed: the current one is {current}.",
    remedy:
      "Have it signed again (`wallet alive --sign`), and send it within 256 blocks; within 8,191 where the chain keeps their history.",
  },
  WalletNotRecipient: {
    signature: "WalletNotRecipient(address caller, uint256 tier, uint256 place)",
    measures: { tier: "place", place: "place" },
    cause: "{caller} isn't recipient {place} of tier {tier}.",
    remedy: "Look up tier and place by `placesOf`; one who is secret needs his salt.",
  },
  WalletNoRequest: {
    signature: "WalletNoRequest()",
    cause: "Nobody can request under this plan, or a request is under way.",
    remedy: "Wait for the request that is under way, or for the period.",
  },
  WalletBond: {
    signature: "WalletBond(uint256 sent, uint256 bond)",
    cause: "A request costs {bond} wei, and {sent} were sent.",
    remedy: "Send exactly the bond.",
  },
  WalletRequestStands: {
    signature: "WalletRequestStands()",
    cause: "There is no request, or it stands: the owner has shown no life since.",
    remedy: "Nothing is to be ended; prove the owner's life first if there was some.",
  },
  WalletGuardiansRefused: {
    signature: "WalletGuardiansRefused(uint256 valid, uint256 threshold)",
    cause:
      "Of {threshold} signatures of guardians {valid} were found; or the plan gives guardians no such right, or no more pauses.",
    remedy: "Collect signatures for this version and trigger, and put them in the order of the keys' hashes.",
  },
  WalletNotExecutor: {
    signature: "WalletNotExecutor(address caller)",
    cause: "{caller} isn't the executor.",
    remedy: "Execute the plan at the executor, which tells the registry.",
  },
  WalletNothingToWithdraw: {
    signature: "WalletNothingToWithdraw(uint256 available)",
    cause: "There are {available} wei to withdraw.",
    remedy: "Withdraw at most that, and more than nothing.",
  },
  WalletEtherNotSent: {
    signature: "WalletEtherNotSent(address to, uint256 amount)",
    cause: "{to} refused the ether, {amount} wei.",
    remedy: "Withdraw to another address.",
  },
  // ---- executor ----
  ExecutorPlace: {
    signature: "ExecutorPlace(uint256 place, uint256 listed)",
    measures: { place: "place" },
    cause: "The plan lists {listed} assets, and asset {place} is beyond them.",
    remedy: "Name places of the plan's list.",
  },
  ExecutorHolder: {
    signature: "ExecutorHolder(address holder)",
    cause: "The plan's source has {holder} move the assets, which is neither itself nor the account.",
    remedy: "Supersede the plan by one whose source is what the account has installed.",
  },
  ExecutorNothing: {
    signature: "ExecutorNothing()",
    cause: "The page names no asset.",
    remedy: "Name at least one place, or one further asset.",
  },
  ExecutorFurther: {
    signature: "ExecutorFurther(uint256 place)",
    measures: { place: "place" },
    cause:
      "Further asset {place} is listed in the plan, is of another kind than said, or has a token or an id that its kind has not, or lacks one.",
    remedy: "Execute what is listed by its place, and name further assets by their own kind.",
  },
  ExecutorNotEverything: {
    signature: "ExecutorNotEverything(address account)",
    cause: "The plan of {account} moves what it lists and nothing else.",
    remedy: "Leave further assets out.",
  },
  ExecutorNoClaim: {
    signature: "ExecutorNoClaim(bytes32 who, address token)",
    cause: "{who} has no claim on {token}, or the account holds nothing of it now.",
    remedy: "See what `claimOf` says for this execution; execute the asset first.",
  },
  ExecutorNotRecipient: {
    signature: "ExecutorNotRecipient(bytes32 who, address caller)",
    cause: "{caller} can't have the claim of {who} paid like this.",
    remedy: "Name the recipient himself as receiver, or have him call; one who is secret shows his salt.",
  },
  ExecutorClaimFailed: {
    signature: "ExecutorClaimFailed(bytes reason)",
    cause: "The asset, the account or the receiver refused: {reason}.",
    remedy: "Have the recipient name another receiver, or try again later; the claim stays.",
  },
  ExecutorFallbackEarly: {
    signature: "ExecutorFallbackEarly(uint256 from)",
    measures: { from: "moment" },
    cause: "The claim is its recipient's alone until {from}, or the plan has no fallback recipient.",
    remedy: "Wait until then.",
  },
  ExecutorOutOfGas: {
    signature: "ExecutorOutOfGas()",
    cause: "The gas didn't reach for an asset's transfer.",
    remedy: "Send more gas, or a smaller page.",
  },
  ReentrancyGuardReentrantCall: {
    signature: "ReentrancyGuardReentrantCall()",
    cause: "An asset or a receiver called the executor while it was executing.",
    remedy: "Execute the page again without that asset, and that alone later.",
  },
} as const satisfies Record<string, ErrorEntry>;
