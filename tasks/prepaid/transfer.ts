import { transferInstrument } from "../../src/prepaid/index.ts";
import { action } from "./support/action.ts";
import { acted, type InstrumentArguments, stageOf } from "./support/acts.ts";

export interface TransferArguments extends InstrumentArguments {
  to: string;
}

export default action<TransferArguments>(async (args, session) => {
  const stage = await stageOf(args, session);
  const to = await session.account(args.to, "receiver");
  const receipt = await transferInstrument(stage.signer, stage.vault, { id: stage.id, to });
  return acted(stage, session, receipt, `Gave ${stage.called} to ${to}.`);
});
