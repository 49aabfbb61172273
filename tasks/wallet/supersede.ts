import {
  approveAssets,
  checkPlan,
  type PlanAct,
  planHash,
  readGround,
  supersede,
  supersedeSigned,
} from "../../src/wallet/index.ts";
import { fail } from "../support/failure.ts";
import { count } from "../support/format.ts";
import { unapproved } from "./register.ts";
import { action, type Answer, type CommonArguments } from "./support/action.ts";
import { actingFor } from "./support/acting.ts";
import { acted, fromWhen } from "./support/acts.ts";
import { assetsIn } from "./support/assets.ts";
import { changed, changesFrom, type PlanArguments, refuseOptions } from "./support/draft.ts";
import type { PlanHere, WalletSession } from "./support/session.ts";
import { readRequest } from "./support/signed-file.ts";

export interface SupersedeArguments extends CommonArguments, PlanArguments {
  add: string | undefined;
  signed: string | undefined;
  noApprove: boolean;
}

export default action<SupersedeArguments>(async (args, session) =>
  args.signed === undefined ? byOwner(args, session) : bySignature(args, args.signed, session),
);

async function byOwner(args: SupersedeArguments, session: WalletSession): Promise<Answer> {
  const changes = await changesFrom(args, session);
  const current = await session.plan(changes.account ?? args.from);
  const further = args.add === undefined ? [] : await assetsIn(args.add, session);
  const next = await changed(current.plan, changes, further, session);
  if (planHash(next) === planHash(current.plan)) fail("Nothing of the plan is changed; say what shall be otherwise.");
  const registry = await session.registry();
  const owner = await actingFor(current.account, args.from, session);
  checkPlan(next, await readGround(registry, next, owner));
  const approvals = args.noApprove ? [] : await approveAssets(owner, registry, { plan: next });
  const act = await supersede(owner, registry, { current: current.plan, next });
  return answer(current, next, act, approvals, session);
}

async function bySignature(args: SupersedeArguments, path: string, session: WalletSession): Promise<Answer> {
  refuseOptions(args, "The file of --signed has the whole plan");
  if (args.add !== undefined || args.noApprove)
    fail("The file of --signed has the whole plan, and who sends it approves nothing; give nothing else.");
  const signer = await session.signer(args.from);
  const { request, signature } = await readRequest(path, session);
  const current = await session.plan(request.plan.account);
  const registry = await session.registry();
  const act = await supersedeSigned(signer, registry, { current: current.plan, request, signature });
  return answer(current, request.plan, act, [], session);
}

async function answer(
  { account, plan }: PlanHere,
  next: PlanHere["plan"],
  act: PlanAct,
  approvals: PlanAct["receipt"][],
  session: WalletSession,
): Promise<Answer> {
  const when = fromWhen(act, await session.now());
  const told = [
    `Put plan number ${act.version} in the place of the one of ${account}, ${when}${approvals.length === 0 ? "" : `, after ${count(approvals.length, "approval")} for the executor`}.`,
    ...(act.inForce ? [] : ["Until then the one in force stays; `wallet withdraw-announcement` takes it back."]),
    ...(await unapproved(next, session)),
  ].join("\n");
  const { version: number, inForce, effectiveAt } = act;
  return acted({ plan: inForce ? next : plan }, session, [...approvals, act.receipt], told, {
    next,
    number,
    inForce,
    effectiveAt,
  });
}
