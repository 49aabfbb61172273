import {
  type AddressLike,
  type ContractRunner,
  dataSlice,
  getAddress,
  resolveAddress,
  ZeroHash,
  zeroPadValue,
} from "ethers";

import type { PlanStructOutput } from "../ethers.ts";
import { timestampOf } from "../chain/block.ts";
import { providerOf } from "../chain/runner.ts";
import { connectRegistry, type RegistryLike } from "./connect.ts";
import type { Plan } from "./constants.ts";
import { type EventRange, eventsIn, type FoundEvent } from "./events.ts";
import { planFromChain } from "./plan.ts";
import { addTexts, noTexts, plansAt, TEXTS } from "./texts.ts";
import { keptHash } from "./typed-data.ts";

/** A plan in force, with its text. */
export interface PlanInForce {
  plan: Plan;
  /** Its number for the account, from 1. */
  version: bigint;
  /** When it was registered, or announced, Unix seconds. */
  registeredAt: bigint;
}

/** What an account has announced: another plan, or none. */
export interface Announced {
  /** The text; null for a cancellation. */
  plan: Plan | null;
  version: bigint;
  /** When it comes into force, Unix seconds. */
  effectiveAt: bigint;
}

/** A step in the history of an account's plans. */
export interface PlanStep {
  kind: "registered" | "announced" | "cancelled" | "withdrawn";
  /** The number of the plan that is registered, announced, ended or not to come. */
  version: bigint;
  /** The text; null for a cancellation, and for an announcement that is taken back. */
  plan: Plan | null;
  /** The number of the plan that it took the place of at once; 0 = none. Of other steps 0. */
  supersedes: bigint;
  /** When it holds, Unix seconds. */
  effectiveAt: bigint;
  /** Of the block, Unix seconds. */
  timestamp: bigint;
  blockNumber: number;
  transactionHash: string;
}

/** The text of a plan is in none of the events that were read. */
export class PlanUnknownError extends Error {
  override readonly name: string = "PlanUnknownError";
  readonly account: string;

  constructor(account: string, what = "plan in force") {
    super(`The ${what} of ${account} is in none of the events that were read; read from an earlier block`);
    this.account = account;
  }
}

const STORY = [...TEXTS, "PlanCancelled", "AnnouncementWithdrawn"] as const;
const NO_PLAN = dataSlice(ZeroHash, 0, 26);

/**
 * The plan in force of an account, from the events, held against the hash on the chain; null where it has none.
 *
 * @example
 * const found = await findPlan(registry, account, provider);
 * if (found !== null) await trigger(keeper, registry, { plan: found.plan });
 */
export async function findPlan(
  registry: RegistryLike,
  account: AddressLike,
  runner: ContractRunner,
  range: EventRange = {},
): Promise<PlanInForce | null> {
  const address = await resolved(account, runner);
  const { version, planHash, registeredAt } = await connectRegistry(registry, runner).planOf(address);
  if (planHash === NO_PLAN) return null;
  const plan = withHash(await textsOf(registry, address, runner, range), planHash);
  if (plan === null) throw new PlanUnknownError(address);
  return { plan, version, registeredAt };
}

/**
 * What an account has announced and isn't in force yet; null where that is nothing.
 *
 * @example
 * const coming = await findAnnounced(registry, account, provider);
 * if (coming !== null) console.log(momentLabel(coming.effectiveAt), coming.plan ?? "no plan");
 */
export async function findAnnounced(
  registry: RegistryLike,
  account: AddressLike,
  runner: ContractRunner,
  range: EventRange = {},
): Promise<Announced | null> {
  const address = await resolved(account, runner);
  const contract = connectRegistry(registry, runner);
  const [{ planHash, effectiveAt }, { version }] = await Promise.all([
    contract.announcementOf(address),
    contract.planOf(address),
  ]);
  if (effectiveAt === 0n) return null;
  if (planHash === NO_PLAN) return { plan: null, version: version + 1n, effectiveAt };
  const plan = withHash(await textsOf(registry, address, runner, range), planHash);
  if (plan === null) throw new PlanUnknownError(address, "announced plan");
  return { plan, version: version + 1n, effectiveAt };
}

/**
 * How an account's plans came, changed and ended, in order.
 *
 * @example
 * for (const { kind, version, timestamp } of await planHistory(registry, account, provider)) console.log(version, kind, momentLabel(timestamp));
 */
export async function planHistory(
  registry: RegistryLike,
  account: AddressLike,
  runner: ContractRunner,
  range: EventRange = {},
): Promise<PlanStep[]> {
  const address = await resolved(account, runner);
  const events = await eventsIn(registry, runner, STORY, [zeroPadValue(address, 32)], range);
  const provider = providerOf(runner);
  const moments = new Map<number, bigint>();
  const steps: PlanStep[] = [];
  for (const event of events) {
    const { blockNumber } = event.log;
    const timestamp = moments.get(blockNumber) ?? (await timestampOf(provider, blockNumber));
    moments.set(blockNumber, timestamp);
    steps.push(stepFrom(event, timestamp));
  }
  return steps;
}

const KINDS: Readonly<Record<string, PlanStep["kind"]>> = {
  PlanRegistered: "registered",
  PlanAnnounced: "announced",
  PlanCancelled: "cancelled",
  AnnouncementWithdrawn: "withdrawn",
};

function stepFrom({ name, args, log }: FoundEvent, timestamp: bigint): PlanStep {
  const { version, effectiveAt = timestamp, supersedes = 0n } = args as Record<string, bigint | undefined>;
  return {
    kind: KINDS[name] ?? "withdrawn",
    version: version ?? 0n,
    plan: textIn(args),
    supersedes,
    effectiveAt,
    timestamp,
    blockNumber: log.blockNumber,
    transactionHash: log.transactionHash,
  };
}

/**
 * Every account's plan in force, in the order in which the accounts first had one: what a watcher goes through.
 *
 * @example
 * for (const { plan } of await allPlans(registry, provider)) console.log(plan.account);
 */
export async function allPlans(
  registry: RegistryLike,
  runner: ContractRunner,
  range: EventRange = {},
): Promise<PlanInForce[]> {
  const texts = noTexts();
  addTexts(texts, await eventsIn(registry, runner, TEXTS, [], range));
  return plansAt(registry, runner, texts);
}

/** The texts that an account has registered or announced, in order. */
async function textsOf(
  registry: RegistryLike,
  account: string,
  runner: ContractRunner,
  range: EventRange,
): Promise<Plan[]> {
  const events = await eventsIn(registry, runner, TEXTS, [zeroPadValue(account, 32)], range);
  return events.map(({ args }) => textIn(args)).filter((plan) => plan !== null);
}

function textIn(args: Record<string, unknown>): Plan | null {
  return args["plan"] === undefined ? null : planFromChain(args["plan"] as PlanStructOutput);
}

/** The newest text with a hash; one text is as good as another of the same hash. */
function withHash(plans: readonly Plan[], hash: string): Plan | null {
  return plans.findLast((plan) => keptHash(plan) === hash) ?? null;
}

/** An account as its address. */
export async function resolved(account: AddressLike, runner: ContractRunner): Promise<string> {
  return getAddress(await resolveAddress(account, providerOf(runner)));
}
