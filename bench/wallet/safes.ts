import { safeCall } from "../../src/wallet/safe/safe-transaction.ts";
import {
  batch,
  deploySafe,
  executed,
  installed,
  networkHelpers,
  type Release,
  selfCall,
  type Stage,
} from "../../test/wallet/safe.ts";
import { beside } from "./overhead.ts";
import type { Overhead } from "./results.ts";
import { SAFE_141, SAFE_150 } from "./subjects.ts";

/** What a Safe's owners execute. */
const ACTS = {
  "a call": (stage: Stage) => safeCall(stage.heir.address, "0x", 1n),
  "a batch of two calls": (stage: Stage) => batch(stage, ...Array<ReturnType<typeof safeCall>>(2).fill(payment(stage))),
  "a batch with a call of the Safe itself": (stage: Stage) =>
    batch(stage, payment(stage), selfCall(stage, "changeThreshold", 2n)),
};

const payment = (stage: Stage) => safeCall(stage.heir.address, "0x", 1n);

/** A Safe with the switch as its guard beside the same Safe without. */
export async function measureSafes(): Promise<Overhead[]> {
  const found: Overhead[] = [];
  for (const [release, name] of [
    ["1.4.1", SAFE_141],
    ["1.5.0", SAFE_150],
  ] as const) {
    for (const [act, callOf] of Object.entries(ACTS)) {
      const without = await receiptOf(release, deploySafe, callOf);
      found.push(await beside(name, act, without, await receiptOf(release, installed, callOf)));
    }
  }
  return found;
}

/** Of the second of two same executions, an hour apart: all slots are in use. */
async function receiptOf<S extends Stage>(
  release: Release,
  deploy: (release: Release) => Promise<S>,
  callOf: (stage: S) => ReturnType<typeof safeCall>,
) {
  const clean = await networkHelpers.takeSnapshot();
  const stage = await deploy(release);
  await executed(stage, callOf(stage));
  await networkHelpers.time.increase(3_600n);
  const receipt = await executed(stage, callOf(stage));
  // What is asked about a receipt later is asked of a chain that has it.
  const transaction = await receipt.getTransaction();
  receipt.getTransaction = () => Promise.resolve(transaction);
  await clean.restore();
  return receipt;
}
