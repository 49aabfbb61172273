import { expect } from "chai";

import { VehicleClaimsDesk__factory, VehicleStagedPolicy__factory } from "../../types/ethers-contracts/index.js";
import { balanced, confirm, dispute, endDispute, judge, moved, NOBODY, proposes, tells, worthNow } from "./claims.ts";
import {
  attested,
  type Car,
  ClaimState,
  DAY,
  describeForEachKey,
  enrolled,
  FAR,
  inOneBlock,
  Kind,
  load,
  nextBlockAt,
  now,
  PANEL,
  pass,
  report,
  reported,
  reportOf,
  shown,
  signedReport,
  START,
  State,
  type World,
} from "./fixture.ts";
import { fixedClock, poolOf } from "./holding.ts";

const grave = { kind: Kind.ACCIDENT, severity: 4_000n };

/** The owner sells to the buyer, who wants so much at least. */
const sells = (world: World, car: Car, least: bigint, safe = false) => {
  const stake = world.stake.connect(world.owner);
  const sale = [world.owner.address, world.buyer.address, car.id, least] as const;
  return safe ? stake.safeTransferFromIfAtLeast(...sale, "0x") : stake.transferFromIfAtLeast(...sale);
};

describeForEachKey("a sale while a claim is open", () => {
  for (const safe of [false, true]) {
    it(`is ${safe ? "safely " : ""}made at what the lower outcome leaves, and not at what the vehicle showed before`, async () => {
      const world = await load();
      const car = await enrolled(world);
      await pass(DAY);
      const before = await shown(world, car);
      await report(world, car, grave);
      await expect(sells(world, car, before, safe)).to.be.revertedWithCustomError(world.stake, "VehicleBelow");
      const { odometer } = (await world.stake.vehicle(car.id)).condition;
      const at = (await now()) + DAY;
      const anchor = { value: car.enrolment.value, appraisedAt: START, odometer: car.enrolment.odometer };
      const [worst] = await world.policy.worthIn(anchor, { observedAt: at, odometer, damage: 4_000n, restored: 0n });
      await nextBlockAt(at);
      await expect(sells(world, car, worst + 1n, safe))
        .to.be.revertedWithCustomError(world.stake, "VehicleBelow")
        .withArgs(worst, worst + 1n);
      await nextBlockAt(at);
      await sells(world, car, worst, safe);
      // The claim goes along, and takes no more than the buyer knew of.
      await moved(world, car, () => confirm(world, car, 1n));
      expect((await shown(world, car)) * 100n >= worst * 99n).to.equal(true);
    });
  }

  it("fails if the bad news came in the same block before it", async () => {
    const world = await load();
    const car = await enrolled(world);
    const at = START + DAY;
    const given = await reportOf(world, car, { ...grave, observedAt: START });
    const least = await world.stake.valueAt(car.id, at);
    const gas = { gasLimit: 500_000n };
    const results = await inOneBlock(at, [
      () => world.stake.connect(world.keeper).report(...signedReport(world, given, car.key), gas),
      () =>
        world.stake
          .connect(world.owner)
          .transferFromIfAtLeast(world.owner.address, world.buyer.address, car.id, least, gas),
    ]);
    expect(results).to.deep.equal([1, 0]);
    expect(await world.stake.ownerOf(car.id)).to.equal(world.owner.address);
  });

  it("counts a service that is disputed for nothing, and an accident that is disputed for what it did", async () => {
    const world = await load();
    const car = await reported(world, { kind: Kind.ACCIDENT, severity: 2_900n });
    await tells(world, car, Kind.SERVICE, 2_000n);
    const whole = await worthNow(world, car, 2_900n, 1_900n);
    await sells(world, car, whole);
    await dispute(world, car, 2n);
    await world.stake.connect(world.buyer).approve(world.owner.address, car.id);
    const again = world.stake
      .connect(world.buyer)
      .transferFromIfAtLeast(world.buyer.address, world.owner.address, car.id, whole);
    await expect(again).to.be.revertedWithCustomError(world.stake, "VehicleBelow");
    await judge(world, car, 2n, true);
    await dispute(world, car, 1n);
    const same = await worthNow(world, car, 2_900n, 2_000n);
    expect(await shown(world, car)).to.equal(same);
  });
});

