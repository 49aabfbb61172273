import { type BytesLike, FunctionFragment, Interface, type Log, type ParamType, type Result } from "ethers";

import { refuse, type Value } from "../models/support.ts";
import {
  CappedTimeframeToken__factory,
  FixedPriceBacking__factory,
  GraceTimeframeToken__factory,
  MockERC20__factory,
  PlainTimeframeToken__factory,
  ProRataBacking__factory,
  TimeframeGroups__factory,
  TimeframeStage__factory,
} from "../../types/ethers-contracts/index.js";

/**
 * Every function, event and error of the system under one roof. Where the groups contract has a function of the same name as the
 * token, it is the one that people call.
 */
function merged(): Interface {
  const groups = TimeframeGroups__factory.createInterface();
  const others = [
    PlainTimeframeToken__factory,
    CappedTimeframeToken__factory,
    GraceTimeframeToken__factory,
    FixedPriceBacking__factory,
    ProRataBacking__factory,
    MockERC20__factory,
  ].flatMap((factory) => factory.createInterface().fragments);
  const names = new Set<string>();
  groups.forEachFunction(({ name }) => names.add(name));
  const fragments = new Set(groups.fragments.map((fragment) => fragment.format("full")));
  for (const fragment of others) {
    const taken = fragment instanceof FunctionFragment && names.has(fragment.name);
    if (fragment.type !== "constructor" && !taken) fragments.add(fragment.format("full"));
  }
  return new Interface([...fragments]);
}

export const SYSTEM = merged();
const STAGE = TimeframeStage__factory.createInterface();
const ACTED = STAGE.getEvent("Acted").topicHash;
const SEEN = STAGE.getEvent("Seen").topicHash;

/** Arguments as the model writes them: tuples laid flat, addresses in lower case, small numbers as bigints. */
function flatten(inputs: readonly ParamType[], args: Result): Value[] {
  return inputs.flatMap((input, i): Value[] => {
    const value: unknown = args[i];
    if (input.components !== null) return flatten(input.components, value as Result);
    if (typeof value === "bigint" || typeof value === "boolean") return [value];
    if (typeof value === "string") return [input.type === "string" ? value : value.toLowerCase()];
    throw new Error(`no plain form for ${input.type}`);
  });
}

/** The custom error in what a call returned. */
export function readError(data: BytesLike): Value[] {
  const error = SYSTEM.parseError(data);
  return error === null ? ["unknown error", String(data)] : [error.name, ...flatten(error.fragment.inputs, error.args)];
}

function readEvent(log: Pick<Log, "topics" | "data">): Value[] {
  const event = SYSTEM.parseLog(log);
  if (event === null) return ["unknown event", log.topics[0] ?? ""];
  if (event.name === "ItemSkipped") {
    const [token, account, reason] = flatten(event.fragment.inputs, event.args);
    return [event.name, token ?? "", account ?? "", ...readError(String(reason))];
  }
  return [event.name, ...flatten(event.fragment.inputs, event.args)];
}

/** What one transaction of the stage shows: the outcome, what the system emitted, and every view after it. */
export interface Shown {
  outcome: Value[];
  events: Value[][];
  words: bigint[];
}

interface RawLog {
  address: string;
  topics: string[];
  data: string;
}

/** Reads the logs of a step. `silent` names what emits too, but is no part of the system: the asset. */
export function readStep(logs: readonly RawLog[], stage: string, silent: string): Shown {
  const shown: Shown = { outcome: ["nothing"], events: [], words: [] };
  for (const log of logs) {
    if (log.address === silent) continue;
    if (log.address !== stage) {
      shown.events.push(readEvent(log));
    } else if (log.topics[0] === ACTED) {
      const { success, result } = STAGE.decodeEventLog("Acted", log.data, log.topics) as unknown as {
        success: boolean;
        result: string;
      };
      shown.outcome = success ? ["done"] : readError(result);
    } else if (log.topics[0] === SEEN) {
      shown.words = readWords(log.data);
    } else {
      refuse("UnknownStageEvent", log.topics[0] ?? "");
    }
  }
  return shown;
}

/** An array of words in the ABI: offset, length, then the words. By hand, since it is most of what a step carries. */
function readWords(data: string): bigint[] {
  const words: bigint[] = [];
  for (let at = 2 + 128; at < data.length; at += 64) words.push(BigInt(`0x${data.slice(at, at + 64)}`));
  return words;
}
