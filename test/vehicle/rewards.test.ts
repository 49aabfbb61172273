import { expect } from "chai";
import { AbiCoder, id as hashOf, keccak256, toBeHex, ZeroAddress, ZeroHash } from "ethers";
import hre from "hardhat";

import {
  ContractAccount__factory,
  DenyListAsset__factory,
  FeeAsset__factory,
  HookAsset__factory,
  RevertingAsset__factory,
} from "../../types/ethers-contracts/index.js";
import type { RewardPoolStruct } from "../../types/ethers-contracts/vehicle/VehicleStake.js";
import {
  attested,
  type Car,
  DAY,
  describeForEachKey,
  enrolled,
  ETHER,
  FAR,
  Kind,
  load,
  moveTo,
  networkHelpers,
  nextBlockAt,
  now,
  report,
  reportOf,
  signedReport,
  START,
  State,
  VALUE,
  type World,
} from "./fixture.ts";
import { ended, fixedClock, gasOf, poolOf, putIn, slash } from "./holding.ts";

const FRAME = 10n * DAY;
/** Frames of ten days, the first from {@link START} on. */
const CLOCK = fixedClock(START, FRAME);
const UINT128 = 2n ** 128n;

/** By what a pool is known. */
function known(pool: RewardPoolStruct): string {
  const types = ["address", "address", "address", "uint256"];
  const words = AbiCoder.defaultAbiCoder().encode(types, [pool.token, pool.unit, pool.issuer, pool.clock]);
  return toBeHex(BigInt(keccak256(words)) % 2n ** 152n, 32);
}

const join = (world: World, car: Car, pool: RewardPoolStruct) =>
  world.stake.connect(world.owner).join(car.id, pool, car.enrolment.commitment);

/** A token that can be minted and approved. */
interface Money {
  mint(to: string, amount: bigint): Promise<unknown>;
  connect(by: World["guarantor"]): { approve(spender: string, amount: bigint): Promise<unknown> };
}

/** Funds frames of a pool, by this world's guarantor. */
async function fund(world: World, pool: RewardPoolStruct, amount: bigint, first = 1n, frames = 1n, money?: Money) {
  const token = money ?? world.reward;
  await token.mint(world.guarantor.address, amount * frames);
  await token.connect(world.guarantor).approve(await world.stake.getAddress(), amount * frames);
  return world.stake.connect(world.guarantor).fund(pool, first, frames, amount);
}

/** A vehicle in a pool whose first frame has 1,000. */
async function pooled(amount = 1_000n) {
  const world = await load();
  const pool = await poolOf(world, CLOCK);
  const car = await enrolled(world);
  await join(world, car, pool);
  if (amount !== 0n) await fund(world, pool, amount);
  return { world, pool, car };
}

const inFrame = (frame: bigint) => moveTo(START + (frame - 1n) * FRAME + 1n);
const claim = (world: World, car: Car, pool: RewardPoolStruct) =>
  world.stake.connect(world.owner).claim(car.id, pool, world.buyer.address);
const weightOf = async (world: World, pool: RewardPoolStruct, frame: bigint) =>
  (await world.stake.frameOf(pool, frame))[1];

