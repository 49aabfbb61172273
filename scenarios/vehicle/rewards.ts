import { claimRewards, fundFrames, join } from "../../src/vehicle/acts/rewards.ts";
import { connectStake } from "../../src/vehicle/connect.ts";
import { poolStruct } from "../../src/vehicle/pools.ts";
import { at, demand } from "../support/demand.ts";
import { money } from "../support/money.ts";
import { MONTHS, MONTHS_A_FRAME, MONTHS_A_YEAR } from "./calendar.ts";
import { DOLLAR } from "./rules.ts";
import { MEMBERS, type Stage } from "./stage.ts";

/** What each frame is funded with: it doesn't go up evenly. */
const FUNDED = 1_000n * DOLLAR + 7n;
const FRAMES = MONTHS / MONTHS_A_FRAME;

/** A sponsor funds all frames of a pool, and ten vehicles join it. */
export async function openPool(stage: Stage): Promise<void> {
  const { cars, dollar, people, pool, reporter, stake } = stage;
  const amount = FUNDED * BigInt(FRAMES);
  await dollar.mint(people.sponsor, amount);
  await fundFrames(people.sponsor, stake, { pool, firstFrame: 1n, frames: BigInt(FRAMES), amount: FUNDED });
  for (const place of MEMBERS) {
    const { vehicle, commitment } = at(cars, place);
    await join(people.company, stake, { vehicle, pool, commitment });
  }
  demand("what the contract has of the sponsor's", await dollar.balanceOf(stake), amount);
  await reporter.step("rewards", `${money(FUNDED)} for each quarter of a year, shared by ${MEMBERS.length} vehicles`);
}

/** The last reports in a frame have come: what the vehicles are worth by them are their weights. */
export async function closeFrame({ cars, pool, provider, shares, stake }: Stage, frame: bigint): Promise<void> {
  const weights = new Map(MEMBERS.map((place) => [at(cars, place).vehicle, at(cars, place).ledger.value]));
  shares.add(FUNDED, weights);
  const { funded, weight } = await connectStake(stake, provider).frameOf(poolStruct(pool), frame);
  demand(`what frame ${frame} is funded with`, funded, FUNDED);
  demand(`all weights in frame ${frame}`, weight, shares.lastWeight());
}

/** The company takes the rewards of a year. */
export async function takeRewards({
  cars,
  dollar,
  people,
  pool,
  reporter,
  shares,
  stake,
  tally,
}: Stage): Promise<void> {
  const { company } = people;
  const before = await dollar.balanceOf(company);
  let sum = 0n;
  for (const place of MEMBERS) {
    const { vehicle, name } = at(cars, place);
    const { amount } = await claimRewards(company, stake, { vehicle, pool, to: company.address });
    demand(`the rewards of ${name}`, amount, shares.of(vehicle, MONTHS_A_YEAR / MONTHS_A_FRAME));
    sum += amount;
  }
  demand("what the company has got", (await dollar.balanceOf(company)) - before, sum);
  shares.paid += sum;
  demand("what is left of the sponsor's", await dollar.balanceOf(stake), FUNDED * BigInt(FRAMES) - shares.paid);
  tally.add("rewards", MEMBERS.length, await reporter.takeCost());
}
