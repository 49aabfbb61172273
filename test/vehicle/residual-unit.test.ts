import { expect } from "chai";

import {
  ContractAccount__factory,
  DenyListAsset__factory,
  FeeAsset__factory,
  HookAsset__factory,
} from "../../types/ethers-contracts/index.js";
import { DAY, describeForEachKey, enrolled, FAR, load, nextBlockAt, now, VALUE, type World } from "./fixture.ts";
import { ended } from "./holding.ts";
import { finalNext, guarantee, leftOf, redeem, SHARES, takeBack } from "./residual.ts";

describeForEachKey("residual shares in a unit that has a mind of its own", () => {
  it("aren't redeemed twice where the unit calls back", async () => {
    const world = await load();
    const { residual } = world;
    const unit = await new HookAsset__factory(world.deployer).deploy();
    const account = await new ContractAccount__factory(world.deployer).deploy();
    const [token, holder] = [await residual.getAddress(), await account.getAddress()];
    const car = await enrolled(world, { unit: await unit.getAddress(), residualHolder: holder });
    await guarantee(world, car, VALUE, FAR, world.guarantor, unit as unknown as World["dollar"]);
    await ended(world, car);
    await finalNext(world, car);
    const call = residual.interface.encodeFunctionData("redeem", [car.id, SHARES / 2n, holder]);
    await account.reenterWith(token, call);
    const refused = residual.interface.encodeErrorResult("ReentrancyGuardReentrantCall");
    await expect(account.execute(token, call)).to.emit(account, "Reentered").withArgs(false, refused);
    expect(await unit.balanceOf(holder)).to.equal((await leftOf(world, car)) / 2n);
    expect(await residual.balanceOf(holder, car.id)).to.equal(SHARES / 2n);
  });

  it("wait for a receiver that the unit takes", async () => {
    const world = await load();
    const unit = await new DenyListAsset__factory(world.deployer).deploy();
    const car = await enrolled(world, { unit: await unit.getAddress() });
    await world.residual.connect(world.owner).admit(car.id, world.guarantor.address, true);
    await unit.mint(world.guarantor.address, VALUE);
    await unit.connect(world.guarantor).approve(await world.residual.getAddress(), VALUE);
    await world.residual.connect(world.guarantor).fund(car.id, VALUE, FAR);
    await ended(world, car);
    await unit.setDenied(world.buyer.address, true);
    await nextBlockAt(await world.stake.finalFrom(car.id));
    await expect(redeem(world, car, SHARES))
      .to.be.revertedWithCustomError(unit, "Denied")
      .withArgs(world.buyer.address);
    await world.residual.connect(world.owner).redeem(car.id, SHARES, world.owner.address);
  });
});

describeForEachKey("a guarantee in a unit that has a mind of its own", () => {
  it("counts as it arrives where the unit takes a fee", async () => {
    const world = await load();
    const { residual, guarantor } = world;
    const unit = await new FeeAsset__factory(world.deployer).deploy();
    const car = await enrolled(world, { unit: await unit.getAddress() });
    const arrived = VALUE - VALUE / 100n;
    await expect(guarantee(world, car, VALUE, FAR, guarantor, unit as unknown as World["dollar"]))
      .to.emit(residual, "GuaranteeFunded")
      .withArgs(car.id, guarantor.address, arrived, FAR);
    await ended(world, car);
    const left = await leftOf(world, car);
    await finalNext(world, car);
    await redeem(world, car, SHARES);
    expect(await unit.balanceOf(world.buyer.address)).to.equal(left - left / 100n);
    await takeBack(world, car);
    expect(await unit.balanceOf(await residual.getAddress())).to.equal(0n);
  });

  it("isn't counted, nor given back, twice where the unit calls back", async () => {
    const world = await load();
    const { residual } = world;
    const unit = await new HookAsset__factory(world.deployer).deploy();
    const account = await new ContractAccount__factory(world.deployer).deploy();
    const [token, by] = [await residual.getAddress(), await account.getAddress()];
    const car = await enrolled(world, { unit: await unit.getAddress() });
    await residual.connect(world.owner).admit(car.id, by, true);
    await unit.mint(by, 100n);
    await account.execute(await unit.getAddress(), unit.interface.encodeFunctionData("approve", [token, 100n]));
    const until = (await now()) + DAY;
    const refused = residual.interface.encodeErrorResult("ReentrancyGuardReentrantCall");
    const fund = residual.interface.encodeFunctionData("fund", [car.id, 10n, until]);
    await account.reenterWith(token, fund);
    await expect(account.execute(token, fund)).to.emit(account, "Reentered").withArgs(false, refused);
    expect((await residual.guaranteeOf(car.id, by))[0]).to.equal(10n);
    await nextBlockAt(until);
    const back = residual.interface.encodeFunctionData("takeBack", [car.id, by]);
    await account.reenterWith(token, back);
    await expect(account.execute(token, back)).to.emit(account, "Reentered").withArgs(false, refused);
    expect(await unit.balanceOf(by)).to.equal(100n);
  });
});
