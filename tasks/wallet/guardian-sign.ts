import { readStatus, signMessage, State } from "../../src/wallet/index.ts";
import { fail } from "../support/failure.ts";
import { readTextIfThere, writeText } from "../support/file.ts";
import { toJson } from "../support/json.ts";
import { action, type ActArguments } from "./support/action.ts";
import { times } from "./support/describe.ts";
import type { PlanHere, WalletSession } from "./support/session.ts";
import { type GuardianFile, readGuardians, signedFor } from "./support/signed-file.ts";

export interface GuardianSignArguments extends ActArguments {
  what: string;
  file: string;
}

export default action<GuardianSignArguments>(async (args, session) => {
  const signs = WHAT.get(args.what) ?? fail(`"${args.what}" is nothing that guardians sign; give pause or confirm.`);
  const here = await session.plan(args.account);
  const signer = await session.signer(args.from);
  const { guardians } = here.plan;
  const key = signer.address.toLowerCase();
  if (!guardians.keys.some((known) => known.toLowerCase() === key))
    fail(`${signer.address} is no guardian of this plan; sign as one with --from (\`wallet show\` says who they are).`);
  const wanted = await messageOf(signs, here, session);
  const file = await fileAt(args.file, wanted, session);
  const signature = await signMessage(signer, await session.registry(), file.signs, file.message);
  const signatures = [...file.signatures.filter((one) => one.key.toLowerCase() !== key), { key, signature }];
  const json = { ...(await signedFor(file.signs, session)), message: file.message, signatures };
  await writeText(args.file, `${JSON.stringify(toJson(json), null, 2)}\n`);
  const missing = Number(guardians.threshold) - signatures.length;
  const next =
    missing > 0
      ? `${missing} more must sign in the same file.`
      : `That is enough: send it with \`wallet guardian ${args.what} ${here.account} ${args.file}\`.`;
  return {
    json: { file: args.file, ...json, missing: Math.max(missing, 0) },
    text: `Signed in ${args.file}, as ${signatures.length} of ${guardians.threshold}. ${next}`,
  };
});

const WHAT: ReadonlyMap<string, GuardianFile["signs"]> = new Map([
  ["pause", "GuardianPause"],
  ["confirm", "GuardianConfirmation"],
]);

/** What is to be signed now. */
async function messageOf(
  signs: GuardianFile["signs"],
  { account, plan, version }: PlanHere,
  session: WalletSession,
): Promise<GuardianFile> {
  const { triggeredAt, pauses, state } = await readStatus(await session.registry(), plan, session.ethers.provider);
  if (state !== State.GRACE && state !== State.EXECUTING)
    fail(`The plan of ${account} isn't triggered; guardians have nothing to do yet (\`wallet show\`).`);
  const { guardians } = plan;
  if (signs === "GuardianPause") {
    if (pauses >= guardians.pauses)
      fail(`The guardians of this plan can hold it up ${times(guardians.pauses)}, and have; nothing is left to sign.`);
    return { signs, message: { account, version, triggeredAt, number: pauses }, signatures: [] };
  }
  if (!guardians.confirm) fail("This plan needs no confirmation by guardians; there is nothing to sign.");
  return { signs, message: { account, version, triggeredAt }, signatures: [] };
}

/** The file with what others signed before; where it is there it must be of the same. */
async function fileAt(path: string, wanted: GuardianFile, session: WalletSession): Promise<GuardianFile> {
  if ((await readTextIfThere(path)) === null) return wanted;
  const file = await readGuardians(path, wanted.signs, session);
  const same = JSON.stringify(toJson(file.message)) === JSON.stringify(toJson(wanted.message));
  return same
    ? file
    : fail(`${path} is for another trigger, pause, or plan than the one now; give another name, or remove it.`);
}
