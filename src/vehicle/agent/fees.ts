import type { Provider, Transaction } from "ethers";

/** What a transaction offers for its place. */
export type Fees =
  | { type: 2; maxFeePerGas: bigint; maxPriorityFeePerGas: bigint }
  /** On a chain without a base fee. */
  | { type: 0; gasPrice: bigint };

/** What has to be offered is more than the owner lets the unit pay. */
export class FeeError extends Error {
  override readonly name: string = "FeeError";

  constructor(needed: bigint, most: bigint) {
    super(
      `A place in a block would cost ${needed} wei for each unit of gas, and ${most} is the most for it: wait until the chain is quieter, or let it cost more`,
    );
  }
}

/** By how much more another transaction must offer for the same place: nodes want an eighth at most. */
const more = (fee: bigint): bigint => fee + fee / 8n + 1n;
const larger = (a: bigint, b: bigint): bigint => (a > b ? a : b);

/**
 * What to offer for a place now.
 *
 * @param before What loses its place; null = nothing does.
 * @param most The most for each unit of gas.
 * @throws {FeeError} Where the place costs more than that.
 */
export async function feesNow(provider: Provider, before: Transaction | null, most: bigint): Promise<Fees> {
  const { maxFeePerGas, maxPriorityFeePerGas, gasPrice } = await provider.getFeeData();
  if (maxFeePerGas === null || maxPriorityFeePerGas === null) {
    if (gasPrice === null) throw new Error("The node doesn't say what a place in a block costs");
    return { type: 0, gasPrice: within(larger(gasPrice, raised(before?.gasPrice)), most) };
  }
  const tip = larger(maxPriorityFeePerGas, raised(before?.maxPriorityFeePerGas));
  const fee = larger(larger(maxFeePerGas, raised(before?.maxFeePerGas)), tip);
  // What was offered before has to be topped; otherwise it may wait for a quieter block.
  const offered = before === null && fee > most ? most : within(fee, most);
  return { type: 2, maxFeePerGas: offered, maxPriorityFeePerGas: tip < offered ? tip : offered };
}

function raised(fee: bigint | null | undefined): bigint {
  return fee === null || fee === undefined ? 0n : more(fee);
}

function within(fee: bigint, most: bigint): bigint {
  if (fee > most) throw new FeeError(fee, most);
  return fee;
}
