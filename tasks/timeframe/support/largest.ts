import { NO_END } from "../../../src/timeframe/index.ts";
import { LARGEST as SHARED } from "../../support/parse.ts";

/** The largest values that the contracts of timeframe take, by what they measure. */
export const LARGEST = {
  ...SHARED,
  /** What is announced: quotas, caps, budgets, prices and pots. */
  announced: 2n ** 112n - 1n,
  group: 2n ** 24n - 1n,
  /** The last frame that a clock can number. */
  frame: 2n ** 32n - 2n,
  /** The end of a membership, which is the first frame without it; the largest stands for none. */
  end: NO_END,
} as const;
