import { MODULAR, OWN, SAFE_141, SAFE_150 } from "./subjects.ts";

/** What an act of an owner may take more, by the specification; of a modular account: what a peer's hook takes, which does less. */
export const OVERHEAD_AT_MOST: Readonly<Record<string, number>> = {
  [`${OWN}: user operation`]: 5_300,
  [`${OWN}: user operation that says when it was issued`]: 5_300,
  [`${OWN}: signed batch, its number in the same word`]: 500,
  [`${SAFE_141}: a call`]: 16_000,
  [`${SAFE_141}: a batch of two calls`]: 16_000,
  [`${SAFE_150}: a call`]: 16_000,
  [`${SAFE_150}: a batch of two calls`]: 16_000,
  [`${MODULAR}: user operation`]: 28_358,
};

/** The specification's, of whole transactions. */
export const AT_MOST: Readonly<Record<string, number>> = {
  "proveActivity, 3 nodes": 215_000,
  "proveActivity, 9 nodes, made up": 600_000,
  "register, 1 tier, 1 recipient, 1 asset": 110_000,
};

/** Rhinestone's DeadmanSwitch hook, called by itself; measured elsewhere, not in this run. */
export const PEERS_HOOK = 28_358;