describeForEachKey("a pool of rewards", () => {
  it("is known by the last 152 bits of its hash", async () => {
    const world = await load();
    const pool = await poolOf(world, CLOCK);
    expect(await world.stake.poolOf(pool)).to.equal(known(pool));
  });

  it("is joined by a vehicle's owner, and left by him", async () => {
    const world = await load();
    const pool = await poolOf(world, CLOCK);
    const car = await enrolled(world);
    await expect(join(world, car, pool))
      .to.emit(world.stake, "PoolJoined")
      .withArgs(car.id, known(pool));
    expect(await world.stake.membershipOf(car.id)).to.equal(known(pool));
    const left = world.stake.connect(world.owner).quit(car.id, pool, world.owner.address);
    await expect(left).to.emit(world.stake, "PoolLeft").withArgs(car.id, known(pool));
    await expect(left).to.not.emit(world.stake, "RewardPaid");
    expect(await world.stake.membershipOf(car.id)).to.equal(ZeroHash);
  });

  it("takes no vehicle of another issuer or unit, none that is in a pool, and none with other words", async () => {
    const { world, pool, car } = await pooled(0n);
    const { stake, owner } = world;
    const foreign = await enrolled(world, { issuer: world.otherIssuer.bytes });
    const otherUnit = await enrolled(world, { unit: await world.reward.getAddress() });
    const sound = await enrolled(world);
    const commitments: [bigint, string][] = [
      [car.id, car.enrolment.commitment as string],
      [foreign.id, foreign.enrolment.commitment as string],
      [otherUnit.id, otherUnit.enrolment.commitment as string],
      [sound.id, hashOf("another")],
    ];
    for (const [id, commitment] of commitments) {
      await expect(stake.connect(owner).join(id, pool, commitment))
        .to.be.revertedWithCustomError(stake, "VehiclePool")
        .withArgs(id, known(pool));
    }
  });

  it("is joined by nobody else, and with no vehicle that has ended or was slashed", async () => {
    const world = await load();
    const pool = await poolOf(world, CLOCK);
    const [gone, guilty, stolen] = [await enrolled(world), await enrolled(world), await enrolled(world)];
    await expect(world.stake.connect(world.stranger).join(gone.id, pool, gone.enrolment.commitment))
      .to.be.revertedWithCustomError(world.stake, "VehicleNotAllowed")
      .withArgs(world.stranger.address, gone.id);
    await ended(world, gone);
    await slash(world, guilty);
    for (const [car, state] of [
      [gone, State.ENDED],
      [guilty, State.SLASHED],
    ] as const) {
      await expect(join(world, car, pool))
        .to.be.revertedWithCustomError(world.stake, "VehicleUnfit")
        .withArgs(car.id, state);
    }
    await world.stake.connect(world.owner).declareStolen(stolen.id);
    await join(world, stolen, pool);
  });

  it("needs a clock that the clock's own rules make", async () => {
    const world = await load();
    const car = await enrolled(world);
    for (const clock of [6n, 255n, CLOCK | (1n << 104n), CLOCK | (1n << 200n)]) {
      for (const sent of [
        join(world, car, await poolOf(world, clock)),
        world.stake.fund(await poolOf(world, clock), 1n, 1n, 1n),
        world.stake.reclaim(await poolOf(world, clock), 1n, world.owner.address),
      ]) {
        await expect(sent).to.be.revertedWithCustomError(world.stake, "VehicleClock").withArgs(clock);
      }
    }
    await expect(join(world, car, await poolOf(world, 0n)))
      .to.be.revertedWithCustomError(world.desks.rewards, "FrameClockInvalid")
      .withArgs(0n, 0n, 0n);
    await join(world, car, await poolOf(world, 5n));
  });

  it("is never taken for another with the same bits of its hash", async () => {
    const { world, pool, car } = await pooled();
    const stake = await world.stake.getAddress();
    const hash = keccak256(
      AbiCoder.defaultAbiCoder().encode(
        ["address", "address", "address", "uint256"],
        [pool.token, pool.unit, pool.issuer, pool.clock],
      ),
    );
    // Nobody finds two such pools: the one that is kept is changed in storage.
    let place = "";
    for (let slot = 0n; slot < 60n && place === ""; ++slot) {
      const words = AbiCoder.defaultAbiCoder().encode(["uint256", "uint256"], [known(pool), slot]);
      const word = await networkHelpers.getStorageAt(stake, keccak256(words));
      if (word === hash) place = keccak256(words);
    }
    expect(place).to.not.equal("");
    await networkHelpers.setStorageAt(stake, place, hashOf("another pool"));
    await expect(world.stake.fund(pool, 1n, 1n, 1n))
      .to.be.revertedWithCustomError(world.stake, "VehiclePool")
      .withArgs(0n, known(pool));
    await expect(claim(world, car, pool))
      .to.be.revertedWithCustomError(world.stake, "VehiclePool")
      .withArgs(car.id, known(pool));
  });
});

