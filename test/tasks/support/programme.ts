import hre from "hardhat";

import { loadAndExecuteDeploymentsFromFiles } from "../../../rocketh/environment.ts";
import { MockERC20__factory } from "../../../types/ethers-contracts/index.js";
import { openPlace, type Place } from "./place.ts";
import { runTask } from "./tasks.ts";

/** A Monday, midnight UTC: 2031-01-06, the first second of frame 3185 of the weekly clock. */
export const MONDAY = 1_925_424_000n;
export const WEEK = 604_800n;
/** An account of nobody. */
export const STRANGER = "0x8ba1f109551bD432803012645Ac136ddd64DBA72";

/**
 * What the tests of tasks begin with, in the first second of a frame, made by tasks: a token MEAL of one decimal in the CAPPED layout, whose
 * backing has 1,000 EUR. Account 0 administers and sponsors; 1 is in group 1 (quota 40, receive cap 5), 2 in group 2 (on request, 12 of
 * 20); 3 is a provider.
 */
export interface Programme extends Place {
  factory: string;
  token: string;
  backing: string;
  asset: string;
  people: string[];
}

export async function openProgramme(): Promise<Programme> {
  const { ethers, networkHelpers, provider } = await hre.network.getOrCreate();
  const place = await openPlace();
  const environment = await loadAndExecuteDeploymentsFromFiles({ provider });
  const factory = environment.get("TimeframeFactory").address;
  const signers = await ethers.getSigners();
  const people = signers.map(({ address }) => address);
  const money = await new MockERC20__factory(signers[0]!).deploy("Euro", "EUR", 2);
  await money.mint(people[0]!, 1_000_000n);
  const asset = await money.getAddress();
  await networkHelpers.time.increaseTo(MONDAY);

  const made = await runTask("timeframe backing create", { asset, factory });
  const backing = made.json["backing"] as string;
  const created = await runTask("timeframe create", {
    name: "Meals",
    symbol: "MEAL",
    decimals: 1,
    layout: "capped",
    backing,
    factory,
  });
  const token = created.json["token"] as string;
  await runTask("timeframe group add", { token, quota: "40", receiveCap: "5" });
  await runTask("timeframe group add", { token, quota: "12", onRequest: true, budget: "20" });
  await runTask("timeframe member add", { token, member: "1", group: "1" });
  await runTask("timeframe member add", { token, member: people[2], group: "2" });
  await runTask("timeframe provider add", { token, accounts: ["3"] });
  await runTask("timeframe backing open", { token, price: "1.50" });
  await runTask("timeframe backing fund", { token, amount: "1000" });

  return {
    ...place,
    factory,
    token,
    backing,
    asset,
    people,
  };
}

/** Moves the chain that the tasks use. */
export async function moveTo(timestamp: bigint): Promise<void> {
  const { networkHelpers } = await hre.network.getOrCreate();
  await networkHelpers.time.increaseTo(timestamp);
}

/** Restores, after each case of a suite, what it began with. */
export function restoreEach(): void {
  let snapshot: { restore: () => Promise<void> };
  beforeEach(async function () {
    const { networkHelpers } = await hre.network.getOrCreate();
    snapshot = await networkHelpers.takeSnapshot();
  });
  afterEach(async function () {
    await snapshot.restore();
  });
}
