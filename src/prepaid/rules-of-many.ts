import { type ContractRunner, toBeHex } from "ethers";

import type { IPrepaidVault } from "../ethers.ts";
import { PLAIN, type Rules } from "./constants.ts";
import { type Instrument, logsOf, startingFrom, topicsOf } from "./reader.ts";
import { type EventRange, hashOfRules, rulesFromEvent, RulesUnknownError } from "./rules.ts";

/** How many ids a node is asked for at once. */
const IDS_A_QUERY = 100;

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
  if (ruled.size === 0) return found;

  const blocks = await startingFrom(vault, runner, range);
  const topics = [...ruled.keys()].map((id) => toBeHex(id, 32));
  for (let i = 0; i < topics.length; i += IDS_A_QUERY) {
    const query = [topicsOf(vault, ["Ruled"]), topics.slice(i, i + IDS_A_QUERY)];
    for (const log of await logsOf(vault, runner, query, blocks)) {
      const id = BigInt(log.topics[1] ?? 0);
      const rules = rulesFromEvent(vault, log);
      if (rules !== null && hashOfRules(rules) === ruled.get(id)) found.set(id, rules);
    }
  }
  for (const id of ruled.keys()) if (!found.has(id)) throw new RulesUnknownError(id);
  return found;
}
