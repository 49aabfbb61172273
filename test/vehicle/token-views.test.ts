import { expect } from "chai";
import { ZeroAddress, ZeroHash } from "ethers";

import { VehicleStake__factory } from "../../types/ethers-contracts/index.js";
import { policyOf, proposes } from "./claims.ts";
import {
  attested,
  type Car,
  CAR_KEY,
  ClaimState,
  DAY,
  describeForEachKey,
  enrolled,
  ETHER,
  FAR,
  Kind,
  load,
  moveTo,
  now,
  policyHashOf,
  report,
  reportOf,
  secureKey,
  shown,
  signedReport,
  START,
  State,
  VALUE,
  type World,
} from "./fixture.ts";
import { slash, worthAt } from "./holding.ts";

const UNKNOWN = 5n;

/** Has a vehicle's owner and issuer propose another policy, which is in force in two days. */
async function propose(world: World, car: Car): Promise<{ policy: string; since: bigint }> {
  const policy = await (await policyOf(world, { perYear: 500n })).getAddress();
  const since = (await now()) + 2n * DAY;
  await proposes(world, car, policy, since);
  return { policy, since };
}

describeForEachKey("what can be asked of a vehicle", () => {
  it("is nothing where nobody has enrolled it", async () => {
    const world = await load();
    const { stake, owner } = world;
    expect(await shown(world, { id: UNKNOWN })).to.equal(0n);
    expect(await stake.valueAt(UNKNOWN, FAR)).to.equal(0n);
    expect([...(await stake.bookOf(UNKNOWN))]).to.deep.equal([0n, 0n, 0n, 0n, 0n]);
    expect((await stake.vehicle(UNKNOWN)).state).to.equal(State.NONE);
    expect(await stake.partsOf(UNKNOWN)).to.deep.equal([]);
    expect(await stake.membershipOf(UNKNOWN)).to.equal(ZeroHash);
    expect(await stake.claimableOf(UNKNOWN)).to.equal(0n);
    expect(await stake.creditOf(owner.address)).to.equal(0n);
    expect([...(await stake.announcedKeyOf(UNKNOWN))]).to.deep.equal([ZeroAddress, 0n]);
    expect(await stake.duplicatesOf(UNKNOWN)).to.deep.equal([]);
    expect((await stake.claimOf(UNKNOWN, 1n)).state).to.equal(ClaimState.NONE);
    expect((await stake.disputeOf(UNKNOWN, 1n)).challenger).to.equal(ZeroAddress);
    expect(await stake.finalFrom(UNKNOWN)).to.equal(2n ** 48n - 1n);
    expect(await stake.endedAt(UNKNOWN)).to.equal(0n);
    expect([...(await stake.openClaimsOf(UNKNOWN))]).to.deep.equal([0n, 0n, 0n]);
    expect(await stake.knowsPolicy(UNKNOWN, policyHashOf(ZeroAddress))).to.equal(false);
    expect(await stake.ROTATION_DELAY()).to.equal(7n * DAY);
  });

  it("is what it is worth at a moment to come, and at none before", async () => {
    const world = await load();
    const car = await enrolled(world);
    const at = (await now()) + DAY;
    await moveTo(at);
    await expect(world.stake.valueAt(car.id, at - 1n))
      .to.be.revertedWithCustomError(world.stake, "VehicleTooEarly")
      .withArgs(at, at - 1n);
    for (const time of [at, at + 1n]) {
      expect(await world.stake.valueAt(car.id, time)).to.equal(await worthAt(world, time));
    }
    expect(await shown(world, car)).to.equal(await worthAt(world, at));
  });

  it("is less for silence, down to nothing", async () => {
    const world = await load();
    const car = await enrolled(world);
    const patience = START + 30n * DAY;
    expect(await world.stake.valueAt(car.id, patience)).to.equal(await worthAt(world, patience));
    const later = await worthAt(world, patience + DAY);
    const cut = (10_000n * DAY + 335n * DAY - 1n) / (335n * DAY);
    expect(await world.stake.valueAt(car.id, patience + DAY)).to.equal((later * (10_000n - cut)) / 10_000n);
    expect((await world.stake.valueAt(car.id, START + 364n * DAY)) > 0n).to.equal(true);
    expect(await world.stake.valueAt(car.id, START + 365n * DAY)).to.equal(0n);
    expect(await world.stake.valueAt(car.id, FAR)).to.equal(0n);
  });

  it("is its books, to the last unit, and after a slash as slashed", async () => {
    const world = await load();
    const car = await enrolled(world);
    await report(world, car, { kind: Kind.ACCIDENT, severity: 1_000n });
    const before = await world.stake.bookOf(car.id);
    expect(before.value + before.residual + before.consumed).to.equal(before.credited);
    await slash(world, car);
    const after = await world.stake.bookOf(car.id);
    expect([...after]).to.deep.equal([0n, before.residual, before.consumed, before.value, VALUE]);
  });

  it("is its key, its unit, its policy and what comes after that", async () => {
    const world = await load();
    const { stake, policy, owner } = world;
    const car = await enrolled(world, {}, CAR_KEY, ETHER);
    const known = await stake.vehicle(car.id);
    expect([known.key.toLowerCase(), known.longKey, known.firstSequence]).to.deep.equal([CAR_KEY.bytes, false, 1n]);
    expect([known.policy, known.nextPolicy, known.nextSince]).to.deep.equal([
      await policy.getAddress(),
      ZeroAddress,
      0n,
    ]);
    expect([known.unit, known.deposit]).to.deep.equal([await world.dollar.getAddress(), ETHER]);
    expect([known.policySince, known.formerPolicy]).to.deep.equal([START, ZeroAddress]);
    const secured = await enrolled(world, {}, secureKey(world));
    expect((await stake.vehicle(secured.id)).longKey).to.equal(true);
    expect(await stake.policyHash(owner.address)).to.equal(policyHashOf(owner.address));
    expect(await stake.knowsPolicy(car.id, policyHashOf(await policy.getAddress()))).to.equal(true);
    expect(await stake.knowsPolicy(car.id, policyHashOf(owner.address))).to.equal(false);
    expect(await stake.vehicleOf(car.enrolment.issuer, car.enrolment.commitment)).to.equal(car.id);
  });

  it("is the policy that comes, before and after it is in force", async () => {
    const world = await load();
    const { stake, owner } = world;
    const car = await enrolled(world);
    const next = await propose(world, car);
    const first = await world.policy.getAddress();
    await moveTo(next.since - 1n);
    const before = await stake.vehicle(car.id);
    expect([before.policy, before.nextPolicy, before.nextSince]).to.deep.equal([first, next.policy, next.since]);
    for (const time of [next.since, next.since + 1n]) {
      await moveTo(time);
      const known = await stake.vehicle(car.id);
      expect([known.policy, known.nextPolicy, known.nextSince]).to.deep.equal([next.policy, ZeroAddress, 0n]);
      expect([known.policySince, known.formerPolicy]).to.deep.equal([next.since, first]);
    }
    expect(await stake.ownerOf(car.id)).to.equal(owner.address);
  });

  it("is how a claim stands, and when its end is final", async () => {
    const world = await load();
    const { stake } = world;
    const car = await enrolled(world);
    const given = await reportOf(world, car, { kind: Kind.TOTAL_LOSS, severity: 10_000n });
    await stake.report(...signedReport(world, given, car.key));
    expect((await stake.claimOf(car.id, 1n)).state).to.equal(ClaimState.PENDING);
    expect([...(await stake.openClaimsOf(car.id))]).to.deep.equal([10_000n, 0n, 1n]);
    const condition = await stake.conditionHash(given);
    const finding = { vehicle: car.id, sequence: 1n, condition, holds: true, disputed: false, deadline: FAR };
    await stake.decide(...attested(world, finding));
    const at = await now();
    expect(await stake.endedAt(car.id)).to.equal(at);
    expect(await stake.finalFrom(car.id)).to.equal(at + 7n * DAY);
    await stake.connect(world.challenger).dispute(car.id, 1n, { value: ETHER / 10n });
    expect((await stake.disputeOf(car.id, 1n)).challenger).to.equal(world.challenger.address);
    expect(await stake.finalFrom(car.id)).to.equal(2n ** 48n - 1n);
    await stake.decide(...attested(world, { ...finding, disputed: true }));
    expect((await stake.claimOf(car.id, 1n)).state).to.equal(ClaimState.UPHELD);
    expect(await stake.finalFrom(car.id)).to.equal(0n);
  });

  it("of a slashed one is when its residual is final: once nothing can be disputed any more", async () => {
    const world = await load();
    const car = await enrolled(world);
    await report(world, car, { kind: Kind.ACCIDENT, severity: 1_000n });
    await slash(world, car);
    const at = await now();
    expect(await world.stake.endedAt(car.id)).to.equal(at);
    expect(await world.stake.finalFrom(car.id)).to.equal(at + 7n * DAY);
    await world.stake.connect(world.challenger).dispute(car.id, 1n, { value: ETHER / 10n });
    expect(await world.stake.finalFrom(car.id)).to.equal(2n ** 48n - 1n);
  });
});

