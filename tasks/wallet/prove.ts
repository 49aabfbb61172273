import { readFact, showAccount, type Shown } from "../../src/wallet/index.ts";
import { fail } from "../support/failure.ts";
import { moment } from "../support/format.ts";
import { action, type ActArguments } from "./support/action.ts";
import { acted } from "./support/acts.ts";
import { refuseSelf } from "./support/checkpoint.ts";

export interface ProveArguments extends ActArguments {
  block: string | undefined;
}

/** What was shown, in a sentence. */
const TOLD: Record<NonNullable<Shown["use"]>, string> = {
  checkpoint: "was shown to its prover: silence counts from then",
  proveActivity: "has acted: its clock begins anew",
  proveCode: "had code that hides its life: its plan is suspended until the owner registers anew",
};

export default action<ProveArguments>(async (args, session) => {
  const { provider } = session.ethers;
  const here = await session.plan(args.account);
  const { account, plan } = here;
  const signer = await session.signer(args.from);
  if (signer.address === account) refuseSelf(account);
  const fact = await readFact(plan.source, account, provider);
  if (fact === null)
    fail(`The life of ${account} is known from ${plan.source}, which needs no proofs; see it with \`wallet show\`.`);
  const block = args.block === undefined ? undefined : BigInt(await blockOf(args.block));
  const { use, nonce, timestamp, blockNumber, receipt } = await showAccount(
    signer,
    plan.source,
    provider,
    account,
    block,
  );
  const when = `block ${blockNumber}, ${moment(timestamp, await session.now())}`;
  const told =
    use === null
      ? `Nothing new of ${account} in ${when}: its prover knows nonce ${fact.nonce} already. Nothing was sent.`
      : `${account} ${TOLD[use]} (${when}).`;
  return acted(here, session, receipt === null ? [] : [receipt], told, { shown: use, nonce, timestamp, blockNumber });

  async function blockOf(text: string): Promise<number> {
    const number = /^\d{1,15}$/.test(text) ? Number(text) : -1;
    if (number === -1) fail(`The block "${text}" is no number; give --block digits only, or leave it out.`);
    await session.checkBlock(number, "--block");
    return number;
  }
});
