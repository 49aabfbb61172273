import type { ErrorEntry } from "../chain/explain.ts";

/** Errors of a plan's text, and of what an owner does with plans. */
export const PLAN_ERRORS = {
  WalletDuration: {
    signature: "WalletDuration(string field, uint256 value, uint256 least, uint256 most)",
    measures: { value: "duration", least: "duration", most: "duration" },
    cause: "{field} is {value}.",
    remedy: "Give {least} to {most}.",
  },
  WalletCount: {
    signature: "WalletCount(string what, uint256 count, uint256 least, uint256 most)",
    cause: "The plan has {count} {what}.",
    remedy: "Give {least} to {most}.",
  },
  WalletRecipient: {
    signature: "WalletRecipient(uint256 tier, uint256 place)",
    measures: { tier: "place", place: "place" },
    cause:
      "Recipient {place} of tier {tier} can't receive: he is nobody, the account itself, the registry or the executor. (A tier beyond the last stands for the fallback recipient.)",
    remedy: "Name somebody else there.",
  },
  WalletShares: {
    signature: "WalletShares(uint256 tier, uint256 sum)",
    measures: { tier: "place" },
    cause: "The shares of tier {tier} are {sum} together; 0 stands for one that is 0.",
    remedy: "Give each recipient at least 1, and all of a tier 10,000 together.",
  },
  WalletBondBelowBounty: {
    signature: "WalletBondBelowBounty(uint96 bond, uint96 bounty)",
    cause:
      "The bond of a request, {bond} wei, is below the bounty, {bounty} wei: whoever asks again and again is paid more than he loses.",
    remedy: "Give a bond at least as high as the bounty, or no period of requests.",
  },
  WalletTierOrder: {
    signature: "WalletTierOrder(uint256 tier)",
    measures: { tier: "place" },
    cause: "Tier {tier} opens before the one before it.",
    remedy: "Put the tiers in the order of their delays.",
  },
  WalletAsset: {
    signature: "WalletAsset(uint256 place)",
    measures: { place: "place" },
    cause:
      "Asset {place} is out of order or listed twice, or it has a token or an id that its kind has not, or lacks one.",
    remedy: "Make the plan by `planOf`, which puts assets in order, and list each once.",
  },
  WalletEtherNeedsCode: {
    signature: "WalletEtherNeedsCode(address account)",
    cause: "{account} is a plain account, whose ether can't be moved by anybody else.",
    remedy: "Wrap it (WETH) and list that, or give the account code by EIP-7702 and name that as its source of life.",
  },
  WalletEverythingNeedsCode: {
    signature: "WalletEverythingNeedsCode(address account)",
    cause: "{account} is a plain account, which can't say that everything is moved.",
    remedy: "List the assets, and approve the executor for each.",
  },
  WalletGuardians: {
    signature: "WalletGuardians()",
    cause: "The guardians are out of order or named twice, can't sign, are fewer than must, or have nothing to do.",
    remedy: "Make the plan by `planOf` and check it by `checkPlan`, which says which of these it is.",
  },
  WalletRegisteredBefore: {
    signature: "WalletRegisteredBefore(address account, uint32 version)",
    cause: "{account} has a plan in force, number {version}.",
    remedy: "Supersede it.",
  },
  WalletOtherPlan: {
    signature: "WalletOtherPlan(address account, uint32 version)",
    cause: "This isn't the text of the plan of {account} that is in force, number {version}; or it has none.",
    remedy: "Take the text that `findPlan` finds.",
  },
  WalletOtherAccount: {
    signature: "WalletOtherAccount(address account, address expected)",
    cause: "The plan is one of {account}, not of {expected}.",
    remedy: "Send from the plan's account, or name the account that sends.",
  },
  WalletNothingAnnounced: {
    signature: "WalletNothingAnnounced(address account)",
    cause: "{account} has announced nothing, or it is in force already.",
    remedy: "Supersede the plan that is in force.",
  },
  WalletForeignSource: {
    signature: "WalletForeignSource(address account, address source)",
    cause: "{source} is no module of {account}, and that doesn't say that its owner acts.",
    remedy: "Install the source in the account first, or register by the account's signature.",
  },
  WalletNotOwnersAct: {
    signature: "WalletNotOwnersAct(address account, address caller)",
    cause:
      "{caller} called, and that was no act of the owner of {account}: a module, a session key or somebody else did it.",
    remedy: "Have the owner sign it himself.",
  },
  WalletSignature: {
    signature: "WalletSignature(address account)",
    cause: "The signature isn't one of {account}, or isn't for exactly this.",
    remedy: "Sign again with the values of now: nonce, version and the time of the trigger change.",
  },
  WalletSignatureExpired: {
    signature: "WalletSignatureExpired(uint256 deadline)",
    measures: { deadline: "moment" },
    cause: "The signature could be used until {deadline}.",
    remedy: "Sign again with a later deadline.",
  },
  WalletIssuedAt: {
    signature: "WalletIssuedAt(uint48 issuedAt, uint48 lastLife)",
    measures: { issuedAt: "moment", lastLife: "moment" },
    cause:
      "It was signed at {issuedAt}, which lies in the future, or is no later than the life that is known, {lastLife}.",
    remedy: "Sign again with the time of the newest block.",
  },
} as const satisfies Record<string, ErrorEntry>;
