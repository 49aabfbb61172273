import type { BytesLike, Interface, Log, ParamType, Result } from "ethers";

import { refuse, type Value } from "./support.ts";

/** What one transaction of a stage shows: the outcome, what it returned, what the system emitted, and every view after it. */
export interface Shown {
  outcome: Value[];
  /** What the call returned, ABI-encoded; empty where it was refused. */
  result: string;
  events: Value[][];
  words: bigint[];
}

export interface RawLog {
  address: string;
  topics: string[];
  data: string;
}

/** Arguments as the models write them: tuples laid flat, addresses in lower case, small numbers as bigints. */
export function flatten(inputs: readonly ParamType[], args: Result): Value[] {
  return inputs.flatMap((input, i): Value[] => {
    const value: unknown = args[i];
    if (input.components !== null) return flatten(input.components, value as Result);
    if (typeof value === "bigint" || typeof value === "boolean") return [value];
    if (typeof value === "string") return [input.type === "string" ? value : value.toLowerCase()];
    throw new Error(`no plain form for ${input.type}`);
  });
}

/** Reads what a stage emits. `system` knows every event and error; an event named in `reasons` carries a refusal as its last argument. */
export class StageReader {
  private readonly system: Interface;
  private readonly stage: Interface;
  private readonly reasons: readonly string[];

  constructor(system: Interface, stage: Interface, reasons: readonly string[]) {
    this.system = system;
    this.stage = stage;
    this.reasons = reasons;
  }

  /** The custom error in what a call returned. */
  readError(data: BytesLike): Value[] {
    const error = this.system.parseError(data);
    return error === null
      ? ["unknown error", String(data)]
      : [error.name, ...flatten(error.fragment.inputs, error.args)];
  }

  private readEvent(log: Pick<Log, "topics" | "data">): Value[] {
    const event = this.system.parseLog(log);
    if (event === null) return ["unknown event", log.topics[0] ?? ""];
    const values = flatten(event.fragment.inputs, event.args);
    if (!this.reasons.includes(event.name)) return [event.name, ...values];
    return [event.name, ...values.slice(0, -1), ...this.readError(String(values.at(-1)))];
  }

  /** Reads the logs of a step. `silent` names what emits too, but is no part of the system: the asset. */
  readStep(logs: readonly RawLog[], stage: string, silent: string): Shown {
    const shown: Shown = { outcome: ["nothing"], result: "0x", events: [], words: [] };
    const topic = (name: string) => this.stage.getEvent(name)?.topicHash;
    for (const log of logs) {
      if (log.address === silent) continue;
      if (log.address !== stage) {
        shown.events.push(this.readEvent(log));
      } else if (log.topics[0] === topic("Acted")) {
        const { success, result } = this.stage.decodeEventLog("Acted", log.data, log.topics) as unknown as {
          success: boolean;
          result: string;
        };
        shown.outcome = success ? ["done"] : this.readError(result);
        if (success) shown.result = result;
      } else if (log.topics[0] === topic("Seen")) {
        shown.words = readWords(log.data);
      } else {
        refuse("UnknownStageEvent", log.topics[0] ?? "");
      }
    }
    return shown;
  }
}

/** An array of words in the ABI: offset, length, then the words. By hand, since it is most of what a step carries. */
function readWords(data: string): bigint[] {
  const words: bigint[] = [];
  for (let at = 2 + 128; at < data.length; at += 64) words.push(BigInt(`0x${data.slice(at, at + 64)}`));
  return words;
}
