import { type ContractRunner, toBeHex } from "ethers";

import { connectVault, type VaultLike } from "./connect.ts";
import { type Instrument, logsOf, startingFrom, topicsOf } from "./reader.ts";
import type { EventRange } from "./rules.ts";

/** How many ids a node is asked for at once. */
const IDS_A_QUERY = 100;

/**
 * Which of these instruments their purchaser took back: their value returned then, whatever their expiry was. What is settled and returned by
 * itself was; what was delivered was not; of others that are settled, the events tell.
 *
 * @returns Their ids.
 * @example
 * const gone = await takenBack(vault, await instrumentsOfPurchaser(vault, company, provider), provider);
 */
export async function takenBack(
  vault: VaultLike,
  instruments: readonly Instrument[],
  runner: ContractRunner,
  range: EventRange = {},
): Promise<Set<bigint>> {
  const settled = instruments.filter((instrument) => instrument.settled);
  const found = new Set(settled.filter(({ pull }) => !pull).map(({ id }) => id));
  const open = settled.filter(({ pull, delivered }) => pull && !delivered).map(({ id }) => toBeHex(id, 32));
  if (open.length === 0) return found;

  const contract = connectVault(vault, runner);
  const blocks = await startingFrom(contract, runner, range);
  for (let i = 0; i < open.length; i += IDS_A_QUERY) {
    const query = [topicsOf(contract, ["Cancelled"]), open.slice(i, i + IDS_A_QUERY)];
    for (const log of await logsOf(contract, runner, query, blocks)) found.add(BigInt(log.topics[1] ?? 0));
  }
  return found;
}
