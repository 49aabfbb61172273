import { request } from "../../src/wallet/index.ts";
import { fail } from "../support/failure.ts";
import { moment } from "../support/format.ts";
import { action, type ActArguments } from "./support/action.ts";
import { acted } from "./support/acts.ts";
import { ether } from "./support/assets.ts";
import { saltsIn } from "./support/recipients.ts";

export interface RequestArguments extends ActArguments {
  salt: string | undefined;
}

export default action<RequestArguments>(async (args, session) => {
  const here = await session.plan(args.account);
  const { account, plan } = here;
  if (plan.requestPeriod === 0n)
    fail(`Nobody can request under the plan of ${account}; wait for the period (\`wallet show\`).`);
  const signer = await session.signer(args.from);
  const { triggerableAt, receipt } = await request(signer, await session.registry(), {
    plan,
    salts: saltsIn(args.salt),
    evidence: await session.evidence(),
  });
  const until = moment(triggerableAt, await session.now());
  return acted(
    here,
    session,
    [receipt],
    `Requested what ${account} leaves, for a bond of ${ether(plan.bond)}: unless its owner acts before, it can be triggered ${until}.`,
    { requester: signer.address, bond: plan.bond },
  );
});
