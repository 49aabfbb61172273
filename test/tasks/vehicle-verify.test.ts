import { expect } from "chai";

import { DAY, type Garage, openGarage, pass } from "./support/garage.ts";
import { restoreEach } from "./support/programme.ts";
import { runTask } from "./support/tasks.ts";

describe("vehicle verify", function () {
  let garage: Garage;
  let vehicle: string;

  before(async function () {
    garage = await openGarage();
  });
  after(() => garage.end());
  restoreEach();
  beforeEach(async function () {
    vehicle = await garage.enrol();
  });

  /** All of it must agree, and so many steps be compared. */
  async function agreesIn(steps: number): Promise<void> {
    const { json, text } = await runTask("vehicle verify", { vehicle });
    expect(json["agrees"], text).to.equal(true);
    expect(json["steps"]).to.have.length(steps);
    expect(text).to.match(/^All of it agrees: \d+ bookings? recomputed from events and rules alone, to a value of /);
  }

  it("recomputes a life of distance, damage, service and a new appraisal", async function () {
    await pass(10n * DAY);
    await garage.report(vehicle, { odometer: "13000" });
    await garage.report(vehicle, { kind: "accident", severity: "10" });
    await pass(100n * DAY);
    await garage.report(vehicle, { kind: "service", severity: "7", odometer: "20000" });
    await agreesIn(3);
    await runTask("vehicle appraise", { vehicle, value: "31000", odometer: "20001" });
    await pass(10n * DAY);
    await garage.report(vehicle, { kind: "accident", severity: "3", odometer: "20500" });
    await agreesIn(5);
  });

  it("recomputes what attestors confirm, and undo", async function () {
    await garage.report(vehicle, { kind: "accident", severity: "40" });
    await pass(DAY);
    await garage.report(vehicle, { kind: "service", severity: "5", odometer: "12100" });
    await garage.decide(vehicle, "1");
    await garage.report(vehicle, { kind: "service", severity: "10", odometer: "12200" });
    await runTask("vehicle dispute", { vehicle, sequence: "1", from: "4" });
    await garage.decide(vehicle, "1", true);
    const { json } = await runTask("vehicle verify", { vehicle });
    expect(json["agrees"], JSON.stringify(json["steps"])).to.equal(true);
  });

  it("recomputes another policy that comes into force, and an end that is undone", async function () {
    const { json } = await runTask("vehicle policy create", { perYear: "40" });
    await runTask("vehicle policy propose", { vehicle, policy: json["policy"], from: "1" });
    await garage.report(vehicle, { kind: "total-loss" });
    await garage.decide(vehicle, "1");
    await runTask("vehicle dispute", { vehicle, sequence: "1", from: "4" });
    await garage.decide(vehicle, "1", true);
    await pass(5n * DAY);
    await garage.report(vehicle, { odometer: "12500" });
    const { json: found, text } = await runTask("vehicle verify", { vehicle });
    expect(found["agrees"], text).to.equal(true);
  });

  it("recomputes a slash, and books of nothing", async function () {
    await agreesIn(0);
    const one = await garage.signed(vehicle, { odometer: "12100" });
    await runTask("vehicle equivocation", { one, other: await garage.signed(vehicle, { odometer: "12200" }) });
    const { json, text } = await runTask("vehicle verify", { vehicle });
    expect(json["agrees"], text).to.equal(true);
    expect((json["books"] as { slashed: string }).slashed).to.equal("30000000000");
  });
});
