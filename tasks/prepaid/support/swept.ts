import type { Sweep } from "../../../src/prepaid/index.ts";
import { table, units } from "../../support/format.ts";
import type { Money } from "../../support/money.ts";

/** What sweeps paid out, owner by owner. */
export function sweptTable(swept: readonly Sweep[], { decimals }: Money): string {
  const rows = swept.map(({ owner, amount, tip }) => [owner, units(amount - tip, decimals), units(tip, decimals)]);
  return table(["owner", "paid out", "tip"], rows, ["paid out", "tip"]);
}
