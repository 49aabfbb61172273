import { extend } from "../../src/prepaid/index.ts";
import { action } from "./support/action.ts";
import { acted, type InstrumentArguments, stageOf } from "./support/acts.ts";
import { parseExpiry } from "./support/when.ts";

export interface ExtendArguments extends InstrumentArguments {
  expiry: string;
}

export default action<ExtendArguments>(async (args, session) => {
  const stage = await stageOf(args, session);
  const { signer, vault, id, called, bucketLength } = stage;
  const expiry = parseExpiry(args.expiry, await session.now(), bucketLength);
  const receipt = await extend(signer, vault, { id, expiry });
  return acted(stage, session, receipt, `Extended ${called}.`);
});
