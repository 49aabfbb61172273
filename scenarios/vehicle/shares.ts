/** Who must get what of the rewards: by the weights of vehicles in frames, as the scenario has had them report. */
export class Shares {
  readonly #frames: { funded: bigint; weights: ReadonlyMap<bigint, bigint> }[] = [];
  /** What was paid of all frames. */
  paid = 0n;

  /** A frame ends. */
  add(funded: bigint, weights: ReadonlyMap<bigint, bigint>): void {
    this.#frames.push({ funded, weights });
  }

  /** All weights of the frame that was added last. */
  lastWeight(): bigint {
    return totalOf(this.#frames.at(-1)?.weights ?? new Map());
  }

  /** What a vehicle must get of the frames that were added last, so many of them. */
  of(vehicle: bigint, frames: number): bigint {
    return this.#frames
      .slice(-frames)
      .reduce((sum, { funded, weights }) => sum + (funded * (weights.get(vehicle) ?? 0n)) / totalOf(weights), 0n);
  }
}

function totalOf(weights: ReadonlyMap<bigint, bigint>): bigint {
  return [...weights.values()].reduce((sum, weight) => sum + weight, 0n);
}
