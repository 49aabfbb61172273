import type { Cost, Reporter } from "../support/reporter.ts";

/** What goes on all the time. */
export type Habit = "Ada pays" | "Ada's proofs" | "Ben acts" | "Ben's robot" | "Cara's Safe";

const CHANGES: Readonly<Record<Habit, (count: number) => string>> = {
  "Ada pays": (count) => `${count} ordinary transactions of hers, none of them for the switch`,
  "Ada's proofs": (count) => `somebody proves her life to the chain, ${count === 1 ? "once" : `${count} times`}`,
  "Ben acts": (count) => `${count} operations and batches; his account itself takes note of them`,
  "Ben's robot": (count) => `${count} rents by an operator, which are no life of his`,
  "Cara's Safe": (count) =>
    `${count === 1 ? "an execution" : `${count} executions`} that two of three keys signed; the guard takes note`,
};

/** What habits cost, added up until it is told. */
export class Tally {
  readonly #costs = new Map<Habit, Cost>();

  add(habit: Habit, { count, gas }: Cost): void {
    const before = this.#costs.get(habit) ?? { count: 0, gas: 0n };
    this.#costs.set(habit, { count: before.count + count, gas: before.gas + gas });
  }

  /** Tells what each has cost, and begins anew. */
  async tell(reporter: Reporter, when: string): Promise<void> {
    for (const habit of Object.keys(CHANGES) as Habit[]) {
      const cost = this.#costs.get(habit);
      if (cost !== undefined && cost.count !== 0)
        await reporter.step(`${when}: ${habit}`, CHANGES[habit](cost.count), cost);
    }
    this.#costs.clear();
  }
}
