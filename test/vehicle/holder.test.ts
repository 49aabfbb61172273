import { expect } from "chai";
import { id as hashOf, ZeroAddress } from "ethers";

import { eventsOf } from "../events.ts";
import {
  type Car,
  DAY,
  describeForEachKey,
  enrolled,
  FAR,
  Kind,
  load,
  moveTo,
  nextBlockAt,
  now,
  ODOMETER,
  report,
  shown,
  State,
  VALUE,
  type World,
} from "./fixture.ts";
import { ended, putIn, slash, worthAt } from "./holding.ts";

/** A vehicle with a part in it. */
async function whole() {
  const world = await load();
  const [vehicle, part] = [await enrolled(world), await enrolled(world, { value: VALUE / 10n })];
  await putIn(world, part, vehicle);
  return { world, vehicle, part };
}

describeForEachKey("parts of a vehicle", () => {
  it("are put in by the owner of both: the token is held here, and both say so", async () => {
    const world = await load();
    const [vehicle, part] = [await enrolled(world), await enrolled(world)];
    const { stake } = world;
    const here = await stake.getAddress();
    const sent = putIn(world, part, vehicle);
    await expect(sent).to.emit(stake, "PartPutIn").withArgs(part.id, vehicle.id);
    await expect(sent).to.emit(stake, "Transfer").withArgs(world.owner.address, here, part.id);
    await expect(sent).to.emit(stake, "Locked").withArgs(part.id);
    await expect(sent).to.emit(stake, "MetadataUpdate").withArgs(vehicle.id);
    expect(await stake.ownerOf(part.id)).to.equal(here);
    expect(await stake.partsOf(vehicle.id)).to.deep.equal([part.id]);
    expect(await stake.vehicleWith(part.id)).to.equal(vehicle.id);
    expect(await stake.vehicleWith(vehicle.id)).to.equal(0n);
    expect(await stake.locked(part.id)).to.equal(true);
    expect(await stake.locked(vehicle.id)).to.equal(false);
  });

  it("count into what the vehicle shows, each by its own reports, and not into its books", async () => {
    const { world, vehicle, part } = await whole();
    const at = (await now()) + DAY;
    const [own, parts] = [await world.stake.bookOf(vehicle.id), await world.stake.valueAt(part.id, at)];
    expect(own.value).to.equal(VALUE);
    expect(parts > 0n).to.equal(true);
    expect(await world.stake.valueAt(vehicle.id, at)).to.equal((await worthAt(world, at)) + parts);
    await report(world, part, { kind: Kind.ACCIDENT, severity: 1_000n });
    const later = (await now()) + DAY;
    const damaged = await world.stake.valueAt(part.id, later);
    expect(damaged < parts).to.equal(true);
    expect(await world.stake.valueAt(vehicle.id, later)).to.equal((await worthAt(world, later)) + damaged);
  });

  it("show nothing through a vehicle that shows nothing, and through any other the rest counts", async () => {
    const { world, vehicle, part } = await whole();
    const second = await enrolled(world);
    await putIn(world, second, vehicle);
    await world.stake.connect(world.owner).declareStolen(part.id);
    const at = (await now()) + DAY;
    expect(await world.stake.valueAt(part.id, at)).to.equal(0n);
    expect(await world.stake.valueAt(vehicle.id, at)).to.equal(2n * (await worthAt(world, at)));
    await slash(world, vehicle);
    expect(await shown(world, vehicle)).to.equal(0n);
    expect(await world.stake.valueAt(second.id, at)).to.equal(await worthAt(world, at));
  });

  it("are taken out by the vehicle's owner, to whom he says", async () => {
    const { world, vehicle, part } = await whole();
    const { stake } = world;
    const sent = stake.connect(world.owner).takeOut(part.id, world.buyer.address);
    await expect(sent).to.emit(stake, "PartTakenOut").withArgs(part.id, vehicle.id);
    await expect(sent)
      .to.emit(stake, "Transfer")
      .withArgs(await stake.getAddress(), world.buyer.address, part.id);
    await expect(sent).to.emit(stake, "Unlocked").withArgs(part.id);
    await expect(sent).to.emit(stake, "MetadataUpdate").withArgs(vehicle.id);
    expect(await stake.ownerOf(part.id)).to.equal(world.buyer.address);
    expect(await stake.partsOf(vehicle.id)).to.deep.equal([]);
    expect(await stake.vehicleWith(part.id)).to.equal(0n);
    const at = (await now()) + DAY;
    expect(await stake.valueAt(vehicle.id, at)).to.equal(await worthAt(world, at));
    await stake.connect(world.buyer).transferFrom(world.buyer.address, world.owner.address, part.id);
    // What had parts once, and has none any more, can be a part itself.
    await putIn(world, vehicle, part);
  });

  it("change their places when one between them is taken out", async () => {
    const world = await load();
    const vehicle = await enrolled(world);
    const parts: Car[] = [];
    for (let i = 0; i < 4; ++i) {
      parts.push(await enrolled(world));
      await putIn(world, parts[i]!, vehicle);
    }
    const ids = parts.map(({ id }) => id);
    const out = (place: number) => world.stake.connect(world.owner).takeOut(ids[place]!, world.owner.address);
    await out(1);
    expect(await world.stake.partsOf(vehicle.id)).to.deep.equal([ids[0], ids[3], ids[2]]);
    // Those that stay count as before.
    const at = (await now()) + DAY;
    expect(await world.stake.valueAt(vehicle.id, at)).to.equal(4n * (await worthAt(world, at)));
    await out(3);
    await out(2);
    expect(await world.stake.partsOf(vehicle.id)).to.deep.equal([ids[0]]);
    await out(0);
    expect(await world.stake.partsOf(vehicle.id)).to.deep.equal([]);
  });

  it("move value from one vehicle to another when they are swapped", async () => {
    const { world, vehicle, part } = await whole();
    const other = await enrolled(world);
    const at = (await now()) + DAY;
    const shown = async () => [await world.stake.valueAt(vehicle.id, at), await world.stake.valueAt(other.id, at)];
    const before = await shown();
    await world.stake.connect(world.owner).takeOut(part.id, world.owner.address);
    await putIn(world, part, other);
    expect(await shown()).to.deep.equal(before.reverse());
    expect(before[0]! < before[1]!).to.equal(true);
  });

  it("are sixteen at most", async () => {
    const world = await load();
    const vehicle = await enrolled(world);
    for (let i = 0; i < 16; ++i) await putIn(world, await enrolled(world), vehicle);
    const part = await enrolled(world);
    await expect(putIn(world, part, vehicle))
      .to.be.revertedWithCustomError(world.stake, "VehiclePart")
      .withArgs(part.id, vehicle.id);
    const at = (await now()) + DAY;
    expect(await world.stake.valueAt(vehicle.id, at)).to.equal(17n * (await worthAt(world, at)));
    const [first] = await world.stake.partsOf(vehicle.id);
    await world.stake.connect(world.owner).takeOut(first!, world.owner.address);
    await putIn(world, part, vehicle);
  });

  describe("are refused", () => {
    const refused = async (world: World, part: Car, vehicle: Car) => {
      await expect(putIn(world, part, vehicle))
        .to.be.revertedWithCustomError(world.stake, "VehiclePart")
        .withArgs(part.id, vehicle.id);
    };

    it("in themselves, in a part, with parts of their own, or twice", async () => {
      const { world, vehicle, part } = await whole();
      const third = await enrolled(world);
      await refused(world, third, third);
      await refused(world, third, part);
      await refused(world, vehicle, third);
      await refused(world, part, vehicle);
      await refused(world, part, third);
    });

    it("with another unit of account, or another issuer", async () => {
      const world = await load();
      const vehicle = await enrolled(world);
      await refused(world, await enrolled(world, { unit: await world.reward.getAddress() }), vehicle);
      const foreign = await enrolled(world, { issuer: world.otherIssuer.bytes });
      await refused(world, foreign, vehicle);
      await refused(world, await enrolled(world), foreign);
      const { stake, owner } = world;
      const part = await enrolled(world);
      const [one, other] = [part.enrolment, vehicle.enrolment];
      const shown: [string, string][] = [
        [hashOf("another"), other.commitment as string],
        [one.commitment as string, hashOf("another")],
      ];
      for (const [ofPart, ofVehicle] of shown) {
        await expect(stake.connect(owner).putIn(part.id, vehicle.id, one.issuer, ofPart, ofVehicle))
          .to.be.revertedWithCustomError(stake, "VehiclePart")
          .withArgs(part.id, vehicle.id);
      }
    });

    it("from whoever doesn't own both", async () => {
      const world = await load();
      const [mine, his] = [await enrolled(world), await enrolled(world, { owner: world.buyer.address })];
      for (const [part, vehicle] of [
        [mine, his],
        [his, mine],
      ] as const) {
        await expect(putIn(world, part, vehicle))
          .to.be.revertedWithCustomError(world.stake, "VehicleNotAllowed")
          .withArgs(world.owner.address, his.id);
      }
      await expect(putIn(world, { ...mine, id: 5n }, mine))
        .to.be.revertedWithCustomError(world.stake, "VehicleNotAllowed")
        .withArgs(world.owner.address, 5n);
    });

    it("where one of the two is stolen, has ended or was slashed", async () => {
      const world = await load();
      const sound = await enrolled(world);
      const [stolen, gone, guilty] = [await enrolled(world), await enrolled(world), await enrolled(world)];
      await world.stake.connect(world.owner).declareStolen(stolen.id);
      await ended(world, gone);
      await slash(world, guilty);
      for (const [car, state] of [
        [stolen, State.STOLEN],
        [gone, State.ENDED],
        [guilty, State.SLASHED],
      ] as const) {
        for (const sent of [putIn(world, car, sound), putIn(world, sound, car)]) {
          await expect(sent).to.be.revertedWithCustomError(world.stake, "VehicleUnfit").withArgs(car.id, state);
        }
      }
    });

    it("while a lender holds them, and with a lien that has ended without it", async () => {
      const world = await load();
      const [vehicle, part] = [await enrolled(world), await enrolled(world)];
      const until = (await now()) + DAY;
      await world.stake.connect(world.owner).lock(part.id, world.lender.address, 1n, until);
      await nextBlockAt(until - 1n);
      await expect(putIn(world, part, vehicle))
        .to.be.revertedWithCustomError(world.stake, "VehicleLocked")
        .withArgs(part.id, world.lender.address, until);
      await nextBlockAt(until);
      await putIn(world, part, vehicle);
      await expect(world.stake.connect(world.lender).unlock(part.id))
        .to.be.revertedWithCustomError(world.stake, "VehicleLien")
        .withArgs(part.id, ZeroAddress, 0n, 0n);
    });
  });

  describe("can't be taken out", () => {
    const refused = async (world: World, part: bigint, error: string, ...values: unknown[]) => {
      await expect(world.stake.connect(world.owner).takeOut(part, world.owner.address))
        .to.be.revertedWithCustomError(world.stake, error)
        .withArgs(...values);
    };

    it("where they are in nothing", async () => {
      const { world, vehicle } = await whole();
      await refused(world, vehicle.id, "VehiclePart", vehicle.id, 0n);
    });

    it("by anybody but the vehicle's owner, who may be another than who put them in", async () => {
      const { world, vehicle, part } = await whole();
      await world.stake.connect(world.owner).transferFrom(world.owner.address, world.buyer.address, vehicle.id);
      await refused(world, part.id, "VehicleNotAllowed", world.owner.address, vehicle.id);
      await world.stake.connect(world.buyer).takeOut(part.id, world.buyer.address);
      expect(await world.stake.ownerOf(part.id)).to.equal(world.buyer.address);
    });

    it("while a lender holds the vehicle, up to his lien's last second", async () => {
      const { world, vehicle, part } = await whole();
      const until = (await now()) + DAY;
      await world.stake.connect(world.owner).lock(vehicle.id, world.lender.address, VALUE / 2n, until);
      await refused(world, part.id, "VehicleLocked", vehicle.id, world.lender.address, until);
      await nextBlockAt(until - 1n);
      await refused(world, part.id, "VehicleLocked", vehicle.id, world.lender.address, until);
      await nextBlockAt(until);
      await world.stake.connect(world.owner).takeOut(part.id, world.owner.address);
    });

    it("while they or the vehicle are stolen", async () => {
      const { world, vehicle, part } = await whole();
      const owned = world.stake.connect(world.owner);
      await owned.declareStolen(part.id);
      await refused(world, part.id, "VehicleUnfit", part.id, State.STOLEN);
      await owned.declareStolen(vehicle.id);
      await refused(world, part.id, "VehicleUnfit", vehicle.id, State.STOLEN);
      await owned.declareRecovered(vehicle.id);
      await owned.declareRecovered(part.id);
      await owned.takeOut(part.id, world.owner.address);
    });

    it("to nobody, or to this contract", async () => {
      const { world, part } = await whole();
      for (const to of [ZeroAddress, await world.stake.getAddress()]) {
        await expect(world.stake.connect(world.owner).takeOut(part.id, to))
          .to.be.revertedWithCustomError(world.stake, "ERC721InvalidReceiver")
          .withArgs(to);
      }
    });
  });

  it("are taken out of a vehicle that has ended or was slashed, and when they have themselves", async () => {
    const { world, vehicle, part } = await whole();
    const second = await enrolled(world);
    await putIn(world, second, vehicle);
    await ended(world, second);
    await slash(world, vehicle);
    const sent = world.stake.connect(world.owner).takeOut(second.id, world.buyer.address);
    await expect(sent).to.emit(world.stake, "PartTakenOut").withArgs(second.id, vehicle.id);
    await expect(sent).to.not.emit(world.stake, "Unlocked");
    await world.stake.connect(world.owner).takeOut(part.id, world.buyer.address);
    expect(await world.stake.balanceOf(world.buyer.address)).to.equal(2n);
    const [gone, last] = [await enrolled(world), await enrolled(world)];
    await putIn(world, last, gone);
    await ended(world, gone);
    await world.stake.connect(world.owner).takeOut(last.id, world.buyer.address);
    expect(await world.stake.ownerOf(last.id)).to.equal(world.buyer.address);
  });

  it("can't be sold or lent on by themselves", async () => {
    const { world, vehicle, part } = await whole();
    const owned = world.stake.connect(world.owner);
    const here = await world.stake.getAddress();
    await expect(owned.transferFrom(here, world.buyer.address, part.id))
      .to.be.revertedWithCustomError(world.stake, "ERC721InsufficientApproval")
      .withArgs(world.owner.address, part.id);
    await expect(owned.approve(world.buyer.address, part.id))
      .to.be.revertedWithCustomError(world.stake, "ERC721InvalidApprover")
      .withArgs(world.owner.address);
    await expect(owned.lock(part.id, world.lender.address, 1n, FAR))
      .to.be.revertedWithCustomError(world.stake, "VehiclePart")
      .withArgs(part.id, vehicle.id);
  });

  it("forget who was allowed to move them", async () => {
    const world = await load();
    const [vehicle, part] = [await enrolled(world), await enrolled(world)];
    await world.stake.connect(world.owner).approve(world.stranger.address, part.id);
    await putIn(world, part, vehicle);
    expect(await world.stake.getApproved(part.id)).to.equal(ZeroAddress);
    await world.stake.connect(world.owner).takeOut(part.id, world.owner.address);
    expect(await world.stake.getApproved(part.id)).to.equal(ZeroAddress);
  });
});

