import { type ContractRunner, dataSlice, getAddress, ZeroHash } from "ethers";

import type { PlanStructOutput } from "../../ethers.ts";
import { connectRegistry, type RegistryLike } from "../connect.ts";
import type { Plan } from "../constants.ts";
import { eventsIn } from "../events.ts";
import { planFromChain } from "../plan.ts";
import type { PlanInForce } from "../plans.ts";
import { keptHash } from "../typed-data.ts";

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

const NO_PLAN = dataSlice(ZeroHash, 0, 26);
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
  for (const { args } of await eventsIn(registry, runner, ["PlanRegistered", "PlanAnnounced"], [], range)) {
    const plan = planFromChain(args["plan"] as PlanStructOutput);
    const account = getAddress(args["account"] as string);
    const known = texts.byAccount.get(account) ?? new Map<string, Plan>();
    texts.byAccount.set(account, known.set(keptHash(plan), plan));
  }
  texts.readTo = head;
}

/**
 * The plans in force at the end of a block, of the accounts whose texts were read.
 *
 * @param accounts Those that matter; all unless they are named.
 * @example
 * for (const { plan } of await plansAt(registry, provider, texts, head)) console.log(plan.account);
 */
export async function plansAt(
  registry: RegistryLike,
  runner: ContractRunner,
  texts: Texts,
  block: number,
  accounts?: readonly string[],
): Promise<PlanInForce[]> {
  const wanted = accounts?.map((account) => getAddress(account));
  const known = [...texts.byAccount].filter(([account]) => wanted?.includes(account) ?? true);
  const contract = connectRegistry(registry, runner);
  const found: PlanInForce[] = [];
  for (let i = 0; i < known.length; i += READS) {
    const some = known.slice(i, i + READS);
    const standings = await Promise.all(some.map(([account]) => contract.planOf(account, { blockTag: block })));
    for (const [place, [, plans]] of some.entries()) {
      const standing = standings[place];
      if (standing === undefined || standing.planHash === NO_PLAN) continue;
      const plan = plans.get(standing.planHash);
      if (plan !== undefined) found.push({ plan, version: standing.version, registeredAt: standing.registeredAt });
    }
  }
  return found;
}
