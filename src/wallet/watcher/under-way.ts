import { connectRegistry } from "../connect.ts";
import type { Plan } from "../constants.ts";
import type { Moment } from "./provable.ts";
import type { Watch } from "./watch.ts";

/**
 * Whether transactions that are under way change what the registry says of a plan: nodes estimate after these, and refuse what one of them does already. False of a node that doesn't tell.
 *
 * @example
 * if (await isUnderWay(watch, plan, head)) return; // looked at again in the next block
 */
export async function isUnderWay({ node, registry }: Watch, plan: Plan, head: Moment): Promise<boolean> {
  const contract = connectRegistry(registry, node);
  const said = async (blockTag: number | "pending"): Promise<string> => {
    const at = { blockTag };
    return String(await Promise.all([contract.statusOf(plan, at), contract.requestOf(plan.account, at)]));
  };
  const [now, next] = await Promise.all([said(head.number), said("pending").catch(() => null)]);
  return next !== null && next !== now;
}
