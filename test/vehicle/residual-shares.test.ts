import { expect } from "chai";

import { dispute, judge, NEVER } from "./claims.ts";
import {
  DAY,
  describeForEachKey,
  enrolled,
  FAR,
  Kind,
  load,
  nextBlockAt,
  pass,
  report,
  VALUE,
  type World,
} from "./fixture.ts";
import { ended, slash } from "./holding.ts";
import { finalNext, guarantee, held, leftOf, redeem, SHARES, takeBack } from "./residual.ts";

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
      await ended(world, car, kind);
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
    await ended(world, car);
    const left = await leftOf(world, car);
    const other = await enrolled(world);
    await guarantee(world, other, left / 2n);
    await ended(world, other);
    expect(await residual.payableOf(other.id)).to.equal(left / 2n);
    await finalNext(world, other);
    await redeem(world, other, SHARES / 2n);
    expect(await world.dollar.balanceOf(world.buyer.address)).to.equal(left / 4n);
    const back = await takeBack(world, other);
    await expect(back)
      .to.emit(residual, "GuaranteeTakenBack")
      .withArgs(other.id, guarantor.address, guarantor.address, 0n);
    // A unit may refuse a transfer of nothing.
    await expect(back).to.not.emit(world.dollar, "Transfer");
    await redeem(world, other, SHARES / 2n);
    expect(await held(world)).to.equal(left / 2n - 2n * (left / 4n));
  });

  it("are paid by their own vehicle's guarantors alone", async () => {
    const world = await load();
    const [car, other] = [await enrolled(world), await enrolled(world)];
    await guarantee(world, other, VALUE);
    await ended(world, car);
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
    const sequence = await ended(world, car);
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
    await ended(world, car, Kind.SCRAPPING);
    const left = await leftOf(world, car);
    expect(left !== first).to.equal(true);
    await finalNext(world, car);
    await redeem(world, car, SHARES);
    expect(await world.dollar.balanceOf(world.buyer.address)).to.equal(left);
  });
});
