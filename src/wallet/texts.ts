import { type ContractRunner, getAddress } from "ethers";

import type { PlanStructOutput } from "../ethers.ts";
import { inBatches } from "../chain/batches.ts";
import { connectRegistry, type RegistryLike } from "./connect.ts";
import type { Plan } from "./constants.ts";
import { eventsIn, type FoundEvent } from "./events.ts";
import { planFromChain } from "./plan.ts";
import type { PlanInForce } from "./plans.ts";
import { keptHash } from "./typed-data.ts";

/** The texts of plans that were read, by account and by what the registry keeps of their hash. A text is believed only as far as the registry has its hash. */
export interface Texts {
  /** The last block that was read; null = none. */
  readTo: number | null;
  byAccount: Map<string, Map<string, Plan>>;
}

/** No texts. */
export function noTexts(): Texts {
  return { readTo: null, byAccount: new Map() };
}

/** The events that have the text of a plan. */
export const TEXTS = ["PlanRegistered", "PlanAnnounced"] as const;

/** How many reads go to the node at once. */
const READS = 50;

/**
 * Reads the texts of plans that have come since the last reading, into `texts`. The last blocks of that reading are read again, since another branch may have taken their place.
 *
 * @example
 * await readTexts(registry, provider, texts, { first, head, again: 8 });
 */
export async function readTexts(
  registry: RegistryLike,
  runner: ContractRunner,
  texts: Texts,
  { first, head, again }: { first: number; head: number; again: number },
): Promise<void> {
  const from = texts.readTo === null ? first : Math.max(first, texts.readTo - again);
  const range = { fromBlock: from, toBlock: head };
  addTexts(texts, await eventsIn(registry, runner, TEXTS, [], range));
  texts.readTo = head;
}

/** Keeps the texts that events tell of. */
export function addTexts({ byAccount }: Texts, events: readonly FoundEvent[]): void {
  for (const { args } of events) {
    const plan = planFromChain(args["plan"] as PlanStructOutput);
    const account = getAddress(args["account"] as string);
    byAccount.set(account, (byAccount.get(account) ?? new Map<string, Plan>()).set(keptHash(plan), plan));
  }
}

/**
 * The plans in force, of the accounts whose texts were read.
 *
 * @param block At the end of which; the newest unless it is named.
 * @param accounts Those that matter; all unless they are named.
 * @param unknown Hears of an account whose plan in force has a text that wasn't read.
 * @example
 * for (const { plan } of await plansAt(registry, provider, texts, head)) console.log(plan.account);
 */
export async function plansAt(
  registry: RegistryLike,
  runner: ContractRunner,
  { byAccount }: Texts,
  block?: number,
  accounts?: readonly string[],
  unknown: (account: string, version: bigint) => void = () => undefined,
): Promise<PlanInForce[]> {
  const wanted = accounts === undefined ? null : new Set(accounts.map((account) => getAddress(account)));
  const known = [...byAccount].filter(([account]) => wanted?.has(account) ?? true);
  const contract = connectRegistry(registry, runner);
  const at = block === undefined ? {} : { blockTag: block };
  const found = await inBatches(known, READS, async ([account, plans]): Promise<PlanInForce | null> => {
    const { planHash, version, registeredAt } = await contract.planOf(account, at);
    // A text from before the blocks that were read is not for this reader.
    const plan = plans.get(planHash);
    if (plan === undefined && BigInt(planHash) !== 0n) unknown(account, version);
    return plan === undefined ? null : { plan, version, registeredAt };
  });
  return found.filter((plan) => plan !== null);
}
