import { endRequest } from "../../src/wallet/index.ts";
import { action, type ActArguments } from "./support/action.ts";
import { acted } from "./support/acts.ts";
import { ether } from "./support/assets.ts";

export default action<ActArguments>(async (args, session) => {
  const here = await session.plan(args.account);
  const signer = await session.signer(args.from);
  const { denied, bond, receipt } = await endRequest(signer, await session.registry(), here);
  const told = denied
    ? `Denied the request: its owner lives, and has the bond of ${ether(bond)} (\`wallet withdraw\`).`
    : `Ended the request: it was under a plan that is no more. Who made it has the bond of ${ether(bond)} back (\`wallet withdraw\`).`;
  return acted(here, session, [receipt], told, { denied, bond });
});
