import { topUp } from "../../src/prepaid/index.ts";
import { action } from "./support/action.ts";
import { acted, type InstrumentArguments, stageOf } from "./support/acts.ts";
import { parseValue } from "./support/value.ts";

export interface TopUpArguments extends InstrumentArguments {
  amount: string;
}

export default action<TopUpArguments>(async (args, session) => {
  const stage = await stageOf(args, session);
  const { signer, vault, id, called, money } = stage;
  const amount = parseValue(args.amount, money);
  const receipt = await topUp(signer, vault, { id, amount });
  return acted(stage, session, receipt, `Added ${money.show(amount)} to ${called}.`, { amount });
});
