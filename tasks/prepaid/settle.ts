import { settle } from "../../src/prepaid/index.ts";
import { action } from "./support/action.ts";
import { acted, type InstrumentArguments, stageOf } from "./support/acts.ts";

export default action<InstrumentArguments>(async (args, session) => {
  const stage = await stageOf(args, session);
  const { signer, vault, id, called, money } = stage;
  const { toPurchaser, toOther, receipt } = await settle(signer, vault, { id });
  const other = toOther === 0n ? "" : `, ${money.show(toOther)} to the other party`;
  return acted(stage, session, receipt, `Settled ${called}: ${money.show(toPurchaser)} to its purchaser${other}.`, {
    toPurchaser,
    toOther,
  });
});
