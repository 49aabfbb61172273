import { wrap } from "../../src/prepaid/index.ts";
import { action } from "./support/action.ts";
import { acted, type InstrumentArguments, stageOf } from "./support/acts.ts";
import { cardsOf, requireUnwrapped } from "./support/cards.ts";

export interface WrapArguments extends InstrumentArguments {
  to: string | undefined;
  factory: string | undefined;
}

export default action<WrapArguments>(async (args, session) => {
  const stage = await stageOf(args, session);
  const { signer, vault, id, called } = stage;
  const owner = args.to === undefined ? signer.address : await session.account(args.to, "owner");
  const cards = await cardsOf(stage, args.factory, session);
  await requireUnwrapped(stage, session);
  const receipt = await wrap(signer, vault, { id, cards, owner });
  return acted(stage, session, receipt, `Wrapped ${called} in a card of ${cards}, which ${owner} owns.`, {
    cards,
    cardOwner: owner,
  });
});
