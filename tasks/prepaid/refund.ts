import { findRules, formatPercent, readRedemption, refund, WHOLE_BPS } from "../../src/prepaid/index.ts";
import { fail } from "../support/failure.ts";
import { action } from "./support/action.ts";
import { acted, instrumentIn, type InstrumentArguments, type Stage, stageOf } from "./support/acts.ts";
import type { PrepaidSession } from "./support/session.ts";
import { parseValue } from "./support/value.ts";

export interface RefundArguments extends InstrumentArguments {
  amount: string;
  ref: string | undefined;
}

export default action<RefundArguments>(async (args, session) => {
  const stage = await stageOf(args, session);
  const { signer, vault, id, money } = stage;
  const amount = parseValue(args.amount, money);
  if (args.ref !== undefined) await requirePaid(stage, args.ref, session);
  const receipt = await refund(signer, vault, { id, amount, ...(args.ref === undefined ? {} : { ref: args.ref }) });
  const what = `Refunded ${money.show(amount)} ${await whereTo(stage, session)}.`;
  return acted(stage, session, receipt, what, { amount, ref: args.ref });
});

/** Refuses a reference under which the merchant was paid nothing: it, or who signs, is mistyped. */
async function requirePaid({ vault, signer }: Stage, ref: string, session: PrepaidSession): Promise<void> {
  if ((await readRedemption(vault, signer.address, ref, session.ethers.provider)) !== null) return;
  fail(
    `Nothing was paid to ${signer.address} under the reference "${ref}"; give that of the redemption, and its merchant with --from.`,
  );
}

/** Where a refund went: onto the instrument, or after its end to whom the return belongs. */
async function whereTo(stage: Stage, session: PrepaidSession): Promise<string> {
  const { purchaser, expiry, pull, settled } = await instrumentIn(stage, session);
  const { called } = stage;
  if (expiry > (await session.now())) return `to ${called}`;
  if (pull && !settled) return `to ${called}, where it waits to be settled`;
  const { returnTo, returnBps } = await findRules(stage.vault, stage.id, session.ethers.provider);
  const shared = returnBps === WHOLE_BPS ? returnTo : `${returnTo} (${formatPercent(returnBps)}) and ${purchaser}`;
  return `to ${returnBps === 0n ? purchaser : shared}, as the rest of ${called}, which has ended`;
}
