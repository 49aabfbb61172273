import { connectBacking } from "../../src/timeframe/connect.ts";
import { fund, withdraw } from "../../src/timeframe/create.ts";
import { collect } from "../../src/timeframe/units.ts";
import type { PoolViewStructOutput } from "../../types/ethers-contracts/timeframe/ITimeframeBacking.js";
import { demand } from "../support/demand.ts";
import { exact, money } from "../support/money.ts";
import { type Part, type Stage, Terms } from "./stage.ts";

/** All providers collect what they have earned up to now. */
export async function collectAll(stage: Stage, month: string): Promise<void> {
  const { meals, reporter, rides } = stage;
  let paid = 0n;
  for (const { providers, token } of [meals, rides])
    for (const provider of providers) paid += (await collect(provider, token)).amount;
  await reporter.step(
    `${month}: collect`,
    `${meals.providers.length + rides.providers.length} providers are paid ${money(paid)}`,
  );
}

/** The last account: every provider has to the last unit what his spends were worth, and the sponsor all the rest. */
export async function settle(stage: Stage): Promise<void> {
  const { asset, meals, reporter, rides, sponsor } = stage;
  let paid = 0n;
  for (const kitchen of meals.providers) {
    const units = meals.book.earned(kitchen.address);
    demand("the meals that a kitchen has earned", await meals.token.earned(kitchen), units);
    demand("what a kitchen was paid", await asset.balanceOf(kitchen), units * Terms.MEAL_PRICE);
    paid += units * Terms.MEAL_PRICE;
  }
  for (const carrier of rides.providers) {
    demand(
      "the rides that a carrier has earned",
      await rides.token.earned(carrier),
      rides.book.earned(carrier.address),
    );
    const share = rides.book.frames.reduce((sum, frame) => sum + shareOf(rides, frame, carrier.address), 0n);
    demand("what a carrier was paid", await asset.balanceOf(carrier), share);
    paid += share;
  }

  for (const { token } of [meals, rides]) {
    const { free, reserved } = await poolOf(stage, token);
    demand("what is reserved when all have collected", reserved, 0n);
    await withdraw(sponsor, token, { amount: free });
    demand("what a pool holds at the end", (await poolOf(stage, token)).balance, 0n);
    demand("money left in a backing", await asset.balanceOf(await token.backing()), 0n);
  }
  const rest = await asset.balanceOf(sponsor);
  demand("all money together", paid + rest, Terms.MEAL_FUNDS + Terms.RIDE_FUNDS);
  demand("all money there is", await asset.totalSupply(), paid + rest);
  await reporter.step(
    "settlement",
    `${exact(paid)} with providers + ${exact(rest)} back = ${exact(paid + rest)}, to the last unit`,
  );
}

/** The programme goes on: money for the meals of the next quarter. */
export async function fundNextQuarter({ meals, reporter, sponsor }: Stage): Promise<void> {
  await fund(sponsor, meals.token, Terms.MEAL_FUNDS_LATER);
  await reporter.step("next quarter", `${money(Terms.MEAL_FUNDS_LATER)} for meals`);
}

/** What a provider gets of a month: his part of min(pot, units x ceiling), rounded down. */
function shareOf({ book }: Part, frame: bigint, provider: string): bigint {
  const units = book.inFrame(frame);
  const worth = units * Terms.RIDE_CEILING;
  const pot = worth < Terms.RIDE_POT ? worth : Terms.RIDE_POT;
  return (pot * book.inFrame(frame, provider)) / units;
}

async function poolOf({ sponsor }: Stage, token: Part["token"]): Promise<PoolViewStructOutput> {
  const backing = await connectBacking(token, sponsor);
  if (backing === null) throw new Error("The token has lost its backing");
  return backing.poolOf(token);
}