describe("a pool's money", () => {
  it("comes in for frames to come, to each the same", async () => {
    const world = await load();
    const pool = await poolOf(world, CLOCK);
    const sent = await fund(world, pool, 7n, 2n, 3n);
    for (const frame of [2n, 3n, 4n]) {
      await expect(sent).to.emit(world.stake, "PoolFunded").withArgs(known(pool), frame, world.guarantor.address, 7n);
      expect([...(await world.stake.frameOf(pool, frame))]).to.deep.equal([7n, 0n]);
      expect(await world.stake.fundedBy(pool, frame, world.guarantor.address)).to.equal(7n);
    }
    await fund(world, pool, 5n, 3n);
    expect((await world.stake.frameOf(pool, 3n))[0]).to.equal(12n);
    expect(await world.stake.fundedBy(pool, 3n, world.guarantor.address)).to.equal(12n);
    expect(await world.reward.balanceOf(await world.stake.getAddress())).to.equal(26n);
  });

  it("counts as it arrives: what a fee takes is missing, and the last frame has the rest", async () => {
    const world = await load();
    const token = await new FeeAsset__factory(world.deployer).deploy();
    const pool = await poolOf(world, CLOCK, await token.getAddress());
    await fund(world, pool, 101n, 1n, 3n, token);
    const funded = [];
    for (const frame of [1n, 2n, 3n]) funded.push((await world.stake.frameOf(pool, frame))[0]);
    expect(funded).to.deep.equal([100n, 100n, 100n]);
    await fund(world, pool, 67n, 1n, 3n, token);
    expect((await world.stake.frameOf(pool, 1n))[0]).to.equal(166n);
    expect((await world.stake.frameOf(pool, 3n))[0]).to.equal(167n);
    expect(await token.balanceOf(await world.stake.getAddress())).to.equal(499n);
  });

  it("comes for at least one frame and at most 300, and not for nothing", async () => {
    const world = await load();
    const pool = await poolOf(world, CLOCK);
    for (const frames of [0n, 301n]) {
      await expect(world.stake.fund(pool, 1n, frames, 1n))
        .to.be.revertedWithCustomError(world.stake, "VehicleFrames")
        .withArgs(frames, 300n);
    }
    await expect(world.stake.fund(pool, 1n, 1n, 0n))
      .to.be.revertedWithCustomError(world.stake, "VehicleNothing")
      .withArgs();
    const sent = await fund(world, pool, 2n ** 100n, 1n, 300n);
    expect((await world.stake.frameOf(pool, 1n))[0]).to.equal(2n ** 100n);
    expect((await world.stake.frameOf(pool, 300n))[0]).to.equal(2n ** 100n);
    expect((await world.stake.frameOf(pool, 301n))[0]).to.equal(0n);
    // That all of them are new is the worst case: a tenth of what a transaction may take (EIP-7825) is left.
    const used = await gasOf(sent);
    if (!hre.globalOptions.coverage) expect(used * 10n <= 9n * 2n ** 24n, `${used} gas`).to.equal(true);
  });

  it("comes up to a frame's last second, and never for the time before a clock starts", async () => {
    const world = await load();
    const pool = await poolOf(world, CLOCK);
    const end = START + FRAME;
    await world.reward.mint(world.guarantor.address, 100n);
    await world.reward.connect(world.guarantor).approve(await world.stake.getAddress(), 100n);
    const funding = world.stake.connect(world.guarantor);
    await expect(funding.fund(pool, 0n, 1n, 1n))
      .to.be.revertedWithCustomError(world.stake, "VehicleFrame")
      .withArgs(0n, 1n);
    await nextBlockAt(end - 1n);
    await funding.fund(pool, 1n, 1n, 1n);
    for (const at of [end, end + 1n]) {
      await nextBlockAt(at);
      await expect(funding.fund(pool, 1n, 1n, 1n, { gasLimit: 500_000n }))
        .to.be.revertedWithCustomError(world.stake, "VehicleFrame")
        .withArgs(1n, 2n);
    }
  });

  it("never comes for a frame that has no end", async () => {
    const world = await load();
    const pool = await poolOf(world, CLOCK);
    await expect(world.stake.fund(pool, 2n ** 32n - 2n, 2n, 1n))
      .to.be.revertedWithCustomError(world.desks.rewards, "FrameClockOutOfRange")
      .withArgs(2n ** 32n - 1n);
  });

  it("of a frame is below 2^128", async () => {
    const world = await load();
    const pool = await poolOf(world, CLOCK);
    await fund(world, pool, UINT128 - 1n);
    await world.reward.mint(world.guarantor.address, 1n);
    await world.reward.connect(world.guarantor).approve(await world.stake.getAddress(), 1n);
    await expect(world.stake.connect(world.guarantor).fund(pool, 1n, 1n, 1n))
      .to.be.revertedWithCustomError(world.desks.rewards, "SafeCastOverflowedUintDowncast")
      .withArgs(128n, UINT128);
  });

  it("goes back to its funder from a frame that ended without any weight, once", async () => {
    const world = await load();
    const pool = await poolOf(world, CLOCK);
    await fund(world, pool, 9n);
    const back = () => world.stake.connect(world.guarantor).reclaim(pool, 1n, world.buyer.address);
    await nextBlockAt(START + FRAME - 1n);
    await expect(world.stake.connect(world.guarantor).reclaim(pool, 1n, world.buyer.address, { gasLimit: 300_000n }))
      .to.be.revertedWithCustomError(world.stake, "VehicleFrame")
      .withArgs(1n, 1n);
    await nextBlockAt(START + FRAME);
    const sent = back();
    await expect(sent).to.emit(world.stake, "PoolReclaimed").withArgs(known(pool), 1n, world.guarantor.address, 9n);
    expect(await world.reward.balanceOf(world.buyer.address)).to.equal(9n);
    expect([...(await world.stake.frameOf(pool, 1n))]).to.deep.equal([0n, 0n]);
    await expect(back()).to.be.revertedWithCustomError(world.stake, "VehicleNothing").withArgs();
    await expect(world.stake.connect(world.stranger).reclaim(pool, 1n, world.stranger.address))
      .to.be.revertedWithCustomError(world.stake, "VehicleNothing")
      .withArgs();
  });

  it("stays in a frame that has weight", async () => {
    const { world, pool, car } = await pooled();
    await report(world, car);
    await inFrame(2n);
    await expect(world.stake.connect(world.guarantor).reclaim(pool, 1n, world.guarantor.address))
      .to.be.revertedWithCustomError(world.stake, "VehicleNothing")
      .withArgs();
  });

  it("isn't counted twice where its token calls back", async () => {
    const world = await load();
    const token = await new HookAsset__factory(world.deployer).deploy();
    const account = await new ContractAccount__factory(world.deployer).deploy();
    const pool = await poolOf(world, CLOCK, await token.getAddress());
    const [stake, funder] = [await world.stake.getAddress(), await account.getAddress()];
    await token.mint(funder, 100n);
    await account.execute(await token.getAddress(), token.interface.encodeFunctionData("approve", [stake, 100n]));
    const call = world.stake.interface.encodeFunctionData("fund", [pool, 1n, 1n, 10n]);
    await account.reenterWith(stake, call);
    const refused = world.desks.rewards.interface.encodeErrorResult("ReentrancyGuardReentrantCall");
    await expect(account.execute(stake, call)).to.emit(account, "Reentered").withArgs(false, refused);
    expect((await world.stake.frameOf(pool, 1n))[0]).to.equal(10n);
  });
});

