import { expect } from "chai";

import {
  ContractAccount__factory,
  DenyListAsset__factory,
  FeeAsset__factory,
  HookAsset__factory,
  VehicleStagedPolicy__factory,
} from "../../types/ethers-contracts/index.js";
import { confirm, dispute, judge, NEVER } from "./claims.ts";
import {
  type Car,
  DAY,
  describeForEachKey,
  enrolled,
  FAR,
  Kind,
  load,
  moveTo,
  nextBlockAt,
  now,
  PANEL,
  pass,
  report,
  State,
  VALUE,
  type World,
} from "./fixture.ts";
import { ended, putIn, slash } from "./holding.ts";

const SHARES = 10n ** 18n;

/** Puts money behind a vehicle, in its unit of account. */
async function guarantee(
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

const redeem = (world: World, car: Car, shares: bigint, by = world.owner) =>
  world.residual.connect(by).redeem(car.id, shares, world.buyer.address, { gasLimit: 500_000n });
const takeBack = (world: World, car: Car, by = world.guarantor) =>
  world.residual.connect(by).takeBack(car.id, by.address, { gasLimit: 500_000n });
const held = async (world: World) => world.dollar.balanceOf(await world.residual.getAddress());
const leftOf = async (world: World, car: Car) => (await world.stake.bookOf(car.id)).residual;
/** The next block is the first in which the vehicle's end is final. */
const finalNext = async (world: World, car: Car) => nextBlockAt(await world.stake.finalFrom(car.id));

/** A vehicle ends by a grave report that attestors confirm: its next one. */
async function ends(world: World, car: Car, kind: bigint = Kind.TOTAL_LOSS): Promise<bigint> {
  await report(world, car, { kind, severity: 10_000n });
  const { sequence } = await world.stake.vehicle(car.id);
  await confirm(world, car, sequence);
  return sequence;
}

describeForEachKey("residual shares", () => {
  it("are made once, by the vehicles' contract alone, and move as ERC-6909 has it", async () => {
    const world = await load();
    const { residual, owner, buyer, stranger } = world;
    const car = await enrolled(world);
    expect(await residual.SHARES()).to.equal(SHARES);
    expect(await residual.supportsInterface("0x0f632fb3")).to.equal(true);
    expect([await residual.name(car.id), await residual.symbol(car.id), await residual.decimals(car.id)]).to.deep.equal(
      ["Lapse Vehicle Residual", "RESIDUAL", 18n],
    );
    expect([await residual.totalSupply(car.id), await residual.totalSupply(car.id + 1n)]).to.deep.equal([SHARES, 0n]);
    await expect(residual.connect(owner).mint(car.id, owner.address))
      .to.be.revertedWithCustomError(residual, "ResidualNotStake")
      .withArgs(owner.address);
    await residual.connect(owner).transfer(buyer.address, car.id, 3n);
    await residual.connect(owner).approve(stranger.address, car.id, 2n);
    await residual.connect(stranger).transferFrom(owner.address, stranger.address, car.id, 2n);
    expect(await residual.balanceOf(owner.address, car.id)).to.equal(SHARES - 5n);
    await residual.connect(buyer).setOperator(stranger.address, true);
    await residual.connect(stranger).transferFrom(buyer.address, stranger.address, car.id, 3n);
    expect(await residual.balanceOf(stranger.address, car.id)).to.equal(5n);
  });

  it("redeem from the second in which the end is final, and not before", async () => {
    for (const early of [1n, 0n, -1n]) {
      const world = await load();
      const car = await enrolled(world);
      await guarantee(world, car, VALUE);
      await ended(world, car);
      const final = await world.stake.finalFrom(car.id);
      const left = (await world.stake.bookOf(car.id)).residual;
      expect(await world.residual.worthOf(car.id, SHARES)).to.equal(left);
      expect(await world.residual.payableOf(car.id)).to.equal(left);
      await nextBlockAt(final - early);
      const sent = redeem(world, car, SHARES / 3n);
      if (early > 0n) {
        await expect(sent).to.be.revertedWithCustomError(world.residual, "ResidualNotFinal").withArgs(car.id, final);
        continue;
      }
      const share = (left * (SHARES / 3n)) / SHARES;
      await expect(sent).to.emit(world.residual, "ResidualSettled").withArgs(car.id, left, VALUE);
      await expect(sent)
        .to.emit(world.residual, "ResidualRedeemed")
        .withArgs(car.id, world.owner.address, world.buyer.address, SHARES / 3n, share);
      expect(await world.dollar.balanceOf(world.buyer.address)).to.equal(share);
      expect(await world.residual.totalSupply(car.id)).to.equal(SHARES - SHARES / 3n);
      // What is burned is gone, and nobody's shares are worth nothing.
      await expect(redeem(world, car, SHARES))
        .to.be.revertedWithCustomError(world.residual, "ERC6909InsufficientBalance")
        .withArgs(world.owner.address, SHARES - SHARES / 3n, SHARES, car.id);
      await expect(redeem(world, car, 1n, world.stranger))
        .to.be.revertedWithCustomError(world.residual, "ResidualNothing")
        .withArgs();
      await redeem(world, car, SHARES - SHARES / 3n);
      expect(await world.residual.totalSupply(car.id)).to.equal(0n);
      expect(await world.residual.payableOf(car.id)).to.equal(left);
      await world.residual.connect(world.guarantor).takeBack(car.id, world.guarantor.address);
      expect(await world.dollar.balanceOf(await world.residual.getAddress())).to.be.oneOf([0n, 1n]);
    }
  });

  it("of a vehicle that lives, or that nobody guarantees for, redeem for nothing", async () => {
    const world = await load();
    const car = await enrolled(world);
    await expect(redeem(world, car, 1n))
      .to.be.revertedWithCustomError(world.residual, "ResidualNotFinal")
      .withArgs(car.id, NEVER);
    await ended(world, car);
    await nextBlockAt(await world.stake.finalFrom(car.id));
    await expect(redeem(world, car, SHARES))
      .to.be.revertedWithCustomError(world.residual, "ResidualNothing")
      .withArgs();
    expect(await world.residual.balanceOf(world.owner.address, car.id)).to.equal(SHARES);
  });

  it("of a slashed vehicle redeem for what accidents had left", async () => {
    const world = await load();
    const car = await enrolled(world);
    await report(world, car, { kind: Kind.ACCIDENT, severity: 1_000n });
    await guarantee(world, car, VALUE);
    await slash(world, car);
    const left = (await world.stake.bookOf(car.id)).residual;
    await nextBlockAt(await world.stake.finalFrom(car.id));
    await redeem(world, car, SHARES);
    expect(await world.dollar.balanceOf(world.buyer.address)).to.equal(left);
  });

  for (const [name, kind] of [
    ["a total loss", Kind.TOTAL_LOSS],
    ["scrapping", Kind.SCRAPPING],
  ] as const) {
    it(`share what is left after ${name} pro rata, whoever holds them, and dust stays`, async () => {
      const world = await load();
      const { residual, owner, stranger, keeper, guarantor, lender } = world;
      const car = await enrolled(world, { value: 9_999_999_999_991n });
      await guarantee(world, car, 10n ** 13n);
      await guarantee(world, car, 10n ** 12n + 3n, FAR, lender);
      await residual.connect(owner).transfer(stranger.address, car.id, SHARES / 3n);
      await ends(world, car, kind);
      // They can still be sold, and go with their buyer.
      await residual.connect(owner).transfer(keeper.address, car.id, SHARES / 7n);
      const left = await leftOf(world, car);
      await finalNext(world, car);
      const parts: [World["owner"], bigint][] = [
        [stranger, SHARES / 3n],
        [keeper, SHARES / 7n],
        [owner, SHARES - SHARES / 3n - SHARES / 7n],
      ];
      let paid = 0n;
      for (const [by, shares] of parts) {
        await redeem(world, car, shares, by);
        const share = (left * shares) / SHARES;
        paid += share;
        expect(await world.dollar.balanceOf(world.buyer.address)).to.equal(paid);
        expect(await residual.balanceOf(by.address, car.id)).to.equal(0n);
      }
      expect(paid < left && left - paid < 3n, `${left - paid} stay`).to.equal(true);
      const all = 10n ** 13n + 10n ** 12n + 3n;
      await takeBack(world, car, lender);
      await takeBack(world, car, guarantor);
      const borne = (left * (10n ** 12n + 3n) + all - 1n) / all + (left * 10n ** 13n + all - 1n) / all;
      expect(await held(world)).to.equal(borne - paid);
    });
  }

  it("get no more than is guaranteed, evenly, and the guarantor nothing back", async () => {
    const world = await load();
    const { residual, guarantor } = world;
    const car = await enrolled(world);
    await ends(world, car);
    const left = await leftOf(world, car);
    const other = await enrolled(world);
    await guarantee(world, other, left / 2n);
    await ends(world, other);
    expect(await residual.payableOf(other.id)).to.equal(left / 2n);
    await finalNext(world, other);
    await redeem(world, other, SHARES / 2n);
    expect(await world.dollar.balanceOf(world.buyer.address)).to.equal(left / 4n);
    await expect(takeBack(world, other))
      .to.emit(residual, "GuaranteeTakenBack")
      .withArgs(other.id, guarantor.address, guarantor.address, 0n);
    await redeem(world, other, SHARES / 2n);
    expect(await held(world)).to.equal(left / 2n - 2n * (left / 4n));
  });

  it("are paid by their own vehicle's guarantors alone", async () => {
    const world = await load();
    const [car, other] = [await enrolled(world), await enrolled(world)];
    await guarantee(world, other, VALUE);
    await ends(world, car);
    await finalNext(world, car);
    await expect(redeem(world, car, SHARES))
      .to.be.revertedWithCustomError(world.residual, "ResidualNothing")
      .withArgs();
    expect(await held(world)).to.equal(VALUE);
  });

  it("of an end that is undone redeem for nothing, and for what the next one leaves", async () => {
    const world = await load();
    const car = await enrolled(world);
    await guarantee(world, car, VALUE);
    await report(world, car, { kind: Kind.ACCIDENT, severity: 1_000n });
    const sequence = await ends(world, car);
    const first = await leftOf(world, car);
    const final = await world.stake.finalFrom(car.id);
    await dispute(world, car, sequence);
    // The day on which it would have been final passes while it is disputed.
    await nextBlockAt(final);
    await expect(redeem(world, car, SHARES))
      .to.be.revertedWithCustomError(world.residual, "ResidualNotFinal")
      .withArgs(car.id, NEVER);
    await judge(world, car, sequence, false);
    await expect(redeem(world, car, SHARES))
      .to.be.revertedWithCustomError(world.residual, "ResidualNotFinal")
      .withArgs(car.id, NEVER);
    const undone = await leftOf(world, car);
    expect(undone < first).to.equal(true);
    await pass(40n * DAY);
    await ends(world, car, Kind.SCRAPPING);
    const left = await leftOf(world, car);
    expect(left !== first).to.equal(true);
    await finalNext(world, car);
    await redeem(world, car, SHARES);
    expect(await world.dollar.balanceOf(world.buyer.address)).to.equal(left);
  });

  it("aren't redeemed twice where the unit calls back", async () => {
    const world = await load();
    const { residual } = world;
    const unit = await new HookAsset__factory(world.deployer).deploy();
    const account = await new ContractAccount__factory(world.deployer).deploy();
    const [token, holder] = [await residual.getAddress(), await account.getAddress()];
    const car = await enrolled(world, { unit: await unit.getAddress(), residualHolder: holder });
    await guarantee(world, car, VALUE, FAR, world.guarantor, unit as unknown as World["dollar"]);
    await ends(world, car);
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

  it("has one of eight places, or that of one which is no more", async () => {
    const world = await load();
    const car = await enrolled(world);
    const { residual, deployer, owner, buyer, keeper, stranger, lender, challenger, defender, guarantor } = world;
    const until = (await now()) + DAY;
    const eight = [deployer, owner, buyer, keeper, stranger, lender, challenger, defender];
    for (const by of eight) await guarantee(world, car, 5n, by === buyer ? until : FAR, by);
    await expect(guarantee(world, car, 5n))
      .to.be.revertedWithCustomError(residual, "ResidualFull")
      .withArgs(car.id);
    await nextBlockAt(until);
    await guarantee(world, car, 5n);
    const guarantors = [...(await residual.guarantorsOf(car.id))];
    expect(guarantors[2]).to.equal(guarantor.address);
    expect(guarantors).to.not.include(buyer.address);
    await residual.connect(buyer).takeBack(car.id, buyer.address);
    expect(await world.dollar.balanceOf(buyer.address)).to.equal(5n);
    expect(await residual.payableOf(car.id)).to.equal(0n);
  });

  it("bears its part of the end, rounded up, so that no more is paid than came in", async () => {
    const world = await load();
    const car = await enrolled(world);
    const { residual, guarantor, lender, defender } = world;
    const amounts = [VALUE + 1n, VALUE / 7n, VALUE / 3n];
    const who = [guarantor, lender, defender];
    for (const [i, by] of who.entries()) await guarantee(world, car, amounts[i]!, FAR, by);
    await ended(world, car);
    const left = (await world.stake.bookOf(car.id)).residual;
    await nextBlockAt(await world.stake.finalFrom(car.id));
    await residual.connect(defender).takeBack(car.id, defender.address);
    await redeem(world, car, SHARES / 7n);
    await residual.connect(guarantor).takeBack(car.id, guarantor.address);
    await residual.connect(lender).takeBack(car.id, lender.address);
    await redeem(world, car, SHARES - SHARES / 7n);
    const all = amounts.reduce((sum, amount) => sum + amount, 0n);
    for (const [i, by] of who.entries()) {
      const borne = (left * amounts[i]! + all - 1n) / all;
      expect(await world.dollar.balanceOf(by.address)).to.equal(amounts[i]! - borne);
    }
    const dust = await world.dollar.balanceOf(await residual.getAddress());
    expect(dust >= 0n && dust <= 4n).to.equal(true);
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

  it("counts as it arrives where the unit takes a fee", async () => {
    const world = await load();
    const { residual, guarantor } = world;
    const unit = await new FeeAsset__factory(world.deployer).deploy();
    const car = await enrolled(world, { unit: await unit.getAddress() });
    const arrived = VALUE - VALUE / 100n;
    await expect(guarantee(world, car, VALUE, FAR, guarantor, unit as unknown as World["dollar"]))
      .to.emit(residual, "GuaranteeFunded")
      .withArgs(car.id, guarantor.address, arrived, FAR);
    await ends(world, car);
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

  for (const after of [-1n, 0n, 1n]) {
    it(`that ends ${after} seconds after the vehicle is ${after > 0n ? "bound, and bears its part" : "free at once"}`, async () => {
      const world = await load();
      const { residual, guarantor, lender } = world;
      const car = await enrolled(world);
      const at = (await now()) + DAY;
      await guarantee(world, car, VALUE, at + after);
      await guarantee(world, car, VALUE, FAR, lender);
      await report(world, car, { kind: Kind.TOTAL_LOSS, severity: 10_000n });
      await moveTo(at - 1n);
      await nextBlockAt(at);
      await confirm(world, car, 1n);
      expect(await world.stake.endedAt(car.id)).to.equal(at);
      const left = await leftOf(world, car);
      // Nor does it matter that it has ended meanwhile.
      await pass(DAY);
      if (after > 0n) {
        await expect(takeBack(world, car))
          .to.be.revertedWithCustomError(residual, "ResidualBound")
          .withArgs(car.id, at + after);
      } else {
        await takeBack(world, car);
        expect(await world.dollar.balanceOf(guarantor.address)).to.equal(VALUE);
      }
      await finalNext(world, car);
      await expect(redeem(world, car, SHARES))
        .to.emit(residual, "ResidualSettled")
        .withArgs(car.id, left, after > 0n ? 2n * VALUE : VALUE);
      await takeBack(world, car, lender);
      const borne = after > 0n ? (left + 1n) / 2n : left;
      expect(await world.dollar.balanceOf(lender.address)).to.equal(VALUE - borne);
      if (after > 0n) {
        await takeBack(world, car);
        expect(await world.dollar.balanceOf(guarantor.address)).to.equal(VALUE - borne);
      }
    });
  }

  it("that had ended before the vehicle did is given back whole, also once that is settled", async () => {
    const world = await load();
    const { guarantor, lender } = world;
    const car = await enrolled(world);
    await guarantee(world, car, VALUE, (await now()) + DAY);
    await guarantee(world, car, VALUE, FAR, lender);
    await pass(2n * DAY);
    await ends(world, car);
    await finalNext(world, car);
    await redeem(world, car, SHARES);
    await takeBack(world, car);
    expect(await world.dollar.balanceOf(guarantor.address)).to.equal(VALUE);
  });

  it("settles the end where its guarantor is the first to come, in the first second in which that is final", async () => {
    for (const early of [1n, 0n]) {
      const world = await load();
      const car = await enrolled(world);
      await guarantee(world, car, VALUE);
      await ends(world, car);
      const left = await leftOf(world, car);
      await nextBlockAt((await world.stake.finalFrom(car.id)) - early);
      const sent = takeBack(world, car);
      if (early > 0n) {
        await expect(sent).to.be.revertedWithCustomError(world.residual, "ResidualBound").withArgs(car.id, FAR);
      } else {
        await expect(sent).to.emit(world.residual, "ResidualSettled").withArgs(car.id, left, VALUE);
        expect(await held(world)).to.equal(left);
        // What was settled stays, whoever has left.
        expect(await world.residual.payableOf(car.id)).to.equal(left);
        await redeem(world, car, SHARES);
      }
    }
  });

  it("is bound while an end may be undone, and once that is, as before", async () => {
    const world = await load();
    const { residual, lender } = world;
    const car = await enrolled(world);
    const until = (await now()) + 5n * DAY;
    await guarantee(world, car, 9n, until);
    await guarantee(world, car, 8n, FAR, lender);
    const sequence = await ends(world, car);
    await dispute(world, car, sequence);
    await moveTo(until);
    await expect(takeBack(world, car)).to.be.revertedWithCustomError(residual, "ResidualBound").withArgs(car.id, until);
    expect(await residual.payableOf(car.id)).to.equal(17n);
    await judge(world, car, sequence, false);
    expect(await residual.payableOf(car.id)).to.equal(0n);
    await takeBack(world, car);
    await expect(takeBack(world, car, lender))
      .to.be.revertedWithCustomError(residual, "ResidualBound")
      .withArgs(car.id, FAR);
    // It lives, and so others may come.
    await guarantee(world, car, 5n);
    expect(await residual.guarantorsOf(car.id)).to.deep.equal([lender.address, world.guarantor.address]);
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
    await ends(world, car);
    expect(await residual.payableOf(car.id)).to.equal(6n * 5n + 6n + 12n);
  });

  it("comes no more once the end is settled, though a policy that keeps to no rules undoes it", async () => {
    const world = await load();
    const { residual } = world;
    const policy = await new VehicleStagedPolicy__factory(world.deployer).deploy();
    await policy.say(1_000n, 500n, false);
    const car = await enrolled(world, { policy: await policy.getAddress() });
    await guarantee(world, car, 800n);
    await report(world, car, { kind: Kind.TOTAL_LOSS });
    await redeem(world, car, SHARES / 2n);
    const first = world.attestors[0]!;
    const none = { confirmations: 0n, decideWithin: 0n, bond: PANEL.bond };
    await policy.ask({ ...none, attestors: [first.bytes], decisions: 1n, disputeWindow: DAY, decideWithin: DAY });
    await dispute(world, car, 1n);
    await judge(world, car, 1n, false, [first]);
    expect((await world.stake.vehicle(car.id)).state).to.equal(State.ACTIVE);
    await expect(guarantee(world, car, 5n, FAR, world.lender))
      .to.be.revertedWithCustomError(residual, "ResidualUnfit")
      .withArgs(car.id);
    // Who was there before pays what was settled, and no more.
    await redeem(world, car, SHARES / 2n);
    await takeBack(world, car);
    expect(await world.dollar.balanceOf(world.buyer.address)).to.equal(500n);
    expect(await world.dollar.balanceOf(world.guarantor.address)).to.equal(300n);
  });
});
