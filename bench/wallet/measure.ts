import { measureInto } from "../measure.ts";
import type { Measured } from "../results.ts";
import { measureAccounts } from "./accounts.ts";
import { steadyChain } from "./chain.ts";
import { measureModular } from "./modular.ts";
import { measurePlans } from "./plans.ts";
import { measureProofs } from "./proofs.ts";
import type { WalletResults } from "./results.ts";
import { measureSafes } from "./safes.ts";

/** All that the bench says of `wallet`. */
export async function measureWallet(): Promise<WalletResults> {
  const overheads = [...(await measureAccounts()), ...(await measureSafes()), ...(await measureModular())];
  console.log("wallet: measured overheads");
  const measured: Measured[] = [];
  const measure = measureInto(measured);
  await measureProofs(await steadyChain(), measure);
  console.log("wallet: measured proofs");
  await measurePlans(await steadyChain(), measure);
  console.log("wallet: measured plans");
  return {
    overheads,
    rows: measured.map(({ operation, gas, calldata, floor, items }) => ({ operation, gas, calldata, floor, items })),
    floors: measured.map(({ operation, terms }) => ({ operation, subject: "switch", terms })),
  };
}
