import type { ErrorEntry } from "../chain/explain.ts";

/** Errors of what knows the life of accounts: provers, the own account, the module for a Safe. */
export const SOURCE_ERRORS = {
  LifeUnknown: {
    signature: "LifeUnknown(address account, string reason)",
    cause: "The life of {account} can't be known here: {reason}.",
    remedy: "Put in place what is missing, or name another source of life.",
  },
  LifeShown: {
    signature: "LifeShown(address account)",
    cause: "There is evidence that {account} has acted since what is recorded.",
    remedy: "Record it first, by `proveActivity`; the plan's clock begins anew.",
  },
  HolderUnauthorized: {
    signature: "HolderUnauthorized(address caller)",
    cause: "{caller} isn't the plan executor, the only one whom the account obeys here.",
    remedy: "Execute the plan at the executor.",
  },
  HolderRefused: {
    signature: "HolderRefused(address account, address token)",
    cause: "{account} did not let {token} go.",
    remedy: "See why the asset or its receiver refuses; what failed stays claimable.",
  },
  // ---- provers ----
  ProverNoActivity: {
    signature: "ProverNoActivity(address account, uint256 nonce, uint256 known)",
    cause: "The proof shows nonce {nonce} of {account}, and {known} is known: there is no new life in it.",
    remedy: "Prove a block after its next transaction.",
  },
  ProverNothingNew: {
    signature: "ProverNothingNew(address account, uint256 nonce, uint256 known, uint256 since)",
    measures: { since: "moment" },
    cause:
      "The proof shows nonce {nonce} of {account}; {known} is known since {since}, and nothing earlier or other is shown.",
    remedy:
      "Show a higher nonce by `proveActivity`, or an earlier block with the same one; otherwise nothing is to do.",
  },
  ProverCodeFound: {
    signature: "ProverCodeFound(address account, bytes32 codeHash)",
    cause:
      "{account} had code in that block, with the hash {codeHash}: its nonce alone shows neither life nor silence.",
    remedy: "Show it by `proveCode`, which suspends the plan until the owner registers anew.",
  },
  ProverNoCode: {
    signature: "ProverNoCode(address account)",
    cause: "{account} had no code in that block, or the code that it may have.",
    remedy: "There is nothing to show; its plan goes on.",
  },
  ProverNoCheckpoint: {
    signature: "ProverNoCheckpoint(address account)",
    cause: "{account} has not been seen yet.",
    remedy: "Show it by `checkpoint`; silence is counted from then on, or from the registration.",
  },
  ProverStale: {
    signature: "ProverStale(uint256 number, uint256 current)",
    cause: "The proof is of block {number}, more than 32 before the current one, {current}.",
    remedy: "Build it again from the newest block, and send it at once.",
  },
  ProverOtherTime: {
    signature: "ProverOtherTime(uint256 timestamp, uint256 current)",
    cause:
      "The header is of second {timestamp}, after the current block's, {current}: this chain's headers tell another time than its blocks.",
    remedy: "Nothing can be proven there; name a source of life that needs no proofs.",
  },
  // ---- the own account ----
  AccountUnauthorized: {
    signature: "AccountUnauthorized(address sender)",
    cause: "{sender} can't have the account do this.",
    remedy: "Send a batch that the owner signed, or his user operation through the entry point.",
  },
  AccountMode: {
    signature: "AccountMode(bytes32 mode)",
    cause: "The account doesn't know the mode {mode}: it executes batches that revert as a whole.",
    remedy: "Build the call by `encodeBatch`.",
  },
  AccountSignature: {
    signature: "AccountSignature()",
    cause: "The signature isn't the owner's, or isn't for exactly this batch.",
    remedy: "Have the owner sign this batch for this account and chain.",
  },
  AccountNonce: {
    signature: "AccountNonce(uint256 nonce, uint256 expected)",
    cause: "The batch has the number {nonce}, and the next one has {expected}.",
    remedy: "Sign it again with that number.",
  },
  AccountExpired: {
    signature: "AccountExpired(uint256 deadline)",
    measures: { deadline: "moment" },
    cause: "The batch was good before {deadline}.",
    remedy: "Sign it again with a later deadline.",
  },
  AccountDeadlineFar: {
    signature: "AccountDeadlineFar(uint256 deadline, uint256 latest)",
    measures: { deadline: "moment", latest: "moment" },
    cause: "The deadline {deadline} is later than what is accepted now, {latest}: nothing is signed far in advance.",
    remedy: "Sign it again with a deadline of at most a day ahead.",
  },
  AccountOperatorTarget: {
    signature: "AccountOperatorTarget(address operator, address target)",
    cause: "The operator {operator} can't have the account call {target}, itself or the entry point.",
    remedy: "Have the owner do that himself.",
  },
  AccountOwnerRefused: {
    signature: "AccountOwnerRefused(bytes owner)",
    cause: "Nobody could ever sign as the owner {owner}.",
    remedy: "Give an address that is neither zero nor the account, or an ERC-7913 verifier with its key.",
  },
  AccountOwnerLives: {
    signature: "AccountOwnerLives(uint48 lastLife)",
    measures: { lastLife: "moment" },
    cause: "The owner acted at {lastLife}; others can do this 30 days after his last act.",
    remedy: "Have the owner do it, or wait.",
  },
  // ---- the module for a Safe ----
  ModuleNotOwnersAct: {
    signature: "ModuleNotOwnersAct(address account)",
    cause: "Only an execution that the owners of {account} signed can do this.",
    remedy:
      "Have them sign it; where the Safe has no module guard, as a transaction of this call alone with no refund of gas.",
  },
  ModuleDelay: {
    signature: "ModuleDelay(uint256 delay, uint256 least, uint256 most)",
    measures: { delay: "duration", least: "duration", most: "duration" },
    cause: "The delay of a removal is {delay}; once set up, it can only grow.",
    remedy: "Give {least} to {most}.",
  },
  ModuleIncomplete: {
    signature: "ModuleIncomplete(address account, uint8 part)",
    cause:
      "The Safe {account} lacks part {part} of the switch: 1 the set-up, 2 the guard, 3 the module, 4 the module guard, 5 the Safe's own code as it was.",
    remedy: "Put it in place first.",
  },
  ModuleRemovalUnannounced: {
    signature: "ModuleRemovalUnannounced(address account, uint8 part, uint48 from)",
    measures: { from: "moment" },
    cause:
      "Part {part} of the switch of {account} would be missing, and no removal is announced for now; {from} is when it is possible, or was.",
    remedy: "Put it back in the same execution, or announce the removal and wait.",
  },
  ModuleNothingAnnounced: {
    signature: "ModuleNothingAnnounced(address account)",
    cause: "{account} has announced no removal.",
    remedy: "There is nothing to take back.",
  },
  ModuleCalledByModule: {
    signature: "ModuleCalledByModule(address account, address module)",
    cause: "The module {module} had the Safe {account} call the switch, which no module can.",
    remedy: "Have the owners sign it.",
  },
  ModuleRanForeignCode: {
    signature: "ModuleRanForeignCode(address account)",
    cause:
      "In this transaction a module has run foreign code as the Safe {account}, which could pretend to be its owners.",
    remedy: "Send the owners' execution in a transaction of its own.",
  },
} as const satisfies Record<string, ErrorEntry>;
