import { readFileSync } from "node:fs";
import { join } from "node:path";

import { expect } from "chai";
import { encodeBytes32String, id as hashOf, ZeroAddress, ZeroHash } from "ethers";
import hre from "hardhat";

import {
  ContractAccount__factory,
  DepreciationPolicy__factory,
  MockERC721__factory,
  VehicleStake__factory,
} from "../../types/ethers-contracts/index.js";
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
  KM,
  load,
  moveTo,
  nextBlockAt,
  now,
  ODOMETER,
  policyHashOf,
  report,
  reportOf,
  secureKey,
  signedReport,
  START,
  State,
  TERMS,
  VALUE,
  type World,
} from "./fixture.ts";
import { ended, gasOf, putIn, shownOf, slash, worthAt } from "./holding.ts";
import { signAs } from "./signing.ts";

const TRAITS = ["value", "residual", "odometer", "pending", "silentFor", "duplicates", "state"] as const;
const UNKNOWN = 5n;

/** Has a vehicle's owner and issuer propose another policy, which is in force in two days. */
async function propose(world: World, car: Car) {
  const panel = { attestors: [], confirmations: 0n, decisions: 0n, disputeWindow: 0n, decideWithin: 0n, bond: 0n };
  const policy = await new DepreciationPolicy__factory(world.deployer).deploy({ ...TERMS, perYear: 500n }, panel);
  const change = { vehicle: car.id, policy: await policy.getAddress(), since: (await now()) + 2n * DAY, deadline: FAR };
  const { issuer, commitment } = car.enrolment;
  const signature = signAs(world.issuer, world.domain, "PolicyChange", change);
  await world.stake
    .connect(world.owner)
    .proposePolicy(car.id, commitment, issuer, change.policy, change.since, change.deadline, signature);
  return change;
}

/** What a data URI holds. */
function read(uri: string): unknown {
  const head = "data:application/json;base64,";
  expect(uri.slice(0, head.length)).to.equal(head);
  return JSON.parse(Buffer.from(uri.slice(head.length), "base64").toString("utf8")) as unknown;
}

