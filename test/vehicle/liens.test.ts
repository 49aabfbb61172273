import { expect } from "chai";
import { ZeroAddress } from "ethers";

import { VehicleLender__factory } from "../../types/ethers-contracts/index.js";
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
  ODOMETER,
  report,
  reportOf,
  shown,
  signedReport,
  START,
  State,
  VALUE,
  type World,
} from "./fixture.ts";
import { ended, putIn, slash, worthAt } from "./holding.ts";

const FOREVER = 2n ** 48n - 1n;
const MANNERS = { LISTEN: 0n, REVERT: 1n, BURN: 2n, BOMB: 3n, REVERT_WITH_BOMB: 4n, CALL: 5n } as const;

/** A vehicle that a lender holds: of the owner, from now on, for nine tenths of its value. */
async function lent(minValue = (VALUE * 9n) / 10n, until = FOREVER) {
  const world = await load();
  const car = await enrolled(world);
  await world.stake.connect(world.owner).lock(car.id, world.lender.address, minValue, until);
  return { world, car };
}

/** A lender that is a contract, with a hold on a vehicle. */
async function lentByContract() {
  const world = await load();
  const car = await enrolled(world);
  const lender = await new VehicleLender__factory(world.deployer).deploy();
  const address = await lender.getAddress();
  await world.stake.connect(world.owner).lock(car.id, address, (VALUE * 9n) / 10n, FOREVER);
  return { world, car, lender, address };
}

/** An accident that takes a fifth. */
const accident = (world: World, car: Car) => report(world, car, { kind: Kind.ACCIDENT, severity: 2_000n });

