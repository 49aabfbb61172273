import { expect } from "chai";
import type { ContractTransactionResponse } from "ethers";

import { confirm, dispute, judge, policyOf } from "./claims.ts";
import {
  type Car,
  describeForEachKey,
  enrolled,
  enrolmentOf,
  FAR,
  idOf,
  Kind,
  load,
  report,
  signedEnrolment,
  type World,
} from "./fixture.ts";
import { putIn, slash } from "./holding.ts";

describeForEachKey("whether a vehicle can be transferred", () => {
  /** Does something, and holds that the events of ERC-5192 tell of each change of what the view says, and of nothing else. */
  async function tells(world: World, { id }: Pick<Car, "id">, act: () => Promise<ContractTransactionResponse>) {
    const before = await world.stake.locked(id);
    const receipt = await (await act()).wait();
    const after = await world.stake.locked(id);
    const told = receipt!.logs
      .map((log) => world.stake.interface.parseLog(log))
      .filter((log) => (log?.name === "Locked" || log?.name === "Unlocked") && log.args["tokenId"] === id)
      .map((log) => log!.name);
    expect(told).to.deep.equal(after === before ? [] : [after ? "Locked" : "Unlocked"]);
    return after;
  }

  it("is told when it is enrolled", async () => {
    const world = await load();
    const enrolment = await enrolmentOf(world);
    const sent = world.stake.enrol(...signedEnrolment(world, enrolment));
    await expect(sent)
      .to.emit(world.stake, "Unlocked")
      .withArgs(idOf(enrolment.issuer as string, enrolment.commitment));
  });

  it("is told of a theft that it reports, or attestors confirm, and when it is back", async () => {
    const world = await load();
    const owned = world.stake.connect(world.owner);
    for (const severity of [0n, 5_000n]) {
      const car = await enrolled(world);
      const isGrave = severity !== 0n;
      expect(await tells(world, car, () => report(world, car, { kind: Kind.THEFT, severity }))).to.equal(!isGrave);
      if (isGrave) expect(await tells(world, car, () => confirm(world, car, 1n))).to.equal(true);
      expect(await tells(world, car, () => report(world, car))).to.equal(true);
      expect(await tells(world, car, () => owned.declareRecovered(car.id))).to.equal(false);
      expect(await tells(world, car, () => owned.declareStolen(car.id))).to.equal(true);
    }
  });

  it("is told of an end, of one that is confirmed, and of one that is undone", async () => {
    const world = await load();
    const atOnce = await policyOf(world, { grave: 10_001n });
    for (const policy of [atOnce, world.policy]) {
      for (const kind of [Kind.TOTAL_LOSS, Kind.SCRAPPING]) {
        const car = await enrolled(world, { policy: await policy.getAddress() });
        const isCounted = await tells(world, car, () => report(world, car, { kind }));
        expect(isCounted).to.equal(policy === atOnce);
        if (!isCounted) await tells(world, car, () => confirm(world, car, 1n));
        expect(await world.stake.locked(car.id)).to.equal(true);
        await tells(world, car, () => dispute(world, car, 1n));
        expect(await tells(world, car, () => judge(world, car, 1n, false))).to.equal(false);
      }
    }
  });

  it("is told where a stolen one is slashed, which is its owner's to sell", async () => {
    const world = await load();
    const car = await enrolled(world);
    await tells(world, car, () => world.stake.connect(world.owner).declareStolen(car.id));
    expect(await tells(world, car, () => slash(world, car))).to.equal(false);
  });

  it("isn't told twice of one that a lender holds, or that is a part", async () => {
    const world = await load();
    const [car, part] = [await enrolled(world), await enrolled(world)];
    const owned = world.stake.connect(world.owner);
    expect(await tells(world, car, () => owned.lock(car.id, world.lender.address, 1n, FAR))).to.equal(true);
    await putIn(world, part, await enrolled(world));
    for (const one of [car, part]) {
      await tells(world, one, () => report(world, one, { kind: Kind.THEFT }));
      await tells(world, one, () => owned.declareRecovered(one.id));
      await tells(world, one, () => owned.declareStolen(one.id));
      await tells(world, one, () => owned.declareRecovered(one.id));
      await tells(world, one, () => report(world, one, { kind: Kind.TOTAL_LOSS }));
      const { sequence } = await world.stake.vehicle(one.id);
      await tells(world, one, () => confirm(world, one, sequence));
      expect(await world.stake.locked(one.id)).to.equal(true);
    }
    expect(await tells(world, car, () => world.stake.connect(world.lender).unlock(car.id))).to.equal(true);
    expect(await tells(world, part, () => owned.takeOut(part.id, world.owner.address))).to.equal(true);
  });
});
