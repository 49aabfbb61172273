import { deployPrepaid, networkHelpers } from "../../test/prepaid/fixture.ts";
import { measureInto } from "../measure.ts";
import type { Measured } from "../results.ts";
import { enter } from "./actors.ts";
import { measureCreations } from "./creations.ts";
import { measureEscrows } from "./escrows.ts";
import { measureIssues } from "./issue.ts";
import { measureLife } from "./life.ts";
import { measureMoney } from "./money.ts";
import { measurePages } from "./pages.ts";
import { measureRedemptions } from "./redeem.ts";
import type { PrepaidResults } from "./results.ts";
import { measureReturns } from "./returns.ts";
import { measureSweeps } from "./sweep.ts";

/** All that the bench says of `prepaid`. */
export async function measurePrepaid(): Promise<PrepaidResults> {
  const actors = await enter(await deployPrepaid());
  /** What is measured leaves nothing behind. */
  const apart = async <T>(measure: () => Promise<T>): Promise<T> => {
    const clean = await networkHelpers.takeSnapshot();
    const result = await measure();
    await clean.restore();
    return result;
  };

  const measured: Measured[] = [];
  const measure = measureInto(measured);
  for (const group of [measureIssues, measureMoney, measureRedemptions, measureLife, measureSweeps]) {
    await apart(() => group(actors, measure));
  }
  console.log("prepaid: measured operations");
  const { escrows, reclaims } = await apart(() => measureEscrows(actors));
  console.log("prepaid: measured escrows");
  const returns = await apart(() => measureReturns(actors));
  console.log("prepaid: measured returns");
  return {
    rows: measured.map(({ operation, gas, calldata, floor, items }) => ({ operation, gas, calldata, floor, items })),
    escrows,
    floors: measured.map(({ operation, terms }) => ({ operation, subject: "vault", terms })),
    returns,
    reclaims,
    creations: await apart(() => measureCreations(actors)),
    pages: await measurePages(actors),
  };
}