describeForEachKey("a vehicle's weight in a frame", () => {
  it("is what is booked after its last report inside it", async () => {
    const { world, pool, car } = await pooled();
    expect(await weightOf(world, pool, 1n)).to.equal(0n);
    await report(world, car);
    const first = (await world.stake.bookOf(car.id)).value;
    expect(await weightOf(world, pool, 1n)).to.equal(first);
    await report(world, car, { kind: Kind.ACCIDENT, severity: 1_000n });
    const second = (await world.stake.bookOf(car.id)).value;
    expect(second < first).to.equal(true);
    expect(await weightOf(world, pool, 1n)).to.equal(second);
  });

  it("begins with the first report after it has joined", async () => {
    const world = await load();
    const pool = await poolOf(world, CLOCK);
    const car = await enrolled(world);
    await report(world, car);
    await join(world, car, pool);
    await fund(world, pool, 5n);
    await inFrame(2n);
    expect(await weightOf(world, pool, 1n)).to.equal(0n);
    await expect(claim(world, car, pool))
      .to.be.revertedWithCustomError(world.stake, "VehicleNothing")
      .withArgs();
  });

  it("is none without a report, and a late report counts in the frame in which it comes", async () => {
    const { world, pool, car } = await pooled();
    await fund(world, pool, 50n, 2n);
    await inFrame(2n);
    await report(world, car, { observedAt: START + DAY });
    expect(await weightOf(world, pool, 1n)).to.equal(0n);
    expect((await weightOf(world, pool, 2n)) > 0n).to.equal(true);
    await inFrame(3n);
    expect(await world.stake.claimableOf(car.id)).to.equal(50n);
    await world.stake.connect(world.guarantor).reclaim(pool, 1n, world.guarantor.address);
  });

  it("is of the frame of a report's second: the last one of one frame, the first one of the next", async () => {
    for (const [at, frame] of [
      [START + FRAME - 1n, 1n],
      [START + FRAME, 2n],
      [START + FRAME + 1n, 2n],
    ] as const) {
      const { world, pool, car } = await pooled();
      const signed = signedReport(world, await reportOf(world, car), car.key);
      await nextBlockAt(at);
      await world.stake.report(...signed);
      expect((await weightOf(world, pool, frame)) > 0n).to.equal(true);
      expect(await weightOf(world, pool, 3n - frame)).to.equal(0n);
    }
  });

  it("is the lower of both outcomes while a report waits for attestors, and none of a total loss", async () => {
    const { world, pool, car } = await pooled();
    const given = await reportOf(world, car, { kind: Kind.ACCIDENT, severity: 5_000n });
    await world.stake.report(...signedReport(world, given, car.key));
    const booked = (await world.stake.bookOf(car.id)).value;
    const weight = await weightOf(world, pool, 1n);
    expect(weight).to.equal(booked / 2n);
    const condition = await world.stake.conditionHash(given);
    const finding = { vehicle: car.id, sequence: 1n, condition, holds: false, disputed: false, deadline: FAR };
    await world.stake.decide(...attested(world, finding));
    expect(await weightOf(world, pool, 1n)).to.equal(booked);
    await report(world, car, { kind: Kind.TOTAL_LOSS, severity: 10_000n });
    expect(await weightOf(world, pool, 1n)).to.equal(0n);
  });

  it("is what it was in a frame that has ended, whatever is decided later", async () => {
    const { world, pool, car } = await pooled();
    const other = await enrolled(world);
    await join(world, other, pool);
    await report(world, other);
    const given = await reportOf(world, car, { kind: Kind.ACCIDENT, severity: 5_000n });
    await world.stake.report(...signedReport(world, given, car.key));
    const all = await weightOf(world, pool, 1n);
    const [mine, his] = [all - (await world.stake.bookOf(other.id)).value, (await world.stake.bookOf(other.id)).value];
    await inFrame(2n);
    const due = (1_000n * mine) / all;
    expect(await world.stake.claimableOf(car.id)).to.equal(due);
    const condition = await world.stake.conditionHash(given);
    const finding = { vehicle: car.id, sequence: 1n, condition, holds: false, disputed: false, deadline: FAR };
    await world.stake.decide(...attested(world, finding));
    expect(await weightOf(world, pool, 1n)).to.equal(all);
    expect(await world.stake.claimableOf(car.id)).to.equal(due);
    expect(await world.stake.claimableOf(other.id)).to.equal((1_000n * his) / all);
    expect(await weightOf(world, pool, 2n)).to.equal(0n);
  });

  it("is taken off where it is slashed, and what was earned before stays its owner's", async () => {
    const { world, pool, car } = await pooled();
    const other = await enrolled(world);
    await join(world, other, pool);
    await report(world, car);
    await report(world, other);
    await inFrame(2n);
    await fund(world, pool, 70n, 2n);
    await report(world, car);
    await report(world, other);
    const due = await world.stake.claimableOf(car.id);
    await slash(world, car);
    expect(await weightOf(world, pool, 2n)).to.equal((await world.stake.bookOf(other.id)).value);
    await inFrame(3n);
    expect(await world.stake.claimableOf(car.id)).to.equal(due);
    expect(due > 0n).to.equal(true);
    await expect(claim(world, car, pool)).to.emit(world.stake, "RewardPaid");
    await expect(claim(world, car, pool))
      .to.be.revertedWithCustomError(world.stake, "VehicleNothing")
      .withArgs();
    expect((await world.stake.claimableOf(other.id)) >= 70n).to.equal(true);
    await world.stake.connect(world.owner).quit(car.id, pool, world.buyer.address);
  });

  it("that was slashed in its frame without another report is none, and isn't taken off twice", async () => {
    const { world, pool, car } = await pooled();
    const other = await enrolled(world);
    await join(world, other, pool);
    await report(world, car);
    await report(world, other);
    await slash(world, car);
    await world.stake.connect(world.owner).quit(car.id, pool, world.buyer.address);
    expect(await weightOf(world, pool, 1n)).to.equal((await world.stake.bookOf(other.id)).value);
    await inFrame(2n);
    expect(await world.stake.claimableOf(other.id)).to.equal(1_000n);
    expect(await world.reward.balanceOf(world.buyer.address)).to.equal(0n);
  });

  it("comes back where a dispute undoes the vehicle's end in the same frame", async () => {
    const { world, pool, car } = await pooled();
    await report(world, car);
    const given = await reportOf(world, car, { kind: Kind.TOTAL_LOSS, severity: 10_000n });
    await world.stake.report(...signedReport(world, given, car.key));
    const condition = await world.stake.conditionHash(given);
    const finding = { vehicle: car.id, sequence: 2n, condition, holds: true, disputed: false, deadline: FAR };
    await world.stake.decide(...attested(world, finding));
    expect(await weightOf(world, pool, 1n)).to.equal(0n);
    await world.stake.connect(world.challenger).dispute(car.id, 2n, { value: ETHER / 10n });
    expect(await weightOf(world, pool, 1n)).to.equal(0n);
    await world.stake.decide(...attested(world, { ...finding, holds: false, disputed: true }));
    expect(await weightOf(world, pool, 1n)).to.equal((await world.stake.bookOf(car.id)).value);
    await inFrame(2n);
    expect(await world.stake.claimableOf(car.id)).to.equal(1_000n);
  });

  it("is a part's own, beside its vehicle's: neither counts for the other", async () => {
    const { world, pool, car } = await pooled();
    const part = await enrolled(world, { value: VALUE / 3n });
    await putIn(world, part, car);
    await join(world, part, pool);
    await report(world, car);
    expect(await weightOf(world, pool, 1n)).to.equal((await world.stake.bookOf(car.id)).value);
    await report(world, part);
    const [whole, small] = [await world.stake.bookOf(car.id), await world.stake.bookOf(part.id)];
    expect(await weightOf(world, pool, 1n)).to.equal(whole.value + small.value);
    await inFrame(2n);
    await expect(claim(world, part, pool))
      .to.emit(world.stake, "RewardPaid")
      .withArgs(part.id, known(pool), world.buyer.address, (1_000n * small.value) / (whole.value + small.value));
  });
});

