import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";

import { fail } from "../../support/failure.ts";
import type { VehicleSession } from "./session.ts";

/** The account of a vehicle's issuer, whose key must be here. */
export async function issuerHere(issuer: string, session: VehicleSession): Promise<HardhatEthersSigner> {
  const signers = await session.ethers.getSigners();
  return (
    signers.find(({ address }) => address === issuer) ??
    fail(
      `The issuer ${issuer} vouched for the vehicle, and network "${session.network}" has no key of him; run the command where it has.`,
    )
  );
}
