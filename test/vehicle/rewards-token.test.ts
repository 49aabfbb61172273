import { expect } from "chai";
import { ZeroAddress } from "ethers";

import {
  ContractAccount__factory,
  DenyListAsset__factory,
  HookAsset__factory,
  RevertingAsset__factory,
} from "../../types/ethers-contracts/index.js";
import { describeForEachKey, enrolled, load, networkHelpers, report } from "./fixture.ts";
import { poolOf } from "./holding.ts";
import { CLOCK, claim, fund, inFrame, join } from "./rewards.ts";

describeForEachKey("a vehicle's rewards in a token that has a mind of its own", () => {
  it("wait for a receiver that the token takes, and for a token that moves", async () => {
    const world = await load();
    const denying = await new DenyListAsset__factory(world.deployer).deploy();
    const pool = await poolOf(world, CLOCK, await denying.getAddress());
    const car = await enrolled(world);
    await join(world, car, pool);
    await fund(world, pool, 40n, 1n, 1n, denying);
    await report(world, car);
    await inFrame(2n);
    await denying.setDenied(world.buyer.address, true);
    await expect(claim(world, car, pool))
      .to.be.revertedWithCustomError(denying, "Denied")
      .withArgs(world.buyer.address);
    await report(world, car);
    await world.stake.connect(world.owner).claim(car.id, pool, world.owner.address);
    expect(await denying.balanceOf(world.owner.address)).to.equal(40n);
  });

  it("of a token that stands still keep no vehicle in its pool, nor its reports from counting", async () => {
    const world = await load();
    const halted = await new RevertingAsset__factory(world.deployer).deploy();
    const pool = await poolOf(world, CLOCK, await halted.getAddress());
    const car = await enrolled(world);
    await join(world, car, pool);
    await fund(world, pool, 40n, 1n, 1n, halted);
    await report(world, car);
    await inFrame(2n);
    await halted.setMode(1n);
    await report(world, car);
    await expect(world.stake.connect(world.owner).quit(car.id, pool, world.owner.address))
      .to.be.revertedWithCustomError(halted, "Halted")
      .withArgs();
    await world.stake.connect(world.owner).quit(car.id, pool, ZeroAddress);
    await join(world, car, await poolOf(world, CLOCK));
  });

  it("aren't paid twice where their token calls back", async () => {
    const world = await load();
    const token = await new HookAsset__factory(world.deployer).deploy();
    const account = await new ContractAccount__factory(world.deployer).deploy();
    const [stake, owner] = [await world.stake.getAddress(), await account.getAddress()];
    const pool = await poolOf(world, CLOCK, await token.getAddress());
    const car = await enrolled(world, { owner });
    const call = (name: "claim" | "quit") =>
      world.stake.interface.encodeFunctionData(name as "claim", [car.id, pool, owner]);
    await account.execute(
      stake,
      world.stake.interface.encodeFunctionData("join", [car.id, pool, car.enrolment.commitment]),
    );
    await fund(world, pool, 40n, 1n, 1n, token);
    await fund(world, pool, 60n, 2n, 1n, token);
    await report(world, car);
    await inFrame(2n);
    const refused = world.desks.rewards.interface.encodeErrorResult("ReentrancyGuardReentrantCall");
    for (const name of ["claim", "quit"] as const) {
      await account.reenterWith(stake, call(name));
      const shot = await networkHelpers.takeSnapshot();
      await expect(account.execute(stake, call("claim")))
        .to.emit(account, "Reentered")
        .withArgs(false, refused);
      expect(await token.balanceOf(owner)).to.equal(40n);
      await shot.restore();
    }
  });
});
