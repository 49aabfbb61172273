import type { Cost, Reporter } from "../support/reporter.ts";

/** What goes on all the time. */
export type Habit = "reports by batch" | "reports by units" | "attestors" | "rewards";

const CHANGES: Readonly<Record<Habit, (count: number) => string>> = {
  "reports by batch": (count) => `${count} reports of vehicles that have signed them, sent by a relay`,
  "reports by units": (count) => `${count} reports that units of vehicles have sent by themselves`,
  attestors: (count) =>
    `${count === 1 ? "a grave report" : `${count} grave reports`} that two of five attestors confirm`,
  rewards: (count) => `${count} vehicles have their shares of four frames`,
};

/** What habits did and cost, added up until it is told. */
export class Tally {
  readonly #done = new Map<Habit, { items: number; cost: Cost }>();

  add(habit: Habit, items: number, { count, gas }: Cost): void {
    const { items: before, cost } = this.#done.get(habit) ?? { items: 0, cost: { count: 0, gas: 0n } };
    this.#done.set(habit, { items: before + items, cost: { count: cost.count + count, gas: cost.gas + gas } });
  }

  /** Tells what each has done, and begins anew. */
  async tell(reporter: Reporter, when: string): Promise<void> {
    for (const habit of Object.keys(CHANGES) as Habit[]) {
      const done = this.#done.get(habit);
      if (done !== undefined) await reporter.step(`${when}: ${habit}`, CHANGES[habit](done.items), done.cost);
    }
    this.#done.clear();
  }
}