describeForEachKey("the token of a vehicle", () => {
  it("has a name, a symbol, an owner, and is transferred as any", async () => {
    const world = await load();
    const { stake, owner, buyer, stranger } = world;
    const car = await enrolled(world);
    expect(await stake.name()).to.equal("Lapse Vehicle");
    expect(await stake.symbol()).to.equal("VEHICLE");
    expect(await stake.balanceOf(owner.address)).to.equal(1n);
    await stake.connect(owner).approve(stranger.address, car.id);
    expect(await stake.getApproved(car.id)).to.equal(stranger.address);
    const sent = stake.connect(stranger).transferFrom(owner.address, buyer.address, car.id);
    await expect(sent).to.emit(stake, "Transfer").withArgs(owner.address, buyer.address, car.id);
    expect(await stake.ownerOf(car.id)).to.equal(buyer.address);
    await stake.connect(buyer).setApprovalForAll(stranger.address, true);
    expect(await stake.isApprovedForAll(buyer.address, stranger.address)).to.equal(true);
    await stake.connect(stranger)["safeTransferFrom(address,address,uint256)"](buyer.address, owner.address, car.id);
    expect(await stake.ownerOf(car.id)).to.equal(owner.address);
  });

  it("is moved by nobody else", async () => {
    const world = await load();
    const car = await enrolled(world);
    const { stake, owner, stranger } = world;
    await expect(stake.connect(stranger).transferFrom(owner.address, stranger.address, car.id))
      .to.be.revertedWithCustomError(stake, "ERC721InsufficientApproval")
      .withArgs(stranger.address, car.id);
    await expect(stake.connect(stranger).transferFromIfAtLeast(owner.address, stranger.address, car.id, 0n))
      .to.be.revertedWithCustomError(stake, "ERC721InsufficientApproval")
      .withArgs(stranger.address, car.id);
  });

  it("says which standards it keeps, by their numbers", async () => {
    const { stake } = await load();
    const ids = {
      ERC165: "0x01ffc9a7",
      ERC721: "0x80ac58cd",
      ERC721Metadata: "0x5b5e139f",
      ERC4906: "0x49064906",
      ERC5192: "0xb45a3c0e",
      ERC7496: "0xaf332f3e",
    };
    for (const [name, id] of Object.entries(ids)) expect(await stake.supportsInterface(id), name).to.equal(true);
    for (const id of ["0xffffffff", "0x00000000", "0x780e9d63"]) {
      expect(await stake.supportsInterface(id)).to.equal(false);
    }
  });

  it("goes to no contract that can't receive, where it is sent safely, and plainly to any", async () => {
    const world = await load();
    const { stake, owner } = world;
    const car = await enrolled(world);
    const deaf = await (await new ContractAccount__factory(world.deployer).deploy()).getAddress();
    const owned = stake.connect(owner);
    const sends = [
      owned["safeTransferFrom(address,address,uint256)"](owner.address, deaf, car.id),
      owned["safeTransferFrom(address,address,uint256,bytes)"](owner.address, deaf, car.id, "0x01"),
      owned.safeTransferFromIfAtLeast(owner.address, deaf, car.id, 0n, "0x"),
    ];
    for (const sent of sends) {
      await expect(sent).to.be.revertedWithCustomError(stake, "ERC721InvalidReceiver").withArgs(deaf);
    }
    await owned.transferFrom(owner.address, deaf, car.id);
    expect(await stake.ownerOf(car.id)).to.equal(deaf);
  });

  it("never comes to this contract but as a part, nor to nobody", async () => {
    const world = await load();
    const { stake, owner } = world;
    const car = await enrolled(world);
    for (const to of [await stake.getAddress(), ZeroAddress]) {
      await expect(stake.connect(owner).transferFrom(owner.address, to, car.id))
        .to.be.revertedWithCustomError(stake, "ERC721InvalidReceiver")
        .withArgs(to);
    }
  });

  it("stays where it is once the vehicle has ended, and not where it was slashed", async () => {
    const world = await load();
    const { stake, owner, buyer } = world;
    const [gone, guilty] = [await enrolled(world), await enrolled(world)];
    await ended(world, gone);
    await slash(world, guilty);
    await expect(stake.connect(owner).transferFrom(owner.address, buyer.address, gone.id))
      .to.be.revertedWithCustomError(stake, "VehicleUnfit")
      .withArgs(gone.id, State.ENDED);
    expect(await stake.locked(gone.id)).to.equal(true);
    expect(await stake.locked(guilty.id)).to.equal(false);
    await stake.connect(owner).transferFrom(owner.address, buyer.address, guilty.id);
  });

  it("costs at most 6,000 gas more to transfer than an ordinary one with the same number", async function () {
    // Code that is instrumented for coverage takes more.
    if (hre.globalOptions.coverage) this.skip();
    const world = await load();
    const { stake, owner, buyer } = world;
    const cars = [await enrolled(world), await enrolled(world)];
    await enrolled(world, { owner: buyer.address });
    const ordinary = await new MockERC721__factory(world.deployer).deploy();
    for (const { id } of cars) await ordinary.mint(owner.address, id);
    await ordinary.mint(buyer.address, 1n);
    for (const { id } of cars) {
      const ours = await gasOf(await stake.connect(owner).transferFrom(owner.address, buyer.address, id));
      const plain = await gasOf(await ordinary.connect(owner).transferFrom(owner.address, buyer.address, id));
      expect(ours - plain <= 6_000n, `${ours} against ${plain}`).to.equal(true);
    }
  });

  describe("protects its buyer", () => {
    it("who says what the vehicle must show at least in that second", async () => {
      const at = START + 10n * DAY;
      for (const more of [-1n, 0n, 1n]) {
        for (const safe of [false, true]) {
          const world = await load();
          const { stake, owner, buyer } = world;
          const car = await enrolled(world);
          const value = await worthAt(world, at);
          const least = value + more;
          await nextBlockAt(at);
          const owned = stake.connect(owner);
          const options = { gasLimit: 500_000n };
          const sent = safe
            ? owned.safeTransferFromIfAtLeast(owner.address, buyer.address, car.id, least, "0x", options)
            : owned.transferFromIfAtLeast(owner.address, buyer.address, car.id, least, options);
          if (more > 0n) {
            await expect(sent).to.be.revertedWithCustomError(stake, "VehicleBelow").withArgs(value, least);
          } else {
            await expect(sent).to.emit(stake, "Transfer").withArgs(owner.address, buyer.address, car.id);
          }
        }
      }
    });

    it("from news that come the second before, as long as he doesn't buy plainly", async () => {
      const world = await load();
      const { stake, owner, buyer } = world;
      const car = await enrolled(world);
      const least = (VALUE * 9n) / 10n;
      await report(world, car, { kind: Kind.ACCIDENT, severity: 2_000n });
      const shown = await shownOf(world, car.id);
      expect(shown < least).to.equal(true);
      await expect(stake.connect(owner).transferFromIfAtLeast(owner.address, buyer.address, car.id, least))
        .to.be.revertedWithCustomError(stake, "VehicleBelow")
        .withArgs((value: bigint) => value <= shown, least);
      await stake.connect(owner).transferFrom(owner.address, buyer.address, car.id);
    });

    it("while a report is pending, and from one that shows nothing at all", async () => {
      const world = await load();
      const { stake, owner, buyer } = world;
      const [car, gone] = [await enrolled(world), await enrolled(world)];
      await report(world, car, { kind: Kind.TOTAL_LOSS, severity: 10_000n });
      await stake.connect(owner).declareStolen(gone.id);
      for (const { id } of [car, gone]) {
        await expect(stake.connect(owner).transferFromIfAtLeast(owner.address, buyer.address, id, 1n))
          .to.be.revertedWithCustomError(stake, "VehicleBelow")
          .withArgs(0n, 1n);
      }
    });

    it("counts the parts in it", async () => {
      const world = await load();
      const { stake, owner, buyer } = world;
      const [car, part] = [await enrolled(world), await enrolled(world)];
      await putIn(world, part, car);
      const at = (await now()) + DAY;
      const value = 2n * (await worthAt(world, at));
      await nextBlockAt(at);
      await stake.connect(owner).transferFromIfAtLeast(owner.address, buyer.address, car.id, value);
      expect(await stake.ownerOf(car.id)).to.equal(buyer.address);
    });
  });
});

