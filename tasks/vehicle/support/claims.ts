import { type ClaimView, readClaim } from "../../../src/vehicle/index.ts";
import { fail } from "../../support/failure.ts";
import { parseWhole } from "../../support/parse.ts";
import type { ActArguments } from "./action.ts";
import type { VehicleSession } from "./session.ts";

/** What tasks about a report are given. */
export interface ClaimArguments extends ActArguments {
  sequence: string;
}

/** A report of more than distance, which must be there. */
export async function claimNamed(
  args: Pick<ClaimArguments, "vehicle" | "sequence">,
  session: VehicleSession,
): Promise<ClaimView> {
  const vehicle = await session.enrolled(args.vehicle);
  const sequence = parseWhole(args.sequence, "report", 2n ** 32n - 1n);
  const claim = await readClaim(await session.stake(), vehicle, sequence, session.ethers.provider);
  return (
    claim ??
    fail(
      `The vehicle has no report ${sequence} of more than distance, which alone is decided about; \`vehicle history\` has its reports.`,
    )
  );
}
