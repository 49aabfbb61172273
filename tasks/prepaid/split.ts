import { formatId, split } from "../../src/prepaid/index.ts";
import { action } from "./support/action.ts";
import { acted, type InstrumentArguments, stageOf } from "./support/acts.ts";
import { parseValue } from "./support/value.ts";

export interface SplitArguments extends InstrumentArguments {
  amount: string;
  to: string;
  salt: string | undefined;
}

export default action<SplitArguments>(async (args, session) => {
  const stage = await stageOf(args, session);
  const { signer, vault, id, called, money } = stage;
  const amount = parseValue(args.amount, money);
  const to = await session.account(args.to, "holder");
  const salt = args.salt === undefined ? {} : { salt: args.salt };
  const { piece, receipt } = await split(signer, vault, { id, amount, to, ...salt });
  return acted(stage, session, receipt, `Split ${money.show(amount)} off ${called}, as ${formatId(piece)} of ${to}.`, {
    split: { id: piece, instrument: formatId(piece), holder: to, amount },
  });
});
