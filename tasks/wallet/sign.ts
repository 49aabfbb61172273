import {
  checkPlan,
  describePlan,
  findPlan,
  propagationRequest,
  readGround,
  signMessage,
} from "../../src/wallet/index.ts";
import { fail } from "../support/failure.ts";
import { moment } from "../support/format.ts";
import { toJson } from "../support/json.ts";
import { parseWhen } from "../support/when.ts";
import { action, type CommonArguments } from "./support/action.ts";
import { actingFor } from "./support/acting.ts";
import { ether } from "./support/assets.ts";
import { changed, changesFrom, type PlanArguments, planFrom } from "./support/draft.ts";
import { signedFor } from "./support/signed-file.ts";

export interface SignArguments extends CommonArguments, PlanArguments {
  deadline: string;
}

export default action<SignArguments>(async (args, session) => {
  const { provider } = session.ethers;
  const registry = await session.registry();
  const changes = await changesFrom(args, session);
  const account = changes.account ?? (await session.signer(args.from)).address;
  // One that is in force is changed; else it is the first.
  const current = await findPlan(registry, account, provider);
  const plan =
    current === null ? await planFrom(changes, args.from, session) : await changed(current.plan, changes, [], session);
  const issuedAt = await session.now();
  const deadline = parseWhen(args.deadline, issuedAt);
  if (deadline < issuedAt)
    fail(`The deadline is over: it was ${moment(deadline, issuedAt)} by the chain's clock; give a later one.`);
  checkPlan(plan, await readGround(registry, plan, provider));
  const owner = await actingFor(account, args.from, session);
  const message = await propagationRequest(registry, plan, { issuedAt, deadline }, provider);
  const signature = await signMessage(owner, registry, "PropagationRequest", message);
  const json = { ...(await signedFor("PropagationRequest", session)), message, signature };
  // It is for a file, whoever reads it: the text is the JSON. What it says goes to the eyes of who signs.
  return { json, text: JSON.stringify(toJson(json), null, 2), note: describePlan(plan, { ether }).join("\n") };
});
