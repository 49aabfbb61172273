import { cancel } from "../../src/prepaid/index.ts";
import { action } from "./support/action.ts";
import { acted, type InstrumentArguments, stageOf } from "./support/acts.ts";

export default action<InstrumentArguments>(async (args, session) => {
  const stage = await stageOf(args, session);
  const receipt = await cancel(stage.signer, stage.vault, { id: stage.id });
  return acted(stage, session, receipt, `Took ${stage.called} back.`);
});