describeForEachKey("a stolen vehicle", () => {
  it("shows nothing and can't be sold until its owner says that it is back; its reports count", async () => {
    const world = await load();
    const { stake, owner, buyer } = world;
    const car = await enrolled(world);
    const owned = stake.connect(owner);
    const taken = owned.declareStolen(car.id);
    await expect(taken).to.emit(stake, "VehicleStateChanged").withArgs(car.id, State.STOLEN);
    await expect(taken).to.emit(stake, "Locked").withArgs(car.id);
    await expect(taken).to.emit(stake, "MetadataUpdate").withArgs(car.id);
    expect(await shown(world, car)).to.equal(0n);
    expect((await stake.vehicle(car.id)).state).to.equal(State.STOLEN);
    expect(await stake.locked(car.id)).to.equal(true);
    await expect(owned.transferFrom(owner.address, buyer.address, car.id))
      .to.be.revertedWithCustomError(stake, "VehicleUnfit")
      .withArgs(car.id, State.STOLEN);
    await report(world, car, { odometer: ODOMETER });
    expect((await stake.vehicle(car.id)).sequence).to.equal(1n);
    const back = owned.declareRecovered(car.id);
    await expect(back).to.emit(stake, "VehicleStateChanged").withArgs(car.id, State.ACTIVE);
    await expect(back).to.emit(stake, "Unlocked").withArgs(car.id);
    const updates = (await eventsOf(back, stake)).filter((event) => (event as unknown[])[0] === "MetadataUpdate");
    expect(updates).to.deep.equal([["MetadataUpdate", car.id]]);
    const at = (await now()) + DAY;
    expect(await stake.valueAt(car.id, at)).to.equal(await worthAt(world, at));
    await owned.transferFrom(owner.address, buyer.address, car.id);
  });

  it("is said so by its owner, once, and of one that is there", async () => {
    const world = await load();
    const car = await enrolled(world);
    const { stake, owner, stranger } = world;
    for (const act of ["declareStolen", "declareRecovered"] as const) {
      await expect(stake.connect(stranger)[act](car.id))
        .to.be.revertedWithCustomError(stake, "VehicleNotAllowed")
        .withArgs(stranger.address, car.id);
    }
    await expect(stake.connect(owner).declareRecovered(car.id))
      .to.be.revertedWithCustomError(stake, "VehicleUnfit")
      .withArgs(car.id, State.ACTIVE);
    await stake.connect(owner).declareStolen(car.id);
    await expect(stake.connect(owner).declareStolen(car.id))
      .to.be.revertedWithCustomError(stake, "VehicleUnfit")
      .withArgs(car.id, State.STOLEN);
    const gone = await enrolled(world);
    await ended(world, gone);
    for (const act of ["declareStolen", "declareRecovered"] as const) {
      await expect(stake.connect(owner)[act](gone.id))
        .to.be.revertedWithCustomError(stake, "VehicleUnfit")
        .withArgs(gone.id, State.ENDED);
    }
  });

  it("that a lender holds stays locked when it is back", async () => {
    const world = await load();
    const car = await enrolled(world);
    const owned = world.stake.connect(world.owner);
    await owned.lock(car.id, world.lender.address, 1n, FAR);
    await owned.declareStolen(car.id);
    await expect(owned.declareRecovered(car.id)).to.not.emit(world.stake, "Unlocked");
    expect(await world.stake.locked(car.id)).to.equal(true);
  });

  it("that is a part is its vehicle's owner's to declare, and shows through it no more", async () => {
    const { world, vehicle, part } = await whole();
    const owned = world.stake.connect(world.owner);
    const update = (sent: unknown) => expect(sent).to.emit(world.stake, "MetadataUpdate").withArgs(vehicle.id);
    await update(owned.declareStolen(part.id));
    const at = (await now()) + DAY;
    expect(await world.stake.valueAt(vehicle.id, at)).to.equal(await worthAt(world, at));
    const back = owned.declareRecovered(part.id);
    await expect(back).to.not.emit(world.stake, "Unlocked");
    await update(back);
    await update(report(world, part));
    const shown = await world.stake.valueAt(part.id, at);
    expect(await world.stake.valueAt(vehicle.id, at)).to.equal((await worthAt(world, at)) + shown);
  });
});

