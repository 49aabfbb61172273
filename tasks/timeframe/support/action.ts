import { explainError, retell } from "../../../src/timeframe/index.ts";
import { type Action, actionIn, type Answer, type CommonArguments } from "../../support/action.ts";
import { type Ledger, remedyOf } from "./remedies.ts";
import { TimeframeSession } from "./session.ts";

export type { Answer, CommonArguments } from "../../support/action.ts";

/** The action of a task of timeframe, see {@link actionIn}. */
export function action<Args extends CommonArguments>(
  work: (args: Args, session: TimeframeSession) => Promise<Answer>,
  ledger: Ledger = "units",
): Action<Args> {
  return actionIn(
    {
      open: (chain) => new TimeframeSession(chain),
      explain: async (error, session) => {
        const plain = explainError(error);
        if (plain === null) return null;
        const told = retell(plain, (await session?.formatters(ledger)) ?? {});
        return `${told.cause} ${remedyOf(told, ledger)}`;
      },
    },
    work,
  );
}

/** The same for a task that moves the money of a backing: what ERC-20 errors it meets are those of the asset. */
export function assetAction<Args extends CommonArguments>(
  work: (args: Args, session: TimeframeSession) => Promise<Answer>,
): Action<Args> {
  return action(work, "asset");
}