describeForEachKey("a lender's hold on a vehicle", () => {
  it("is given by its owner, told, and can be asked for", async () => {
    const world = await load();
    const { stake, owner, lender } = world;
    const car = await enrolled(world);
    expect([...(await stake.lienOf(car.id))]).to.deep.equal([ZeroAddress, 0n, 0n]);
    const until = (await now()) + DAY;
    const sent = stake.connect(owner).lock(car.id, lender.address, 5n, until);
    await expect(sent).to.emit(stake, "VehicleLiened").withArgs(car.id, lender.address, 5n, until);
    await expect(sent).to.emit(stake, "Locked").withArgs(car.id);
    expect([...(await stake.lienOf(car.id))]).to.deep.equal([lender.address, 5n, until]);
    expect(await stake.locked(car.id)).to.equal(true);
    await moveTo(until - 1n);
    expect([...(await stake.lienOf(car.id))]).to.deep.equal([lender.address, 5n, until]);
    expect(await stake.locked(car.id)).to.equal(true);
    for (const time of [until, until + 1n]) {
      await moveTo(time);
      expect([...(await stake.lienOf(car.id))]).to.deep.equal([ZeroAddress, 0n, 0n]);
      expect(await stake.locked(car.id)).to.equal(false);
    }
  });

  it("keeps it from being transferred up to its last second", async () => {
    const until = START + 10n * DAY;
    for (const at of [until - 1n, until, until + 1n]) {
      const { world, car } = await lent(1n, until);
      const { stake, owner, buyer, lender } = world;
      await nextBlockAt(at);
      const sent = stake.connect(owner).transferFrom(owner.address, buyer.address, car.id, { gasLimit: 200_000n });
      if (at < until) {
        await expect(sent)
          .to.be.revertedWithCustomError(stake, "VehicleLocked")
          .withArgs(car.id, lender.address, until);
      } else {
        await sent;
        expect(await stake.ownerOf(car.id)).to.equal(buyer.address);
      }
    }
  });

  it("keeps it from being put into another, and from a second lender, until it has ended", async () => {
    const until = START + 10n * DAY;
    const { world, car } = await lent(1n, until);
    const { stake, owner, lender, stranger } = world;
    const other = await enrolled(world);
    for (const sent of [putIn(world, car, other), stake.connect(owner).lock(car.id, stranger.address, 1n, FOREVER)]) {
      await expect(sent).to.be.revertedWithCustomError(stake, "VehicleLocked").withArgs(car.id, lender.address, until);
    }
    // What is put into the vehicle itself is held with it.
    await putIn(world, other, car);
    await nextBlockAt(until);
    await stake.connect(owner).lock(car.id, stranger.address, 2n, FOREVER);
    expect([...(await stake.lienOf(car.id))]).to.deep.equal([stranger.address, 2n, FOREVER]);
    // Who had the first lien has nothing to say any more.
    await expect(stake.connect(lender).unlock(car.id))
      .to.be.revertedWithCustomError(stake, "VehicleNotAllowed")
      .withArgs(lender.address, car.id);
  });

  it("needs a lender, a least value that the vehicle shows now, and an end to come", async () => {
    const world = await load();
    const { stake, owner, lender } = world;
    const car = await enrolled(world);
    let at = START + DAY;
    const terms: [string, (value: bigint) => bigint, (now: bigint) => bigint][] = [
      [ZeroAddress, () => 1n, () => FOREVER],
      [lender.address, () => 0n, () => FOREVER],
      [lender.address, (value) => value + 1n, () => FOREVER],
      [lender.address, () => 1n, (now) => now - 1n],
      [lender.address, () => 1n, (now) => now],
    ];
    for (const [who, leastOf, untilOf] of terms) {
      at += DAY;
      const value = await worthAt(world, at);
      await nextBlockAt(at);
      await expect(stake.connect(owner).lock(car.id, who, leastOf(value), untilOf(at), { gasLimit: 500_000n }))
        .to.be.revertedWithCustomError(stake, "VehicleLienTerms")
        .withArgs(who, leastOf(value), value, untilOf(at));
    }
    at += DAY;
    const value = await worthAt(world, at);
    await nextBlockAt(at);
    await stake.connect(owner).lock(car.id, lender.address, value, at + 1n);
  });

  it("is the owner's to give, of a vehicle that is neither stolen, ended nor slashed", async () => {
    const world = await load();
    const { stake, owner, lender } = world;
    const [sound, stolen, gone, guilty] = [
      await enrolled(world),
      await enrolled(world),
      await enrolled(world),
      await enrolled(world),
    ];
    await stake.connect(owner).declareStolen(stolen.id);
    await ended(world, gone);
    await slash(world, guilty);
    await expect(stake.connect(lender).lock(sound.id, lender.address, 1n, FOREVER))
      .to.be.revertedWithCustomError(stake, "VehicleNotAllowed")
      .withArgs(lender.address, sound.id);
    for (const [car, state] of [
      [stolen, State.STOLEN],
      [gone, State.ENDED],
      [guilty, State.SLASHED],
    ] as const) {
      await expect(stake.connect(owner).lock(car.id, lender.address, 1n, FOREVER))
        .to.be.revertedWithCustomError(stake, "VehicleUnfit")
        .withArgs(car.id, state);
    }
  });

  describe("is let go of", () => {
    it("by the lender at any time", async () => {
      const { world, car } = await lent();
      const { stake, owner, buyer, lender } = world;
      const sent = stake.connect(lender).unlock(car.id);
      await expect(sent).to.emit(stake, "VehicleReleased").withArgs(car.id, lender.address);
      await expect(sent).to.emit(stake, "Unlocked").withArgs(car.id);
      await expect(stake.connect(lender).unlock(car.id))
        .to.be.revertedWithCustomError(stake, "VehicleLien")
        .withArgs(car.id, ZeroAddress, 0n, 0n);
      await stake.connect(owner).transferFrom(owner.address, buyer.address, car.id);
    });

    it("by anybody once it has ended, and not a second before", async () => {
      const until = START + 10n * DAY;
      for (const at of [until - 1n, until, until + 1n]) {
        const { world, car } = await lent(1n, until);
        const { stake, stranger, lender } = world;
        await nextBlockAt(at);
        const sent = stake.connect(stranger).unlock(car.id, { gasLimit: 200_000n });
        if (at < until) {
          await expect(sent)
            .to.be.revertedWithCustomError(stake, "VehicleNotAllowed")
            .withArgs(stranger.address, car.id);
        } else {
          await expect(sent).to.emit(stake, "VehicleReleased").withArgs(car.id, lender.address);
        }
      }
    });

    it("of a stolen vehicle without a word that it can be sold", async () => {
      const { world, car } = await lent();
      await world.stake.connect(world.owner).declareStolen(car.id);
      const sent = world.stake.connect(world.lender).unlock(car.id);
      await expect(sent).to.emit(world.stake, "VehicleReleased");
      await expect(sent).to.not.emit(world.stake, "Unlocked");
    });
  });

  describe("gives him the vehicle", () => {
    it("where it shows less than it has to, and not a unit sooner", async () => {
      const at = START + 20n * DAY;
      for (const more of [1n, 0n, -1n]) {
        const world = await load();
        const { stake, owner, lender, buyer } = world;
        const car = await enrolled(world);
        const value = await worthAt(world, at);
        const least = value + more;
        await stake.connect(owner).lock(car.id, lender.address, least, FOREVER);
        await nextBlockAt(at);
        const sent = stake.connect(lender).claimLocked(car.id, buyer.address, { gasLimit: 500_000n });
        if (more === 1n) {
          await expect(sent).to.emit(stake, "VehicleClaimedByLender").withArgs(car.id, lender.address, value, least);
          await expect(sent).to.emit(stake, "Transfer").withArgs(owner.address, buyer.address, car.id);
          await expect(sent).to.emit(stake, "Unlocked").withArgs(car.id);
          expect([...(await stake.lienOf(car.id))]).to.deep.equal([ZeroAddress, 0n, 0n]);
        } else {
          await expect(sent)
            .to.be.revertedWithCustomError(stake, "VehicleLien")
            .withArgs(car.id, lender.address, value, least);
        }
      }
    });

    it("in the last second of the lien, and not in the next", async () => {
      const until = START + 10n * DAY;
      for (const at of [until - 1n, until, until + 1n]) {
        const { world, car } = await lent((VALUE * 9n) / 10n, until);
        const { stake, lender } = world;
        await accident(world, car);
        const { odometer } = (await stake.vehicle(car.id)).condition;
        const value = await worthAt(world, at, odometer, 2_000n);
        await nextBlockAt(at);
        const sent = stake.connect(lender).claimLocked(car.id, lender.address, { gasLimit: 500_000n });
        if (at < until) {
          await sent;
          expect(await stake.ownerOf(car.id)).to.equal(lender.address);
        } else {
          await expect(sent)
            .to.be.revertedWithCustomError(stake, "VehicleLien")
            .withArgs(car.id, lender.address, value, (VALUE * 9n) / 10n);
        }
      }
    });

    it("alone, and where there is a lien", async () => {
      const { world, car } = await lent();
      await accident(world, car);
      for (const by of [world.owner, world.stranger]) {
        await expect(world.stake.connect(by).claimLocked(car.id, by.address))
          .to.be.revertedWithCustomError(world.stake, "VehicleNotAllowed")
          .withArgs(by.address, car.id);
      }
      const free = await enrolled(world);
      await expect(world.stake.connect(world.lender).claimLocked(free.id, world.lender.address))
        .to.be.revertedWithCustomError(world.stake, "VehicleNotAllowed")
        .withArgs(world.lender.address, free.id);
    });

    it("but neither to nobody nor to this contract", async () => {
      const { world, car } = await lent();
      await accident(world, car);
      for (const to of [ZeroAddress, await world.stake.getAddress()]) {
        await expect(world.stake.connect(world.lender).claimLocked(car.id, to))
          .to.be.revertedWithCustomError(world.stake, "ERC721InvalidReceiver")
          .withArgs(to);
      }
    });

    it("in whatever state it is: stolen, ended or slashed", async () => {
      const becomes: [bigint, (world: World, car: Car) => Promise<unknown>][] = [
        [State.STOLEN, (world, car) => world.stake.connect(world.owner).declareStolen(car.id)],
        [State.ENDED, ended],
        [State.SLASHED, slash],
      ];
      for (const [state, become] of becomes) {
        const { world, car } = await lent();
        const { stake, lender } = world;
        await become(world, car);
        const sent = stake.connect(lender).claimLocked(car.id, lender.address);
        await expect(sent)
          .to.emit(stake, "VehicleClaimedByLender")
          .withArgs(car.id, lender.address, 0n, (VALUE * 9n) / 10n);
        if (state !== State.SLASHED) await expect(sent).to.not.emit(stake, "Unlocked");
        expect(await stake.ownerOf(car.id)).to.equal(lender.address);
        expect((await stake.vehicle(car.id)).state).to.equal(state);
      }
    });

    it("with its parts, and without what its owner had let others do", async () => {
      const { world, car } = await lent();
      const { stake, owner, lender, stranger } = world;
      const part = await enrolled(world, { value: VALUE / 100n });
      await putIn(world, part, car);
      await stake.connect(owner).permit(car.id, stranger.address, 1n, FAR);
      await stake.connect(owner).approve(stranger.address, car.id);
      await accident(world, car);
      await stake.connect(lender).claimLocked(car.id, lender.address);
      expect(await stake.partsOf(car.id)).to.deep.equal([part.id]);
      expect(await stake.getApproved(car.id)).to.equal(ZeroAddress);
      expect([...(await stake.permissionOf(car.id, stranger.address))]).to.deep.equal([0n, 0n]);
      await expect(stake.connect(owner).takeOut(part.id, owner.address))
        .to.be.revertedWithCustomError(stake, "VehicleNotAllowed")
        .withArgs(owner.address, car.id);
      await stake.connect(lender).takeOut(part.id, lender.address);
    });

    it("not by a dispute of a service, which counts for him until it is decided", async () => {
      const { world, car } = await lent();
      const { stake, lender } = world;
      await accident(world, car);
      await report(world, car, { kind: Kind.SERVICE, severity: 1_500n });
      await stake.connect(lender).dispute(car.id, 2n, { value: ETHER / 10n });
      const least = (VALUE * 9n) / 10n;
      expect((await shown(world, car)) < least).to.equal(true);
      const at = (await now()) + 1n;
      const { odometer } = (await stake.vehicle(car.id)).condition;
      const value = await worthAt(world, at, odometer, 2_000n, 1_500n);
      expect(value >= least).to.equal(true);
      await nextBlockAt(at);
      await expect(stake.connect(lender).claimLocked(car.id, lender.address, { gasLimit: 500_000n }))
        .to.be.revertedWithCustomError(stake, "VehicleLien")
        .withArgs(car.id, lender.address, value, least);
    });

    it("by a report that waits for attestors: the vehicle has signed it", async () => {
      const { world, car } = await lent();
      await report(world, car, { kind: Kind.ACCIDENT, severity: 3_000n });
      expect((await world.stake.bookOf(car.id)).value > (VALUE * 9n) / 10n).to.equal(true);
      await world.stake.connect(world.lender).claimLocked(car.id, world.lender.address);
      expect(await world.stake.ownerOf(car.id)).to.equal(world.lender.address);
    });
  });
});

