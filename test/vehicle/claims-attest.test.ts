import { expect } from "chai";
import { id as hashOf, keccak256 } from "ethers";

import { VehicleStagedPolicy__factory } from "../../types/ethers-contracts/index.js";
import {
  balanced,
  conditionOf,
  confirm,
  findingOf,
  judge,
  moved,
  open,
  policyOf,
  stateOf,
  tells,
  worthNow,
} from "./claims.ts";
import {
  attested,
  ClaimState,
  DAY,
  describeForEachKey,
  enrolled,
  FAR,
  Kind,
  load,
  nextBlockAt,
  now,
  pass,
  plainKey,
  report,
  reported,
  shown,
  State,
  type World,
} from "./fixture.ts";
import { deployStake } from "./deploy-stake.ts";
import { type Key, p256Key } from "./signing.ts";

const grave = { kind: Kind.ACCIDENT, severity: 4_000n };
const pending = (world: World) => reported(world, grave);
/** Attestors in the order of the panel, of one kind of key. */
const ofKind = (world: World, long: boolean): Key[] =>
  world.attestors.filter(({ shown: key }) => (key !== "0x") === long);
describeForEachKey("a grave report", () => {
  it("counts for age and distance only, and the vehicle shows the lower outcome meanwhile", async () => {
    const world = await load();
    const car = await enrolled(world);
    expect(await world.stake.getTraitValue(car.id, hashOf("pending"))).to.equal(`0x${"00".repeat(32)}`);
    await moved(world, car, () => report(world, car, grave));
    const { observedAt } = (await world.stake.vehicle(car.id)).condition;
    const value = await worthNow(world, car, 0n, 0n, observedAt);
    const books = await balanced(world, car);
    expect([books.value, books.residual]).to.deep.equal([value, 0n]);
    expect(await conditionOf(world, car)).to.deep.equal([0n, 0n]);
    expect(await shown(world, car)).to.equal(await worthNow(world, car, 4_000n));
    expect(BigInt(await world.stake.getTraitValue(car.id, hashOf("pending")))).to.equal(1n);
    expect(await open(world, car)).to.deep.equal([4_000n, 0n, 1n]);
    expect(await stateOf(world, car, 1n)).to.equal(ClaimState.PENDING);
  });

  it("never counts by time alone", async () => {
    const world = await load();
    const car = await pending(world);
    await pass(29n * DAY);
    expect(await shown(world, car)).to.equal(await worthNow(world, car, 4_000n));
    expect(await stateOf(world, car, 1n)).to.equal(ClaimState.PENDING);
  });

  it("that is confirmed does the damage that it tells of", async () => {
    const world = await load();
    const car = await pending(world);
    const before = await shown(world, car);
    await pass(DAY);
    let sent: unknown;
    const change = await moved(world, car, async () => (sent = await confirm(world, car, 1n)));
    await expect(sent).to.emit(world.stake, "VehicleClaimed").withArgs(car.id, 1n, ClaimState.COUNTED);
    const { value, residual, credited } = await balanced(world, car);
    await expect(sent).to.emit(world.stake, "VehicleBooked").withArgs(car.id, value, residual, 0n, credited);
    await expect(sent).to.emit(world.stake, "MetadataUpdate").withArgs(car.id);
    const { observedAt } = (await world.stake.vehicle(car.id)).condition;
    expect(value).to.equal(await worthNow(world, car, 4_000n, 0n, observedAt));
    expect(residual).to.equal((-change.value * 3_000n) / 10_000n);
    expect(await conditionOf(world, car)).to.deep.equal([4_000n, 0n]);
    expect(await open(world, car)).to.deep.equal([0n, 0n, 0n]);
    expect((await world.stake.vehicle(car.id)).pending).to.equal(false);
    expect((await shown(world, car)) <= before).to.equal(true);
    const claim = await world.stake.claimOf(car.id, 1n);
    expect([claim.state, claim.damaged, claim.restored, claim.countedAt]).to.deep.equal([
      ClaimState.COUNTED,
      4_000n,
      0n,
      await now(),
    ]);
  });

  it("that is confirmed restores nothing, whatever services before it have", async () => {
    const world = await load();
    const car = await reported(world, { kind: Kind.ACCIDENT, severity: 2_500n });
    await tells(world, car, Kind.SERVICE, 1_000n);
    await tells(world, car, Kind.ACCIDENT, 4_000n);
    await moved(world, car, () => confirm(world, car, 3n));
    expect(await conditionOf(world, car)).to.deep.equal([6_500n, 1_000n]);
  });

  it("that is rejected leaves the vehicle as it is, and can't be asked about again", async () => {
    const world = await load();
    const car = await pending(world);
    let sent: unknown;
    const change = await moved(world, car, async () => (sent = await confirm(world, car, 1n, false)));
    await expect(sent).to.emit(world.stake, "VehicleClaimed").withArgs(car.id, 1n, ClaimState.UNDONE);
    expect(change).to.deep.equal({ value: 0n, residual: 0n });
    expect(await shown(world, car)).to.equal(await worthNow(world, car));
    expect(await open(world, car)).to.deep.equal([0n, 0n, 0n]);
    for (const [holds, disputed] of [
      [true, false],
      [false, false],
      [true, true],
      [false, true],
    ] as const) {
      await expect(world.stake.decide(...attested(world, await findingOf(world, car, 1n, { holds, disputed }))))
        .to.be.revertedWithCustomError(world.stake, "VehicleClaim")
        .withArgs(car.id, 1n, ClaimState.UNDONE);
    }
  });

  it("that is confirmed isn't confirmed twice, nor decided undisputed", async () => {
    const world = await load();
    const car = await pending(world);
    await confirm(world, car, 1n);
    for (const disputed of [false, true]) {
      await expect(world.stake.decide(...attested(world, await findingOf(world, car, 1n, { disputed, holds: false }))))
        .to.be.revertedWithCustomError(world.stake, "VehicleClaim")
        .withArgs(car.id, 1n, ClaimState.COUNTED);
    }
    const none = await findingOf(world, car, 2n);
    await expect(world.stake.decide(...attested(world, none)))
      .to.be.revertedWithCustomError(world.stake, "VehicleClaim")
      .withArgs(car.id, 2n, ClaimState.NONE);
  });

  it("is one of several: each adds its own when it is confirmed, up to the whole", async () => {
    const world = await load();
    const car = await reported(world, { ...grave, severity: 7_000n });
    await tells(world, car, Kind.ACCIDENT, 2_000n);
    await tells(world, car, Kind.ACCIDENT, 6_000n);
    expect(await open(world, car)).to.deep.equal([13_000n, 0n, 2n]);
    expect(await shown(world, car)).to.equal(await worthNow(world, car, 10_000n));
    await moved(world, car, () => confirm(world, car, 3n));
    expect(await conditionOf(world, car)).to.deep.equal([8_000n, 0n]);
    expect(await open(world, car)).to.deep.equal([7_000n, 0n, 1n]);
    expect((await world.stake.vehicle(car.id)).pending).to.equal(true);
    await moved(world, car, () => confirm(world, car, 1n));
    expect(await conditionOf(world, car)).to.deep.equal([10_000n, 0n]);
    expect((await world.stake.claimOf(car.id, 1n)).damaged).to.equal(2_000n);
    expect((await balanced(world, car)).value).to.equal(0n);
  });

  it("of a service restores when it is confirmed, what is damaged and what the policy lets it", async () => {
    const world = await load();
    const car = await reported(world, { kind: Kind.ACCIDENT, severity: 2_500n });
    await tells(world, car, Kind.ACCIDENT, 2_900n);
    const value = await shown(world, car);
    await tells(world, car, Kind.SERVICE, 4_000n);
    // The lower outcome is that it isn't true.
    expect((await shown(world, car)) <= value).to.equal(true);
    expect(await open(world, car)).to.deep.equal([0n, 0n, 1n]);
    await tells(world, car, Kind.SERVICE, 2_000n);
    expect(await conditionOf(world, car)).to.deep.equal([5_400n, 2_000n]);
    await moved(world, car, () => confirm(world, car, 3n), true);
    // Half of a vehicle can be restored at most.
    expect(await conditionOf(world, car)).to.deep.equal([5_400n, 5_000n]);
    expect((await world.stake.claimOf(car.id, 3n)).restored).to.equal(3_000n);
    expect(await shown(world, car)).to.equal(await worthNow(world, car, 5_400n, 5_000n));
  });

  it("of a theft shows nothing meanwhile, and takes the vehicle off the market when it is confirmed", async () => {
    const world = await load();
    const car = await reported(world, { kind: Kind.THEFT, severity: 3_000n });
    expect(await shown(world, car)).to.equal(0n);
    expect((await world.stake.vehicle(car.id)).state).to.equal(State.ACTIVE);
    const sent = await confirm(world, car, 1n);
    await expect(sent).to.emit(world.stake, "VehicleStateChanged").withArgs(car.id, State.STOLEN);
    // Told again it changes nothing.
    await tells(world, car, Kind.THEFT, 3_000n);
    await expect(confirm(world, car, 2n)).not.to.emit(world.stake, "VehicleStateChanged");
    await world.stake.connect(world.owner).declareRecovered(car.id);
    expect(await shown(world, car)).to.equal(await worthNow(world, car));
  });

  it("of a theft that is rejected was nothing", async () => {
    const world = await load();
    const car = await reported(world, { kind: Kind.THEFT, severity: 3_000n });
    await moved(world, car, () => confirm(world, car, 1n, false));
    expect(await shown(world, car)).to.equal(await worthNow(world, car));
  });

  it("of a theft that is rejected leaves what else is pending", async () => {
    const world = await load();
    const car = await reported(world, { kind: Kind.THEFT, severity: 3_000n });
    await tells(world, car, Kind.ACCIDENT, 4_000n);
    expect(await shown(world, car)).to.equal(0n);
    await moved(world, car, () => confirm(world, car, 1n, false));
    expect(await shown(world, car)).to.equal(await worthNow(world, car, 4_000n));
  });
});

