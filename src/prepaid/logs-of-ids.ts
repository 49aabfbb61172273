import { type ContractRunner, type Log, toBeHex } from "ethers";

import type { IPrepaidVault } from "../ethers.ts";
import { logsOf, startingFrom, topicsOf } from "./reader.ts";
import type { EventRange } from "./rules.ts";

/** How many ids a node is asked for at once. */
const IDS_A_QUERY = 100;

/** The logs of these events about these instruments, in order for each of them: one search for a hundred, not one each. */
export async function logsOfIds(
  vault: IPrepaidVault,
  runner: ContractRunner,
  names: Parameters<typeof topicsOf>[1],
  ids: Iterable<bigint>,
  range: EventRange,
): Promise<Log[]> {
  const topics = [...ids].map((id) => toBeHex(id, 32));
  if (topics.length === 0) return [];
  const blocks = await startingFrom(vault, runner, range);
  const logs: Log[] = [];
  for (let i = 0; i < topics.length; i += IDS_A_QUERY) {
    const query = [topicsOf(vault, names), topics.slice(i, i + IDS_A_QUERY)];
    logs.push(...(await logsOf(vault, runner, query, blocks)));
  }
  return logs;
}