describeForEachKey("the news of a lender", () => {
  const LEAST = (VALUE * 9n) / 10n;
  const choose = (lender: Awaited<ReturnType<typeof lentByContract>>["lender"], manner: keyof typeof MANNERS) =>
    lender.choose(MANNERS[manner], ZeroAddress, "0x");

  it("comes with the report by which the vehicle shows too little, with 50,000 gas at most", async () => {
    const { world, car, lender, address } = await lentByContract();
    const at = (await now()) + DAY;
    const given = await reportOf(world, car, { kind: Kind.ACCIDENT, severity: 2_000n, odometer: ODOMETER });
    const value = await worthAt(world, at, ODOMETER, 2_000n);
    await nextBlockAt(at);
    const sent = world.stake.report(...signedReport(world, given, car.key));
    await expect(sent)
      .to.emit(lender, "Heard")
      .withArgs(car.id, value, LEAST, (gas: bigint) => gas <= 50_000n && gas > 45_000n);
    await expect(sent).to.emit(world.stake, "LenderTold").withArgs(car.id, address, value, true);
  });

  it("is an event alone for a lender without code", async () => {
    const { world, car } = await lent();
    const at = (await now()) + DAY;
    const given = await reportOf(world, car, { kind: Kind.ACCIDENT, severity: 2_000n, odometer: ODOMETER });
    await nextBlockAt(at);
    await expect(world.stake.report(...signedReport(world, given, car.key)))
      .to.emit(world.stake, "LenderTold")
      .withArgs(car.id, world.lender.address, await worthAt(world, at, ODOMETER, 2_000n), false);
  });

  it("doesn't come while the vehicle shows enough, nor once the lien has ended", async () => {
    const until = START + 10n * DAY;
    const { world, car } = await lent(LEAST, until);
    await expect(report(world, car)).to.not.emit(world.stake, "LenderTold");
    await moveTo(until - 2n);
    const given = { kind: Kind.ACCIDENT, severity: 2_000n };
    await nextBlockAt(until - 1n);
    await expect(report(world, car, given)).to.emit(world.stake, "LenderTold");
    await nextBlockAt(until);
    await expect(report(world, car)).to.not.emit(world.stake, "LenderTold");
  });

  for (const less of [0n, 1n]) {
    it(`${less === 0n ? "doesn't come" : "comes"} where the vehicle shows ${less === 0n ? "exactly what" : "a unit less than"} it has to`, async () => {
      const world = await load();
      const car = await enrolled(world);
      const at = (await now()) + DAY;
      const value = await worthAt(world, at, ODOMETER);
      await world.stake.connect(world.owner).lock(car.id, world.lender.address, value + less, FOREVER);
      const given = await reportOf(world, car, { odometer: ODOMETER });
      await nextBlockAt(at);
      const sent = await world.stake.report(...signedReport(world, given, car.key));
      expect(await shown(world, car)).to.equal(value);
      if (less === 0n) await expect(sent).to.not.emit(world.stake, "LenderTold");
      else {
        await expect(sent).to.emit(world.stake, "LenderTold").withArgs(car.id, world.lender.address, value, false);
      }
    });
  }

  for (const manner of ["REVERT", "BURN", "BOMB", "REVERT_WITH_BOMB"] as const) {
    it(`is no more than an event where he answers by ${manner}: bad news count`, async () => {
      const { world, car, lender, address } = await lentByContract();
      await choose(lender, manner);
      const given = await reportOf(world, car, { kind: Kind.ACCIDENT, severity: 2_000n });
      const sent = await world.stake.report(...signedReport(world, given, car.key));
      const heard = manner === "BOMB";
      await expect(sent)
        .to.emit(world.stake, "LenderTold")
        .withArgs(car.id, address, (value: bigint) => value < LEAST, heard);
      const { sequence, condition } = await world.stake.vehicle(car.id);
      expect([sequence, condition.damage]).to.deep.equal([1n, 2_000n]);
      // Nothing that he returns is copied: it costs a report his gas, and that is all.
      expect((await sent.wait())!.gasUsed < 350_000n).to.equal(true);
      const theft = world.stake.connect(world.owner).declareStolen(car.id);
      await expect(theft).to.emit(world.stake, "LenderTold").withArgs(car.id, address, 0n, heard);
      await expect(slash(world, car)).to.emit(world.stake, "LenderTold").withArgs(car.id, address, 0n, heard);
      expect((await world.stake.vehicle(car.id)).state).to.equal(State.SLASHED);
    });
  }

  it("is never kept from him by a report with little gas, and needs no more than is his", async () => {
    const { world, car, lender } = await lentByContract();
    const given = await reportOf(world, car, { kind: Kind.ACCIDENT, severity: 2_000n });
    const signed = signedReport(world, given, car.key);
    const outOfGas = world.stake.interface.encodeErrorResult("VehicleOutOfGas");
    let refused = 0;
    /** The first limit from there on with which the report counts; he has heard of it then, with all of his gas. */
    const enough = async (from: bigint, step: bigint): Promise<bigint> => {
      for (let gasLimit = from; ; gasLimit += step) {
        const before = await networkHelpers.takeSnapshot();
        const sent = world.stake.report(...signed, { gasLimit });
        const error = await sent.then(
          () => undefined,
          (reason: unknown) => reason as Error & { data?: string },
        );
        if (error === undefined) {
          await expect(sent)
            .to.emit(lender, "Heard")
            .withArgs(
              car.id,
              (value: bigint) => value < LEAST,
              LEAST,
              (gas: bigint) => gas > 49_000n,
            );
        }
        await before.restore();
        if (error === undefined) return gasLimit;
        // By its data: a message names errors only of code that the chain knows the source of.
        if (error.data === outOfGas) ++refused;
      }
    };
    const about = await enough(150_000n, 4_000n);
    const least = await enough(about - 4_000n, 250n);
    expect(refused > 0).to.equal(true);
    const { gasUsed } = (await (await world.stake.report(...signed)).wait())!;
    // He hardly uses any of it.
    expect(least < gasUsed + 60_000n).to.equal(true);
  });

  it("lets him act in the same call: what he lets go of then stays so, and the report counts", async () => {
    const { world, car, lender } = await lentByContract();
    const unlock = world.stake.interface.encodeFunctionData("unlock", [car.id]);
    await lender.choose(MANNERS.CALL, await world.stake.getAddress(), unlock);
    const sent = accident(world, car);
    await expect(sent).to.emit(lender, "Called").withArgs(true, "0x");
    await expect(sent).to.emit(world.stake, "VehicleReleased");
    expect((await world.stake.vehicle(car.id)).sequence).to.equal(1n);
    expect(await world.stake.locked(car.id)).to.equal(false);
    await expect(accident(world, car)).to.not.emit(world.stake, "LenderTold");
    const { owner, buyer } = world;
    await world.stake.connect(owner).transferFrom(owner.address, buyer.address, car.id);
  });

  it("comes before his claim, which he makes by a call of his own", async () => {
    const { world, car, lender, address } = await lentByContract();
    await accident(world, car);
    const claim = world.stake.interface.encodeFunctionData("claimLocked", [car.id, address]);
    await lender.execute(await world.stake.getAddress(), claim);
    expect(await world.stake.ownerOf(car.id)).to.equal(address);
  });

  it("comes where a part of the vehicle tells of its own loss", async () => {
    const { world, car, lender, address } = await lentByContract();
    const { stake, owner } = world;
    const part = await enrolled(world);
    await putIn(world, part, car);
    await lender.execute(await stake.getAddress(), stake.interface.encodeFunctionData("unlock", [car.id]));
    await stake.connect(owner).lock(car.id, address, (VALUE * 19n) / 10n, FOREVER);
    await expect(report(world, part)).to.not.emit(stake, "LenderTold");
    const sent = accident(world, part);
    await expect(sent)
      .to.emit(stake, "LenderTold")
      .withArgs(car.id, address, (value: bigint) => value < (VALUE * 19n) / 10n && value > VALUE, true);
    // What the part shows, the vehicle shows.
    await expect(sent).to.emit(stake, "MetadataUpdate").withArgs(car.id);
    await expect(stake.connect(owner).declareStolen(part.id)).to.emit(stake, "LenderTold");
    await expect(slash(world, part)).to.emit(stake, "LenderTold");
    await expect(report(world, await enrolled(world))).to.not.emit(stake, "LenderTold");
  });

  it("comes where attestors confirm what waited for them", async () => {
    const { world, car, lender } = await lentByContract();
    const given = await reportOf(world, car, { kind: Kind.ACCIDENT, severity: 3_000n });
    await expect(world.stake.report(...signedReport(world, given, car.key))).to.emit(lender, "Heard");
    const finding = {
      vehicle: car.id,
      sequence: 1n,
      condition: await world.stake.conditionHash(given),
      holds: true,
      disputed: false,
      deadline: FAR,
    };
    await expect(world.stake.decide(...attested(world, finding))).to.emit(lender, "Heard");
  });

  it("takes no more than 50,000 gas from whoever reports, whatever he does", async () => {
    const { world, car, lender } = await lentByContract();
    const cost = async (manner: keyof typeof MANNERS): Promise<bigint> => {
      const before = await networkHelpers.takeSnapshot();
      await choose(lender, manner);
      const { gasUsed } = (await (await accident(world, car)).wait())!;
      await before.restore();
      return gasUsed;
    };
    const [least, most] = [await cost("REVERT"), await cost("BURN")];
    expect(most - least <= 50_000n).to.equal(true);
    expect((await cost("REVERT_WITH_BOMB")) <= most).to.equal(true);
    expect((await cost("BOMB")) <= most).to.equal(true);
  });
});