describeForEachKey("a finding of attestors", () => {
  for (const long of [false, true]) {
    const name = long ? "keys of secure elements" : "ordinary keys";
    it(`counts by two of five, with ${name}`, async () => {
      const world = await load();
      const car = await pending(world);
      const two = ofKind(world, long).slice(0, 2);
      await confirm(world, car, 1n, true, two);
      expect(await stateOf(world, car, 1n)).to.equal(ClaimState.COUNTED);
    });

    it(`is refused with another's signature for one of the ${name}`, async () => {
      const world = await load();
      const car = await pending(world);
      const [one, other] = ofKind(world, long).slice(0, 2) as [Key, Key];
      const [finding, signers, signatures] = attested(world, await findingOf(world, car, 1n), [one, other]);
      for (const wrong of [
        [signatures[0]!, signatures[0]!],
        [signatures[0]!, "0x"],
      ]) {
        await expect(world.stake.decide(finding, signers, wrong))
          .to.be.revertedWithCustomError(world.stake, "VehicleSignature")
          .withArgs(other.bytes);
      }
    });
  }

  it("counts by more than are needed", async () => {
    const world = await load();
    const car = await pending(world);
    await confirm(world, car, 1n, true, world.attestors);
    expect(await stateOf(world, car, 1n)).to.equal(ClaimState.COUNTED);
  });

  it("is refused by too few, or with signatures that aren't as many as signers", async () => {
    const world = await load();
    const car = await pending(world);
    const finding = await findingOf(world, car, 1n);
    const [, signers, signatures] = attested(world, finding);
    for (const [who, what] of [
      [[], []],
      [signers.slice(0, 1), signatures.slice(0, 1)],
      [signers, signatures.slice(0, 1)],
      [signers, [...signatures, "0x"]],
      [signers.slice(0, 1), signatures],
    ] as const) {
      await expect(world.stake.decide(finding, [...who], [...what]))
        .to.be.revertedWithCustomError(world.stake, "VehicleQuorum")
        .withArgs(what.length, 2n);
    }
  });

  it("is refused with an attestor who is in the list twice, or in another order, or with a stranger", async () => {
    const world = await load();
    const car = await pending(world);
    const finding = await findingOf(world, car, 1n);
    const [a, b] = world.attestors as [Key, Key];
    const stranger = plainKey(0x57a4n);
    const [low, high] = [
      [stranger, a],
      [a, stranger],
    ].sort() as [Key[], Key[]];
    for (const [by, wrong] of [
      [[a, a], a],
      [[b, a], a],
      [[a, b, a], a],
      [[a, b, b], b],
      [low, stranger],
      [high, stranger],
      [[a, p256Key(world.verifier, 0x57a4n)], p256Key(world.verifier, 0x57a4n)],
    ] as [Key[], Key][]) {
      await expect(world.stake.decide(...attested(world, finding, by)))
        .to.be.revertedWithCustomError(world.stake, "VehicleSignature")
        .withArgs(wrong.bytes);
    }
    expect(await stateOf(world, car, 1n)).to.equal(ClaimState.PENDING);
  });

  it("counts until its deadline, the last second of which is that", async () => {
    for (const [after, counts] of [
      [-1n, true],
      [0n, true],
      [1n, false],
    ] as const) {
      const world = await load();
      const car = await pending(world);
      const deadline = (await now()) + DAY;
      const finding = await findingOf(world, car, 1n, { deadline });
      await nextBlockAt(deadline + after);
      const sent = world.stake.decide(...attested(world, finding));
      if (counts) await sent;
      else {
        await expect(sent)
          .to.be.revertedWithCustomError(world.stake, "VehicleExpired")
          .withArgs(deadline, deadline + 1n);
      }
    }
  });

  it("is about one condition: that which was reported", async () => {
    const world = await load();
    const car = await pending(world);
    const finding = await findingOf(world, car, 1n);
    const condition = hashOf("another");
    await expect(world.stake.decide(...attested(world, { ...finding, condition })))
      .to.be.revertedWithCustomError(world.stake, "VehicleFinding")
      .withArgs(condition, finding.condition);
  });

  it("of another vehicle, sequence, answer, question, chain or contract isn't signed by them", async () => {
    const world = await load();
    const [car, other] = [await pending(world), await pending(world)];
    await report(world, car, grave);
    const finding = await findingOf(world, car, 1n);
    const first = world.attestors[0]!;
    const elsewhere: World[] = [
      { ...world, domain: { ...world.domain, chainId: 1n } },
      { ...world, domain: { ...world.domain, verifyingContract: world.stranger.address } },
      { ...world, domain: { ...world.domain, version: "2" } },
    ];
    const told = [
      ...elsewhere.map((place) => attested(place, finding)),
      attested(world, { ...finding, vehicle: other.id }),
      attested(world, { ...finding, sequence: 2n }),
      attested(world, { ...finding, holds: false }),
      attested(world, { ...finding, disputed: true }, world.attestors.slice(0, 2)),
      attested(world, { ...finding, condition: hashOf("another") }),
      attested(world, { ...finding, deadline: FAR + 1n }),
    ];
    for (const [, signers, signatures] of told) {
      await expect(world.stake.decide(finding, signers, signatures))
        .to.be.revertedWithCustomError(world.stake, "VehicleSignature")
        .withArgs(first.bytes);
    }
    await world.stake.decide(...attested(world, finding));
  });

  it("for one contract says nothing in another of the same policy", async () => {
    const world = await load();
    const car = await pending(world);
    const second = await deployStake(world.deployer);
    const finding = await findingOf(world, car, 1n);
    await expect(second.stake.decide(...attested(world, finding)))
      .to.be.revertedWithCustomError(second.stake, "VehicleClaim")
      .withArgs(car.id, 1n, ClaimState.NONE);
  });

  it("is asked of the policy under which was reported, whose attestors need more in a dispute", async () => {
    const world = await load();
    const three = await policyOf(world, {}, { confirmations: 3n, decisions: 5n });
    const car = await enrolled(world, { policy: await three.getAddress() });
    await report(world, car, grave);
    await expect(confirm(world, car, 1n))
      .to.be.revertedWithCustomError(world.stake, "VehicleQuorum")
      .withArgs(2n, 3n);
    await confirm(world, car, 1n, true, world.attestors.slice(0, 3));
    await world.stake.connect(world.challenger).dispute(car.id, 1n, { value: world.panel.bond });
    await expect(judge(world, car, 1n, true, world.attestors.slice(1)))
      .to.be.revertedWithCustomError(world.stake, "VehicleQuorum")
      .withArgs(4n, 5n);
    await judge(world, car, 1n, true, world.attestors);
  });

  it("counts each attestor once, and nobody decides, under a policy that keeps to no rules", async () => {
    const world = await load();
    const policy = await new VehicleStagedPolicy__factory(world.deployer).deploy();
    await policy.say(1_000n, 0n, true);
    const car = await enrolled(world, { policy: await policy.getAddress() });
    await report(world, car, grave);
    await expect(confirm(world, car, 1n))
      .to.be.revertedWithCustomError(world.stake, "VehicleQuorum")
      .withArgs(2n, 0n);
    const [a, b] = world.attestors as [Key, Key];
    // One is in the panel twice, and another before him whose place is behind.
    await policy.ask({ ...world.panel, attestors: [b.bytes, a.bytes, a.bytes] });
    for (const [by, wrong] of [
      [[a, a], a],
      [[b, a], a],
    ] as [Key[], Key][]) {
      await expect(confirm(world, car, 1n, true, by))
        .to.be.revertedWithCustomError(world.stake, "VehicleSignature")
        .withArgs(wrong.bytes);
    }
    expect(keccak256(a.bytes) < keccak256(b.bytes)).to.equal(true);
  });
});
