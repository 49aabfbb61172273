import { findingOf, type SignedFinding } from "../../src/vehicle/index.ts";
import { fail } from "../support/failure.ts";
import { readTextIfThere, writeText } from "../support/file.ts";
import { toJson } from "../support/json.ts";
import { action, type CommonArguments } from "./support/action.ts";
import { type AttestorArguments, attestedHere } from "./support/attestors.ts";
import { claimNamed } from "./support/claims.ts";
import { deadlineOf } from "./support/deadline.ts";
import type { VehicleSession } from "./support/session.ts";
import { readFinding, signedFor } from "./support/signed-file.ts";

export interface AttestArguments extends CommonArguments, AttestorArguments {
  vehicle: string;
  sequence: string;
  file: string;
  false: boolean;
  deadline: string;
}

export default action<AttestArguments>(async (args, session) => {
  const claim = await claimNamed(args, session);
  const deadline = await deadlineOf(args.deadline, session);
  const asked = findingOf(claim, { holds: !args.false, deadline });
  const before = await findingAt(args.file, asked, session);
  const added = await attestedHere(before.finding, args, session);
  const signatures = [
    ...before.signatures.filter((one) => !added.some(({ signer }) => signer === one.signer)),
    ...added,
  ];
  const json = { ...(await signedFor("Finding", session)), message: before.finding, signatures };
  await writeText(args.file, `${JSON.stringify(toJson(json), null, 2)}\n`);
  return {
    json: { file: args.file, ...json },
    text: `${args.file} says that report ${claim.sequence} is ${asked.holds ? "true" : "false"}, signed by ${signatures.length}; send it with \`vehicle decide ${args.file}\` when enough have signed.`,
  };
});

/** What the file says, which others may have begun; else what is asked now. */
async function findingAt(
  path: string,
  asked: SignedFinding["finding"],
  session: VehicleSession,
): Promise<SignedFinding> {
  if ((await readTextIfThere(path)) === null) return { finding: asked, signatures: [] };
  const there = await readFinding(path, session);
  const { vehicle, sequence, condition, holds, disputed } = there.finding;
  const isSame =
    vehicle === asked.vehicle &&
    sequence === asked.sequence &&
    condition === asked.condition &&
    holds === asked.holds &&
    disputed === asked.disputed;
  if (!isSame) fail(`${path} says something else about a report; give another name.`);
  return there;
}
