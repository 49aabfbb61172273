import type { Provider } from "ethers";

/** One line of the table at the end. */
export interface Row {
  system: string;
  step: string;
  change: string;
  /** Transactions in this step; 0 for a step that only reads. */
  count: number;
  gas: bigint;
}

/** What was sent, and what it cost. */
export type Cost = Pick<Row, "count" | "gas">;

/**
 * Tells how a scenario goes on, and keeps what each step cost: all gas of all blocks since the step before, so that nothing which a
 * library sends on the way is left out. For chains that nobody else uses.
 */
export class Reporter {
  readonly rows: Row[] = [];
  readonly #system: string;
  readonly #provider: Provider;
  readonly #say: (line: string) => void;
  #block: number;

  private constructor(system: string, provider: Provider, say: (line: string) => void, block: number) {
    this.#system = system;
    this.#provider = provider;
    this.#say = say;
    this.#block = block;
  }

  /** A reporter that counts from the next block on. */
  static async from(system: string, provider: Provider, say: (line: string) => void): Promise<Reporter> {
    return new Reporter(system, provider, say, await provider.getBlockNumber());
  }

  /** Ends a step: what was sent since the last one is its cost, unless that was taken apart. */
  async step(step: string, change: string, cost?: Cost): Promise<Row> {
    const row = { system: this.#system, step, change, ...(cost ?? (await this.takeCost())) };
    this.rows.push(row);
    this.#say(`${step}: ${change}`);
    return row;
  }

  /** What was sent since the last step, or since this was asked last: the next step is without it. */
  async takeCost(): Promise<Cost> {
    const latest = await this.#provider.getBlockNumber();
    let count = 0;
    let gas = 0n;
    while (this.#block < latest) {
      this.#block += 1;
      const block = await this.#provider.getBlock(this.#block);
      if (block === null) throw new Error(`The chain has no block ${this.#block}`);
      count += block.transactions.length;
      gas += block.gasUsed;
    }
    return { count, gas };
  }
}
