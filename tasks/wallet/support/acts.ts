import type { ContractTransactionReceipt } from "ethers";

import { type PlanAct, readStatus, stateName } from "../../../src/wallet/index.ts";
import { moment } from "../../support/format.ts";
import { sent } from "../../support/transaction.ts";
import type { Answer } from "./action.ts";
import { standing } from "./clock.ts";
import type { PlanHere, WalletSession } from "./session.ts";

/** The answer of a task that did something with a plan: what, and what the plan is now. */
export async function acted(
  { plan }: Pick<PlanHere, "plan">,
  session: WalletSession,
  receipts: readonly ContractTransactionReceipt[],
  what: string,
  json: object = {},
): Promise<Answer> {
  const status = await readStatus(await session.registry(), plan, session.ethers.provider);
  return {
    json: {
      account: plan.account,
      ...json,
      version: status.version,
      state: stateName(status.state),
      triggerableAt: status.triggerableAt,
      executableAt: status.executableAt,
      transactions: receipts.map(sent),
    },
    text: [what, standing(plan, status, await session.now())].join("\n"),
    ...(receipts.length === 0 ? {} : { receipts }),
  };
}

/** When a change of plans holds, in words. */
export function fromWhen({ inForce, effectiveAt }: PlanAct, now: bigint): string {
  return inForce || effectiveAt === null ? "at once" : `from ${moment(effectiveAt, now)} on`;
}
