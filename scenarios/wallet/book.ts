import type { Asset } from "../../src/wallet/constants.ts";

/** Who has how much of which asset, kept beside the chain to be compared with it. */
export class Book {
  readonly #held = new Map<string, Map<string, bigint>>();

  /** Something comes into being, or into what this book is about. */
  add(asset: Asset, holder: string, amount: bigint): void {
    const holders = this.#holders(asset);
    const next = (holders.get(holder) ?? 0n) + amount;
    if (next < 0n) throw new RangeError(`${holder} can't give more of ${asset.token} than there is`);
    holders.set(holder, next);
  }

  move(asset: Asset, from: string, to: string, amount: bigint): void {
    this.add(asset, from, -amount);
    this.add(asset, to, amount);
  }

  held(asset: Asset, holder: string): bigint {
    return this.#holders(asset).get(holder) ?? 0n;
  }

  /** Everybody who has, or had, something of an asset. */
  holders(asset: Asset): string[] {
    return [...this.#holders(asset).keys()];
  }

  /** All that there is of an asset. */
  supply(asset: Asset): bigint {
    return [...this.#holders(asset).values()].reduce((sum, amount) => sum + amount, 0n);
  }

  #holders({ token, id }: Asset): Map<string, bigint> {
    const key = `${token}/${id}`;
    const found = this.#held.get(key) ?? new Map<string, bigint>();
    this.#held.set(key, found);
    return found;
  }
}