describeForEachKey("the traits of a vehicle", () => {
  // As the standard has it.
  const key = hashOf;
  const trait = async (world: World, id: bigint, name: string) =>
    BigInt(await world.stake.getTraitValue(id, key(name)));

  it("are read from the books", async () => {
    const world = await load();
    const car = await enrolled(world);
    await report(world, car, { kind: Kind.ACCIDENT, severity: 1_000n, odometer: ODOMETER + 7n * KM });
    const { residual } = await world.stake.bookOf(car.id);
    expect(residual > 0n).to.equal(true);
    expect(await trait(world, car.id, "residual")).to.equal(residual);
    expect(await trait(world, car.id, "odometer")).to.equal(ODOMETER + 7n * KM);
    expect(await trait(world, car.id, "pending")).to.equal(0n);
    expect(await trait(world, car.id, "duplicates")).to.equal(0n);
    expect(await trait(world, car.id, "state")).to.equal(State.ACTIVE);
    const { observedAt } = (await world.stake.vehicle(car.id)).condition;
    await moveTo(observedAt + 5n * DAY);
    expect(await trait(world, car.id, "silentFor")).to.equal(5n * DAY);
    expect(await trait(world, car.id, "value")).to.equal(await shownOf(world, car.id));
    await report(world, car, { kind: Kind.ACCIDENT, severity: 4_000n });
    expect(await trait(world, car.id, "pending")).to.equal(1n);
    const values = await world.stake.getTraitValues(car.id, TRAITS.map(key));
    const one = await Promise.all(TRAITS.map((name) => world.stake.getTraitValue(car.id, key(name))));
    expect([...values]).to.deep.equal(one);
    expect([...(await world.stake.getTraitValues(car.id, []))]).to.deep.equal([]);
  });

  it("are seven, and there are no others", async () => {
    const world = await load();
    const car = await enrolled(world);
    for (const unknown of [...["", "Value", "weight"].map(key), encodeBytes32String("value"), ZeroHash]) {
      for (const asked of [
        world.stake.getTraitValue(car.id, unknown),
        world.stake.getTraitValues(car.id, [key("value"), unknown]),
      ]) {
        await expect(asked).to.be.revertedWithCustomError(world.stake, "TraitKeyUnknown").withArgs(unknown);
      }
    }
  });

  it("are set by nobody", async () => {
    const world = await load();
    const car = await enrolled(world);
    await expect(world.stake.connect(world.owner).setTrait.staticCall(car.id, key("value"), ZeroHash))
      .to.be.revertedWithCustomError(world.stake, "VehicleTraitsAreRead")
      .withArgs();
  });

  it("are described, with what a market validates on a sale", async () => {
    const { stake } = await load();
    const number = { type: "decimal", signed: false };
    const [none, most] = [{ validateOnSale: "none" }, { validateOnSale: "requireUintLte" }];
    const traits = {
      value: { displayName: "value", dataType: number, ...none },
      residual: { displayName: "residual", dataType: number, ...most },
      odometer: { displayName: "odometer (m)", dataType: number, ...none },
      pending: { displayName: "pending", dataType: { type: "boolean" }, ...most },
      silentFor: { displayName: "silentFor (s)", dataType: number, ...none },
      duplicates: { displayName: "duplicates", dataType: number, ...most },
      state: { displayName: "state", dataType: number, ...most },
    };
    expect(read(await stake.getTraitMetadataURI())).to.deep.equal({ traits });
    // And so says docs/vehicle.md.
    const page = readFileSync(join(import.meta.dirname, "../../docs/vehicle.md"), "utf8");
    for (const [name, { validateOnSale }] of Object.entries(traits))
      expect(page).to.match(new RegExp(`^\\| \`${name}\` +\\| .* \\| \`${validateOnSale}\` +\\|$`, "m"));
  });

  it("let a market sell what nothing has happened to, and nothing else", async () => {
    const world = await load();
    const { traits } = read(await world.stake.getTraitMetadataURI()) as {
      traits: Record<string, { validateOnSale: string }>;
    };
    const validated = TRAITS.filter((name) => traits[name]!.validateOnSale === "requireUintLte");
    const seen = async (car: Car) => Promise.all(validated.map((name) => trait(world, car.id, name)));
    const commitment = (salt: string) => world.stake.commitmentOf(hashOf(salt), "WVWZZZ1JZXW000001");
    const other = world.otherIssuer.bytes;
    await enrolled(world, { commitment: await commitment("other"), issuer: other });
    const happens: [boolean, (car: Car) => Promise<unknown>][] = [
      [true, () => Promise.resolve()],
      [true, (car) => report(world, car)],
      [false, (car) => report(world, car, { kind: Kind.ACCIDENT, severity: 100n })],
      [false, (car) => report(world, car, { kind: Kind.ACCIDENT, severity: 5_000n })],
      [false, (car) => world.stake.connect(world.owner).declareStolen(car.id)],
      [false, (car) => slash(world, car)],
      [
        false,
        ({ enrolment: { issuer } }) =>
          world.stake.proveDuplicate("WVWZZZ1JZXW000001", issuer, hashOf("one"), other, hashOf("other")),
      ],
    ];
    for (const [turn, [sells, happen]] of happens.entries()) {
      const isLast = turn === happens.length - 1;
      const car = await enrolled(world, isLast ? { commitment: await commitment("one") } : {});
      await report(world, car, { kind: Kind.ACCIDENT, severity: 1_000n });
      const offered = await seen(car);
      await moveTo((await now()) + DAY);
      await happen(car);
      const sold = await seen(car);
      expect(
        sold.every((value, i) => value <= offered[i]!),
        `${turn}`,
      ).to.equal(sells);
    }
  });

  it("are in the token's own description, too", async () => {
    const world = await load();
    const car = await enrolled(world);
    await report(world, car, { kind: Kind.ACCIDENT, severity: 1_000n });
    const attributes: { trait_type: string; value: number }[] = [];
    for (const name of TRAITS) attributes.push({ trait_type: name, value: Number(await trait(world, car.id, name)) });
    expect(read(await world.stake.tokenURI(car.id))).to.deep.equal({
      name: `Vehicle 0x${car.id.toString(16).padStart(64, "0")}`,
      attributes,
    });
  });

  it("are of a vehicle that somebody has enrolled", async () => {
    const { stake, desks } = await load();
    for (const asked of [
      stake.getTraitValue(UNKNOWN, key("value")),
      stake.getTraitValues(UNKNOWN, [key("value")]),
      stake.tokenURI(UNKNOWN),
      stake.locked(UNKNOWN),
      stake.ownerOf(UNKNOWN),
    ]) {
      await expect(asked).to.be.revertedWithCustomError(desks.views, "ERC721NonexistentToken").withArgs(UNKNOWN);
    }
  });
});

describeForEachKey("what can be asked of a vehicle", () => {
  it("is nothing where nobody has enrolled it", async () => {
    const world = await load();
    const { stake, owner } = world;
    expect(await shownOf(world, UNKNOWN)).to.equal(0n);
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
    expect(await shownOf(world, car.id)).to.equal(await worthAt(world, at));
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