describeForEachKey("a lender of a vehicle with open claims", () => {
  async function liened(world: World, car: Car) {
    const minValue = ((await shown(world, car)) * 8n) / 10n;
    await world.stake.connect(world.owner).lock(car.id, world.lender.address, minValue, FAR);
    return minValue;
  }

  it("is told of a pending report, and may claim it; a sale isn't the owner's any more", async () => {
    const world = await load();
    const car = await reported(world);
    await liened(world, car);
    await expect(report(world, car, grave)).to.emit(world.stake, "LenderTold");
    await world.stake.connect(world.lender).claimLocked(car.id, world.lender.address);
    expect(await world.stake.ownerOf(car.id)).to.equal(world.lender.address);
  });

  it("is told when a claim is confirmed, and by a dispute of a service comes by nothing", async () => {
    const world = await load();
    const car = await reported(world, { kind: Kind.ACCIDENT, severity: 2_900n });
    await tells(world, car, Kind.SERVICE, 2_900n);
    const minValue = await liened(world, car);
    await expect(dispute(world, car, 2n, world.lender)).to.emit(world.stake, "LenderTold");
    expect((await shown(world, car)) < minValue).to.equal(true);
    await expect(
      world.stake.connect(world.lender).claimLocked(car.id, world.lender.address),
    ).to.be.revertedWithCustomError(world.stake, "VehicleLien");
    await expect(judge(world, car, 2n, false)).to.emit(world.stake, "LenderTold");
    await world.stake.connect(world.lender).claimLocked(car.id, world.lender.address);
  });
});

describeForEachKey("a vehicle's weight in its pool's frame", () => {
  it("is the lower of both outcomes while claims are open, and follows what is decided", async () => {
    const world = await load();
    const car = await enrolled(world);
    const pool = await poolOf(world, fixedClock(START, 100n * DAY));
    await world.stake.connect(world.owner).join(car.id, pool, car.enrolment.commitment);
    const weight = async () => (await world.stake.frameOf(pool, 1n))[1];
    await report(world, car, { kind: Kind.ACCIDENT, severity: 2_000n });
    await tells(world, car, Kind.SERVICE, 1_000n);
    const at = async () => (await world.stake.vehicle(car.id)).condition.observedAt;
    expect(await weight()).to.equal((await balanced(world, car)).value);
    await tells(world, car, Kind.ACCIDENT, 4_000n);
    expect(await weight()).to.equal(await worthNow(world, car, 6_000n, 1_000n, await at()));
    await dispute(world, car, 2n);
    expect(await weight()).to.equal(await worthNow(world, car, 6_000n, 0n, await at()));
    await confirm(world, car, 3n, false);
    expect(await weight()).to.equal(await worthNow(world, car, 2_000n, 0n, await at()));
    await pass(PANEL.decideWithin);
    expect(await weight()).to.equal(await worthNow(world, car, 2_000n, 0n, await at()));
    await endDispute(world, car, 2n);
    expect(await weight()).to.equal((await balanced(world, car)).value);
    await tells(world, car, Kind.TOTAL_LOSS);
    expect(await weight()).to.equal(0n);
    await confirm(world, car, 4n);
    expect(await weight()).to.equal(0n);
    await dispute(world, car, 4n);
    expect(await weight()).to.equal(0n);
    await judge(world, car, 4n, false);
    expect(await weight()).to.equal((await balanced(world, car)).value);
  });
});

