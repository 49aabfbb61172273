import { accept, acceptSigned, placesOf, readStatus, signMessage } from "../../src/wallet/index.ts";
import { fail } from "../support/failure.ts";
import { toJson } from "../support/json.ts";
import { action, type Answer, type CommonArguments } from "./support/action.ts";
import { acted } from "./support/acts.ts";
import { saltsIn } from "./support/recipients.ts";
import type { WalletSession } from "./support/session.ts";
import { readAcceptance, signedFor } from "./support/signed-file.ts";

export interface AcceptArguments extends CommonArguments {
  account: string | undefined;
  salt: string | undefined;
  sign: boolean;
  signed: string | undefined;
  from: string;
}

export default action<AcceptArguments>(async (args, session) => {
  const salts = saltsIn(args.salt);
  if (args.signed !== undefined) return bySignature(args, args.signed, salts, session);
  if (args.account === undefined)
    fail("Say whose plan: wallet accept <account>; or give the file of one who signed with --signed.");
  const here = await session.plan(args.account);
  const signer = await session.signer(args.from);
  const registry = await session.registry();
  if (args.sign) return signed({ ...here, recipient: signer.address, salts }, args.from, session);
  const { tier, receipt } = await accept(signer, registry, { ...here, salts });
  return acted(here, session, [receipt], `${signer.address} accepted for tier ${tier + 1n}, which receives.`, { tier });
});

async function signed(
  {
    account,
    plan,
    recipient,
    salts,
  }: Awaited<ReturnType<WalletSession["plan"]>> & {
    recipient: string;
    salts: string[];
  },
  from: string,
  session: WalletSession,
): Promise<Answer> {
  const registry = await session.registry();
  const { version, triggeredAt, tier } = await readStatus(registry, plan, session.ethers.provider);
  if (triggeredAt === 0n) fail(`The plan of ${account} isn't triggered; there is nothing to accept yet.`);
  if (!placesOf(plan, recipient, salts).some((place) => place.tier === tier))
    fail(`${recipient} is no recipient of tier ${tier + 1n}; sign as one with --from, or give --salt.`);
  const message = { account, version, tier, recipient, triggeredAt };
  const signature = await signMessage(await session.signer(from), registry, "Acceptance", message);
  const json = { ...(await signedFor("Acceptance", session)), message, signature };
  return { json, text: JSON.stringify(toJson(json), null, 2) };
}

async function bySignature(
  args: AcceptArguments,
  path: string,
  salts: string[],
  session: WalletSession,
): Promise<Answer> {
  if (args.account !== undefined || args.sign)
    fail("The file of --signed says who accepts; give nothing else than --salt and --from.");
  const signer = await session.signer(args.from);
  const { acceptance, signature } = await readAcceptance(path, session);
  const here = await session.plan(acceptance.account);
  const order = { plan: here.plan, salts, acceptance, signature };
  const { tier, receipt } = await acceptSigned(signer, await session.registry(), order);
  const told = `${acceptance.recipient} accepted for tier ${tier + 1n}, which receives.`;
  return acted(here, session, [receipt], told, { tier });
}
