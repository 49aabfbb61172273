import { decodeBytes32String, type ErrorFragment, Interface, isHexString } from "ethers";

import { momentLabel } from "./calendar.ts";
import { durationLabel } from "./duration.ts";
import { printable } from "./printable.ts";

/**
 * What a number in an error measures: units of the token, money of the asset, a moment (Unix seconds), a frame, the end of a membership
 * (the first frame without it), an instrument (its id), a length of time (seconds), the state of a plan or of a vehicle, a place in a list, which contracts count from 0 and people from 1, a vehicle (its
 * number), the state of a claim, a distance (metres), or the end of a lien (a moment, or the last one that there is, which never comes).
 */
export type Measure =
  | "units"
  | "money"
  | "moment"
  | "frame"
  | "end"
  | "instrument"
  | "duration"
  | "state"
  | "place"
  | "vehicle"
  | "claim"
  | "distance"
  | "lien";

/**
 * How numbers in errors are written, by what they measure. What is left out is written as far as it can be without knowing the token.
 *
 * @example
 * const formatters: Formatters = { units: (amount) => `${formatUnits(amount, 2n)} MEAL` };
 */
export type Formatters = Partial<Record<Measure, (value: bigint) => string>>;

/** What an error means and what helps, with `{argument}` where a value of the error belongs. */
export interface ErrorEntry {
  /** The error as Solidity declares it. */
  signature: string;
  /** What its arguments measure, where they are more than bare numbers; or that 32 bytes of one are a text. */
  measures?: Readonly<Record<string, Measure | "text">>;
  /** What happened, in a sentence. */
  cause: string;
  /** What helps, in a sentence. */
  remedy: string;
  /** What is told instead where an argument is zero, which stands for none. */
  none?: { of: string; cause: string; remedy: string };
}

/** A revert in words. */
export interface Explanation {
  name: string;
  args: Record<string, unknown>;
  cause: string;
  remedy: string;
  /** Whether it is told of what there is none of, and so by other sentences than usual. */
  isOfNone?: true;
}

/** How a number is written by one who knows neither decimals nor clock. */
const PLAIN: Record<Measure, (value: bigint) => string> = {
  units: baseUnits,
  money: baseUnits,
  moment: momentLabel,
  frame: String,
  end: String,
  instrument: String,
  duration: durationLabel,
  state: String,
  place: (value) => String(value + 1n),
  vehicle: String,
  claim: String,
  distance: (value) => `${value} m`,
  lien: momentLabel,
};

/** Puts the reverts of a system's contracts into words, by a table of its errors. */
export class Explainer {
  readonly #table: Readonly<Record<string, ErrorEntry>>;
  readonly #plain: Record<Measure, (value: bigint) => string>;
  readonly #codec: Interface;
  readonly #bySelector = new Map<string, ErrorFragment>();

  /** @param plain How the system writes a number where it is told nothing better. */
  constructor(table: Readonly<Record<string, ErrorEntry>>, plain: Formatters = {}) {
    this.#table = table;
    this.#plain = { ...PLAIN, ...plain };
    this.#codec = new Interface(Object.values(table).map(({ signature }) => `error ${signature}`));
    this.#codec.forEachError((error) => this.#bySelector.set(error.selector, error));
  }

  /** An error that ethers, Hardhat or a node threw, or bare revert data, in words; null for anything that is no revert in the table. */
  explain(error: unknown, formatters: Formatters): Explanation | null {
    for (const data of revertDataIn(error)) {
      const known = this.#bySelector.get(data.slice(0, 10).toLowerCase());
      const entry = known === undefined ? undefined : this.#table[known.name];
      if (known === undefined || entry === undefined) continue;
      const args = this.#argsOf(known, data);
      if (args === null) continue;
      return this.#told(known.name, entry, args, formatters);
    }
    return null;
  }

  /** An explanation with its numbers written in another way. */
  retell(explanation: Explanation, formatters: Formatters): Explanation {
    const entry = this.#table[explanation.name];
    return entry === undefined ? explanation : this.#told(explanation.name, entry, explanation.args, formatters);
  }

  #told(name: string, entry: ErrorEntry, args: Record<string, unknown>, formatters: Formatters): Explanation {
    const write = (argument: string): string => {
      const value = args[argument];
      const measure = entry.measures?.[argument];
      if (measure === "text") return printable(textOf(String(value)));
      if (measure === undefined || typeof value !== "bigint") return printable(String(value));
      return (formatters[measure] ?? this.#plain[measure])(value);
    };
    const filled = (template: string): string =>
      template.replace(/\{(\w+)\}/g, (_, argument: string) => write(argument));
    const { none } = entry;
    if (none === undefined || BigInt(String(args[none.of])) !== 0n)
      return { name, args, cause: filled(entry.cause), remedy: filled(entry.remedy) };
    return { name, args, cause: filled(none.cause), remedy: filled(none.remedy), isOfNone: true };
  }

  #argsOf(error: ErrorFragment, data: string): Record<string, unknown> | null {
    try {
      return this.#codec.decodeErrorResult(error, data).toObject() as Record<string, unknown>;
    } catch {
      // Four bytes that happen to begin other data.
      return null;
    }
  }
}

/** A text of at most 31 bytes as it was put into 32; the bytes where they are none. */
function textOf(bytes: string): string {
  try {
    return decodeBytes32String(bytes);
  } catch {
    return bytes;
  }
}

function baseUnits(amount: bigint): string {
  return `${amount} base unit${amount === 1n ? "" : "s"}`;
}

/** All that may be revert data in an error. Libraries and nodes put it in different places, some of them nested. */
function revertDataIn(error: unknown): string[] {
  const found: string[] = [];
  const seen = new Set<unknown>();
  const queue: unknown[] = [error];
  while (queue.length > 0) {
    const value = queue.shift();
    if (isHexString(value)) {
      if (value.length >= 10) found.push(value);
    } else if (typeof value === "object" && value !== null && !seen.has(value)) {
      seen.add(value);
      const parts: Partial<Record<string, unknown>> = { ...value };
      // `cause` and `data` are no enumerable properties of some errors.
      if (value instanceof Error) parts["cause"] = value.cause;
      if ("data" in value) parts["data"] = value.data;
      for (const key of ["data", "error", "info", "cause"]) queue.push(parts[key]);
    }
  }
  return found;
}
