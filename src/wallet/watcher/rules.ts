/** When something is worth its gas, as the operator of a watcher sees it. Shares are hundredths of a percent. */
export interface WatchRules {
  /** The share of its period that a plan's clock must have passed before an act of the owner is proven. */
  proveFrom: bigint;
  /** The share from which a proof is sent whatever it costs. */
  urgentFrom: bigint;
  /** The most that a proof which isn't urgent may cost, in wei; null = whatever it costs. */
  mostCost: bigint | null;
  /** The share of its period that a checkpoint must set a plan's clock back by, unless it is the first. */
  gain: bigint;
  /** Contracts of which a plan that says everything moves what it doesn't list; the chain's own coin needs no mention. Anybody can send an account what nobody wants. */
  further: readonly string[];
}

/** What a proof costs, about. */
export const PROOF_GAS = 250_000n;

/** What moving a further asset costs, about: less than that isn't worth it. */
export const MOVE_GAS = 250_000n;

/**
 * The rules of a watcher unless its operator has others: acts are proven when four fifths of the period are over, at whatever price; checkpoints that gain a hundredth.
 *
 * @example
 * const rules = { ...WATCH_RULES, mostCost: parseEther("0.005") };
 */
export const WATCH_RULES: Readonly<WatchRules> = {
  proveFrom: 8_000n,
  urgentFrom: 9_500n,
  mostCost: null,
  gain: 100n,
  further: [],
};

/** The whole, in hundredths of a percent. */
export const WHOLE = 10_000n;

/** How much of a period is over, in hundredths of a percent; more than all of it once it is over. */
export function shareOver({ period }: { period: bigint }, lastLife: bigint, now: bigint): bigint {
  return now <= lastLife ? 0n : ((now - lastLife) * WHOLE) / period;
}
