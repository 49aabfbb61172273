import { cancel } from "../../src/prepaid/index.ts";
import { fail } from "../support/failure.ts";
import { action, type Answer, type CommonArguments } from "./support/action.ts";
import { acted, stageOf } from "./support/acts.ts";
import { cancelFile } from "./support/cancel-file.ts";
import type { PrepaidSession } from "./support/session.ts";

export interface CancelArguments extends CommonArguments {
  vault: string;
  instrument: string | undefined;
  file: string | undefined;
  batch: string | undefined;
  pageSize: number;
  from: string;
}

export default action<CancelArguments>(async (args, session) => {
  if (args.file === undefined) return cancelOne(args, session);
  if (args.instrument !== undefined) fail("The file says which instruments; leave out the instrument, or --file.");
  return cancelFile(args, args.file, session);
});

async function cancelOne(args: CancelArguments, session: PrepaidSession): Promise<Answer> {
  const { instrument } = args;
  if (instrument === undefined) {
    fail("Say which instrument: prepaid cancel <vault> <instrument>; or give the CSV file of a batch with --file.");
  }
  if (args.batch !== undefined) fail("The option --batch goes with --file; leave it out for one instrument.");
  const stage = await stageOf({ ...args, instrument }, session);
  const receipt = await cancel(stage.signer, stage.vault, { id: stage.id });
  return acted(stage, session, receipt, `Took ${stage.called} back.`);
}
