import { deliver } from "../../src/prepaid/index.ts";
import { fail } from "../support/failure.ts";
import { action } from "./support/action.ts";
import { acted, instrumentIn, type InstrumentArguments, stageOf } from "./support/acts.ts";

export default action<InstrumentArguments>(async (args, session) => {
  const stage = await stageOf(args, session);
  const { delivered, expiry } = await instrumentIn(stage, session);
  if (delivered && expiry > (await session.now()))
    fail(`${stage.called} is delivered already; there is nothing to do.`);
  const receipt = await deliver(stage.signer, stage.vault, { id: stage.id });
  return acted(stage, session, receipt, `Delivered ${stage.called}: its purchaser can't take it back any more.`);
});
