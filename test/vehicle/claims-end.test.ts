import { expect } from "chai";

import { VehicleStagedPolicy__factory } from "../../types/ethers-contracts/index.js";
import {
  balanced,
  conditionOf,
  confirm,
  defend,
  dispute,
  endDispute,
  judge,
  moved,
  NEVER,
  open,
  policyOf,
  stateOf,
  tells,
  worthNow,
} from "./claims.ts";
import {
  type Car,
  ClaimState,
  DAY,
  describeForEachKey,
  enrolled,
  ETHER,
  Kind,
  load,
  moveTo,
  nextBlockAt,
  now,
  PANEL,
  pass,
  report,
  reported,
  shown,
  State,
  type World,
} from "./fixture.ts";
import { guarantee } from "./residual.ts";

const ENDS = [
  ["a total loss", Kind.TOTAL_LOSS],
  ["scrapping", Kind.SCRAPPING],
] as const;
const GUARANTEE = 10_000_000_000n;
const stateOfCar = async (world: World, car: Car) => (await world.stake.vehicle(car.id)).state;

/** A vehicle that was damaged and partly restored, and has ended: attestors confirm that, or nothing is grave. */
async function ended(world: World, kind: bigint, isGrave = true): Promise<Car> {
  const policy = isGrave ? world.policy : await policyOf(world, { grave: 10_001n });
  const car = await enrolled(world, { policy: await policy.getAddress() });
  await tells(world, car, Kind.ACCIDENT, 2_500n);
  await tells(world, car, Kind.SERVICE, 1_000n);
  await tells(world, car, kind);
  if (isGrave) await confirm(world, car, 3n);
  return car;
}

