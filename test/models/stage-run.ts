import { expect } from "chai";
import fc from "fast-check";
import type { EthereumProvider } from "hardhat/types/providers";

import type { RawLog } from "./stage.ts";
import { Refusal, type Value } from "./support.ts";

/** More than any step takes: none can be estimated before its moment has come. */
const STEP_GAS = "0xf00000";

/** Where steps are sent, and from whom. */
interface Theatre {
  address: string;
  sender: string;
}

/** Sends a step: a transaction in which an actor acts, and which shows every view after it. */
export async function sendStep(provider: EthereumProvider, { address, sender }: Theatre, data: string) {
  const hash: unknown = await provider.request({
    method: "eth_sendTransaction",
    params: [{ from: sender, to: address, data, gas: STEP_GAS }],
  });
  const receipt: unknown = await provider.request({ method: "eth_getTransactionReceipt", params: [hash] });
  const { status, logs } = receipt as { status: string; logs: RawLog[] };
  expect(status, "the step itself, with all views").to.equal("0x1");
  return logs;
}

/** What comes of an act by the model: how it ends, and what it gives back unless it is refused. */
export function outcomeOf<T>(apply: () => T): { outcome: Value[]; returned: T | undefined } {
  try {
    return { returned: apply(), outcome: ["done"] };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { returned: undefined, outcome: [error.error, ...error.args] };
  }
}

/** Holds what every view shows against what the model says that it must, by name. */
export function expectWords(
  shown: readonly bigint[],
  words: readonly (readonly [label: string, word: bigint])[],
): void {
  expect(shown.length, "number of views").to.equal(words.length);
  words.forEach(([label, word], i) => {
    if (shown[i] !== word) expect(shown[i], label).to.equal(word);
  });
}

/** What the events of transfers alone say that somebody has. */
export class TransferLedger {
  readonly #amounts = new Map<string, bigint>();

  follow(events: readonly Value[][]): void {
    for (const [name, from, to, value] of events) {
      if (name !== "Transfer") continue;
      const amount = BigInt(value ?? 0n);
      this.#add(String(from), -amount);
      this.#add(String(to), amount);
    }
  }

  of(account: string): bigint {
    return this.#amounts.get(account) ?? 0n;
  }

  #add(account: string, amount: bigint): void {
    this.#amounts.set(account, this.of(account) + amount);
  }
}

/** One second later than the step before. */
export interface Seconds {
  kind: "seconds";
  seconds: number;
}

/** A contract and its model in one of the worlds, and what every run begins with there. */
interface Pair<Scene, Act, When> {
  opening: readonly Act[];
  step: (when: When | Seconds, act: (scene: Scene) => Act) => Promise<void>;
}

/** What runs are made of. */
interface Runs<Scene, Act, When> {
  whenever: fc.Arbitrary<When>;
  anyAction: fc.Arbitrary<{ act: (scene: Scene) => Act; name: string }>;
  /** How many steps a run has at the most; it has half of them at least. */
  length: number;
  parameters: Pick<fc.Parameters, "numRuns" | "seed" | "endOnFailure">;
}

/** Plays runs of any steps, each in any of the worlds, from the moment in which the stage was set. */
export async function playRuns<World, Scene, Act, When>(
  provider: EthereumProvider,
  stage: { worlds: readonly World[]; snapshot: string },
  { whenever, anyAction, length, parameters }: Runs<Scene, Act, When>,
  pairIn: (world: World) => Pair<Scene, Act, When>,
): Promise<void> {
  const steps = fc.tuple(whenever, anyAction).map(([when, { name, act }]) => ({ when, name, act }));
  const runs = fc.record({
    world: fc.nat({ max: stage.worlds.length - 1 }),
    steps: fc.array(steps, { minLength: Math.floor(length / 2), maxLength: length, size: "max" }),
  });
  const property = fc.asyncProperty(runs, async ({ world: number, steps: list }) => {
    const world = stage.worlds[number];
    if (world === undefined) throw new Error(`there is no world ${number.toString()}`);
    await provider.request({ method: "evm_revert", params: [stage.snapshot] });
    stage.snapshot = String(await provider.request({ method: "evm_snapshot", params: [] }));
    const { opening, step } = pairIn(world);
    for (const given of opening) await step({ kind: "seconds", seconds: 1 }, () => given);
    for (const { when, act } of list) await step(when, act);
  });
  await fc.assert(property, parameters);
}
