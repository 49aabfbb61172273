import hre from "hardhat";

import { loadAndExecuteDeploymentsFromFiles } from "../../../rocketh/environment.ts";
import { openPlace, type Place } from "./place.ts";
import { MONDAY, restoreEach } from "./programme.ts";
import { type Answer, runTask } from "./tasks.ts";

export const HOUR = 3_600n;
export const DAY = 86_400n;

/**
 * What the tests of prepaid's tasks begin with, on a Monday at midnight, made by tasks: a dollar of six decimals, its vault with buckets of an
 * hour, and 1,000 in it of account 0, the purchaser. Account 1 holds, 2 and 3 are merchants, 4 is another party, 5 a bystander.
 */
export interface Counter extends Place {
  asset: string;
  vault: string;
  factory: string;
  people: string[];
  /** Issues an instrument of account 0's; its name, and the answer. */
  issue: (args: Record<string, unknown>) => Promise<Answer & { instrument: string }>;
}

/**
 * Opens the counter before the cases of a suite, restores it after each, and ends it after the last.
 * @param opened Told when it is open, for suites that have names of their own for its parts.
 * @returns It, for use within the cases.
 */
export function useCounter(opened: (counter: Counter) => void = () => undefined): Counter {
  const counter = {} as Counter;
  let open = false;
  before(async function () {
    // Code that is instrumented for coverage has other addresses than those in the package.
    if (hre.globalOptions.coverage) this.skip();
    Object.assign(counter, await openCounter());
    open = true;
    opened(counter);
  });
  after(async function () {
    if (open) await counter.end();
  });
  restoreEach();
  return counter;
}

async function openCounter(): Promise<Counter> {
  const { ethers, networkHelpers, provider } = await hre.network.getOrCreate();
  const place = await openPlace(".csv");
  const environment = await loadAndExecuteDeploymentsFromFiles({ provider });
  const people = (await ethers.getSigners()).map(({ address }) => address);
  await networkHelpers.time.increaseTo(MONDAY);

  const asset = (await runTask("prepaid asset create", { kind: "dollar" })).json["asset"] as string;
  await runTask("prepaid asset mint", { asset, amount: "5000" });
  const vault = (await runTask("prepaid vault create", { asset })).json["vault"] as string;
  await runTask("prepaid deposit", { vault, amount: "1000" });

  return {
    ...place,
    asset,
    vault,
    factory: environment.get("PrepaidFactory").address,
    people,
    issue: async (args) => {
      const answer = await runTask("prepaid issue", { vault, amount: "50", expiry: "2d", ...args });
      return { ...answer, instrument: answer.json["instrument"] as string };
    },
  };
}
