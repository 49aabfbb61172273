import type { ContractRunner } from "ethers";

import type { IPrepaidVault } from "../ethers.ts";
import { PLAIN, type Rules } from "./constants.ts";
import { logsOfIds } from "./logs-of-ids.ts";
import type { Instrument } from "./reader.ts";
import { type EventRange, hashOfRules, rulesFromEvent, RulesUnknownError } from "./rules.ts";

/** The rules of several instruments, by their ids, from the events: one search for a hundred of them, not one each. */
export async function rulesOfMany(
  vault: IPrepaidVault,
  instruments: readonly Instrument[],
  runner: ContractRunner,
  range: EventRange,
): Promise<Map<bigint, Rules>> {
  const plain = hashOfRules(PLAIN);
  const found = new Map<bigint, Rules>();
  const ruled = new Map<bigint, string>();
  for (const { id, rulesHash } of instruments) {
    if (rulesHash === plain) found.set(id, { ...PLAIN });
    else ruled.set(id, rulesHash);
  }
  for (const log of await logsOfIds(vault, runner, ["Ruled"], ruled.keys(), range)) {
    const id = BigInt(log.topics[1] ?? 0);
    const rules = rulesFromEvent(vault, log);
    if (rules !== null && hashOfRules(rules) === ruled.get(id)) found.set(id, rules);
  }
  for (const id of ruled.keys()) if (!found.has(id)) throw new RulesUnknownError(id);
  return found;
}