describeForEachKey("a permission to read a vehicle's telemetry", () => {
  const SCOPES = 2n ** 208n - 1n;
  const read = async (world: World, id: bigint) => [...(await world.stake.permissionOf(id, world.stranger.address))];

  it("is given by the owner, ends by itself, and is told", async () => {
    const world = await load();
    const car = await enrolled(world);
    const until = (await now()) + DAY;
    const sent = world.stake.connect(world.owner).permit(car.id, world.stranger.address, SCOPES, until);
    await expect(sent).to.emit(world.stake, "VehiclePermitted").withArgs(car.id, world.stranger.address, SCOPES, until);
    expect(await read(world, car.id)).to.deep.equal([SCOPES, until]);
    expect([...(await world.stake.permissionOf(car.id, world.buyer.address))]).to.deep.equal([0n, 0n]);
    await moveTo(until - 1n);
    expect(await read(world, car.id)).to.deep.equal([SCOPES, until]);
    await moveTo(until);
    expect(await read(world, car.id)).to.deep.equal([0n, 0n]);
    await moveTo(until + 1n);
    expect(await read(world, car.id)).to.deep.equal([0n, 0n]);
  });

  it("must end later than now, and is taken back at any time", async () => {
    const world = await load();
    const car = await enrolled(world);
    const owned = world.stake.connect(world.owner);
    const start = (await now()) + DAY;
    for (const [i, back] of [1n, 0n].entries()) {
      const at = start + BigInt(i) * DAY;
      await nextBlockAt(at);
      await expect(owned.permit(car.id, world.stranger.address, 1n, at - back, { gasLimit: 200_000n }))
        .to.be.revertedWithCustomError(world.stake, "VehicleTooLate")
        .withArgs(at - back, at);
    }
    await nextBlockAt(start + 2n * DAY);
    await owned.permit(car.id, world.stranger.address, 1n, start + 2n * DAY + 1n);
    await owned.permit(car.id, world.stranger.address, 0n, 0n);
    expect(await read(world, car.id)).to.deep.equal([0n, 0n]);
  });

  it("is the owner's alone to give, of a vehicle that is in no other", async () => {
    const { world, vehicle, part } = await whole();
    await expect(world.stake.connect(world.stranger).permit(vehicle.id, world.stranger.address, 1n, FAR))
      .to.be.revertedWithCustomError(world.stake, "VehicleNotAllowed")
      .withArgs(world.stranger.address, vehicle.id);
    await expect(world.stake.connect(world.owner).permit(part.id, world.stranger.address, 1n, FAR))
      .to.be.revertedWithCustomError(world.stake, "VehiclePart")
      .withArgs(part.id, vehicle.id);
  });

  it("is void when the vehicle is transferred, and stays so when it comes back", async () => {
    const world = await load();
    const car = await enrolled(world);
    const { stake, owner, buyer, stranger } = world;
    await stake.connect(owner).permit(car.id, stranger.address, 7n, FAR);
    await stake.connect(owner).transferFrom(owner.address, buyer.address, car.id);
    expect(await read(world, car.id)).to.deep.equal([0n, 0n]);
    await stake.connect(buyer).transferFrom(buyer.address, owner.address, car.id);
    expect(await read(world, car.id)).to.deep.equal([0n, 0n]);
  });

  it("for a vehicle holds for the parts in it, and what was given for a part before is void", async () => {
    const world = await load();
    const [vehicle, part] = [await enrolled(world), await enrolled(world)];
    const owned = world.stake.connect(world.owner);
    await owned.permit(part.id, world.stranger.address, 1n, FAR);
    await putIn(world, part, vehicle);
    expect(await read(world, part.id)).to.deep.equal([0n, 0n]);
    await owned.permit(vehicle.id, world.stranger.address, 6n, FAR);
    expect(await read(world, part.id)).to.deep.equal([6n, FAR]);
    await owned.takeOut(part.id, world.owner.address);
    expect(await read(world, part.id)).to.deep.equal([0n, 0n]);
    expect(await read(world, vehicle.id)).to.deep.equal([6n, FAR]);
  });
});
