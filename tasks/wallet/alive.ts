import { heartbeat, heartbeatOf, heartbeatSigned, signMessage } from "../../src/wallet/index.ts";
import { fail } from "../support/failure.ts";
import { moment } from "../support/format.ts";
import { toJson } from "../support/json.ts";
import { action, type Answer, type CommonArguments } from "./support/action.ts";
import { actingFor } from "./support/acting.ts";
import { acted } from "./support/acts.ts";
import type { WalletSession } from "./support/session.ts";
import { readHeartbeat, signedFor } from "./support/signed-file.ts";

export interface AliveArguments extends CommonArguments {
  account: string | undefined;
  sign: boolean;
  signed: string | undefined;
  from: string;
}

export default action<AliveArguments>(async (args, session) => {
  if (args.signed !== undefined) return bySignature(args, args.signed, session);
  const here = await session.plan(args.account ?? args.from);
  const owner = await actingFor(here.account, args.from, session);
  const registry = await session.registry();
  if (args.sign) {
    const message = await heartbeatOf(here.account, session.ethers.provider);
    const signature = await signMessage(owner, registry, "Heartbeat", message);
    const json = { ...(await signedFor("Heartbeat", session)), message, signature };
    return { json, text: JSON.stringify(toJson(json), null, 2) };
  }
  const receipt = await heartbeat(owner, registry);
  return acted(here, session, [receipt], `${here.account} lives.`);
});

async function bySignature(args: AliveArguments, path: string, session: WalletSession): Promise<Answer> {
  if (args.account !== undefined || args.sign)
    fail("The file of --signed says who lives; give nothing else than --from.");
  const signer = await session.signer(args.from);
  const beat = await readHeartbeat(path, session);
  const { account, issuedAt } = beat;
  const here = await session.plan(account);
  const receipt = await heartbeatSigned(signer, await session.registry(), beat);
  const told = `${account} lived ${moment(issuedAt, await session.now())}.`;
  return acted(here, session, [receipt], told, { issuedAt });
}
