/** A value as contracts show it; addresses in lower case. */
export type Value = bigint | string | boolean;

/** An event: its name, then its arguments. */
export type Emit = (name: string, ...args: Value[]) => void;

/** What the contract must refuse, by the name and arguments of its custom error. */
export class Refusal extends Error {
  readonly error: string;
  readonly args: readonly Value[];

  constructor(error: string, args: readonly Value[]) {
    super(`${error}(${args.join(", ")})`);
    this.error = error;
    this.args = args;
  }
}

export function refuse(error: string, ...args: Value[]): never {
  throw new Refusal(error, args);
}

/** Every value that was ever announced, with the frame from which it rules. */
export type Timeline = { from: bigint; value: bigint }[];

/** The value that rules in a frame: the last one announced of those that rule by then. */
export function at(timeline: Timeline, frame: bigint): bigint {
  return timeline.findLast((entry) => entry.from <= frame)?.value ?? 0n;
}
