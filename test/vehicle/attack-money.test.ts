import { expect } from "chai";
import type { ContractTransactionResponse } from "ethers";

import { type VehicleStake, VehicleStake__factory } from "../../types/ethers-contracts/index.js";
import {
  type Car,
  CAR_KEY,
  DAY,
  enrolled,
  enrolmentOf,
  ethers,
  ETHER,
  load,
  signedEnrolment,
  START,
  type World,
} from "./fixture.ts";
import { fixedClock, poolOf, putIn } from "./holding.ts";

describe("ether that is sent to a desk itself", () => {
  it("comes back: nothing can be done there for which it would be", async () => {
    const world = await load();
    const { desks, stranger } = world;
    const car = await enrolled(world);
    const signed = signedEnrolment(world, await enrolmentOf(world), CAR_KEY);
    const value = { value: ETHER, gasLimit: 1_000_000n };
    const ways: readonly ((desk: VehicleStake) => Promise<ContractTransactionResponse>)[] = [
      (desk) => desk.enrol(...signed, value),
      (desk) => desk.deposit(car.id, value),
      (desk) => desk.dispute(car.id, 1n, value),
      (desk) => desk.defend(car.id, 1n, value),
    ];
    for (const desk of Object.values(desks)) {
      const address = await desk.getAddress();
      for (const way of ways) {
        await expect(way(VehicleStake__factory.connect(address, stranger))).to.revert(ethers);
      }
      await expect(stranger.sendTransaction({ to: address, ...value })).to.revert(ethers);
      expect(await ethers.provider.getBalance(address)).to.equal(0n);
    }
    const stake = await world.stake.getAddress();
    await expect(stranger.sendTransaction({ to: stake, ...value })).to.revert(ethers);
    expect(await ethers.provider.getBalance(stake)).to.equal(0n);
  });
});

describe("a pool whose token is the vehicles' contract itself", () => {
  it("moves no vehicle: neither one that its owner gives, nor a part that is held there", async () => {
    const world = await load();
    const { stake, owner, stranger } = world;
    const [car, part, other] = [await enrolled(world), await enrolled(world), await enrolled(world)];
    await putIn(world, part, car);
    const address = await stake.getAddress();
    const pool = await poolOf(world, fixedClock(START, DAY), address);
    const funds = (by: World["owner"], { id }: Car) =>
      stake.connect(by).fund(pool, 3n, 1n, id, { gasLimit: 1_000_000n });
    // Not even with all approvals.
    await stake.connect(owner).setApprovalForAll(address, true);
    await expect(funds(owner, other)).to.be.revertedWithCustomError(stake, "ERC721InvalidReceiver").withArgs(address);
    await expect(funds(owner, part)).to.revert(ethers);
    await expect(funds(stranger, part)).to.revert(ethers);
    await expect(funds(stranger, other)).to.revert(ethers);
    expect([await stake.ownerOf(other.id), await stake.ownerOf(part.id)]).to.deep.equal([owner.address, address]);
  });
});
