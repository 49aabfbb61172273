/** What was spent to whom in which frame, kept beside the chain to be compared with it. */
export class Book {
  readonly #units = new Map<bigint, Map<string, bigint>>();

  /** Notes units that were spent. */
  add(frame: bigint, provider: string, amount: bigint): void {
    const page = this.#units.get(frame) ?? new Map<string, bigint>();
    page.set(provider, (page.get(provider) ?? 0n) + amount);
    this.#units.set(frame, page);
  }

  /** The frames in which something was spent. */
  get frames(): bigint[] {
    return [...this.#units.keys()];
  }

  /** Units spent in a frame, to all or to one. */
  inFrame(frame: bigint, provider?: string): bigint {
    const page = this.#units.get(frame) ?? new Map<string, bigint>();
    if (provider !== undefined) return page.get(provider) ?? 0n;
    return [...page.values()].reduce((sum, amount) => sum + amount, 0n);
  }

  /** Units that a provider has earned over all frames; without a provider those of all. */
  earned(provider?: string): bigint {
    return this.frames.reduce((sum, frame) => sum + this.inFrame(frame, provider), 0n);
  }
}
