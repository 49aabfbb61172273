import { type Car, FAR, nextBlockAt, type World } from "./fixture.ts";

export const SHARES = 10n ** 18n;

/** Puts money behind a vehicle, in its unit of account. */
export async function guarantee(
  world: World,
  car: Car,
  amount: bigint,
  until = FAR,
  by = world.guarantor,
  unit: Pick<World["dollar"], "mint" | "connect"> = world.dollar,
) {
  await world.residual.connect(world.owner).admit(car.id, by.address, true);
  await unit.mint(by.address, amount);
  await unit.connect(by).approve(await world.residual.getAddress(), amount);
  return world.residual.connect(by).fund(car.id, amount, until);
}

export const redeem = (world: World, car: Car, shares: bigint, by = world.owner) =>
  world.residual.connect(by).redeem(car.id, shares, world.buyer.address, { gasLimit: 500_000n });
export const takeBack = (world: World, car: Car, by = world.guarantor) =>
  world.residual.connect(by).takeBack(car.id, by.address, { gasLimit: 500_000n });
export const held = async (world: World) => world.dollar.balanceOf(await world.residual.getAddress());
export const leftOf = async (world: World, car: Car) => (await world.stake.bookOf(car.id)).residual;
/** The next block is the first in which the vehicle's end is final. */
export const finalNext = async (world: World, car: Car) => nextBlockAt(await world.stake.finalFrom(car.id));
