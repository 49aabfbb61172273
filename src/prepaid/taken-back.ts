import type { ContractRunner } from "ethers";

import { connectVault, type VaultLike } from "./connect.ts";
import { logsOfIds } from "./logs-of-ids.ts";
import type { Instrument } from "./reader.ts";
import type { EventRange } from "./rules.ts";

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
  const open = settled.filter(({ pull, delivered }) => pull && !delivered).map(({ id }) => id);
  const logs = await logsOfIds(connectVault(vault, runner), runner, ["Cancelled"], open, range);
  for (const { topics } of logs) found.add(BigInt(topics[1] ?? 0));
  return found;
}
