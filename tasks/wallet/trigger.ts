import { trigger } from "../../src/wallet/index.ts";
import { action, type ActArguments } from "./support/action.ts";
import { acted } from "./support/acts.ts";
import { ether } from "./support/assets.ts";

export default action<ActArguments>(async (args, session) => {
  const here = await session.plan(args.account);
  const signer = await session.signer(args.from);
  const evidence = await session.evidence();
  const { byRequest, bounty, receipt } = await trigger(signer, await session.registry(), { ...here, evidence });
  const why = byRequest ? "its owner was silent since the request" : "its owner was silent for the whole period";
  const paid = bounty === 0n ? "" : ` ${signer.address} was credited ${ether(bounty)} (\`wallet withdraw\`).`;
  return acted(here, session, [receipt], `Triggered the plan of ${here.account}: ${why}.${paid}`, {
    byRequest,
    bounty,
  });
});
