import { claimName, decide } from "../../src/vehicle/index.ts";
import { action, type CommonArguments } from "./support/action.ts";
import { acted } from "./support/acts.ts";
import { readFinding } from "./support/signed-file.ts";

export interface DecideArguments extends CommonArguments {
  file: string;
  from: string;
}

export default action<DecideArguments>(async (args, session) => {
  const signer = await session.signer(args.from);
  const signed = await readFinding(args.file, session);
  const { vehicle, sequence } = signed.finding;
  const { receipt, claim } = await decide(signer, await session.stake(), signed);
  return acted(vehicle, session, [receipt], `Report ${sequence} is ${claimName(claim)}.`, {
    sequence,
    claim: claimName(claim),
  });
});
