import type { ErrorEntry } from "./explain.ts";

/** Errors of what counts frames: `FrameClock`, `FrameTally`, `FrameValue`. */
export const FRAME_ERRORS = {
  FrameClockInvalid: {
    signature: "FrameClockInvalid(uint8 rhythm, uint48 anchor, uint48 frameLength)",
    cause: "Rhythm {rhythm} with anchor {anchor} and length {frameLength} makes no clock.",
    remedy:
      "Fixed frames need a length of at least one second and two frames that end before second 2^48; calendar frames take neither anchor nor length.",
  },
  FrameClockOutOfRange: {
    signature: "FrameClockOutOfRange(uint256 value)",
    cause: "The moment or frame {value} lies beyond what the clock can number.",
    remedy: "Use an earlier one: frames go up to 2^32 - 2, seconds up to 2^48 - 1.",
  },
  FrameTallyOutOfRange: {
    signature: "FrameTallyOutOfRange(uint256 place)",
    cause: "The end lies {place} frames after the token's first, and ends are counted for 2^24 frames.",
    remedy: "Give an earlier end, or none.",
  },
  FrameValueTooWide: {
    signature: "FrameValueTooWide(uint256 value)",
    cause: "The value {value} is more than 2^112 - 1; that holds for the sum of a frame's quotas too.",
    remedy: "Use smaller quotas, fewer members or fewer decimals.",
  },
} as const satisfies Record<string, ErrorEntry>;

/** Errors of `LapseLedger`, which keeps value that comes back by itself. */
export const LAPSE_ERRORS = {
  LapseBucketOutOfRange: {
    signature: "LapseBucketOutOfRange(uint256 bucket, uint256 current)",
    cause: "Bucket {bucket} is no later than the current one, {current}, or more than 4,096 later.",
    remedy: "Choose a bucket from the next one on, and at most 4,096 ahead.",
  },
  LapseShort: {
    signature: "LapseShort(uint256 needed, uint256 available)",
    measures: { needed: "money", available: "money" },
    cause: "The account has {available}, and {needed} is needed.",
    remedy: "Use less, bring in more, or wait for what comes back.",
  },
  LapseNotLocked: {
    signature: "LapseNotLocked(uint256 bucket, uint256 needed, uint256 locked)",
    measures: { needed: "money", locked: "money" },
    cause: "Bucket {bucket} holds {locked}, and {needed} was to be taken out of it.",
    remedy: "Take less.",
  },
  LapseTooWide: {
    signature: "LapseTooWide(uint256 value)",
    measures: { value: "money" },
    cause: "The balance would be {value}, which doesn't fit 128 bits.",
    remedy: "Use smaller amounts.",
  },
} as const satisfies Record<string, ErrorEntry>;

/** Errors of `Payouts`. */
export const PAYOUT_ERRORS = {
  PayoutOutOfGas: {
    signature: "PayoutOutOfGas()",
    cause: "The gas didn't reach for the asset's transfer.",
    remedy: "Send the transaction with more gas.",
  },
} as const satisfies Record<string, ErrorEntry>;

/** Errors of `ChainProof`, which shows what the chain itself says of a past block. */
export const CHAIN_PROOF_ERRORS = {
  ChainProofMalformed: {
    signature: "ChainProofMalformed()",
    cause: "The bytes are no header of a block: a canonical RLP list of at least 15 fields, with nothing after it.",
    remedy: "Build the header with `readHeader`, which checks it against the block's hash.",
  },
  ChainProofOutOfReach: {
    signature: "ChainProofOutOfReach(uint256 number, uint256 current)",
    cause: "The header is of block {number}, and in block {current} the chain knows the 8,191 blocks before it.",
    remedy: "Take a newer block, and not the current one: its hash is known from the next block on.",
  },
  ChainProofNoHistory: {
    signature: "ChainProofNoHistory(uint256 number)",
    cause:
      "Block {number} is more than 256 back, and the chain keeps no history of hashes that goes so far (EIP-2935).",
    remedy: "Take one of the last 256 blocks.",
  },
  ChainProofOtherBlock: {
    signature: "ChainProofOtherBlock(uint256 number, bytes32 hash)",
    cause: "The header hashes to {hash}, and the chain's block {number} has another hash.",
    remedy:
      "Build the header again from a node of this chain: it was that of another chain or of a block that was reorganised away, or it was changed.",
  },
  ChainProofInvalid: {
    signature: "ChainProofInvalid(uint256 node)",
    cause:
      "The nodes of the proof don't lead from the block's root to what they should show: node {node}, counted from 0, doesn't fit or is missing.",
    remedy: "Build the proof again, for the same block as the header and for the same account or transaction.",
  },
  ChainProofAbsent: {
    signature: "ChainProofAbsent()",
    cause:
      "The proof shows that there is nothing: the account isn't in that block's state, or the block has no such place.",
    remedy: "Check account and block. An account that has never had ether, sent or created anything is in no state.",
  },
  ChainProofAccountFormat: {
    signature: "ChainProofAccountFormat(uint256 items)",
    cause:
      "The chain keeps {items} items of an account, and four are known: nonce, balance, storage root and code hash.",
    remedy: "Nothing can be proven of accounts on this chain.",
  },
  ChainProofReceiptFormat: {
    signature: "ChainProofReceiptFormat()",
    cause:
      "The receipt has no status of 0 or 1: it has another format than those of Ethereum, or is from before Byzantium.",
    remedy: "Nothing can be proven of receipts on this chain.",
  },
} as const satisfies Record<string, ErrorEntry>;
