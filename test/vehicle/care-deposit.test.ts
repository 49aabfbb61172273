import { expect } from "chai";
import { hexlify } from "ethers";

import { refused } from "./care.ts";
import { balanced, defend, dispute, judge, NEVER, policyOf, tells } from "./claims.ts";
import {
  type Car,
  describeForEachKey,
  enrolled,
  ETHER,
  ethers,
  Kind,
  load,
  nextBlockAt,
  now,
  PANEL,
  State,
  type World,
} from "./fixture.ts";
import { ended, putIn, slash } from "./holding.ts";

const release = (world: World, car: Car) => world.stake.connect(world.stranger).releaseDeposit(car.id);
const depositOf = async (world: World, car: Car) => (await world.stake.vehicle(car.id)).deposit;

describeForEachKey("a bounty", () => {
  it("grows by whoever adds to it", async () => {
    const world = await load();
    const car = await enrolled(world, {}, undefined, 5n);
    await expect(world.stake.connect(world.stranger).deposit(car.id, { value: 7n }))
      .to.emit(world.stake, "VehicleDeposited")
      .withArgs(car.id, world.stranger.address, 7n);
    expect((await world.stake.vehicle(car.id)).deposit).to.equal(12n);
    await refused(world, world.stake.deposit(car.id + 1n, { value: 1n }), "VehicleUnfit", car.id + 1n, State.NONE);
    await ended(world, car, Kind.SCRAPPING);
    await refused(world, world.stake.deposit(car.id, { value: 1n }), "VehicleUnfit", car.id, State.ENDED);
  });

  it("is won with its smallest amount, too", async () => {
    const world = await load();
    const car = await enrolled(world, {}, undefined, 1n);
    await slash(world, car);
    expect(await world.stake.creditOf(world.keeper.address)).to.equal(1n);
  });

  it("is paid to where who won it wants it, once", async () => {
    const world = await load();
    const car = await enrolled(world, {}, undefined, ETHER);
    await slash(world, car);
    const asKeeper = world.stake.connect(world.keeper);
    // One receiver can't be sent ether; he names another.
    const shut = await world.dollar.getAddress();
    await refused(world, asKeeper.withdraw(shut), "VehicleEtherNotSent", shut, ETHER);
    const to = hexlify(new Uint8Array(20).fill(0x77));
    const sent = asKeeper.withdraw(to);
    await expect(sent).to.emit(world.stake, "VehicleCreditPaid").withArgs(world.keeper.address, to, ETHER);
    await sent;
    expect(await world.stake.creditOf(world.keeper.address)).to.equal(0n);
    for (const who of [world.keeper, world.stranger]) {
      await refused(world, world.stake.connect(who).withdraw(to), "VehicleNothing");
    }
    expect(await ethers.provider.getBalance(to)).to.equal(ETHER);
    expect(await ethers.provider.getBalance(await world.stake.getAddress())).to.equal(0n);
  });
});

describeForEachKey("the deposit of a vehicle", () => {
  it("is its owner's once the vehicle has ended for good, by whoever asks for it, once", async () => {
    const world = await load();
    const car = await enrolled(world, {}, undefined, ETHER);
    await refused(world, release(world, car), "VehicleUnfit", car.id, State.ACTIVE);
    await ended(world, car, Kind.SCRAPPING);
    const final = await world.stake.finalFrom(car.id);
    expect(final).to.equal((await now()) + PANEL.disputeWindow);
    await nextBlockAt(final - 1n);
    await refused(world, release(world, car), "VehicleTooEarly", final, final - 1n);
    await nextBlockAt(final);
    const sent = release(world, car);
    await expect(sent)
      .to.emit(world.stake, "VehicleDepositReleased")
      .withArgs(car.id, world.owner.address, ETHER)
      .to.emit(world.stake, "VehicleCredited")
      .withArgs(world.owner.address, ETHER);
    expect(await depositOf(world, car)).to.equal(0n);
    expect(await world.stake.creditOf(world.owner.address)).to.equal(ETHER);
    await refused(world, release(world, car), "VehicleNothing");
    await balanced(world, car);
    const to = hexlify(new Uint8Array(20).fill(0x78));
    await world.stake.connect(world.owner).withdraw(to);
    expect(await ethers.provider.getBalance(to)).to.equal(ETHER);
    expect(await ethers.provider.getBalance(await world.stake.getAddress())).to.equal(0n);
  });

  it("is none where nobody put one down, and none of a vehicle that there isn't", async () => {
    const world = await load();
    const policy = await policyOf(world, { grave: 10_001n });
    const car = await enrolled(world, { policy: await policy.getAddress() });
    await tells(world, car, Kind.TOTAL_LOSS);
    await nextBlockAt(await world.stake.finalFrom(car.id));
    await refused(world, release(world, car), "VehicleNothing");
    await refused(world, release(world, { ...car, id: car.id + 1n }), "VehicleUnfit", car.id + 1n, State.NONE);
  });

  it("waits while its end is pending, or disputed, and is whoever's shows a lie if the end is undone", async () => {
    const world = await load();
    const car = await enrolled(world, {}, undefined, ETHER);
    await tells(world, car, Kind.TOTAL_LOSS);
    await refused(world, release(world, car), "VehicleUnfit", car.id, State.ACTIVE);
    const lost = await enrolled(world, {}, undefined, 2n * ETHER);
    await ended(world, lost, Kind.SCRAPPING);
    await dispute(world, lost, 1n);
    await defend(world, lost, 1n);
    const at = (await now()) + PANEL.disputeWindow;
    await nextBlockAt(at);
    await refused(world, release(world, lost), "VehicleTooEarly", NEVER, at);
    await judge(world, lost, 1n, false);
    await refused(world, release(world, lost), "VehicleUnfit", lost.id, State.ACTIVE);
    expect(await depositOf(world, lost)).to.equal(2n * ETHER);
    const before = await world.stake.creditOf(world.keeper.address);
    await slash(world, lost);
    expect(await world.stake.creditOf(world.keeper.address)).to.equal(before + 2n * ETHER);
    await refused(world, release(world, lost), "VehicleUnfit", lost.id, State.SLASHED);
  });

  it("is free at once when a dispute has upheld its end, and what that left is its owner's already", async () => {
    const world = await load();
    const car = await enrolled(world, {}, undefined, ETHER);
    await ended(world, car, Kind.SCRAPPING);
    await dispute(world, car, 1n);
    await judge(world, car, 1n, true);
    expect(await world.stake.creditOf(world.owner.address)).to.equal(PANEL.bond);
    expect(await depositOf(world, car)).to.equal(ETHER);
    await release(world, car);
    expect(await world.stake.creditOf(world.owner.address)).to.equal(PANEL.bond + ETHER);
  });

  it("is of a part the owner's of the vehicle that it is in by then", async () => {
    const world = await load();
    const [part, car] = [await enrolled(world, {}, undefined, ETHER), await enrolled(world)];
    await putIn(world, part, car);
    await ended(world, part, Kind.SCRAPPING);
    await world.stake.connect(world.owner).transferFrom(world.owner.address, world.buyer.address, car.id);
    await nextBlockAt(await world.stake.finalFrom(part.id));
    await release(world, part);
    expect(await world.stake.creditOf(world.buyer.address)).to.equal(ETHER);
    expect(await world.stake.creditOf(world.owner.address)).to.equal(0n);
  });
});