for (const [name, kind] of ENDS) {
  describeForEachKey(`the end of a vehicle by ${name}`, () => {
    it("shows nothing while it is pending, and takes nothing yet", async () => {
      const world = await load();
      const car = await enrolled(world);
      await moved(world, car, () => tells(world, car, kind, 3_000n));
      expect(await stateOfCar(world, car)).to.equal(State.ACTIVE);
      expect(await shown(world, car)).to.equal(0n);
      expect((await balanced(world, car)).value > 0n).to.equal(true);
      expect(await world.stake.endedAt(car.id)).to.equal(0n);
      expect(await world.stake.finalFrom(car.id)).to.equal(NEVER);
      await report(world, car);
      expect(await shown(world, car)).to.equal(0n);
      await moved(world, car, () => confirm(world, car, 1n, false));
      expect(await shown(world, car)).to.equal(await worthNow(world, car));
    });

    for (const severity of [0n, 1n, 2_999n]) {
      it(`of severity ${severity} waits for attestors as any other does, and draws no guarantee before they confirm it`, async () => {
        const world = await load();
        const { dollar, residual } = world;
        const car = await enrolled(world);
        await guarantee(world, car, GUARANTEE);
        await moved(world, car, () => tells(world, car, kind, severity));
        expect(await stateOf(world, car, 1n)).to.equal(ClaimState.PENDING);
        expect(await stateOfCar(world, car)).to.equal(State.ACTIVE);
        expect(await open(world, car)).to.deep.equal([10_000n, 0n, 1n]);
        await pass(PANEL.disputeWindow + PANEL.decideWithin + DAY);
        expect(await world.stake.finalFrom(car.id)).to.equal(NEVER);
        await expect(residual.connect(world.owner).redeem(car.id, ETHER, world.owner.address))
          .to.be.revertedWithCustomError(residual, "ResidualNotFinal")
          .withArgs(car.id, NEVER);
        await moved(world, car, () => confirm(world, car, 1n));
        expect(await stateOfCar(world, car)).to.equal(State.ENDED);
        expect(await world.stake.finalFrom(car.id)).to.equal((await now()) + PANEL.disputeWindow);
        await pass(PANEL.disputeWindow);
        const left = (await balanced(world, car)).residual;
        await residual.connect(world.owner).redeem(car.id, ETHER, world.owner.address);
        expect(await dollar.balanceOf(world.owner.address)).to.equal(left);
      });
    }

    it("counts at once under a policy that has nobody to ask, and is final then", async () => {
      const world = await load();
      const nobody = { attestors: [], confirmations: 0n, decisions: 0n, disputeWindow: 0n, decideWithin: 0n, bond: 0n };
      const policy = await policyOf(world, { grave: 0n }, nobody);
      const car = await enrolled(world, { policy: await policy.getAddress() });
      await moved(world, car, () => tells(world, car, kind));
      expect(await stateOf(world, car, 1n)).to.equal(ClaimState.COUNTED);
      expect(await stateOfCar(world, car)).to.equal(State.ENDED);
      expect(await world.stake.endedAt(car.id)).to.equal(await now());
      expect(await world.stake.finalFrom(car.id)).to.equal(0n);
    });

    it("counts at once under a policy by which nothing is grave, of all the vehicle too", async () => {
      const world = await load();
      const policy = await policyOf(world, { grave: 10_001n });
      const car = await enrolled(world, { policy: await policy.getAddress() });
      await moved(world, car, () => tells(world, car, kind, 10_000n));
      expect(await stateOf(world, car, 1n)).to.equal(ClaimState.COUNTED);
      expect(await stateOfCar(world, car)).to.equal(State.ENDED);
      expect(await world.stake.finalFrom(car.id)).to.equal((await now()) + PANEL.disputeWindow);
    });

    it("gives back what it took when it was confirmed, not what it would have taken when it was reported", async () => {
      const world = await load();
      const car = await enrolled(world);
      await tells(world, car, kind);
      // Both come while the end is pending.
      await tells(world, car, Kind.ACCIDENT, 2_500n);
      await tells(world, car, Kind.SERVICE, 1_000n);
      await moved(world, car, () => confirm(world, car, 1n));
      expect(await conditionOf(world, car)).to.deep.equal([10_000n, 0n]);
      await dispute(world, car, 1n);
      await moved(world, car, () => judge(world, car, 1n, false), true);
      expect(await conditionOf(world, car)).to.deep.equal([2_500n, 1_000n]);
    });

    it("has a service that is confirmed meanwhile restore what it would have without it", async () => {
      const world = await load();
      const car = await enrolled(world);
      await tells(world, car, Kind.ACCIDENT, 2_900n);
      await tells(world, car, Kind.ACCIDENT, 2_900n);
      await tells(world, car, Kind.SERVICE, 1_000n);
      await tells(world, car, Kind.SERVICE, 3_500n);
      await tells(world, car, kind);
      await confirm(world, car, 5n);
      await moved(world, car, () => confirm(world, car, 4n));
      expect(await conditionOf(world, car)).to.deep.equal([10_000n, 0n]);
      await dispute(world, car, 5n);
      await moved(world, car, () => judge(world, car, 5n, false), true);
      expect(await conditionOf(world, car)).to.deep.equal([5_800n, 4_500n]);
    });

    it("freezes it when it is confirmed: no value, the residual of all its damage, no report, no transfer", async () => {
      const world = await load();
      const car = await reported(world, { kind: Kind.ACCIDENT, severity: 2_000n });
      await tells(world, car, kind, 3_000n);
      let sent: unknown;
      await moved(world, car, async () => (sent = await confirm(world, car, 2n)));
      await expect(sent).to.emit(world.stake, "VehicleStateChanged").withArgs(car.id, State.ENDED);
      const { observedAt } = (await world.stake.vehicle(car.id)).condition;
      const whole = await worthNow(world, car, 0n, 0n, observedAt);
      const books = await balanced(world, car);
      expect([books.value, books.residual]).to.deep.equal([0n, (whole * 3_000n) / 10_000n]);
      expect(await conditionOf(world, car)).to.deep.equal([10_000n, 0n]);
      expect(await world.stake.endedAt(car.id)).to.equal(await now());
      expect(await world.stake.finalFrom(car.id)).to.equal((await now()) + PANEL.disputeWindow);
      await expect(report(world, car))
        .to.be.revertedWithCustomError(world.stake, "VehicleUnfit")
        .withArgs(car.id, State.ENDED);
      await expect(world.stake.connect(world.owner).transferFrom(world.owner.address, world.buyer.address, car.id))
        .to.be.revertedWithCustomError(world.stake, "VehicleUnfit")
        .withArgs(car.id, State.ENDED);
      await pass(100n * DAY);
      expect([...Object.values(await balanced(world, car))]).to.deep.equal(Object.values(books));
    });

    for (const isGrave of [true, false]) {
      it(`that ${isGrave ? "attestors have confirmed" : "has counted at once"} is undone by a dispute: the vehicle is what it was`, async () => {
        const world = await load();
        const car = await ended(world, kind, isGrave);
        expect(await stateOfCar(world, car)).to.equal(State.ENDED);
        const { damaged, restored } = await world.stake.claimOf(car.id, 3n);
        expect([damaged, restored]).to.deep.equal([7_500n, 1_000n]);
        await dispute(world, car, 3n);
        expect(await world.stake.finalFrom(car.id)).to.equal(NEVER);
        expect(await shown(world, car)).to.equal(0n);
        let sent: unknown;
        await moved(world, car, async () => (sent = await judge(world, car, 3n, false)), true);
        await expect(sent).to.emit(world.stake, "VehicleStateChanged").withArgs(car.id, State.ACTIVE);
        expect(await conditionOf(world, car)).to.deep.equal([2_500n, 1_000n]);
        expect(await shown(world, car)).to.equal(await worthNow(world, car, 2_500n, 1_000n));
        expect(await world.stake.endedAt(car.id)).to.equal(0n);
        expect(await world.stake.finalFrom(car.id)).to.equal(NEVER);
        await report(world, car);
        // It can end again.
        await tells(world, car, kind);
        if (isGrave) await confirm(world, car, 5n);
        expect(await stateOfCar(world, car)).to.equal(State.ENDED);
        expect(await world.stake.endedAt(car.id)).to.equal(await now());
      });
    }

    it("that a dispute has upheld is final at once; without a defender the bond is the owner's", async () => {
      const world = await load();
      const car = await ended(world, kind);
      await dispute(world, car, 3n);
      const books = await balanced(world, car);
      await expect(judge(world, car, 3n, true))
        .to.emit(world.stake, "VehicleCredited")
        .withArgs(world.owner.address, PANEL.bond);
      expect((await world.stake.vehicle(car.id)).deposit).to.equal(0n);
      expect(await world.stake.finalFrom(car.id)).to.equal(0n);
      expect(await balanced(world, car)).to.deep.equal(books);
      expect(await stateOfCar(world, car)).to.equal(State.ENDED);
    });

    it("that nobody has decided about in time stands, and is final then", async () => {
      const world = await load();
      const car = await ended(world, kind);
      await dispute(world, car, 3n);
      await defend(world, car, 3n);
      await pass(PANEL.decideWithin);
      expect(await world.stake.finalFrom(car.id)).to.equal(NEVER);
      await endDispute(world, car, 3n);
      expect(await world.stake.finalFrom(car.id)).to.equal(0n);
      expect(await world.stake.creditOf(world.defender.address)).to.equal(2n * PANEL.bond);
    });

    for (const after of [-1n, 0n, 1n]) {
      it(`lets residual shares be redeemed ${after < 0n ? "not yet" : "already"} ${after} seconds after it is final, when nobody can dispute it ${after < 0n ? "in a second" : "any more"}`, async () => {
        const world = await load();
        const { residual, dollar } = world;
        const car = await enrolled(world);
        await guarantee(world, car, GUARANTEE);
        await tells(world, car, kind, 3_000n);
        await confirm(world, car, 1n);
        const final = await world.stake.finalFrom(car.id);
        const left = (await balanced(world, car)).residual;
        expect(left > 0n && left < GUARANTEE).to.equal(true);
        await nextBlockAt(final + after);
        const redeemed = residual.connect(world.owner).redeem(car.id, ETHER, world.buyer.address);
        if (after < 0n) {
          await expect(redeemed).to.be.revertedWithCustomError(residual, "ResidualNotFinal").withArgs(car.id, final);
          await moveTo(final);
          await residual.connect(world.owner).redeem(car.id, ETHER, world.buyer.address);
        } else await redeemed;
        await expect(dispute(world, car, 1n)).to.be.revertedWithCustomError(world.stake, "VehicleTooLate");
        expect(await dollar.balanceOf(world.buyer.address)).to.equal(left);
      });
    }

    it("isn't the end of a stolen vehicle's theft: undone, it is stolen still", async () => {
      const world = await load();
      const car = await reported(world, { kind: Kind.THEFT });
      await tells(world, car, kind);
      await confirm(world, car, 2n);
      expect(await stateOfCar(world, car)).to.equal(State.ENDED);
      await dispute(world, car, 2n);
      await moved(world, car, () => judge(world, car, 2n, false), true);
      expect(await stateOfCar(world, car)).to.equal(State.STOLEN);
      await world.stake.connect(world.owner).declareRecovered(car.id);
      // That it was stolen once isn't kept for its next end.
      await tells(world, car, kind);
      await confirm(world, car, 3n);
      await dispute(world, car, 3n);
      await judge(world, car, 3n, false);
      expect(await stateOfCar(world, car)).to.equal(State.ACTIVE);
    });

    it("comes once: another one, or a theft, can't be confirmed meanwhile, but rejected", async () => {
      const world = await load();
      const car = await reported(world, { kind: Kind.TOTAL_LOSS, severity: 3_000n });
      await tells(world, car, Kind.THEFT, 3_000n);
      await tells(world, car, Kind.SCRAPPING, 3_000n);
      await tells(world, car, kind);
      await confirm(world, car, 4n);
      for (const sequence of [1n, 2n, 3n]) {
        await expect(confirm(world, car, sequence))
          .to.be.revertedWithCustomError(world.stake, "VehicleUnfit")
          .withArgs(car.id, State.ENDED);
      }
      await confirm(world, car, 1n, false);
      await dispute(world, car, 4n);
      await moved(world, car, () => judge(world, car, 4n, false), true);
      expect(await shown(world, car)).to.equal(0n);
      expect(await open(world, car)).to.deep.equal([10_000n, 0n, 2n]);
      await confirm(world, car, 3n);
      expect(await stateOfCar(world, car)).to.equal(State.ENDED);
      expect(await stateOf(world, car, 3n)).to.equal(ClaimState.COUNTED);
    });

    it("keeps what else attestors find for the case that it is undone", async () => {
      const world = await load();
      const car = await reported(world, { kind: Kind.ACCIDENT, severity: 2_000n });
      await tells(world, car, Kind.SERVICE, 500n);
      await tells(world, car, Kind.ACCIDENT, 3_000n);
      await tells(world, car, kind);
      await confirm(world, car, 4n);
      const books = await balanced(world, car);
      // A grave accident is confirmed, one is undone, and a service is disputed and stands: nothing moves.
      await moved(world, car, () => confirm(world, car, 3n));
      await moved(world, car, () => dispute(world, car, 2n));
      await moved(world, car, () => judge(world, car, 2n, true));
      await moved(world, car, () => dispute(world, car, 1n));
      await moved(world, car, () => judge(world, car, 1n, false));
      expect(await balanced(world, car)).to.deep.equal(books);
      expect(await conditionOf(world, car)).to.deep.equal([10_000n, 0n]);
      await dispute(world, car, 4n);
      await moved(world, car, () => judge(world, car, 4n, false), true);
      expect(await conditionOf(world, car)).to.deep.equal([3_000n, 0n]);
      const { observedAt } = (await world.stake.vehicle(car.id)).condition;
      expect((await balanced(world, car)).value).to.equal(await worthNow(world, car, 3_000n, 0n, observedAt));
    });
  });
}

