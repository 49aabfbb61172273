import { expect } from "chai";
import hre from "hardhat";

import { momentLabel } from "../../src/vehicle/index.ts";
import { DAY, type Garage, openGarage, pass, SALT } from "./support/garage.ts";
import { MONDAY, restoreEach } from "./support/programme.ts";
import { refusalOf, runTask } from "./support/tasks.ts";

describe("refusals of vehicle", function () {
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

  const refusedReport = (args: Record<string, unknown>): Promise<string> =>
    refusalOf("vehicle report", { vehicle, ...garage.keyed, from: "5", ...args });

  describe("of a report", function () {
    it("want the severity of what has one, and tell it in the answer", async function () {
      for (const kind of ["accident", "service"])
        expect(await refusedReport({ kind })).to.equal(
          "Something is missing: give how much of the vehicle is damaged, or restored, in percent with --severity.",
        );
      const hit = await garage.report(vehicle, { kind: "accident", severity: "0.15" });
      expect(hit.text).to.match(/^Report 1 counts: accident of 0\.15 % at 12000 km, /);
      const mended = await garage.report(vehicle, { kind: "service", severity: "0" });
      expect(mended.text).to.match(/^Report 2 counts: service of 0 % at 12000 km, /);
      const stolen = await garage.report(vehicle, { kind: "theft" });
      expect(stolen.text).to.match(/^Report 3 counts: theft at 12000 km, /);
    });

    it("name both odometers and both moments, and what helps", async function () {
      await pass(DAY);
      await garage.report(vehicle, { odometer: "12500", at: momentLabel(MONDAY + DAY) });
      expect(await refusedReport({ odometer: "12400.5" })).to.equal(
        "Nothing was signed: it would never count. Its odometer shows 12400.5 km, and the chain has counted 12500 km: check it, since it never falls; what a new instrument shows is added to what the old one showed.",
      );
      expect(await refusedReport({ at: "2029-01-01" })).to.equal(
        `Nothing was signed: it would never count. It is of 2029-01-01T00:00:00Z, and the last report that the chain has counted is of ${momentLabel(MONDAY + DAY)}: reports are made in the order of their moments.`,
      );
    });

    it("tell a distance in kilometres, and what helps", async function () {
      expect(await refusedReport({ odometer: "1012000" })).to.match(
        /^Nothing was signed: it would never count\. The report tells of 1000000 km since the report before, and 2000 km are the most that can be by then: check the odometer; .* day/,
      );
    });

    it("know another vehicle's key before anything is signed", async function () {
      const key = await garage.keystoreOf(0xbad);
      const { json } = await runTask("vehicle show", { vehicle });
      const line = await refusedReport({ key });
      expect(line).to.match(
        /^Nothing was signed: \S+\.json is the keystore of 0x\w{40}, and the vehicle's key is 0x\w{40}; name its keystore with --key\.$/,
      );
      expect(line.toLowerCase()).to.contain(String(json["key"]).toLowerCase());
      const log = await garage.fileOf("time,odometer,event,severity\n");
      const args = { vehicle, ...garage.keyed, key, log, begin: true, once: true };
      expect(await refusalOf("vehicle drive", args)).to.match(/^Nothing was signed: \S+\.json is the keystore of /);
    });

    it("say so where it was signed all the same", async function () {
      await garage.report(vehicle, { odometer: "12100" });
      const line = await refusedReport({ sequence: "1", odometer: "12200" });
      expect(line)
        .to.match(/^It is report 1, and the next one is 2\. /)
        .and.match(/It was signed before the chain was asked, .*: two conditions under one number cost the stake\.$/);
      expect(await refusedReport({ policyHash: SALT, odometer: "12200" })).to.match(/It was signed before the chain/);
      expect(await refusedReport({ kind: "accident", severity: "101" })).not.to.contain("It was signed");
    });
  });

  describe("of a lien", function () {
    const owned = (more: Record<string, unknown> = {}): Record<string, unknown> => ({ vehicle, from: "1", ...more });

    it("say that there is none", async function () {
      expect(await refusalOf("vehicle unlock", { vehicle, from: "3" })).to.equal(
        `There is no lien on vehicle ${vehicle}. Nothing is to be done: nobody has a hold on it.`,
      );
    });

    it("name the end of one, or that it has none", async function () {
      await runTask("vehicle lock", owned({ lender: "3", minValue: "25000" }));
      const endless = await refusalOf("vehicle lock", owned({ lender: "3", minValue: "25000" }));
      expect(endless).to.equal(
        `${garage.people[3]!} has a lien on vehicle ${vehicle} until he lets go of it. Have the lender let go of it with \`vehicle unlock\`; a lien with an end ends by itself then.`,
      );
      await runTask("vehicle unlock", { vehicle, from: "3" });
      await runTask("vehicle lock", owned({ lender: "3", minValue: "25000", until: "10d" }));
      expect(await refusalOf("vehicle lock", owned({ lender: "3", minValue: "25000" }))).to.match(
        / until 2031-01-16T\S+ \(in (10 d|9 d 23 h)\)\. /,
      );
    });
  });

  it("of a dispute say that the policy has nobody who decides", async function () {
    const { json } = await runTask("vehicle policy create", { perYear: "15" });
    const alone = await garage.enrol({ policy: json["policy"] });
    await garage.report(alone, { kind: "accident", severity: "10" });
    expect(await refusalOf("vehicle dispute", { vehicle: alone, sequence: "1", from: "3" })).to.equal(
      "The policy names no attestors, so that nobody could decide about the report. Nobody can dispute it; the vehicle's issuer can appraise the vehicle anew.",
    );
  });

  describe("for want of ether", function () {
    it("name what an account has, and what it takes", async function () {
      const { keyed, policy, dollar, people } = garage;
      const enrolment = { ...keyed, vin: "1M8GDM9AXKP042788", salt: SALT, policy, unit: dollar, value: "1" };
      const missing = (from: number, what: string, option: string): RegExp =>
        new RegExp(
          `^${people[from]!} has [\\d.]+ ETH, and the ${what} is [\\d.]+ ETH; give less with ${option}, or sign as another account with --from\\.$`,
        );
      expect(await refusalOf("vehicle enrol", { ...enrolment, deposit: "99999999" })).to.match(
        missing(0, "deposit", "--deposit"),
      );
      expect(await refusalOf("vehicle deposit", { vehicle, amount: "99999999", from: "2" })).to.match(
        new RegExp(`^${people[2]!} has [\\d.]+ ETH, and the deposit is 99999999 ETH; give less, or sign as`),
      );
      const log = await garage.fileOf("time,odometer,event,severity\n");
      const drive = { vehicle, ...keyed, log, outbox: garage.pathOf("poor"), begin: true, once: true };
      expect(await refusalOf("vehicle drive", { ...drive, fund: "99999999", from: "2" })).to.match(
        missing(2, "gift to the payer", "--fund"),
      );
    });
  });

  it("of a vehicle write its number as all else does", async function () {
    expect(await refusalOf("vehicle show", { vehicle: "0x4d" })).to.match(/^There is no vehicle 0x0{62}4d at 0x/);
    const other = await garage.enrol();
    const log = await garage.fileOf("time,odometer,event,severity\n");
    const args = { ...garage.keyed, log, outbox: garage.pathOf("whose"), once: true };
    await runTask("vehicle drive", { ...args, vehicle, begin: true });
    expect(await refusalOf("vehicle drive", { ...args, vehicle: other })).to.contain(
      `it is the outbox of vehicle ${vehicle} of 0x`,
    );
  });

  it("speak of tasks and options, not of functions", async function () {
    expect(await refusedReport({ key: "missing.json" })).to.equal(
      "The keystore missing.json isn't there; name the file that `vehicle key` wrote.",
    );
    expect(await refusalOf("vehicle report", { vehicle, signed: await garage.fileOf("{}") })).to.match(
      / holds no signed report; make one with `vehicle report --sign`\.$/,
    );
    expect(await refusalOf("vehicle decide", { file: await garage.fileOf("{}") })).to.match(
      / holds no signed finding; make one with `vehicle attest`\.$/,
    );
  });

  it("of a withdrawal say that nothing was credited", async function () {
    expect(await refusalOf("vehicle withdraw", { from: "8" })).to.equal(
      `${garage.people[8]!} was credited nothing that is left to be taken; name another account with --from.`,
    );
  });

  it("let no option of a moment that is over be a span from now", function () {
    for (const [words, option] of [
      ["enrol", "appraisedAt"],
      ["appraise", "appraisedAt"],
      ["report", "at"],
    ] as const) {
      const description = hre.tasks.getTask(["vehicle", words]).options.get(option)?.description;
      expect(description, words)
        .to.match(/Unix seconds/)
        .and.not.to.match(/from now|30d/);
    }
  });
});
