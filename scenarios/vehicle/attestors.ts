import { decide, type ClaimAct } from "../../src/vehicle/acts/claims.ts";
import { findingOf, readClaim } from "../../src/vehicle/claims.ts";
import { ClaimState } from "../../src/vehicle/constants.ts";
import { type Attested, signByKey } from "../../src/vehicle/signing.ts";
import { demand } from "../support/demand.ts";
import { DAY } from "./calendar.ts";
import { PANEL } from "./rules.ts";
import type { Car, Stage } from "./stage.ts";

/** Attestors answer what is asked about a report of a vehicle; the first so many of them, or those from a place on. */
export async function attest(
  { attestors, chain, domain, people, provider, stake }: Stage,
  { vehicle }: Car,
  { sequence, holds, count, from = 0 }: { sequence: bigint; holds: boolean; count: bigint; from?: number },
): Promise<ClaimAct> {
  const claim = await readClaim(stake, vehicle, sequence, provider);
  if (claim === null) throw new Error(`There is no claim by report ${sequence}`);
  const finding = findingOf(claim, { holds, deadline: (await chain.now()) + DAY });
  const signatures: Attested[] = [];
  for (const key of attestors.slice(from, from + Number(count)))
    signatures.push({ signer: key.bytes, signature: await signByKey(key, domain, "Finding", finding) });
  return decide(people.relay, stake, { finding, signatures });
}

/** Attestors look at every report of a vehicle that waits for them, and find that it is true. */
export async function confirmGrave(stage: Stage, car: Car): Promise<number> {
  const { ledger, name } = car;
  const waiting = [...ledger.pending.keys()];
  for (const sequence of waiting) {
    // Not always the same two.
    const from = Number((car.vehicle + sequence) % 4n);
    const done = await attest(stage, car, { sequence, holds: true, count: PANEL.confirmations, from });
    ledger.confirm(sequence);
    demand(`what attestors make of report ${sequence} of ${name}`, done.claim, ClaimState.COUNTED);
    demand(`the value of ${name} after it is confirmed`, done.value, ledger.value);
    demand(`the residual of ${name} after it is confirmed`, done.residual, ledger.residual);
  }
  return waiting.length;
}