describeForEachKey("an end that nobody could dispute", () => {
  it("is final at once", async () => {
    const world = await load();
    const policy = await new VehicleStagedPolicy__factory(world.deployer).deploy();
    await policy.say(1_000n, 10n, false);
    const car = await enrolled(world, { policy: await policy.getAddress() });
    await tells(world, car, Kind.SCRAPPING);
    expect(await stateOfCar(world, car)).to.equal(State.ENDED);
    expect(await world.stake.finalFrom(car.id)).to.equal(0n);
  });
});

describeForEachKey("an ended vehicle whose policy says that it is worth something all the same", () => {
  it("is worth nothing whatever is decided about what came before", async () => {
    const world = await load();
    const policy = await new VehicleStagedPolicy__factory(world.deployer).deploy();
    await policy.say(1_000n, 10n, false);
    await policy.ask(world.panel);
    const car = await enrolled(world, { policy: await policy.getAddress() });
    await tells(world, car, Kind.ACCIDENT, 2_000n);
    await tells(world, car, Kind.TOTAL_LOSS);
    await dispute(world, car, 1n);
    await moved(world, car, () => judge(world, car, 1n, false));
    expect(await stateOfCar(world, car)).to.equal(State.ENDED);
    expect((await balanced(world, car)).value).to.equal(0n);
  });
});
