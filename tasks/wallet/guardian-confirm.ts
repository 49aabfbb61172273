import { confirm } from "../../src/wallet/index.ts";
import { action } from "./support/action.ts";
import { acted } from "./support/acts.ts";
import { guardianFile, type GuardianFileArguments } from "./support/guardian-file.ts";

export default action<GuardianFileArguments>(async (args, session) => {
  const { here, signatures, signer } = await guardianFile(args, "GuardianConfirmation", session);
  const receipt = await confirm(signer, await session.registry(), { plan: here.plan, signatures });
  return acted(here, session, [receipt], `Confirmed the execution of the plan of ${here.account}.`);
});
