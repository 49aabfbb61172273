import { readPanel } from "../../../src/vehicle/index.ts";
import { fail } from "../../support/failure.ts";
import type { VehicleSession } from "./session.ts";

/** A policy by its address, or the name under which it was created here; refuses what is none. */
export async function policyNamed(text: string, session: VehicleSession): Promise<string> {
  const policy = await session.contract(text, "policy");
  await readPanel(policy, session.ethers.provider).catch((error: unknown) =>
    fail(
      `The contract ${policy} is no policy; create one with \`vehicle policy create\`.`,
      error instanceof Error ? error : undefined,
    ),
  );
  return policy;
}
