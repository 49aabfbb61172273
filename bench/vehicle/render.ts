import { count, ratio, table } from "../markdown.ts";
import type { Results } from "../results.ts";
import { floorsTable } from "../sections.ts";
import { AT_MOST, TRANSFER_MORE_AT_MOST } from "./budget.ts";
import { TRANSFER, TRANSFER_PEER, type VehicleResults } from "./results.ts";

/** The part of the report that is about `vehicle`: a pure function of the results. */
export function renderVehicle({ vehicle: results }: Results): string[] {
  return [
    "## vehicle",
    "Vehicles that sign reports of their condition, with keys of both kinds: secp256k1, whose signer is an address, and P-256, as secure elements have it, behind OpenZeppelin's ERC-7913 verifier. P-256 is checked by the precompile of EIP-7951 where the chain has one (rules of osaka), and computed where it has none (rules of prague).",
    '"÷ floor" is the ratio to what the EVM itself charges (terms below); where there is no precompile, the floor is without the check. A report is the second of its vehicle. A batch is of fifty vehicles, and its figures are for each of them; it includes the call that keeps one refusal from the others.',
    operations(results),
    "### Terms of the floors of vehicle",
    "Count × gas. 21,000 and the calldata come on top.",
    floorsTable("contract", results.floors),
  ];
}

/** What an operation may take at most, the vehicle's transfer beside its peer's. */
export function atMost({ rows }: VehicleResults, operation: string): number | undefined {
  const peer = rows.find((row) => row.operation === TRANSFER_PEER);
  if (operation === TRANSFER && peer !== undefined) return peer.gas + TRANSFER_MORE_AT_MOST;
  return AT_MOST[operation];
}

function operations(results: VehicleResults): string {
  const lines = results.rows.map(({ operation, gas, floor, items }) => {
    const most = atMost(results, operation);
    const each = count(Math.round(gas / items));
    const least = count(Math.round(floor / items));
    return [operation, each, most === undefined ? "" : count(most), least, ratio(gas, floor)];
  });
  return table(["operation", "gas", "at most", "floor", "÷ floor"], [1, 2, 3, 4], lines);
}
