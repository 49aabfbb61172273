import { readFile } from "node:fs/promises";

import { isRaw, type Raw } from "../../chain/raw.ts";
import type { VehicleState } from "./chain.ts";
import { hasErrorCode, writeAtomically } from "./files.ts";

/** What a unit keeps of what the chain answered: for its display, and while there is no node. */
export interface LocalState {
  /** As of the newest block that it saw. */
  newest: VehicleState;
  /** As of a block that was confirmed when it saw it; null while there was none. */
  confirmed: VehicleState | null;
}

/**
 * Writes down what the chain answered.
 *
 * @example
 * await saveState("vehicle.state.json", { newest, confirmed });
 */
export async function saveState(path: string, state: LocalState): Promise<void> {
  const text = JSON.stringify(state, (_, value: unknown) => (typeof value === "bigint" ? `${value}` : value), 2);
  await writeAtomically(path, `${text}\n`);
}

/**
 * What was written down last; null where nothing was, or it can't be read: the chain says it again.
 *
 * @example
 * const value = (await loadState("vehicle.state.json"))?.newest.value;
 */
export async function loadState(path: string): Promise<LocalState | null> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if (hasErrorCode(error, "ENOENT")) return null;
    throw error;
  }
  try {
    const found: unknown = JSON.parse(text);
    if (!isRaw(found)) return null;
    const confirmed = found["confirmed"];
    return { newest: stateIn(found["newest"]), confirmed: confirmed === null ? null : stateIn(confirmed) };
  } catch {
    return null;
  }
}

function stateIn(value: unknown): VehicleState {
  const found = objectIn(value);
  const block = objectIn(found["block"]);
  const policy = objectIn(found["policy"]);
  const { number, hash } = block;
  if (typeof number !== "number" || typeof hash !== "string") throw new TypeError("It has no block");
  if (typeof policy["hash"] !== "string") throw new TypeError("It has no policy");
  return {
    block: { number, hash, timestamp: numberIn(block, "timestamp") },
    sequence: numberIn(found, "sequence"),
    value: numberIn(found, "value"),
    residual: numberIn(found, "residual"),
    policy: { hash: policy["hash"], since: numberIn(policy, "since") },
  };
}

function objectIn(value: unknown): Raw {
  if (!isRaw(value)) throw new TypeError("It is no object");
  return value;
}

function numberIn(from: Raw, name: string): bigint {
  const value = from[name];
  if (typeof value !== "string") throw new TypeError(`It has no number "${name}"`);
  return BigInt(value);
}
