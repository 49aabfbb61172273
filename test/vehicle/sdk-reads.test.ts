import { expect } from "chai";
import type { Provider } from "ethers";

import { NEVER, readCurve, readHistory, readValue, stepText, timesOf } from "../../src/vehicle/index.ts";
import { DAY, enrolled, ethers, FAR, load, networkHelpers, now, report, YEAR } from "./fixture.ts";
import { putIn } from "./holding.ts";
import { errorOf } from "./agent-errors.ts";

/** The chain of this test, of which a node gives the logs of so many blocks at a time. */
function sparing(most: number, asked: [number, number][] = []): Provider {
  return new Proxy(ethers.provider, {
    get(target, name, proxy: unknown) {
      if (name === "provider") return proxy;
      const own: unknown = Reflect.get(target, name, target);
      if (name !== "getLogs") return typeof own === "function" ? (own.bind(target) as unknown) : own;
      return async (filter: { fromBlock: number; toBlock: number }) => {
        const { fromBlock: from, toBlock: to } = filter;
        if (to - from >= most) throw new Error("query exceeds max block range");
        asked.push([from, to]);
        return target.getLogs(filter);
      };
    },
  });
}

describe("the curve of what a vehicle will show", () => {
  it("has both ends and is evenly spaced, and each point is what the contract says of that second", async () => {
    const world = await load();
    const car = await enrolled(world);
    const stake = await world.stake.getAddress();
    const from = await now();
    const curve = await readCurve(stake, car.id, ethers.provider, { to: from + 400n * DAY, points: 5 });
    expect(curve.map(({ time }) => time)).to.deep.equal([0n, 100n, 200n, 300n, 400n].map((day) => from + day * DAY));
    for (const { time, value } of curve)
      expect(value)
        .to.equal(await readValue(stake, car.id, ethers.provider, time))
        .and.to.equal(await world.stake.valueAt(car.id, time));
    // It falls, by time alone, to nothing when nobody has heard of it for a year.
    for (const [place, { value }] of curve.slice(1).entries()) expect(value < curve[place]!.value).to.equal(true);
    expect(curve[0]!.value > 0n).to.equal(true);
    expect(curve[4]!.value).to.equal(0n);
  });

  it("begins where it is told to, and has 25 points unless it is told how many", async () => {
    const world = await load();
    const car = await enrolled(world);
    const from = (await now()) + DAY;
    const curve = await readCurve(await world.stake.getAddress(), car.id, ethers.provider, { from, to: from + YEAR });
    expect(curve.length).to.equal(25);
    expect([curve[0]!.time, curve[24]!.time]).to.deep.equal([from, from + YEAR]);
  });

  it("has each second once, where it is shorter than its points, and refuses what is no curve", () => {
    expect(timesOf({ from: 5n, to: 8n, points: 25 })).to.deep.equal([5n, 6n, 7n, 8n]);
    expect(timesOf({ from: 5n, to: 15n, points: 2 })).to.deep.equal([5n, 15n]);
    expect(timesOf({ from: 0n, to: 10n, points: 4 })).to.deep.equal([0n, 3n, 6n, 10n]);
    for (const points of [1, 0, 2.5, Number.NaN])
      expect(() => timesOf({ from: 5n, to: 15n, points })).to.throw(RangeError, `2 points at least, not ${points}`);
    for (const to of [4n, 5n])
      expect(() => timesOf({ from: 5n, to })).to.throw(RangeError, `can't end at ${to}, where it begins at 5`);
    expect(timesOf({ from: 5n, to: 6n })).to.deep.equal([5n, 6n]);
  });
});

describe("the history of a vehicle", () => {
  /** A car with a part, a guarantor, a permission and a new owner. */
  async function lived() {
    const world = await load();
    const { stake, residual, dollar, owner, guarantor, buyer, stranger } = world;
    const car = await enrolled(world);
    const part = await enrolled(world);
    await report(world, car);
    await putIn(world, part, car);
    await residual.connect(owner).admit(car.id, guarantor, true);
    await dollar.mint(guarantor, 500n);
    await dollar.connect(guarantor).approve(residual, 500n);
    await residual.connect(guarantor).fund(car.id, 500n, FAR);
    await stake.connect(owner).permit(car.id, stranger, 5n, NEVER);
    await stake.connect(owner).takeOut(part.id, owner);
    await networkHelpers.mine(3);
    await stake.connect(owner).transferFrom(owner, buyer, car.id);
    return { world, car, part, stake: await stake.getAddress() };
  }

  it("has what both contracts told of it in its order, each once, with the time of its block", async () => {
    const { car, stake } = await lived();
    const history = await readHistory(stake, car.id, ethers.provider);
    expect(history.map(({ name }) => name)).to.deep.equal([
      "Transfer",
      "VehicleEnrolled",
      "ConditionReported",
      "PartPutIn",
      "GuarantorAdmitted",
      "GuaranteeFunded",
      "VehiclePermitted",
      "PartTakenOut",
      "Transfer",
    ]);
    for (const { block, timestamp } of history)
      expect(timestamp).to.equal(BigInt((await ethers.provider.getBlock(block))!.timestamp));
    for (const [place, { block, index }] of history.slice(1).entries()) {
      const before = history[place]!;
      expect(block > before.block || (block === before.block && index > before.index)).to.equal(true);
    }
    expect(history.map((step) => stepText(step)).at(-1)).to.match(/^Its token went from 0x\w+ to 0x\w+$/);
  });

  it("has of a part who it was put into, and of a vehicle nothing of another's", async () => {
    const { car, part, stake } = await lived();
    const names = (await readHistory(stake, part.id, ethers.provider)).map(({ name }) => name);
    expect(names.slice(0, 2)).to.deep.equal(["Transfer", "VehicleEnrolled"]);
    expect(names).to.include("PartPutIn").and.include("PartTakenOut");
    expect(names).not.to.include("ConditionReported").and.not.to.include("GuaranteeFunded");
    const both = await readHistory(stake, car.id, ethers.provider);
    expect(both.find(({ name }) => name === "PartPutIn")!.args).to.include({ part: part.id, vehicle: car.id });
    expect(await readHistory(stake, car.id + 1n, ethers.provider)).to.deep.equal([]);
  });

  it("is the same from a node that gives the logs of a few blocks at a time, and of the blocks that were asked for alone", async () => {
    const { car, stake } = await lived();
    const all = await readHistory(stake, car.id, ethers.provider);
    const asked: [number, number][] = [];
    expect(await readHistory(stake, car.id, sparing(4, asked))).to.deep.equal(all);
    expect(await readHistory(stake, car.id, ethers.provider, { pageSize: 1 })).to.deep.equal(all);
    expect(asked.length).to.be.greaterThan(8);
    const [fromBlock, toBlock] = [all[2]!.block, all[5]!.block];
    const some = await readHistory(stake, car.id, sparing(1_000, asked), { fromBlock, toBlock });
    expect(some).to.deep.equal(all.slice(2, 6));
    for (const [from, to] of asked.slice(-4)) expect([from, to]).to.deep.equal([fromBlock, toBlock]);
  });

  it("isn't made up where a node fails for another reason", async () => {
    const { car, stake } = await lived();
    expect(await errorOf(readHistory(stake, car.id, sparing(0)))).to.be.instanceOf(Error);
  });
});
