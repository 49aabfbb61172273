import { refund } from "../../src/prepaid/index.ts";
import { action } from "./support/action.ts";
import { acted, type InstrumentArguments, stageOf } from "./support/acts.ts";
import { parseValue } from "./support/value.ts";

export interface RefundArguments extends InstrumentArguments {
  amount: string;
  ref: string | undefined;
}

export default action<RefundArguments>(async (args, session) => {
  const stage = await stageOf(args, session);
  const { signer, vault, id, called, money } = stage;
  const amount = parseValue(args.amount, money);
  const receipt = await refund(signer, vault, { id, amount, ...(args.ref === undefined ? {} : { ref: args.ref }) });
  return acted(stage, session, receipt, `Refunded ${money.show(amount)} to ${called}.`, { amount, ref: args.ref });
});
