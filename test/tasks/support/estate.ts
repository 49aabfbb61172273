import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { getAddress } from "ethers";
import hre from "hardhat";

import { loadAndExecuteDeploymentsFromFiles } from "../../../rocketh/environment.ts";
import {
  MockERC1155__factory,
  MockERC20__factory,
  MockERC721__factory,
} from "../../../types/ethers-contracts/index.js";
import { MONDAY } from "./programme.ts";
import { type Answer, runTask } from "./tasks.ts";

export const HOUR = 3_600n;
export const DAY = 86_400n;

/**
 * What the tests of wallet's tasks begin with, on a Monday at midnight: the system, and a dollar of six decimals, a collection and a multi-token. Account 1 is the owner, who
 * has 1,000 dollars, number 7 of the collection and 40 of id 3; 2 is his spouse, 3 his child, 4 his second wallet, 5 a keeper; 6, 7 and 8 are guardians, 9 a stranger.
 */
export interface Estate {
  dollar: string;
  art: string;
  multi: string;
  /** Where each contract of the system is, by its name. */
  places: Record<string, string>;
  people: string[];
  /** Writes a file, and gives its path. */
  fileOf: (text: string) => Promise<string>;
  /** A path for a file that is not there. */
  pathOf: (name: string) => string;
  textOf: (path: string) => Promise<string>;
  /** What somebody has of the dollar, as the chain says. */
  dollarsOf: (person: number) => Promise<bigint>;
  /** Registers a plan of the owner: 90 days, 7 of grace, his dollars, all to his spouse; and what a test wants otherwise. */
  register: (args?: Record<string, unknown>) => Promise<Answer>;
  /** The same, and the period passes. */
  silence: (args?: Record<string, unknown>) => Promise<void>;
  /** The same, triggered. */
  triggered: (args?: Record<string, unknown>) => Promise<Answer>;
  /** Leaves the chain, which all test files of a run share, as it was. */
  end: () => Promise<void>;
}

/** What the deploy script puts on the chain, and where. Kept as records, so that instrumented code, which has other addresses than the package, is found too. */
async function deploySystem(folder: string): Promise<Record<string, string>> {
  const { provider, networkName } = await hre.network.getOrCreate();
  const { deployments } = await loadAndExecuteDeploymentsFromFiles({ provider, tags: ["wallet"] });
  const records = join(folder, networkName);
  await mkdir(records, { recursive: true });
  for (const [name, { address }] of Object.entries(deployments))
    await writeFile(join(records, `${name}.json`), JSON.stringify({ address }));
  return Object.fromEntries(Object.entries(deployments).map(([name, { address }]) => [name, getAddress(address)]));
}

export async function openEstate(): Promise<Estate> {
  const { ethers, networkHelpers } = await hre.network.getOrCreate();
  const snapshot = await networkHelpers.takeSnapshot();
  const folder = await mkdtemp(join(tmpdir(), "lapse-tasks-"));
  const before = process.env["LAPSE_DEPLOYMENTS"];
  process.env["LAPSE_DEPLOYMENTS"] = join(folder, "deployments");
  await networkHelpers.time.increaseTo(MONDAY);

  const [deployer, owner] = await ethers.getSigners();
  const places = await deploySystem(join(folder, "deployments"));
  const dollar = await new MockERC20__factory(deployer!).deploy("Dollar", "USD", 6);
  const art = await new MockERC721__factory(deployer!).deploy();
  const multi = await new MockERC1155__factory(deployer!).deploy();
  await dollar.mint(owner!, 1_000_000_000n);
  await art.mint(owner!, 7n);
  await multi.mint(owner!, 3n, 40n);

  let files = 0;
  const people = (await ethers.getSigners()).map(({ address }) => address);
  const money = await dollar.getAddress();
  const register = (args: Record<string, unknown> = {}): Promise<Answer> =>
    runTask("wallet register", { period: "90d", grace: "7d", asset: money, to: "2", from: "1", ...args });
  const silence = async (args: Record<string, unknown> = {}): Promise<void> => {
    await register(args);
    await networkHelpers.time.increase(91n * DAY);
  };
  return {
    dollar: money,
    art: await art.getAddress(),
    multi: await multi.getAddress(),
    places,
    people,
    fileOf: async (text) => {
      const path = join(folder, `file-${(files += 1)}.json`);
      await writeFile(path, text);
      return path;
    },
    pathOf: (name) => join(folder, name),
    textOf: (path) => readFile(path, "utf8"),
    dollarsOf: (person) => dollar.balanceOf(people[person]!),
    register,
    silence,
    triggered: async (args) => {
      await silence(args);
      return runTask("wallet trigger", { account: "1", from: "5" });
    },
    end: async () => {
      if (before === undefined) delete process.env["LAPSE_DEPLOYMENTS"];
      else process.env["LAPSE_DEPLOYMENTS"] = before;
      await rm(folder, { recursive: true });
      await snapshot.restore();
    },
  };
}

/** Lets time pass on the chain that the tasks use. */
export async function pass(seconds: bigint): Promise<void> {
  const { networkHelpers } = await hre.network.getOrCreate();
  await networkHelpers.time.increase(seconds);
}
