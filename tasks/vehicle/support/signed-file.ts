import {
  type Attested,
  type Finding,
  kindOf,
  type SignedCondition,
  type SignedFinding,
} from "../../../src/vehicle/index.ts";
import { Fields } from "../../support/document.ts";
import { fail } from "../../support/failure.ts";
import type { VehicleSession } from "./session.ts";

/** What is in every file of something that is signed: for which chain and contract, and what. */
export interface Signed {
  chainId: bigint;
  stake: string;
  signs: string;
}

/** What a file is of, for one who makes it. */
export async function signedFor(signs: string, session: VehicleSession): Promise<Signed> {
  return { chainId: await session.chainId(), stake: await (await session.stake()).getAddress(), signs };
}

/** What is signed, by the name of its type. */
const WORDS: ReadonlyMap<string, string> = new Map([
  ["ConditionReport", "report"],
  ["Finding", "finding"],
]);

/** A file that a task of this system wrote, of the right kind, chain and contract. */
async function readSigned(path: string, signs: string, made: string, session: VehicleSession): Promise<Fields> {
  const what = `signed ${WORDS.get(signs) ?? signs}`;
  const fields = await Fields.read(path, what);
  if (!fields.has("signs") || fields.text("signs") !== signs)
    fail(`${path} holds no ${what}; make one with \`${made}\`.`);
  const here = await signedFor(signs, session);
  const [chainId, stake] = [fields.whole("chainId", 256n), fields.address("stake")];
  if (chainId !== here.chainId)
    fail(`${path} is of chain ${chainId}, and network "${session.network}" is chain ${here.chainId}; name its own.`);
  if (stake !== here.stake) fail(`${path} is for the vehicles of ${stake}, and those here are of ${here.stake}.`);
  return fields;
}

/** A report that a vehicle has signed. */
export async function readReport(path: string, session: VehicleSession): Promise<Required<SignedCondition>> {
  const fields = await readSigned(path, "ConditionReport", "vehicle report --sign", session);
  const message = fields.object("message");
  return {
    report: {
      vehicle: message.whole("vehicle", 256n),
      sequence: message.whole("sequence", 32n),
      kind: kindOf(message.whole("kind", 3n)),
      observedAt: message.whole("observedAt", 48n),
      odometer: message.whole("odometer", 40n),
      severity: message.whole("severity", 16n),
      evidence: message.hex("evidence", 32),
      policyHash: message.hex("policyHash", 32),
      deadline: message.whole("deadline", 48n),
    },
    signature: fields.hex("signature", true),
    key: fields.hex("key", true),
  };
}

/** What attestors say, with the signatures that there are so far. */
export async function readFinding(path: string, session: VehicleSession): Promise<SignedFinding> {
  const fields = await readSigned(path, "Finding", "vehicle attest", session);
  const message = fields.object("message");
  const finding: Finding = {
    vehicle: message.whole("vehicle", 256n),
    sequence: message.whole("sequence", 32n),
    condition: message.hex("condition", 32),
    holds: message.flag("holds"),
    disputed: message.flag("disputed"),
    deadline: message.whole("deadline", 48n),
  };
  const signatures = fields
    .objects("signatures")
    .map((one): Attested => ({ signer: one.hex("signer", true), signature: one.hex("signature", true) }));
  return { finding, signatures };
}
