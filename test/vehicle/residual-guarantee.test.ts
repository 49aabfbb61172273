import { expect } from "chai";

import {
  DAY,
  describeForEachKey,
  enrolled,
  FAR,
  Kind,
  load,
  moveTo,
  nextBlockAt,
  now,
  reported,
  State,
} from "./fixture.ts";
import { ended, putIn } from "./holding.ts";
import { guarantee, held, takeBack } from "./residual.ts";

describeForEachKey("a guarantee", () => {
  it("is admitted by the owner, of a part by the vehicle's, and told", async () => {
    const world = await load();
    const [car, part] = [await enrolled(world), await enrolled(world)];
    await putIn(world, part, car);
    const { residual, owner, guarantor, stranger } = world;
    await expect(residual.connect(stranger).admit(car.id, guarantor.address, true))
      .to.be.revertedWithCustomError(residual, "ResidualNotOwner")
      .withArgs(stranger.address, car.id);
    await expect(residual.connect(guarantor).fund(part.id, 1n, FAR))
      .to.be.revertedWithCustomError(residual, "ResidualNotAdmitted")
      .withArgs(part.id, guarantor.address);
    await expect(residual.connect(owner).admit(part.id, guarantor.address, true))
      .to.emit(residual, "GuarantorAdmitted")
      .withArgs(part.id, guarantor.address, owner.address, true);
    expect(await residual.isAdmitted(part.id, guarantor.address)).to.equal(true);
    await expect(residual.connect(guarantor).fund(part.id, 0n, FAR))
      .to.be.revertedWithCustomError(residual, "ResidualNothing")
      .withArgs();
    await expect(guarantee(world, part, 5n))
      .to.emit(residual, "GuaranteeFunded")
      .withArgs(part.id, guarantor.address, 5n, FAR);
    expect([...(await residual.guaranteeOf(part.id, guarantor.address))]).to.deep.equal([5n, FAR]);
    expect(await residual.guarantorsOf(part.id)).to.deep.equal([guarantor.address]);
    const at = await now();
    await expect(residual.connect(guarantor).fund(part.id, 1n, at))
      .to.be.revertedWithCustomError(residual, "ResidualUntil")
      .withArgs(at, FAR);
  });

  it("is bound up to its last second, and free from then on", async () => {
    for (const early of [1n, 0n, -1n]) {
      const world = await load();
      const car = await enrolled(world);
      const until = (await now()) + DAY;
      await guarantee(world, car, 9n, until);
      await nextBlockAt(until - early);
      const { residual, guarantor } = world;
      const sent = residual.connect(guarantor).takeBack(car.id, guarantor.address, { gasLimit: 500_000n });
      if (early > 0n) {
        await expect(sent).to.be.revertedWithCustomError(residual, "ResidualBound").withArgs(car.id, until);
        continue;
      }
      await expect(sent)
        .to.emit(residual, "GuaranteeTakenBack")
        .withArgs(car.id, guarantor.address, guarantor.address, 9n);
      await expect(residual.connect(guarantor).takeBack(car.id, guarantor.address))
        .to.be.revertedWithCustomError(residual, "ResidualNothing")
        .withArgs();
    }
  });

  it("comes for no vehicle that has ended", async () => {
    const world = await load();
    const car = await enrolled(world);
    await ended(world, car);
    await expect(guarantee(world, car, 1n))
      .to.be.revertedWithCustomError(world.residual, "ResidualUnfit")
      .withArgs(car.id);
  });

  for (const place of [0, 2, 7]) {
    it(`has one of eight places, or that of one which is no more: number ${place}`, async () => {
      const world = await load();
      const car = await enrolled(world);
      const { dollar, residual, deployer, owner, buyer, keeper, stranger, lender, challenger, defender, guarantor } =
        world;
      const until = (await now()) + DAY;
      const eight = [deployer, owner, buyer, keeper, stranger, lender, challenger, defender];
      const over = eight[place]!;
      for (const by of eight) await guarantee(world, car, 5n, by === over ? until : FAR, by);
      await residual.connect(owner).admit(car.id, guarantor.address, true);
      await dollar.mint(guarantor.address, 5n);
      await dollar.connect(guarantor).approve(await residual.getAddress(), 5n);
      const fund = () => residual.connect(guarantor).fund(car.id, 5n, until + DAY, { gasLimit: 500_000n });
      await nextBlockAt(until - 1n);
      await expect(fund()).to.be.revertedWithCustomError(residual, "ResidualFull").withArgs(car.id);
      await nextBlockAt(until);
      await fund();
      const addresses = eight.map(({ address }) => address);
      expect([...(await residual.guarantorsOf(car.id))]).to.deep.equal(addresses.with(place, guarantor.address));
      await takeBack(world, car, over);
      expect(await dollar.balanceOf(over.address)).to.equal(5n);
      // Its place is known as its own: the last one moves there.
      await nextBlockAt(until + DAY);
      await takeBack(world, car);
      const left = addresses.slice(0, 7);
      expect([...(await residual.guarantorsOf(car.id))]).to.deep.equal(
        place === 7 ? left : left.with(place, defender.address),
      );
    });
  }

  it("counts for what shares get up to its last second, and not from then on", async () => {
    const world = await load();
    const car = await reported(world, { kind: Kind.ACCIDENT, severity: 2_000n });
    const until = (await now()) + DAY;
    await guarantee(world, car, 1n, until);
    expect(await world.residual.payableOf(car.id)).to.equal(1n);
    await moveTo(until - 1n);
    expect(await world.residual.payableOf(car.id)).to.equal(1n);
    await moveTo(until);
    expect(await world.residual.payableOf(car.id)).to.equal(0n);
    // The smallest amount is given back, too.
    await takeBack(world, car);
    expect(await world.dollar.balanceOf(world.guarantor.address)).to.equal(1n);
  });

  it("grows by what its guarantor adds, and never ends sooner", async () => {
    const world = await load();
    const { residual, guarantor } = world;
    const car = await enrolled(world);
    const until = (await now()) + 10n * DAY;
    await guarantee(world, car, 5n, until);
    for (const less of [1n, 0n, -1n]) {
      const sent = guarantee(world, car, 7n, until - less);
      if (less > 0n) {
        await expect(sent)
          .to.be.revertedWithCustomError(residual, "ResidualUntil")
          .withArgs(until - less, until);
      } else {
        await expect(sent)
          .to.emit(residual, "GuaranteeFunded")
          .withArgs(car.id, guarantor.address, 7n, until - less);
      }
    }
    expect([...(await residual.guaranteeOf(car.id, guarantor.address))]).to.deep.equal([19n, until + 1n]);
    expect(await residual.guarantorsOf(car.id)).to.deep.equal([guarantor.address]);
    await nextBlockAt(until + 1n);
    await takeBack(world, car);
    expect(await held(world)).to.equal(0n);
  });

  it("ends in a second to come at the earliest", async () => {
    for (const later of [-1n, 0n, 1n]) {
      const world = await load();
      const car = await enrolled(world);
      const at = (await now()) + DAY;
      await world.dollar.mint(world.guarantor.address, 9n);
      await world.dollar.connect(world.guarantor).approve(await world.residual.getAddress(), 9n);
      await world.residual.connect(world.owner).admit(car.id, world.guarantor.address, true);
      await nextBlockAt(at);
      const sent = world.residual.connect(world.guarantor).fund(car.id, 9n, at + later, { gasLimit: 500_000n });
      if (later > 0n) await sent;
      else {
        await expect(sent)
          .to.be.revertedWithCustomError(world.residual, "ResidualUntil")
          .withArgs(at + later, at + 1n);
      }
    }
  });

  it("is below 2^120", async () => {
    const world = await load();
    const car = await enrolled(world);
    await guarantee(world, car, 2n ** 120n - 1n);
    await expect(guarantee(world, car, 1n))
      .to.be.revertedWithCustomError(world.residual, "SafeCastOverflowedUintDowncast")
      .withArgs(120n, 2n ** 120n);
  });

  it("is for a vehicle that there is, and of whoever its owner of now admits", async () => {
    const world = await load();
    const { residual, owner, buyer, guarantor } = world;
    const car = await enrolled(world);
    await expect(residual.connect(guarantor).fund(5n, 1n, FAR))
      .to.be.revertedWithCustomError(residual, "ResidualUnfit")
      .withArgs(5n);
    await guarantee(world, car, 3n);
    await residual.connect(owner).admit(car.id, guarantor.address, false);
    const more = () => residual.connect(guarantor).fund(car.id, 1n, FAR);
    await expect(more())
      .to.be.revertedWithCustomError(residual, "ResidualNotAdmitted")
      .withArgs(car.id, guarantor.address);
    await residual.connect(owner).admit(car.id, guarantor.address, true);
    await world.stake.connect(owner).transferFrom(owner.address, buyer.address, car.id);
    expect(await residual.isAdmitted(car.id, guarantor.address)).to.equal(false);
    await expect(more())
      .to.be.revertedWithCustomError(residual, "ResidualNotAdmitted")
      .withArgs(car.id, guarantor.address);
    // What is there stays, whoever owns the vehicle.
    expect([...(await residual.guaranteeOf(car.id, guarantor.address))]).to.deep.equal([3n, FAR]);
  });

  it("comes for a stolen vehicle as for any", async () => {
    const world = await load();
    const car = await enrolled(world);
    await world.stake.connect(world.owner).declareStolen(car.id);
    await guarantee(world, car, 3n);
    expect((await world.stake.vehicle(car.id)).state).to.equal(State.STOLEN);
  });

  it("leaves its place to the last one, and those between keep theirs", async () => {
    const world = await load();
    const { residual, guarantor, lender, defender, keeper } = world;
    const car = await enrolled(world);
    const until = (await now()) + DAY;
    const all = [guarantor, lender, defender, keeper];
    for (const by of all) await guarantee(world, car, 5n, until, by);
    await nextBlockAt(until);
    await takeBack(world, car, lender);
    const names = async () => [...(await residual.guarantorsOf(car.id))];
    expect(await names()).to.deep.equal([guarantor, keeper, defender].map(({ address }) => address));
    await takeBack(world, car, keeper);
    expect(await names()).to.deep.equal([guarantor, defender].map(({ address }) => address));
    await takeBack(world, car, defender);
    await takeBack(world, car, guarantor);
    expect(await names()).to.deep.equal([]);
  });

  it("whose place was taken comes back to another one, with all that its guarantor has put down", async () => {
    const world = await load();
    const car = await enrolled(world);
    const { residual, deployer, owner, buyer, keeper, stranger, lender, challenger, defender, guarantor } = world;
    const until = (await now()) + DAY;
    const eight = [deployer, owner, buyer, keeper, stranger, lender, challenger, defender];
    for (const by of eight) await guarantee(world, car, 5n, by === buyer || by === keeper ? until : FAR, by);
    await moveTo(until);
    await guarantee(world, car, 6n);
    // Buyer's place is guarantor's now; he takes keeper's.
    await guarantee(world, car, 7n, FAR, buyer);
    expect([...(await residual.guaranteeOf(car.id, buyer.address))]).to.deep.equal([12n, FAR]);
    const guarantors = [...(await residual.guarantorsOf(car.id))];
    expect(guarantors).to.have.lengthOf(8);
    expect([guarantors[2], guarantors[3]]).to.deep.equal([guarantor.address, buyer.address]);
    await takeBack(world, car, keeper);
    expect(await world.dollar.balanceOf(keeper.address)).to.equal(5n);
    await ended(world, car);
    expect(await residual.payableOf(car.id)).to.equal(6n * 5n + 6n + 12n);
  });
});
