import type { ErrorEntry } from "../chain/explain.ts";

/** Errors of the module for modular accounts, and of plans as wills by ERC-7878. */
export const FACADE_ERRORS = {
  // ---- DeadMansSwitchModule7579 ----
  Module7579NotOwnersAct: {
    signature: "Module7579NotOwnersAct(address account)",
    cause: "What {account} calls isn't an act of its owner's.",
    remedy:
      "Send a user operation of the owner's key, which the switch validates, with nothing of a module's before it.",
  },
  Module7579OwnerRefused: {
    signature: "Module7579OwnerRefused(bytes owner)",
    cause: "{owner} is neither an address that can sign nor a verifier with a key of 64 bytes.",
    remedy: "Give the address of the owner's key, or a verifier's address and the key.",
  },
  Module7579OwnedBefore: {
    signature: "Module7579OwnedBefore(address account)",
    cause: "{account} has named another owner to the switch.",
    remedy: "Leave the data of the installation empty; the owner can name another by `nameOwner`.",
  },
  // ---- Bequeathable ----
  BequeathNoPlan: {
    signature: "BequeathNoPlan(address owner)",
    cause: "No plan of {owner} is in force, or another one than was shown.",
    remedy: "Show the plan in force by `show`.",
  },
  BequeathNotAWill: {
    signature: "BequeathNotAWill(address owner)",
    cause: "The plan of {owner} hasn't just one recipient, whom everybody knows, or its assets move by approvals.",
    remedy: "Use the registry of plans, which knows all forms.",
  },
  BequeathNotOwnersAct: {
    signature: "BequeathNotOwnersAct(address owner)",
    cause: "What {owner} calls isn't an act of its owner's.",
    remedy: "Have the owner's key send it, as the source of life of the account's plan sees his acts.",
  },
  BequeathExecutors: {
    signature: "BequeathExecutors(uint256 count)",
    cause: "{count} executors are named.",
    remedy: "Name 1 to 16.",
  },
  BequeathMoratorium: {
    signature: "BequeathMoratorium(uint256 moratoriumTTL, uint256 grace)",
    measures: { moratoriumTTL: "duration", grace: "duration" },
    cause: "The moratorium is {moratoriumTTL}, and the plan's grace period {grace}.",
    remedy: "Give {grace}; another grace period takes another plan.",
  },
  BequeathNotExecutor: {
    signature: "BequeathNotExecutor(address caller)",
    cause: "{caller} isn't an executor of the will.",
    remedy: "Do it at the registry of plans and its executor, where anybody can.",
  },
  BequeathOtherInheritor: {
    signature: "BequeathOtherInheritor(address inheritor, address expected)",
    cause: "The plan's inheritor is {expected}, not {inheritor}.",
    remedy: "Name {expected}.",
  },
  BequeathAnnounced: {
    signature: "BequeathAnnounced(address owner)",
    cause: "The obituary of {owner} was announced already.",
    remedy: "Wait for the end of the moratorium, and bequeath.",
  },
  BequeathNothingAnnounced: {
    signature: "BequeathNothingAnnounced(address owner)",
    cause: "No obituary of {owner} is announced, or it was before the owner showed life.",
    remedy: "Announce it by `announceObit`, once the owner was silent for the plan's period.",
  },
  BequeathStands: {
    signature: "BequeathStands(address owner)",
    cause: "{owner} has shown no life since the announcement, and nothing else cancels it.",
    remedy: "The owner gives a heartbeat or does anything else; guardians can hold the plan up.",
  },
} as const satisfies Readonly<Record<string, ErrorEntry>>;
