import hre from "hardhat";

import {
  MockERC1155__factory,
  MockERC20__factory,
  MockERC721__factory,
} from "../../../types/ethers-contracts/index.js";
import { deployAt, openPlace, type Place, type Places } from "./place.ts";
import { MONDAY } from "./programme.ts";
import { type Answer, runTask } from "./tasks.ts";

export { pass } from "./place.ts";

export const HOUR = 3_600n;
export const DAY = 86_400n;

/**
 * What the tests of wallet's tasks begin with, on a Monday at midnight: the system, and a dollar of six decimals, a collection and a multi-token. Account 1 is the owner, who
 * has 1,000 dollars, number 7 of the collection and 40 of id 3; 2 is his spouse, 3 his child, 4 his second wallet, 5 a keeper; 6, 7 and 8 are guardians, 9 a stranger.
 */
export interface Estate extends Place {
  dollar: string;
  art: string;
  multi: string;
  places: Places;
  people: string[];
  /** What somebody has of the dollar, as the chain says. */
  dollarsOf: (person: number) => Promise<bigint>;
  /** Registers a plan of the owner: 90 days, 7 of grace, his dollars, all to his spouse; and what a test wants otherwise. */
  register: (args?: Record<string, unknown>) => Promise<Answer>;
  /** The same, and the period passes. */
  silence: (args?: Record<string, unknown>) => Promise<void>;
  /** The same, triggered. */
  triggered: (args?: Record<string, unknown>) => Promise<Answer>;
}

export async function openEstate(): Promise<Estate> {
  const { ethers, networkHelpers } = await hre.network.getOrCreate();
  const place = await openPlace(".json");
  await networkHelpers.time.increaseTo(MONDAY);

  const [deployer, owner] = await ethers.getSigners();
  const { places, end } = await deployAt(place, "wallet");
  const dollar = await new MockERC20__factory(deployer!).deploy("Dollar", "USD", 6);
  const art = await new MockERC721__factory(deployer!).deploy();
  const multi = await new MockERC1155__factory(deployer!).deploy();
  await dollar.mint(owner!, 1_000_000_000n);
  await art.mint(owner!, 7n);
  await multi.mint(owner!, 3n, 40n);

  const people = (await ethers.getSigners()).map(({ address }) => address);
  const money = await dollar.getAddress();
  const register = (args: Record<string, unknown> = {}): Promise<Answer> =>
    runTask("wallet register", { period: "90d", grace: "7d", asset: money, to: "2", from: "1", ...args });
  const silence = async (args: Record<string, unknown> = {}): Promise<void> => {
    await register(args);
    await networkHelpers.time.increase(91n * DAY);
  };
  return {
    ...place,
    dollar: money,
    art: await art.getAddress(),
    multi: await multi.getAddress(),
    places,
    people,
    dollarsOf: (person) => dollar.balanceOf(people[person]!),
    register,
    silence,
    triggered: async (args) => {
      await silence(args);
      return runTask("wallet trigger", { account: "1", from: "5" });
    },
    end,
  };
}
