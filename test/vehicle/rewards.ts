import { AbiCoder, keccak256, toBeHex } from "ethers";

import type { RewardPoolStruct } from "../../types/ethers-contracts/vehicle/VehicleStake.js";
import { type Car, DAY, enrolled, load, moveTo, START, type World } from "./fixture.ts";
import { fixedClock, poolOf } from "./holding.ts";

export const FRAME = 10n * DAY;
/** Frames of ten days, the first from {@link START} on. */
export const CLOCK = fixedClock(START, FRAME);

/** By what a pool is known. */
export function known(pool: RewardPoolStruct): string {
  const types = ["address", "address", "address", "uint256"];
  const words = AbiCoder.defaultAbiCoder().encode(types, [pool.token, pool.unit, pool.issuer, pool.clock]);
  return toBeHex(BigInt(keccak256(words)) % 2n ** 152n, 32);
}

export const join = (world: World, car: Car, pool: RewardPoolStruct) =>
  world.stake.connect(world.owner).join(car.id, pool, car.enrolment.commitment);

/** A token that can be minted and approved. */
interface Money {
  mint(to: string, amount: bigint): Promise<unknown>;
  connect(by: World["guarantor"]): { approve(spender: string, amount: bigint): Promise<unknown> };
}

/** Funds frames of a pool, by this world's guarantor. */
export async function fund(
  world: World,
  pool: RewardPoolStruct,
  amount: bigint,
  first = 1n,
  frames = 1n,
  money?: Money,
) {
  const token = money ?? world.reward;
  await token.mint(world.guarantor.address, amount * frames);
  await token.connect(world.guarantor).approve(await world.stake.getAddress(), amount * frames);
  return world.stake.connect(world.guarantor).fund(pool, first, frames, amount);
}

/** A vehicle in a pool whose first frame has 1,000. */
export async function pooled(amount = 1_000n) {
  const world = await load();
  const pool = await poolOf(world, CLOCK);
  const car = await enrolled(world);
  await join(world, car, pool);
  if (amount !== 0n) await fund(world, pool, amount);
  return { world, pool, car };
}

export const inFrame = (frame: bigint) => moveTo(START + (frame - 1n) * FRAME + 1n);
export const claim = (world: World, car: Car, pool: RewardPoolStruct) =>
  world.stake.connect(world.owner).claim(car.id, pool, world.buyer.address);
export const weightOf = async (world: World, pool: RewardPoolStruct, frame: bigint) =>
  (await world.stake.frameOf(pool, frame))[1];
