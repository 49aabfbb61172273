import type { ContractTransaction, Signer } from "ethers";

import { floorOf, type Term } from "./floor.ts";
import type { Measured } from "./results.ts";
import { send } from "./send.ts";

/** Sends one operation and notes its gas beside its floor. */
export type Measure = (
  operation: string,
  from: Signer,
  transaction: Promise<ContractTransaction>,
  terms: Term[],
  items?: number,
) => Promise<void>;

/** A {@link Measure} that notes into `measured`. */
export function measureInto(measured: Measured[]): Measure {
  return async (operation, from, transaction, terms, items = 1) => {
    const receipt = await send(from, transaction);
    const floor = floorOf(receipt.data, terms);
    const gas = Number(receipt.gasUsed);
    // A floor that counts what did not happen is no floor.
    const logs = terms.filter(({ what }) => what.startsWith("log ")).reduce((sum, { count }) => sum + count, 0);
    if (gas < floor.total || receipt.logs.length < logs) throw new Error(`${operation}: the floor is too high`);
    measured.push({ operation, gas, calldata: floor.calldata, floor: floor.total, items, terms });
  };
}
