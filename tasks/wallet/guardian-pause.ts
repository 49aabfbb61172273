import { pause, readStatus } from "../../src/wallet/index.ts";
import { moment } from "../support/format.ts";
import { action } from "./support/action.ts";
import { acted } from "./support/acts.ts";
import { guardianFile, type GuardianFileArguments } from "./support/guardian-file.ts";

export default action<GuardianFileArguments>(async (args, session) => {
  const { here, signatures, signer } = await guardianFile(args, "GuardianPause", session);
  const registry = await session.registry();
  const receipt = await pause(signer, registry, { plan: here.plan, signatures });
  const { pausedUntil } = await readStatus(registry, here.plan, session.ethers.provider);
  const until = moment(pausedUntil, await session.now());
  return acted(here, session, [receipt], `Held up the plan of ${here.account} until ${until}.`, { pausedUntil });
});