describeForEachKey("a vehicle's rewards", () => {
  it("are paid once, to whom its owner says, after the frame's last second", async () => {
    const { world, pool, car } = await pooled();
    await report(world, car);
    await moveTo(START + FRAME - 1n);
    expect(await world.stake.claimableOf(car.id)).to.equal(0n);
    await moveTo(START + FRAME);
    expect(await world.stake.claimableOf(car.id)).to.equal(1_000n);
    await expect(claim(world, car, pool))
      .to.emit(world.stake, "RewardPaid")
      .withArgs(car.id, known(pool), world.buyer.address, 1_000n);
    expect(await world.reward.balanceOf(world.buyer.address)).to.equal(1_000n);
    await expect(claim(world, car, pool))
      .to.be.revertedWithCustomError(world.stake, "VehicleNothing")
      .withArgs();
    await report(world, car);
    await inFrame(3n);
    await expect(claim(world, car, pool))
      .to.be.revertedWithCustomError(world.stake, "VehicleNothing")
      .withArgs();
  });

  it("are nothing in the frame's last second, and all of it in the next", async () => {
    const end = START + FRAME;
    for (const at of [end - 1n, end, end + 1n]) {
      const { world, pool, car } = await pooled();
      await report(world, car);
      await nextBlockAt(at);
      const sent = world.stake.connect(world.owner).claim(car.id, pool, world.buyer.address, { gasLimit: 400_000n });
      if (at < end) await expect(sent).to.be.revertedWithCustomError(world.stake, "VehicleNothing").withArgs();
      else await expect(sent).to.emit(world.stake, "RewardPaid");
    }
  });

  it("add up over frames until they are claimed, also in the middle of a frame in which it reports", async () => {
    const { world, pool, car } = await pooled();
    await fund(world, pool, 20n, 2n, 2n);
    await report(world, car);
    await inFrame(2n);
    await report(world, car);
    expect(await world.stake.claimableOf(car.id)).to.equal(1_000n);
    await claim(world, car, pool);
    expect(await world.stake.claimableOf(car.id)).to.equal(0n);
    await report(world, car);
    await inFrame(3n);
    await report(world, car);
    await inFrame(4n);
    expect(await world.stake.claimableOf(car.id)).to.equal(40n);
    await claim(world, car, pool);
    expect(await world.reward.balanceOf(world.buyer.address)).to.equal(1_040n);
    expect(await world.reward.balanceOf(await world.stake.getAddress())).to.equal(0n);
  });

  it("are its owner's alone, of the pool that it is in", async () => {
    const { world, pool, car } = await pooled();
    await report(world, car);
    await inFrame(2n);
    const other = await poolOf(world, 2n);
    const { stake, owner, stranger } = world;
    for (const act of ["claim", "quit"] as const) {
      await expect(stake.connect(stranger)[act](car.id, pool, stranger.address))
        .to.be.revertedWithCustomError(stake, "VehicleNotAllowed")
        .withArgs(stranger.address, car.id);
      await expect(stake.connect(owner)[act](car.id, other, owner.address))
        .to.be.revertedWithCustomError(stake, "VehiclePool")
        .withArgs(car.id, known(other));
    }
    const free = await enrolled(world);
    await expect(claim(world, free, pool))
      .to.be.revertedWithCustomError(stake, "VehiclePool")
      .withArgs(free.id, known(pool));
  });

  it("go with the token", async () => {
    const { world, pool, car } = await pooled();
    const { stake, owner, buyer } = world;
    await report(world, car);
    await stake.connect(owner).transferFrom(owner.address, buyer.address, car.id);
    await inFrame(2n);
    await expect(stake.connect(owner).claim(car.id, pool, owner.address))
      .to.be.revertedWithCustomError(stake, "VehicleNotAllowed")
      .withArgs(owner.address, car.id);
    await stake.connect(buyer).claim(car.id, pool, buyer.address);
    expect(await world.reward.balanceOf(buyer.address)).to.equal(1_000n);
  });

  it("of ended frames are paid where it quits; the weight in the current one is lost", async () => {
    const { world, pool, car } = await pooled();
    await fund(world, pool, 30n, 2n);
    await report(world, car);
    await inFrame(2n);
    await report(world, car);
    const sent = world.stake.connect(world.owner).quit(car.id, pool, world.buyer.address);
    await expect(sent).to.emit(world.stake, "RewardPaid").withArgs(car.id, known(pool), world.buyer.address, 1_000n);
    expect(await weightOf(world, pool, 2n)).to.equal(0n);
    expect(await world.stake.claimableOf(car.id)).to.equal(0n);
    // Who comes back in the same frame has weight by another report, and once.
    await join(world, car, pool);
    expect(await weightOf(world, pool, 2n)).to.equal(0n);
    await report(world, car);
    expect(await weightOf(world, pool, 2n)).to.equal((await world.stake.bookOf(car.id)).value);
    await inFrame(3n);
    expect(await world.stake.claimableOf(car.id)).to.equal(30n);
  });

  it("that are waived stay here, and come to nobody later", async () => {
    const { world, pool, car } = await pooled();
    await report(world, car);
    await inFrame(2n);
    await expect(world.stake.connect(world.owner).quit(car.id, pool, ZeroAddress)).to.not.emit(
      world.stake,
      "RewardPaid",
    );
    await join(world, car, pool);
    expect(await world.stake.claimableOf(car.id)).to.equal(0n);
    expect(await world.reward.balanceOf(await world.stake.getAddress())).to.equal(1_000n);
  });

  it("of a frame that nobody funded are nothing", async () => {
    const { world, pool, car } = await pooled(0n);
    await report(world, car);
    await inFrame(2n);
    await report(world, car);
    expect(await world.stake.claimableOf(car.id)).to.equal(0n);
    await expect(claim(world, car, pool))
      .to.be.revertedWithCustomError(world.stake, "VehicleNothing")
      .withArgs();
  });

  it("are no more than was funded, for odd numbers of vehicles, frames and money", async () => {
    const world = await load();
    const pool = await poolOf(world, CLOCK);
    const cars: Car[] = [];
    for (const value of [VALUE, VALUE / 7n, 1_000_003n, 17n, VALUE / 3n + 1n]) {
      const car = await enrolled(world, { value });
      await join(world, car, pool);
      cars.push(car);
    }
    const amounts = [1n, 13n, 999_999_999_999_999_989n, 10n ** 24n + 7n];
    for (const [i, amount] of amounts.entries()) await fund(world, pool, amount, BigInt(i) + 1n);
    const expected = cars.map(() => 0n);
    for (const [i, amount] of amounts.entries()) {
      if (i !== 0) await inFrame(BigInt(i) + 1n);
      const reporting = cars.filter((_, place) => (place + i) % 3 !== 0);
      for (const car of reporting) await report(world, car);
      const all = await weightOf(world, pool, BigInt(i) + 1n);
      let [weights, shares] = [0n, 0n];
      for (const car of reporting) {
        const { value } = await world.stake.bookOf(car.id);
        weights += value;
        shares += (amount * value) / all;
        expected[cars.indexOf(car)]! += (amount * value) / all;
      }
      expect(all).to.equal(weights);
      expect(shares <= amount).to.equal(true);
      expect(amount - shares < BigInt(cars.length)).to.equal(true);
      // One of them claims as it goes.
      if ((await world.stake.claimableOf(cars[4]!.id)) !== 0n) await claim(world, cars[4]!, pool);
    }
    await inFrame(BigInt(amounts.length) + 1n);
    for (const car of cars) if ((await world.stake.claimableOf(car.id)) !== 0n) await claim(world, car, pool);
    const paid = await world.reward.balanceOf(world.buyer.address);
    expect(paid).to.equal(expected.reduce((sum, part) => sum + part, 0n));
    const funded = amounts.reduce((sum, part) => sum + part, 0n);
    expect(paid <= funded).to.equal(true);
    expect(await world.reward.balanceOf(await world.stake.getAddress())).to.equal(funded - paid);
  });

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

  it("of a stolen vehicle are as ever, as long as it reports", async () => {
    const { world, car } = await pooled();
    await world.stake.connect(world.owner).declareStolen(car.id);
    await report(world, car);
    await inFrame(2n);
    expect(await world.stake.claimableOf(car.id)).to.equal(1_000n);
  });

  it("are counted by calendar months as well", async () => {
    const world = await load();
    const pool = await poolOf(world, 3n);
    const car = await enrolled(world);
    await join(world, car, pool);
    // January 2030 is the 721st month from 1970 on.
    await fund(world, pool, 11n, 721n);
    await report(world, car);
    expect((await weightOf(world, pool, 721n)) > 0n).to.equal(true);
    await moveTo(1_896_134_400n);
    await claim(world, car, pool);
    expect(await world.reward.balanceOf(world.buyer.address)).to.equal(11n);
    expect((await now()) >= 1_896_134_400n).to.equal(true);
  });
});
