import {
  addressOfRegistry,
  allPlans,
  type DatedPlan,
  type Plan,
  planCalendar,
  planDates,
  readFacts,
} from "../../src/wallet/index.ts";
import { writeText } from "../support/file.ts";
import { count } from "../support/format.ts";
import { checkOutput } from "../support/output.ts";
import { action, type CommonArguments } from "./support/action.ts";

export interface CalendarArguments extends CommonArguments {
  out: string;
  accounts: string[];
}

export default action<CalendarArguments>(async (args, session) => {
  const { provider } = session.ethers;
  const registry = await session.registry();
  const isKind = (text: string): boolean => text.startsWith("BEGIN:VCALENDAR");
  await checkOutput({ option: "the calendar", path: args.out, what: "calendar", isKind }, []);
  const plans: Plan[] =
    args.accounts.length === 0
      ? (await allPlans(registry, provider)).map(({ plan }) => plan)
      : await Promise.all(args.accounts.map(async (account) => (await session.plan(account)).plan));
  const dated: DatedPlan[] = [];
  for (const plan of plans) dated.push({ plan, facts: await readFacts(registry, plan, provider) });
  const [{ chainId }, now] = await Promise.all([provider.getNetwork(), session.now()]);
  const place = { chainId, registry: await addressOfRegistry(registry), now };
  await writeText(args.out, planCalendar(dated, place));
  const dates = dated.flatMap(({ plan, facts }) =>
    planDates(plan, facts, now).map((date) => ({ account: plan.account, ...date })),
  );
  return {
    json: { out: args.out, plans: plans.length, dates },
    text: `Wrote ${args.out}: ${count(dates.length, "date")} of ${count(plans.length, "plan")}.`,
  };
});
