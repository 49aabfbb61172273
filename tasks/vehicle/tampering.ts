import { slashTampering } from "../../src/vehicle/index.ts";
import { action, type CommonArguments } from "./support/action.ts";
import { acted } from "./support/acts.ts";
import { ether } from "./support/ether.ts";
import { readReport } from "./support/signed-file.ts";

export interface TamperingArguments extends CommonArguments {
  report: string;
  from: string;
}

export default action<TamperingArguments>(async (args, session) => {
  const signer = await session.signer(args.from);
  const signed = await readReport(args.report, session);
  const { vehicle } = signed.report;
  const money = await session.money(vehicle);
  const { receipt, value, bounty } = await slashTampering(signer, await session.stake(), signed);
  const told = `Slashed for a policy that it never had: ${money.show(value)} are gone, and you are credited ${ether(bounty)} (\`vehicle withdraw\`).`;
  return acted(vehicle, session, [receipt], told, { taken: value, bounty });
});
