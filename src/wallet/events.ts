import type { ContractRunner, Log } from "ethers";

import type { IDeadMansSwitch } from "../ethers.ts";
import { creationBlock } from "../chain/block.ts";
import { readLogs } from "../chain/logs.ts";
import { providerOf } from "../chain/runner.ts";
import type { RegistryLike } from "./connect.ts";
import { connectRegistry } from "./connect.ts";

/** Where to look for events. */
export interface EventRange {
  /** First block; that of the contract's creation unless it is named. */
  fromBlock?: number;
  /** Last block; the newest unless it is named. */
  toBlock?: number;
  /** Most blocks a request. */
  pageSize?: number;
}

/** The name of an event of the registry. */
export type EventName = Parameters<IDeadMansSwitch["interface"]["getEvent"]>[0];

/** An event of the registry, with the log that it comes from. */
export interface FoundEvent {
  name: string;
  args: Record<string, unknown>;
  log: Log;
}

/** The events of a registry with these names and further topics, in order. */
export async function eventsIn(
  registry: RegistryLike,
  runner: ContractRunner,
  names: readonly EventName[],
  topics: readonly (string | null)[],
  { fromBlock, toBlock, pageSize }: EventRange,
): Promise<FoundEvent[]> {
  const contract = connectRegistry(registry, runner);
  const provider = providerOf(runner);
  const address = await contract.getAddress();
  const logs = await readLogs(provider, {
    address,
    topics: [names.map((name) => contract.interface.getEvent(name).topicHash), ...topics],
    fromBlock: fromBlock ?? (await creationBlock(provider, address)),
    ...(toBlock === undefined ? {} : { toBlock }),
    ...(pageSize === undefined ? {} : { pageSize }),
  });
  return logs.map((log) => {
    const event = contract.interface.parseLog(log);
    if (event === null) throw new Error("The registry raised an event that it doesn't have");
    const { name, args } = event;
    return { name, args: Object.fromEntries(event.fragment.inputs.map((input, i) => [input.name, args[i]])), log };
  });
}
