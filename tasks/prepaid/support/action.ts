import { explainError, retell, RulesUnknownError, WayUnknownError } from "../../../src/prepaid/index.ts";
import { type Action, actionIn, type Answer, type CommonArguments } from "../../support/action.ts";
import { remedyOf } from "./remedies.ts";
import { toldBetter } from "./refusals.ts";
import { PrepaidSession } from "./session.ts";

export type { Answer, CommonArguments } from "../../support/action.ts";

/** The action of a task of prepaid, see {@link actionIn}. */
export function action<Args extends CommonArguments>(
  work: (args: Args, session: PrepaidSession) => Promise<Answer>,
): Action<Args> {
  return actionIn(
    {
      open: (chain) => new PrepaidSession(chain),
      explain: async (error, session) => {
        if (error instanceof RulesUnknownError) return `${error.message}.`;
        if (error instanceof WayUnknownError)
          return `The asset ${error.asset} ${error.lack}; leave out --${error.way}.`;
        const plain = explainError(error);
        if (plain === null) return null;
        const told = retell(plain, (await session?.formatters()) ?? {});
        // An error is being told: that the node doesn't answer must not hide it.
        const better = session === null ? null : await toldBetter(told, session).catch(() => null);
        return better ?? `${told.cause} ${remedyOf(told)}`;
      },
    },
    work,
  );
}
