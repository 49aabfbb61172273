import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";

import { requestPackage, spend } from "../../src/timeframe/units.ts";
import { connectGroups } from "../../src/timeframe/connect.ts";
import { scheduleBudget } from "../../src/timeframe/groups.ts";
import { toUtf8Bytes } from "ethers";

import { at, demand } from "../support/demand.ts";
import { refusal } from "./refusal.ts";
import { grouped } from "../support/table.ts";
import { Group, type Part, type Stage, Terms } from "./stage.ts";

const EATERS_A_WEEK = 24;
const MOST_MEALS = 12;
const REQUESTS = { first: 20n, least: 100, most: 300 };

/** Spends units at a provider, and notes it in the book. */
export async function spendAt(
  part: Part,
  member: HardhatEthersSigner,
  provider: HardhatEthersSigner,
  amount: bigint,
  ref: string,
): Promise<void> {
  await spend(member, part.token, { provider, amount, ref });
  part.book.add(await part.token.currentEpoch(), provider.address, amount);
}

/** A day on which two dozen members eat. */
export async function eat(stage: Stage, week: number): Promise<void> {
  const { meals, random, reporter } = stage;
  const eaters = random.sample([...stage.residents, ...stage.carers], EATERS_A_WEEK);
  const supply = await meals.token.totalSupply();
  let total = 0n;
  for (const [i, eater] of eaters.entries()) {
    const amount = BigInt(random.between(1, MOST_MEALS));
    await spendAt(meals, eater, random.pick(meals.providers), amount, `week ${week + 1}, order ${i + 1}`);
    total += amount;
  }
  demand("the supply of meals after a day of spending", await meals.token.totalSupply(), supply - total);
  await reporter.step(
    `week ${week + 1}: spend`,
    `${eaters.length} members spend ${total} MEAL at ${meals.providers.length} kitchens`,
  );
}

/** Clinics draw packages until the budget of the month has run out. */
export async function drawToTheEnd(stage: Stage): Promise<Map<HardhatEthersSigner, bigint>> {
  const { random, reporter, rides } = stage;
  const drawn = new Map<HardhatEthersSigner, bigint>();
  let left: bigint = Terms.RIDE_BUDGET;
  for (const [i, clinic] of stage.clinics.entries()) {
    if (left === 0n) break;
    const wish = i === 0 ? REQUESTS.first : BigInt(random.between(REQUESTS.least, REQUESTS.most));
    if (wish > left) {
      const error = await refusal("TimeframeRequestExceeds", () =>
        requestPackage(clinic, rides.token, { amount: wish, metadata: "too much" }),
      );
      demand("what a refused request says remains", error["remaining"], left);
    }
    const amount = wish > left ? left : wish;
    await requestPackage(clinic, rides.token, { amount, metadata: `dialysis rides, package ${i + 1}` });
    drawn.set(clinic, amount);
    left -= amount;
  }
  demand(
    "what can still be requested of a budget that has run out",
    await rides.token.remaining(at(stage.clinics, 0)),
    0n,
  );
  demand("the supply of rides", await rides.token.totalSupply(), Terms.RIDE_BUDGET);
  await reporter.step(
    "January: request",
    `${drawn.size} packages draw ${grouped(Terms.RIDE_BUDGET)} RIDE; then the budget is empty`,
  );
  await scheduleBudget(stage.administrator, rides.token, Group.CLINICS, Terms.RIDE_BUDGET_LATER);
  demand(
    "a budget in the month of its announcement",
    (await rides.token.groupOf(Group.CLINICS)).budget,
    Terms.RIDE_BUDGET,
  );
  await reporter.step("budget change", `${grouped(Terms.RIDE_BUDGET_LATER)} RIDE a month from February on`);
  return drawn;
}

/** The administrator hands packages out, many in one transaction. */
export async function handOut(stage: Stage, month: string): Promise<Map<HardhatEthersSigner, bigint>> {
  const { administrator, random, reporter, rides } = stage;
  const drawn = new Map(
    random.sample(stage.clinics.slice(1), 11).map((clinic) => [clinic, BigInt(random.between(100, 300))]),
  );
  drawn.set(at(stage.clinics, 0), REQUESTS.first);
  const groups = await connectGroups(rides.token, administrator);
  const sent = await groups.handOut(
    rides.token,
    [...drawn.keys()].map(({ address }) => address),
    [...drawn.values()],
    toUtf8Bytes(`plan of ${month}`),
  );
  await sent.wait();
  const total = [...drawn.values()].reduce((sum, amount) => sum + amount, 0n);
  demand("the supply of rides", await rides.token.totalSupply(), total);
  await reporter.step(`${month}: hand out`, `${drawn.size} packages, ${grouped(total)} RIDE, in one transaction`);
  return drawn;
}

/** Clinics use most of what they drew; the first keeps some, to see it expire. */
export async function ride(
  stage: Stage,
  month: string,
  drawn: ReadonlyMap<HardhatEthersSigner, bigint>,
): Promise<void> {
  const { random, reporter, rides } = stage;
  let total = 0n;
  let count = 0;
  for (const [clinic, amount] of drawn) {
    const parts = clinic === at(stage.clinics, 0) ? [amount / 2n] : [amount / 2n, amount / 3n];
    for (const part of parts) {
      count += 1;
      await spendAt(rides, clinic, random.pick(rides.providers), part, `${month}, trip sheet ${count}`);
      total += part;
    }
  }
  await reporter.step(
    `${month}: ride`,
    `${count} trip sheets, ${grouped(total)} RIDE at ${rides.providers.length} carriers`,
  );
}
