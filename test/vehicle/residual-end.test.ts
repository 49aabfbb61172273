import { expect } from "chai";

import { VehicleStagedPolicy__factory } from "../../types/ethers-contracts/index.js";
import { confirm, dispute, judge } from "./claims.ts";
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
  PANEL,
  pass,
  report,
  State,
  VALUE,
} from "./fixture.ts";
import { ended } from "./holding.ts";
import { finalNext, guarantee, held, leftOf, redeem, SHARES, takeBack } from "./residual.ts";

describeForEachKey("a guarantee whose vehicle has ended", () => {
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

  for (const before of [DAY, 0n]) {
    it(`that had ended ${before === 0n ? "in the second in which" : "before"} the vehicle did is given back whole, also once that is settled`, async () => {
      const world = await load();
      const { guarantor, lender } = world;
      const car = await enrolled(world);
      const at = (await now()) + 2n * DAY;
      await guarantee(world, car, VALUE, at - before);
      await guarantee(world, car, VALUE, FAR, lender);
      await report(world, car, { kind: Kind.TOTAL_LOSS, severity: 10_000n });
      await nextBlockAt(at);
      await confirm(world, car, 1n);
      expect(await world.stake.endedAt(car.id)).to.equal(at);
      await finalNext(world, car);
      await redeem(world, car, SHARES);
      await takeBack(world, car);
      expect(await world.dollar.balanceOf(guarantor.address)).to.equal(VALUE);
    });
  }

  it("settles the end where its guarantor is the first to come, in the first second in which that is final", async () => {
    for (const early of [1n, 0n]) {
      const world = await load();
      const car = await enrolled(world);
      await guarantee(world, car, VALUE);
      await ended(world, car);
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
    const sequence = await ended(world, car);
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
