import { unwrap } from "../../src/prepaid/index.ts";
import { action } from "./support/action.ts";
import { acted, type InstrumentArguments, stageOf } from "./support/acts.ts";
import { cardIn } from "./support/cards.ts";

export interface UnwrapArguments extends InstrumentArguments {
  to: string | undefined;
}

export default action<UnwrapArguments>(async (args, session) => {
  const stage = await stageOf(args, session);
  const { signer, id, called } = stage;
  const to = args.to === undefined ? signer.address : await session.account(args.to, "receiver");
  const { cards } = await cardIn(stage, session);
  const receipt = await unwrap(signer, cards, { id, to });
  return acted(stage, session, receipt, `Unwrapped ${called}; ${to} holds it now.`, { cards });
});
