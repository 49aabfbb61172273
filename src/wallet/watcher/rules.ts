/** When something is worth its gas, as the operator of a watcher sees it. Shares are hundredths of a percent. */
export interface WatchRules {
  /** The share of its period that a plan's clock must have passed before an act of the owner is proven. */
  proveFrom: bigint;
  /** The share from which a proof is sent whatever it costs. */
  urgentFrom: bigint;
  /** The most that a proof which isn't urgent may cost, in wei; null = whatever it costs. */
  mostCost: bigint | null;
  /** The most that anything may cost beyond the bounty that it is paid, in wei; null = whatever it costs. */
  mostLoss: bigint | null;
  /** The share of its period that a checkpoint must set a plan's clock back by, unless it is the first. */
  gain: bigint;
  /** Contracts of which a plan that says everything moves what it doesn't list; the chain's own coin needs no mention. Anybody can send an account what nobody wants. */
  further: readonly string[];
  /** Seconds between two looks at whether something has come in at places that were taken up before. */
  late: bigint;
}

/** What a proof costs, about. */
export const PROOF_GAS = 250_000n;

/** What moving a further asset costs, about: less than that isn't worth it. */
export const MOVE_GAS = 250_000n;

/** What a trigger costs, about; and a page, beside its assets. */
export const ACT_GAS = 250_000n;

/** What a listed asset costs, about, with one recipient. */
export const ASSET_GAS = 80_000n;

/** What each further recipient of an asset costs, about: a transfer, or a claim. */
export const RECIPIENT_GAS = 80_000n;

/**
 * The rules of a watcher unless its operator has others: acts are proven when four fifths of the period are over, at whatever price; checkpoints that gain a hundredth. They serve plans that pay
 * nothing, as a family's keeper does; who watches strangers' plans sets `mostLoss`.
 *
 * @example
 * const rules = { ...WATCH_RULES, mostCost: parseEther("0.005"), mostLoss: 0n };
 */
export const WATCH_RULES: Readonly<WatchRules> = {
  proveFrom: 8_000n,
  urgentFrom: 9_500n,
  mostCost: null,
  mostLoss: null,
  gain: 100n,
  further: [],
  late: 86_400n,
};

/** The whole, in hundredths of a percent. */
export const WHOLE = 10_000n;

/** How much of a period is over, in hundredths of a percent; more than all of it once it is over. */
export function shareOver({ period }: { period: bigint }, lastLife: bigint, now: bigint): bigint {
  return now <= lastLife ? 0n : ((now - lastLife) * WHOLE) / period;
}
