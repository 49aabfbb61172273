import { expect } from "chai";
import { concat, dataLength, dataSlice, toBeHex, ZeroAddress } from "ethers";

import { VehicleStagedPolicy__factory } from "../../types/ethers-contracts/index.js";
import type { ConditionReportStruct } from "../../types/ethers-contracts/vehicle/VehicleStake.js";
import { refused } from "./care.ts";
import { balanced } from "./claims.ts";
import { enrolled, load, networkHelpers, reportOf, secureKey, signedReport, VALUE, type World } from "./fixture.ts";

type Signed = [ConditionReportStruct, string, string];

/** Sends reports together. */
const together = (world: World, signed: Signed[], gasLimit?: bigint) =>
  world.stake.reportBatch(
    signed.map(([given]) => given),
    signed.map(([, key]) => key),
    signed.map(([, , signature]) => signature),
    gasLimit === undefined ? {} : { gasLimit },
  );

describe("reports that are sent together", () => {
  it("count in their order, and one that is refused stops no other", async () => {
    const world = await load();
    const [car, other] = [await enrolled(world), await enrolled(world, {}, secureKey(world))];
    const first = signedReport(world, await reportOf(world, car), car.key);
    const skipped = signedReport(world, await reportOf(world, car, { sequence: 3n }), car.key);
    const second = signedReport(world, await reportOf(world, car, { sequence: 2n }), car.key);
    const others = signedReport(world, await reportOf(world, other), other.key);
    const reason = world.stake.interface.encodeErrorResult("VehicleSequence", [3n, 2n]);
    const sent = together(world, [first, skipped, second, others]);
    await expect(sent).to.emit(world.stake, "ReportRefused").withArgs(car.id, 3n, reason);
    expect((await world.stake.vehicle(car.id)).sequence).to.equal(2n);
    expect((await world.stake.vehicle(other.id)).sequence).to.equal(1n);
    for (const each of [car, other]) await balanced(world, each);
  });

  it("are refused by themselves where they make no sense", async () => {
    const world = await load();
    const [car, other] = [await enrolled(world), await enrolled(world)];
    // There are six kinds, from 0 on. No library encodes others: so the word is changed in what is sent.
    for (const kind of [6n, 9n, 255n, 256n]) {
      const shot = await networkHelpers.takeSnapshot();
      const bad = signedReport(world, await reportOf(world, car, { kind: 5n }), car.key);
      const good = [
        signedReport(world, await reportOf(world, other), other.key),
        signedReport(world, await reportOf(world, car), car.key),
      ];
      const all = [good[0]!, bad, good[1]!];
      const columns = [0, 1, 2].map((at) => all.map((one) => one[at]));
      const sane = world.stake.interface.encodeFunctionData("reportBatch", columns as never);
      // The reports lie one after the other behind their number; the kind is the third word of nine.
      const second = 4 + 32 * 3 + 32 + 32 * 9 + 32 * 2;
      expect(BigInt(dataSlice(sane, second, second + 32))).to.equal(5n);
      const data = concat([dataSlice(sane, 0, second), toBeHex(kind, 32), dataSlice(sane, second + 32)]);
      const sent = world.keeper.sendTransaction({ to: await world.stake.getAddress(), data });
      await expect(sent).to.emit(world.stake, "ReportRefused").withArgs(car.id, 1n, "0x");
      for (const { id } of [car, other]) expect((await world.stake.vehicle(id)).sequence).to.equal(1n);
      await shot.restore();
    }
  });

  it("have a key and a signature each", async () => {
    const world = await load();
    const car = await enrolled(world);
    const [given, key, signature] = signedReport(world, await reportOf(world, car), car.key);
    await refused(world, world.stake.reportBatch([given], [], [signature]), "VehicleBatch", 1n, 0n, 1n);
    await refused(world, world.stake.reportBatch([given], [key], []), "VehicleBatch", 1n, 1n, 0n);
  });

  it("aren't harmed by a policy that takes all gas, or shouts", async () => {
    const world = await load();
    const policy = await new VehicleStagedPolicy__factory(world.deployer).deploy();
    await policy.say(VALUE / 2n, 0n, false);
    const [loud, car] = [await enrolled(world, { policy: await policy.getAddress() }), await enrolled(world)];
    for (const [mood, length] of [
      [1n, 0],
      [2n, 1_024],
    ] as const) {
      await policy.be(mood);
      const bad = signedReport(world, await reportOf(world, loud), loud.key);
      const good = signedReport(world, await reportOf(world, car), car.key);
      const sent = together(world, [bad, good], 5_000_000n);
      await expect(sent)
        .to.emit(world.stake, "ReportRefused")
        .withArgs(loud.id, 1n, (reason: string) => dataLength(reason) === length);
    }
    expect((await world.stake.vehicle(car.id)).sequence).to.equal(2n);
    expect((await world.stake.vehicle(loud.id)).sequence).to.equal(0n);
  });

  it("aren't refused for want of gas: all of them fail", async () => {
    const world = await load();
    const car = await enrolled(world);
    const signed = signedReport(world, await reportOf(world, car), car.key);
    await refused(world, together(world, [signed], 1_000_000n), "VehicleOutOfGas");
    await together(world, [signed], 1_300_000n);
    expect((await world.stake.vehicle(car.id)).sequence).to.equal(1n);
  });
});

describe("a desk of the vehicles' contract", () => {
  it("is no token, and knows nobody, asked by itself", async () => {
    const { desks, owner, buyer } = await load();
    const desk = desks.views;
    expect([await desk.name(), await desk.symbol()]).to.deep.equal(["", ""]);
    expect(await desks.care.tokenURI(1n)).to.equal("");
    expect(await desk.balanceOf(owner.address)).to.equal(0n);
    expect(await desk.ownerOf(1n)).to.equal(ZeroAddress);
    expect(await desk.getApproved(1n)).to.equal(ZeroAddress);
    expect(await desk.isApprovedForAll(owner.address, buyer.address)).to.equal(false);
    expect((await desk.eip712Domain()).verifyingContract).to.equal(ZeroAddress);
    await desk.approve(buyer.address, 1n);
    await desk.setApprovalForAll(buyer.address, true);
    await desk.transferFrom(owner.address, buyer.address, 1n);
    await desk["safeTransferFrom(address,address,uint256)"](owner.address, buyer.address, 1n);
    await desk["safeTransferFrom(address,address,uint256,bytes)"](owner.address, buyer.address, 1n, "0x");
    expect(await desk.ownerOf(1n)).to.equal(ZeroAddress);
  });
});
