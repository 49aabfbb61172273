import { expect } from "chai";

import { balanced, conditionOf, confirm, dispute, judge, moved, NEVER, open, tells, worthNow } from "./claims.ts";
import { describeForEachKey, Kind, load, report, reported, shown, State } from "./fixture.ts";

const accident = { kind: Kind.ACCIDENT, severity: 2_000n };

describeForEachKey("what a dispute undoes", () => {
  it("is an accident after which later reports have counted: they stay", async () => {
    const world = await load();
    const car = await reported(world, accident);
    await tells(world, car, Kind.ACCIDENT, 1_000n);
    await report(world, car);
    await dispute(world, car, 1n);
    await report(world, car);
    await moved(world, car, () => judge(world, car, 1n, false), true);
    expect(await conditionOf(world, car)).to.deep.equal([1_000n, 0n]);
    expect((await world.stake.vehicle(car.id)).sequence).to.equal(4n);
    const { observedAt } = (await world.stake.vehicle(car.id)).condition;
    expect((await balanced(world, car)).value).to.equal(await worthNow(world, car, 1_000n, 0n, observedAt));
  });

  it("is a service, whose restoration doesn't show while it is disputed", async () => {
    const world = await load();
    const car = await reported(world, { kind: Kind.ACCIDENT, severity: 2_900n });
    await tells(world, car, Kind.SERVICE, 1_000n);
    await tells(world, car, Kind.SERVICE, 500n);
    await moved(world, car, () => dispute(world, car, 2n));
    expect(await open(world, car)).to.deep.equal([0n, 1_000n, 1n]);
    expect(await shown(world, car)).to.equal(await worthNow(world, car, 2_900n, 500n));
    await moved(world, car, () => dispute(world, car, 3n));
    expect(await open(world, car)).to.deep.equal([0n, 1_500n, 2n]);
    expect(await shown(world, car)).to.equal(await worthNow(world, car, 2_900n));
    await moved(world, car, () => judge(world, car, 2n, false));
    expect(await conditionOf(world, car)).to.deep.equal([2_900n, 500n]);
    await moved(world, car, () => judge(world, car, 3n, true));
    expect(await shown(world, car)).to.equal(await worthNow(world, car, 2_900n, 500n));
    expect(await open(world, car)).to.deep.equal([0n, 0n, 0n]);
  });

  it("is an accident whose damage was restored: with it goes what restored it", async () => {
    const world = await load();
    const car = await reported(world, { kind: Kind.ACCIDENT, severity: 2_000n });
    await tells(world, car, Kind.SERVICE, 1_500n);
    await dispute(world, car, 1n);
    await moved(world, car, () => judge(world, car, 1n, false), true);
    expect(await conditionOf(world, car)).to.deep.equal([0n, 0n]);
    // The service can be undone as well, and takes nothing more.
    await dispute(world, car, 2n);
    await moved(world, car, () => judge(world, car, 2n, false));
    expect(await conditionOf(world, car)).to.deep.equal([0n, 0n]);
  });

  it("is never the later accident that an earlier one's repair would make good", async () => {
    const world = await load();
    const car = await reported(world, { kind: Kind.ACCIDENT, severity: 2_000n });
    await tells(world, car, Kind.SERVICE, 2_000n);
    await tells(world, car, Kind.ACCIDENT, 2_000n);
    const before = await shown(world, car);
    await dispute(world, car, 1n, world.owner);
    // An accident that never was, and its repair, are no repair of one that came later.
    await moved(world, car, () => judge(world, car, 1n, false));
    expect(await conditionOf(world, car)).to.deep.equal([2_000n, 0n]);
    expect((await shown(world, car)) <= before).to.equal(true);
  });

  it("is an accident after a repair of another, which stays repaired", async () => {
    const world = await load();
    const car = await reported(world, { kind: Kind.ACCIDENT, severity: 2_000n });
    await tells(world, car, Kind.SERVICE, 2_000n);
    await tells(world, car, Kind.ACCIDENT, 1_000n);
    await dispute(world, car, 3n);
    await moved(world, car, () => judge(world, car, 3n, false), true);
    expect(await conditionOf(world, car)).to.deep.equal([2_000n, 2_000n]);
    // The same of a grave one, that counts when it is confirmed.
    await tells(world, car, Kind.ACCIDENT, 5_000n);
    await confirm(world, car, 4n);
    await dispute(world, car, 4n);
    await moved(world, car, () => judge(world, car, 4n, false), true);
    expect(await conditionOf(world, car)).to.deep.equal([2_000n, 2_000n]);
  });

  it("is a theft; the vehicle is back when its owner says so", async () => {
    const world = await load();
    const car = await reported(world, { kind: Kind.THEFT });
    await dispute(world, car, 1n);
    const change = await moved(world, car, () => judge(world, car, 1n, false));
    expect(change).to.deep.equal({ value: 0n, residual: 0n });
    expect((await world.stake.vehicle(car.id)).state).to.equal(State.STOLEN);
    expect(await shown(world, car)).to.equal(0n);
    await world.stake.connect(world.owner).declareRecovered(car.id);
    expect(await shown(world, car)).to.equal(await worthNow(world, car));
    expect(await world.stake.finalFrom(car.id)).to.equal(NEVER);
  });
});
