import { type ContractRunner, toBeHex, ZeroAddress, zeroPadValue } from "ethers";

import { IAggregatorV3__factory } from "../ethers.ts";
import { timestampOf } from "../chain/block.ts";
import { providerOf } from "../chain/runner.ts";
import type { AskedRequest, Course, Facts, Status, Uptime } from "./clock.ts";
import { connectLifeSource, connectRegistry, type RegistryLike } from "./connect.ts";
import type { Plan, State } from "./constants.ts";
import { type EventRange, eventsIn } from "./events.ts";

/** A block that a reading is of. */
interface At {
  blockTag?: number;
}

/**
 * What a plan is now, as the registry says.
 *
 * @example
 * const { state, triggerableAt } = await readStatus(registry, plan, provider);
 */
export async function readStatus(
  registry: RegistryLike,
  plan: Plan,
  runner: ContractRunner,
  at: At = {},
): Promise<Status> {
  const found = await connectRegistry(registry, runner).statusOf(plan, at);
  return {
    state: found.state as State,
    version: found.version,
    lastLife: found.lastLife,
    triggerableAt: found.triggerableAt,
    triggeredAt: found.triggeredAt,
    executableAt: found.executableAt,
    tier: found.tier,
    accepted: found.accepted,
    opensAt: found.opensAt,
    closesAt: found.closesAt,
    pausedUntil: found.pausedUntil,
    pauses: found.pauses,
    confirmed: found.confirmed,
  };
}

/** The plan that was to be read isn't in force. */
export class PlanNotInForceError extends RangeError {
  override readonly name: string = "PlanNotInForceError";

  constructor({ account }: Plan, version: bigint) {
    super(`This isn't the plan of ${account} that is in force, number ${version}; take the text that findPlan finds`);
  }
}

/**
 * What a plan in force is judged by, for {@link statusAt} and {@link dueFrom}: from the registry's views, its events, the source of life and the uptime feed, all
 * of one block. Until when silence was known at a trigger or a request is on no view: it is taken so that it fits what the registry says now, which is
 * all that later moments need.
 *
 * @example
 * const due = dueFrom(plan, await readFacts(registry, plan, provider), now);
 */
export async function readFacts(
  registry: RegistryLike,
  plan: Plan,
  runner: ContractRunner,
  range: EventRange = {},
): Promise<Facts> {
  const provider = providerOf(runner);
  const block = range.toBlock ?? (await provider.getBlockNumber());
  const at = { blockTag: block };
  const contract = connectRegistry(registry, runner);
  const [status, standing, source, asked, uptime] = await Promise.all([
    readStatus(registry, plan, runner, at),
    contract.planOf(plan.account, at),
    connectLifeSource(plan.source, runner).lifeOf(plan.account, at),
    contract.requestOf(plan.account, at),
    readUptime(plan, runner, block),
  ]);
  if (status.lastLife === 0n) throw new PlanNotInForceError(plan, status.version);
  const { version, lastLife, pauses } = status;
  const course = await readCourse(registry, plan, status, runner, { ...range, toBlock: block });
  const request = requestFrom(plan, status, asked.requester === ZeroAddress ? null : asked.requestedAt);
  const { registeredAt } = standing;
  return { version, registeredAt, lastLife, suspendedAt: source.suspendedAt, course, pauses, request, uptime };
}

const COURSE = [
  "Triggered",
  "TierAccepted",
  "TierSettled",
  "GuardiansPaused",
  "GuardiansConfirmed",
  "ExecutionBegun",
  "ExecutionCompleted",
] as const;

async function readCourse(
  registry: RegistryLike,
  plan: Plan,
  status: Status,
  runner: ContractRunner,
  range: EventRange,
): Promise<Course | null> {
  const topics = [zeroPadValue(plan.account, 32), toBeHex(status.version, 32)];
  let course: Course | null = null;
  for (const { name, args, log } of await eventsIn(registry, runner, COURSE, topics, range)) {
    if (name === "Triggered") {
      const triggeredAt = await timestampOf(providerOf(runner), log.blockNumber);
      course = { ...BEGUN, triggeredAt, byRequest: args["byRequest"] as boolean };
    }
    if (course === null) continue;
    if (["TierAccepted", "TierSettled", "ExecutionBegun"].includes(name)) course.accepted = args["tier"] as bigint;
    if (name === "ExecutionBegun") course.moved = true;
    if (name === "ExecutionCompleted") course.complete = true;
    if (name === "GuardiansPaused") course.pausedUntil = args["until"] as bigint;
    if (name === "GuardiansConfirmed") course.confirmed = true;
  }
  // Whether it stands is the registry's word: so much silence was seen, or none.
  return course === null ? null : { ...course, seenAt: status.triggeredAt === 0n ? 0n : course.triggeredAt };
}

const BEGUN: Omit<Course, "triggeredAt" | "byRequest"> = {
  seenAt: 0n,
  accepted: null,
  pausedUntil: 0n,
  confirmed: false,
  moved: false,
  complete: false,
};

/** A request that makes the plan triggerable earlier; any other changes nothing. */
function requestFrom(plan: Plan, status: Status, requestedAt: bigint | null): AskedRequest | null {
  if (requestedAt === null || status.triggerableAt !== requestedAt + plan.requestPeriod) return null;
  return { requestedAt, seenAt: requestedAt, version: status.version };
}

async function readUptime({ feed }: Plan, runner: ContractRunner, block: number): Promise<Uptime | null> {
  if (feed === ZeroAddress) return null;
  const now = await timestampOf(providerOf(runner), block);
  try {
    const { answer, startedAt } = await IAggregatorV3__factory.connect(feed, runner).latestRoundData({
      blockTag: block,
    });
    if ((answer !== 0n && answer !== 1n) || startedAt > now) return null;
    return { up: answer === 0n, since: startedAt };
  } catch {
    // The registry goes on without a feed that doesn't answer; a node that is down fails the other readings as well.
    return null;
  }
}
