import type { ContractTransactionReceipt } from "ethers";

import {
  approveAssets,
  checkPlan,
  findPlan,
  type Plan,
  readGround,
  readHoldings,
  register,
  registerSigned,
} from "../../src/wallet/index.ts";
import { fail } from "../support/failure.ts";
import { count } from "../support/format.ts";
import { action, type Answer, type CommonArguments } from "./support/action.ts";
import { actingFor } from "./support/acting.ts";
import { acted } from "./support/acts.ts";
import { checkKeeper, firstCheckpoint } from "./support/checkpoint.ts";
import { changesFrom, type PlanArguments, planFrom, refuseOptions } from "./support/draft.ts";
import type { WalletSession } from "./support/session.ts";
import { readRequest } from "./support/signed-file.ts";

export interface RegisterArguments extends CommonArguments, PlanArguments {
  signed: string | undefined;
  noApprove: boolean;
  keeper: string | undefined;
}

export default action<RegisterArguments>(async (args, session) =>
  args.signed === undefined ? byOwner(args, session) : bySignature(args, args.signed, session),
);

async function byOwner(args: RegisterArguments, session: WalletSession): Promise<Answer> {
  const plan = await planFrom(await changesFrom(args, session), args.from, session);
  await checkKeeper(plan.account, args.keeper, session);
  const registry = await session.registry();
  const owner = await actingFor(plan.account, args.from, session);
  // Before anything is approved.
  checkPlan(plan, await readGround(registry, plan, owner));
  await requireNoPlan(plan.account, session);

  const approvals = args.noApprove ? [] : await approveAssets(owner, registry, { plan });
  // Last of what the owner sends: his clock begins with it, and the checkpoint shows the account as it leaves it.
  const { receipt } = await register(owner, registry, { plan });
  return answer(plan, [...approvals, receipt], approvals.length, args.keeper, session);
}

async function bySignature(args: RegisterArguments, path: string, session: WalletSession): Promise<Answer> {
  refuseOptions(args, "The file of --signed has the whole plan");
  if (args.noApprove) fail("Who sends a signed plan approves nothing; leave out --no-approve.");
  const signer = await session.signer(args.from);
  const { request, signature } = await readRequest(path, session);
  await checkKeeper(request.plan.account, args.keeper, session);
  await requireNoPlan(request.plan.account, session);
  const { receipt } = await registerSigned(signer, await session.registry(), { request, signature });
  return answer(request.plan, [receipt], 0, args.keeper, session);
}

async function answer(
  plan: Plan,
  receipts: ContractTransactionReceipt[],
  approved: number,
  keeper: string | undefined,
  session: WalletSession,
): Promise<Answer> {
  const { shown, note } = await firstCheckpoint(plan, keeper, session);
  const told = [
    `Registered a plan of ${plan.account}${approved === 0 ? "" : `, after ${count(approved, "approval")} for the executor`}.`,
    ...(await unapproved(plan, session)),
    ...(shown === null ? [] : ["Its prover has been shown the account."]),
  ].join("\n");
  const all = shown === null || shown.receipt === null ? receipts : [...receipts, shown.receipt];
  const done = await acted({ plan }, session, all, told, { plan, approvals: approved, checkpoint: shown?.use });
  return note === null ? done : { ...done, note };
}

/** What the executor may not take yet, in a line; none where it may take all. */
export async function unapproved(plan: Plan, session: WalletSession): Promise<string[]> {
  const holdings = await readHoldings(await session.registry(), plan, session.ethers.provider);
  const missing = holdings.filter(({ approved }) => approved === 0n).length;
  return missing === 0
    ? []
    : [`The executor may not take ${count(missing, "asset")} of it yet; the owner approves with \`wallet approve\`.`];
}

async function requireNoPlan(account: string, session: WalletSession): Promise<void> {
  const found = await findPlan(await session.registry(), account, session.ethers.provider);
  if (found !== null)
    fail(
      `${account} has a plan in force, number ${found.version}; put another in its place with \`wallet supersede\`.`,
    );
}
