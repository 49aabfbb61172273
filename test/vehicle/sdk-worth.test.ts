import { expect } from "chai";

import {
  appraise,
  cachedValuers,
  Kind,
  NEVER,
  readHistory,
  readStanding,
  readValue,
  readValuer,
  shownAt,
  signMessage,
  stepText,
  verifyVehicle,
} from "../../src/vehicle/index.ts";
import { confirm } from "./claims.ts";
import { DAY, ethers, load, now, ODOMETER, pass, VALUE, YEAR } from "./fixture.ts";
import { type Enrolled, enrolBySdk, MAKER, reportBySdk } from "./sdk-support.ts";

const valuers = cachedValuers((policy) => readValuer(policy, ethers.provider));

/** Holds what is computed here against what the contract says, now and at moments to come. */
async function holdShown({ stake, vehicle }: Enrolled): Promise<bigint> {
  const standing = await readStanding(stake, vehicle, ethers.provider);
  const at = await now();
  for (const later of [0n, 1n, 29n * DAY, 31n * DAY, 200n * DAY, YEAR, 2n * YEAR])
    expect(await shownAt(standing, valuers, at + later), `after ${later} s`).to.equal(
      await readValue(stake, vehicle, ethers.provider, at + later),
    );
  return shownAt(standing, valuers, at);
}

/** Has a vehicle appraised at twice what it was, as of now. */
async function appraised({ world, stake, vehicle, commitment }: Enrolled): Promise<void> {
  const appraisal = { vehicle, value: 2n * VALUE, appraisedAt: await now(), odometer: 2n * ODOMETER, deadline: NEVER };
  const issuerSignature = await signMessage(MAKER.connect(ethers.provider), stake, "Appraisal", appraisal);
  await appraise(world.keeper, stake, { appraisal, issuer: MAKER.address, commitment, issuerSignature });
}

describe("what a vehicle shows, computed off the chain", () => {
  it("is what the contract shows, whatever it has reported and whatever is pending", async () => {
    const car = await enrolBySdk(await load());
    await holdShown(car);
    await pass(50n * DAY);
    await reportBySdk(car, { kind: Kind.ACCIDENT, severity: 2_000n });
    await holdShown(car);
    await reportBySdk(car, { kind: Kind.SERVICE, severity: 500n });
    await reportBySdk(car, { kind: Kind.ACCIDENT, severity: 5_000n });
    expect((await readStanding(car.stake, car.vehicle, ethers.provider)).open).to.include({ damage: 5_000n, ends: 0n });
    expect((await holdShown(car)) > 0n).to.equal(true);
    await reportBySdk(car, { kind: Kind.TOTAL_LOSS, severity: 9_000n });
    expect((await readStanding(car.stake, car.vehicle, ethers.provider)).open).to.include({ count: 2n, ends: 1n });
    expect(await holdShown(car)).to.equal(0n);
  });

  it("follows for each report from what stood before it, and is told in the vehicle's history", async () => {
    const car = await enrolBySdk(await load());
    await reportBySdk(car);
    await pass(90n * DAY);
    await reportBySdk(car, { kind: Kind.ACCIDENT, severity: 2_500n });
    await reportBySdk(car, { kind: Kind.SERVICE, severity: 700n });
    await reportBySdk(car, { kind: Kind.ACCIDENT, severity: 6_000n });
    const before = await now();
    await pass(DAY);
    await appraised(car);
    // The issuer has seen that damage already.
    await reportBySdk(car, { kind: Kind.ACCIDENT, severity: 1_000n, observedAt: before });
    await holdShown(car);
    await reportBySdk(car, { kind: Kind.SCRAPPING, odometer: 2n * ODOMETER });
    await confirm(car.world, { id: car.vehicle }, 6n);
    const { steps, books, computed, agrees } = await verifyVehicle(car.stake, car.vehicle, ethers.provider);
    const reports = steps.filter(({ event }) => event === "ConditionReported");
    expect(reports.map(({ sequence }) => sequence)).to.deep.equal([1n, 2n, 3n, 4n, 5n, 6n]);
    for (const step of steps) expect(step.computed, `${step.event} of block ${step.block}`).to.deep.equal(step.told);
    expect(computed).to.deep.equal(books);
    expect(agrees).to.equal(true);
    const lines = (await readHistory(car.stake, car.vehicle, ethers.provider)).map((step) => stepText(step));
    expect(lines[0]).to.match(/^(Enrolled by|Its token is) /);
    expect(lines.filter((line) => /^Report \d: /.test(line))).to.have.length(6);
    expect(lines).to.include("It is ended now").and.include("Report 4 is pending").and.include("Report 6 is pending");
  });
});
