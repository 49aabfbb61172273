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
