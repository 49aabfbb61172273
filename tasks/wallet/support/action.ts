import {
  explainError,
  PlanError,
  PlanNotInForceError,
  PlanUnknownError,
  ProofError,
  retell,
} from "../../../src/wallet/index.ts";
import { type Action, actionIn, type Answer, type CommonArguments } from "../../support/action.ts";
import { remedyOf, REMEDIES } from "./remedies.ts";
import { WalletSession } from "./session.ts";

export type { Answer, CommonArguments } from "../../support/action.ts";

/** What tasks about an account's plan are given. */
export interface AccountArguments extends CommonArguments {
  account: string;
}

/** The same, where somebody signs. */
export interface ActArguments extends AccountArguments {
  from: string;
}

/** The action of a task of wallet, see {@link actionIn}. */
export function action<Args extends CommonArguments>(
  work: (args: Args, session: WalletSession) => Promise<Answer>,
): Action<Args> {
  return actionIn(
    {
      open: (chain) => new WalletSession(chain),
      explain: async (error, session) => {
        if (error instanceof PlanError) return `${error.message}. ${REMEDIES.get(error.error) ?? PLAN_REMEDY}`;
        if (error instanceof PlanUnknownError || error instanceof PlanNotInForceError || error instanceof ProofError)
          return `${error.message}.`;
        const plain = explainError(error);
        if (plain === null) return null;
        const told = retell(plain, (await session?.formatters()) ?? {});
        return `${told.cause} ${remedyOf(told)}`;
      },
    },
    work,
  );
}

const PLAN_REMEDY = "Nothing was sent; correct the plan and run the command again.";
