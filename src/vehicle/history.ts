import { type ContractRunner, type Log, toBeHex } from "ethers";

import { inBatches } from "../chain/batches.ts";
import { creationBlock, timestampOf } from "../chain/block.ts";
import { readLogs } from "../chain/logs.ts";
import { providerOf } from "../chain/runner.ts";
import { addressOfStake, connectStake, type StakeLike } from "./connect.ts";
import { eventOf, RESIDUAL_CODEC, STAKE_CODEC, TOKEN_CODEC, type VehicleEvent } from "./events.ts";

/** Where to look for events. */
export interface EventRange {
  /** First block; that of the contract's creation unless it is named. */
  fromBlock?: number;
  /** Last block; the newest unless it is named. */
  toBlock?: number;
  /** Most blocks a request. */
  pageSize?: number;
}

/** Something that happened to a vehicle. */
export interface VehicleStep extends VehicleEvent {
  /** Of the block, Unix seconds. */
  timestamp: bigint;
}

/** Reads that go to a node at once. */
const READS = 50;

/** What names a vehicle in its second place: the one that a part is in, and the other one of two that are the same. */
const SECOND = ["PartPutIn", "PartTakenOut", "VehicleDuplicate"] as const;

/** The events of a vehicle with these names, in order. */
export async function eventsOfVehicle(
  stake: StakeLike,
  vehicle: bigint,
  runner: ContractRunner,
  names: readonly string[],
  range: EventRange = {},
): Promise<VehicleEvent[]> {
  const topics = names.map((name) => topicOf(STAKE_CODEC, name));
  const logs = await logsOf(runner, await addressOfStake(stake), [topics, toBeHex(vehicle, 32)], range);
  return logs.map(eventOf).filter((event) => event !== null);
}

/**
 * All that happened to a vehicle, in order: what its contract told, who had its token, and what was guaranteed for its residual.
 *
 * @example
 * for (const step of await readHistory(stake, vehicle, provider)) console.log(momentLabel(step.timestamp), stepText(step));
 */
export async function readHistory(
  stake: StakeLike,
  vehicle: bigint,
  runner: ContractRunner,
  range: EventRange = {},
): Promise<VehicleStep[]> {
  const provider = providerOf(runner);
  const [address, residual] = await Promise.all([addressOfStake(stake), connectStake(stake, runner).RESIDUAL()]);
  const from = range.fromBlock ?? (await creationBlock(provider, address));
  const within = { ...range, fromBlock: from, toBlock: range.toBlock ?? (await provider.getBlockNumber()) };
  const id = toBeHex(vehicle, 32);
  const second = SECOND.map((name) => topicOf(STAKE_CODEC, name));
  const transfer = topicOf(TOKEN_CODEC, "Transfer");
  const own: string[] = [];
  RESIDUAL_CODEC.forEachEvent((event) => {
    if (event.inputs[0]?.name === "vehicle") own.push(event.topicHash);
  });
  const logs = (
    await Promise.all([
      logsOf(runner, address, [null, id], within),
      logsOf(runner, address, [second, null, id], within),
      logsOf(runner, address, [[transfer], null, null, id], within),
      logsOf(runner, residual, [own, id], within),
    ])
  ).flat();
  const events = inOrderOf(logs)
    .map(eventOf)
    .filter((event) => event !== null);
  const blocks = [...new Set(events.map(({ block }) => block))];
  const times = await inBatches(blocks, READS, (block) => timestampOf(provider, block));
  const timeOf = new Map(blocks.map((block, place) => [block, times[place] ?? 0n]));
  return events.map((event) => ({ ...event, timestamp: timeOf.get(event.block) ?? 0n }));
}

async function logsOf(
  runner: ContractRunner,
  address: string,
  topics: (null | string | string[])[],
  { fromBlock, toBlock, pageSize }: EventRange,
): Promise<Log[]> {
  const provider = providerOf(runner);
  return readLogs(provider, {
    address,
    topics,
    fromBlock: fromBlock ?? (await creationBlock(provider, address)),
    ...(toBlock === undefined ? {} : { toBlock }),
    ...(pageSize === undefined ? {} : { pageSize }),
  });
}

/** Logs in the order in which they were told, each once. */
function inOrderOf(logs: readonly Log[]): Log[] {
  const each = new Map(logs.map((log) => [`${log.blockNumber} ${log.index}`, log]));
  return [...each.values()].sort((a, b) => a.blockNumber - b.blockNumber || a.index - b.index);
}

function topicOf(codec: typeof STAKE_CODEC, name: string): string {
  const event = codec.getEvent(name);
  if (event === null) throw new RangeError(`The contracts of vehicles have no event ${name}`);
  return event.topicHash;
}