describeForEachKey("a policy that says something else each time", () => {
  it("books no more by a dispute, its end, or a confirmed accident", async () => {
    const world = await load();
    const policy = await new VehicleStagedPolicy__factory(world.deployer).deploy();
    await policy.ask(world.panel);
    await policy.say(1_000n, 0n, false);
    const car = await enrolled(world, { policy: await policy.getAddress() });
    await report(world, car, { kind: Kind.ACCIDENT, severity: 100n });
    await tells(world, car, Kind.ACCIDENT, 100n);
    await policy.say(1_000n, 0n, true);
    await tells(world, car, Kind.ACCIDENT, 100n);
    await tells(world, car, Kind.ACCIDENT, 100n);
    await policy.say(2n ** 90n, 2n ** 90n, false);
    await moved(world, car, () => dispute(world, car, 1n));
    await moved(world, car, () => judge(world, car, 1n, true));
    await moved(world, car, () => dispute(world, car, 2n));
    await pass(PANEL.decideWithin);
    await moved(world, car, () => endDispute(world, car, 2n));
    await moved(world, car, () => confirm(world, car, 3n));
    await moved(world, car, () => confirm(world, car, 4n, false));
    expect((await balanced(world, car)).value).to.equal(1_000n);
    // What is undone comes back, as the policy says, and no more than was credited.
    await dispute(world, car, 3n);
    await moved(world, car, () => judge(world, car, 3n, false), true);
    expect((await balanced(world, car)).value).to.equal(car.enrolment.value);
  });
});

describeForEachKey("a policy that says more when another takes its place", () => {
  it("leaves the vehicle no more than was booked, and the other one no more to begin with", async () => {
    const world = await load();
    const policy = await new VehicleStagedPolicy__factory(world.deployer).deploy();
    await policy.say(1_000n, 10n, false);
    const [liar, other] = [await policy.getAddress(), await world.policy.getAddress()];
    const car = await enrolled(world, { policy: liar });
    await tells(world, car, Kind.ODOMETER);
    const since = (await now()) + 2n * DAY;
    await proposes(world, car, other, since);
    await pass(2n * DAY);
    await policy.say(2n ** 79n, 0n, false);
    expect(await shown(world, car)).to.equal(1_000n);
    await moved(world, car, () => proposes(world, car, liar, since + 20n * DAY));
    expect((await world.stake.vehicle(car.id)).anchor.value).to.equal(1_000n);
    expect((await balanced(world, car)).value).to.equal(1_000n);
    // Neither does a service.
    await moved(world, car, () => tells(world, car, Kind.SERVICE, 5_000n));
  });
});

describe("a desk that is called by itself", () => {
  it("knows of no vehicle, and keeps no token", async () => {
    const world = await load();
    const car = await reported(world, grave);
    const desk = VehicleClaimsDesk__factory.connect(world.desks.claims.target as string, world.owner);
    const [one, other] = [world.owner.address, world.buyer.address];

    expect([await desk.name(), await desk.symbol(), await desk.tokenURI(car.id)]).to.deep.equal(["", "", ""]);
    expect(await desk.balanceOf(one)).to.equal(0n);
    expect([await desk.ownerOf(car.id), await desk.getApproved(car.id)]).to.deep.equal([NOBODY, NOBODY]);
    await desk.setApprovalForAll(other, true);
    expect(await desk.isApprovedForAll(one, other)).to.equal(false);
    await desk.approve(other, car.id);
    await desk.transferFrom(one, other, car.id);
    await desk["safeTransferFrom(address,address,uint256)"](one, other, car.id);
    await desk["safeTransferFrom(address,address,uint256,bytes)"](one, other, car.id, "0x");
    expect([...(await desk.eip712Domain())]).to.deep.equal(["0x00", "", "", 0n, NOBODY, `0x${"00".repeat(32)}`, []]);
    const { condition } = await world.stake.claimOf(car.id, 1n);
    const finding = { vehicle: car.id, sequence: 1n, condition, holds: true, disputed: false, deadline: FAR };
    await expect(desk.decide(...attested(world, finding)))
      .to.be.revertedWithCustomError(desk, "VehicleClaim")
      .withArgs(car.id, 1n, ClaimState.NONE);
    await expect(desk.dispute(car.id, 1n)).to.be.revertedWithCustomError(desk, "VehicleClaim");
    expect(await world.stake.ownerOf(car.id)).to.equal(one);
    expect((await world.stake.vehicle(car.id)).state).to.equal(State.ACTIVE);
  });
});