describe("the desks of the vehicles' contract", () => {
  it("know of no vehicle and no token where they are asked directly", async () => {
    const world = await load();
    const { owner, stranger } = world;
    const car = await enrolled(world);
    const desk = VehicleStake__factory.connect(await world.desks.views.getAddress(), owner);
    expect(await desk.name()).to.equal("");
    expect(await desk.symbol()).to.equal("");
    expect(await desk.balanceOf(owner.address)).to.equal(0n);
    expect(await desk.ownerOf(car.id)).to.equal(ZeroAddress);
    expect(await desk.getApproved(car.id)).to.equal(ZeroAddress);
    expect(await desk.isApprovedForAll(owner.address, stranger.address)).to.equal(false);
    const holder = VehicleStake__factory.connect(await world.desks.holder.getAddress(), owner);
    expect(await holder.tokenURI(car.id)).to.equal("");
    await holder.approve(stranger.address, car.id);
    await holder.setApprovalForAll(stranger.address, true);
    await holder.transferFrom(owner.address, stranger.address, car.id);
    await holder["safeTransferFrom(address,address,uint256,bytes)"](owner.address, stranger.address, car.id, "0x");
    expect(await holder.isApprovedForAll(owner.address, stranger.address)).to.equal(false);
    expect(await world.stake.ownerOf(car.id)).to.equal(owner.address);
    await expect(holder.permit(car.id, stranger.address, 1n, FAR))
      .to.be.revertedWithCustomError(world.stake, "VehicleNotAllowed")
      .withArgs(owner.address, car.id);
  });
});
