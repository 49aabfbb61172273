import { slashEquivocation } from "../../src/vehicle/index.ts";
import { fail } from "../support/failure.ts";
import { action, type CommonArguments } from "./support/action.ts";
import { acted } from "./support/acts.ts";
import { ether } from "./support/ether.ts";
import { readReport } from "./support/signed-file.ts";

export interface EquivocationArguments extends CommonArguments {
  one: string;
  other: string;
  from: string;
}

export default action<EquivocationArguments>(async (args, session) => {
  const signer = await session.signer(args.from);
  const [one, other] = [await readReport(args.one, session), await readReport(args.other, session)];
  const { vehicle, sequence } = one.report;
  if (other.report.vehicle !== vehicle || other.report.sequence !== sequence)
    fail(
      `The files hold report ${sequence} and report ${other.report.sequence}, or two vehicles' reports: that is no contradiction.`,
    );
  const money = await session.money(vehicle);
  const given = { one, other, key: one.key };
  const { receipt, value, bounty } = await slashEquivocation(signer, await session.stake(), given);
  const told = `Slashed for two conditions under report ${sequence}: ${money.show(value)} are gone, and you are credited ${ether(bounty)} (\`vehicle withdraw\`).`;
  return acted(vehicle, session, [receipt], told, { taken: value, bounty });
});
