import { expect } from "chai";
import { formatUnits } from "ethers";
import hre from "hardhat";

import { momentLabel } from "../../src/vehicle/index.ts";
import { DAY, type Garage, openGarage, PASSWORD, pass, SALT } from "./support/garage.ts";
import { restoreEach, STRANGER } from "./support/programme.ts";
import { type Answer, refusalOf, runTask } from "./support/tasks.ts";

const NUMBER = /^0x[0-9a-f]{64}$/;

async function timeNow(): Promise<bigint> {
  const { networkHelpers } = await hre.network.getOrCreate();
  return BigInt(await networkHelpers.time.latest());
}

describe("tasks of vehicle", function () {
  let garage: Garage;

  before(async function () {
    garage = await openGarage();
  });
  after(() => garage.end());
  restoreEach();

  it("follow a life: enrol, show, report, have damage, be serviced", async function () {
    const { people, policy, report } = garage;
    const vehicle = await garage.enrol({ as: "taxi", deposit: "0.5" });
    expect(vehicle).to.match(NUMBER);
    const first = await runTask("vehicle show", { vehicle });
    expect(first.json).to.include({ vehicle, state: "active", owner: people[1], issuer: people[0], policy });
    expect(first.text)
      .to.match(/shows +(30000|29999\.\d+) USD\n/)
      .and.match(/bounty +0\.5 ETH/)
      .and.match(/reports +none yet/);

    await pass(10n * DAY);
    const driven = await report(vehicle, { odometer: "13000", at: "2031-01-10T08:30Z" });
    expect(driven.text).to.match(/^Report 1 counts: odometer at 13000 km, /);
    const after = BigInt(driven.json["value"] as string);
    expect(after < 30_000_000_000n && after > 29_000_000_000n).to.equal(true);

    const hit = await report(vehicle, { kind: "accident", severity: "10", evidence: "a photo" });
    expect(hit.text).to.contain("; it is counted.");
    const { books } = hit.json as { books: Record<string, string> };
    expect(BigInt(books["residual"]!) > 0n).to.equal(true);
    const mended = await report(vehicle, { kind: "service", severity: "5" });
    expect(BigInt(mended.json["value"] as string) > BigInt(hit.json["value"] as string)).to.equal(true);
    expect((await runTask("vehicle show", { vehicle })).text).to.contain("damage    10 %, of which 5 % is restored");

    const told = (await runTask("vehicle history", { vehicle })).text;
    expect(told)
      .to.match(/Enrolled by 0x\w{40} at 30000 USD/)
      .and.include("Report 1: odometer at 13000 km, observed 2031-01-10T08:30:00Z; value ")
      .and.match(/Report 2: accident of 10 % at 13000 km, observed \S+Z; value [\d.]+ USD/)
      .and.match(/Report 3: service of 5 %[^\n]*(\n {22}[^\n]*)?\n\S+ +Report 3 is counted/);
    expect(Math.max(...told.split("\n").map(({ length }) => length))).to.be.within(100, 120);
  });

  it("tell what a vehicle shows: now, at a later moment, and as a curve", async function () {
    const vehicle = await garage.enrol();
    const now = await runTask("vehicle value", { vehicle });
    expect(now.text).to.match(/^It shows (30000|29999\.\d+) USD; booked are 30000 USD, with a residual of 0 USD\.$/);
    const later = await runTask("vehicle value", { vehicle, at: "100d" });
    expect(later.text).to.match(/^If nobody does anything until 2031-04-16T.*\(in 100 d\), it shows \d+(\.\d+)? USD/);
    expect(BigInt(later.json["value"] as string) < 25_000_000_000n).to.equal(true);
    const { text, json } = await runTask("vehicle value", { vehicle, until: "400d", points: "5" });
    expect(json["curve"]).to.have.length(5);
    const lines = text.split("\n");
    expect(lines).to.have.length(6);
    expect(lines[1]).to.match(/█{40} /);
    expect(lines[5]).to.match(/░{40} +0 USD$/);
    expect(await refusalOf("vehicle value", { vehicle, until: "2026-01-01" })).to.match(
      /^The moment 2026-01-01T00:00:00Z \(.* ago\) is over, and a curve goes from now on; give a later one, or this one with --at\.$/,
    );
    expect(await refusalOf("vehicle value", { vehicle, at: "1d", until: "2d" })).to.match(/^A curve goes from now on/);
    expect(await refusalOf("vehicle value", { vehicle, until: "2d", points: "1" })).to.match(/^A curve has 2 points/);
  });

  it("tell what a vehicle showed at a moment that is over, with the books of then", async function () {
    const enrolledAt = await timeNow();
    const vehicle = await garage.enrol();
    await pass(20n * DAY);
    const before = (await timeNow()).toString();
    const was = (await runTask("vehicle value", { vehicle })).json;
    await pass(1n);
    await garage.report(vehicle, { kind: "accident", severity: "10" });
    const hit = (await timeNow()).toString();
    const is = (await runTask("vehicle value", { vehicle })).json;
    await pass(300n * DAY);
    const silent = await runTask("vehicle value", { vehicle });
    expect(BigInt(silent.json["value"] as string) < 10_000_000_000n).to.equal(true);
    for (const [at, told] of [
      [before, was],
      [hit, is],
    ] as const) {
      const { json, text } = await runTask("vehicle value", { vehicle, at });
      expect(json).to.deep.equal({ ...told, at });
      const { value, residual } = json["books"] as Record<string, string>;
      const [shown, booked, left] = [json["value"] as string, value!, residual!].map((amount) =>
        formatUnits(amount, 6).replace(/\.0$/, ""),
      );
      expect(text).to.equal(
        `It showed ${shown} USD at ${momentLabel(BigInt(at))} (300 d ago); booked were ${booked} USD, with a residual of ${left} USD.`,
      );
    }
    expect((was["books"] as Record<string, string>)["residual"]).to.equal("0");
    expect((is["books"] as Record<string, string>)["residual"]).not.to.equal("0");
    // Also of now, as a moment; and not of before it was there.
    const at = (await timeNow()).toString();
    const showed = await runTask("vehicle value", { vehicle, at });
    expect(showed.json).to.deep.equal({ ...silent.json, at });
    expect(showed.text).to.match(/^It showed \d+\.\d+ USD at 203\d-\S+Z \(now\); booked were /);
    expect(await refusalOf("vehicle value", { vehicle, at: `${enrolledAt - 1n}` })).to.match(
      /^At 203\d-\S+Z vehicle 0x[0-9a-f]{64} wasn't enrolled yet: that was at 203\d-\S+Z; give a later moment\.$/,
    );
  });

  it("create keys of both curves in keystores, and take them by a password of the environment", async function () {
    const { verifier, pathOf } = garage;
    process.env["LAPSE_KEYSTORE_PASSWORD"] = PASSWORD;
    try {
      const plain = await runTask("vehicle key", { file: pathOf("plain.json") });
      expect(plain.json).to.include({ curve: "secp256k1" });
      expect(plain.json["key"]).to.match(/^0x[0-9a-f]{40}$/);
      const secure = await runTask("vehicle key", { file: pathOf("secure.json"), verifier });
      expect(secure.json["key"]).to.match(/^0x[0-9a-f]{168}$/);
      const vehicle = await garage.enrol({ key: pathOf("secure.json"), passwordFile: undefined });
      const told = await runTask("vehicle report", {
        vehicle,
        key: pathOf("secure.json"),
        odometer: "12001",
        from: "5",
      });
      expect(told.text).to.match(/^Report 1 counts/);
      expect(await refusalOf("vehicle key", { file: pathOf("plain.json") })).to.match(/ is there already: choose/);
    } finally {
      delete process.env["LAPSE_KEYSTORE_PASSWORD"];
    }
    expect(await refusalOf("vehicle key", { file: pathOf("other.json") })).to.match(
      /^There is no password; name a file that has it with --password-file/,
    );
  });

  it("give a new salt where there is none", async function () {
    const { keyed, policy, dollar } = garage;
    const args = { ...keyed, policy, unit: dollar, value: "1", vin: "1M8GDM9AXKP042788" };
    const { json, progress, text } = await runTask("vehicle enrol", args);
    expect(json["salt"]).to.match(NUMBER);
    expect(text).to.contain(json["salt"]);
    expect(progress.join("\n")).to.match(/^Keep the salt secret/);
    const again = { ...args, salt: json["salt"] };
    expect(await refusalOf("vehicle enrol", again)).to.match(/^[^\n]+$/);
  });

  it("say what is missing for an enrolment, and where a key or password is wrong", async function () {
    const { keyed, policy, dollar, fileOf } = garage;
    const args: Record<string, unknown> = {
      ...keyed,
      vin: "1M8GDM9AXKP042788",
      salt: SALT,
      policy,
      unit: dollar,
      value: "1",
    };
    for (const name of ["key", "vin", "policy", "unit", "value"])
      expect(await refusalOf("vehicle enrol", { ...args, [name]: undefined })).to.match(
        new RegExp(`^Something is missing: give .* with --${name}\\.$`),
      );
    const passwordFile = await fileOf("wrong");
    expect(await refusalOf("vehicle enrol", { ...args, passwordFile })).to.match(/^The password doesn't open /);
    expect(await refusalOf("vehicle enrol", { ...args, appraisedAt: "1d" })).to.match(
      /^Nobody can have appraised it later/,
    );
    expect(await refusalOf("vehicle enrol", { ...args, policy: dollar })).to.match(/ is no policy; create one with/);
  });

  it("refuse a vehicle that isn't there, and a report by another's key", async function () {
    const vehicle = await garage.enrol();
    const key = await garage.keystoreOf(0xbad);
    expect(await refusalOf("vehicle show", { vehicle: "0x4d" })).to.match(/^There is no vehicle 0x0{62}4d at 0x/);
    expect(await refusalOf("vehicle show", { vehicle: "taxi" })).to.match(/^No vehicle named "taxi"/);
    expect(await refusalOf("vehicle report", { vehicle, ...garage.keyed, key, from: "5" })).to.match(/sign/);
    expect(await refusalOf("vehicle report", { vehicle, from: "5" })).to.match(/^Nobody signs; name the keystore/);
    expect(await refusalOf("vehicle report", { vehicle, ...garage.keyed, kind: "crash" })).to.match(
      /^"crash" is nothing that a vehicle reports; give one of odometer, accident/,
    );
  });

  it("sign no report that would never count: nothing is to be taken back under its number", async function () {
    const vehicle = await garage.enrol();
    await garage.report(vehicle, { odometer: "12500" });
    const refused = async (args: Record<string, unknown>): Promise<string> =>
      refusalOf("vehicle report", { vehicle, ...garage.keyed, sign: true, ...args });
    const nothing = "Nothing was signed: it would never count. ";
    expect(await refused({ odometer: "12400" })).to.contain(
      `${nothing}Its odometer shows 12400 km, and the chain has counted 12500 km: check it`,
    );
    expect(await refused({ odometer: "99999" })).to.contain(
      `${nothing}The report tells of 87499 km since the report before, and 2000 km are the most`,
    );
    expect(await refused({ at: "2029-01-01" })).to.contain(
      `${nothing}It is of 2029-01-01T00:00:00Z, and the last report that the chain has counted is of `,
    );
    expect(await refused({ at: "2040-01-01" })).to.match(/^Nothing was signed: it is of the future/);
    await garage.report(vehicle, { kind: "scrapping", odometer: "12600" });
    await garage.decide(vehicle, "2");
    expect(await refused({ odometer: "12700" })).to.equal(
      `${nothing}The vehicle is ended, and none of its reports counts.`,
    );
  });

  it("sign a report into a file that anybody sends", async function () {
    const vehicle = await garage.enrol();
    const file = await garage.signed(vehicle, { odometer: "12500" });
    const sent = await runTask("vehicle report", { vehicle, signed: file, from: "9" });
    expect(sent.text).to.match(/^Report 1 counts: odometer at 12500 km/);
    const other = await garage.enrol();
    expect(await refusalOf("vehicle report", { vehicle: other, signed: file })).to.match(/another vehicle's report/);
    expect(await refusalOf("vehicle report", { vehicle, signed: file, odometer: "1" })).to.match(
      /has the whole report/,
    );
    const foreign = await garage.fileOf((await garage.textOf(file)).replace('"31337"', '"1"'));
    expect(await refusalOf("vehicle report", { vehicle, signed: foreign })).to.match(/is of chain 1, and network/);
  });

  describe("vehicle policy", function () {
    it("says a policy's rules in plain words", async function () {
      const { text } = await runTask("vehicle policy show", { policy: garage.policy });
      expect(text)
        .to.contain("Each year takes 15 % of what is left.")
        .and.contain("of a severity from 20 % on, or of the vehicle's end, counts only once 2 of 3 attestors")
        .and.contain("for a bond of 0.1 ETH; 3 of 3 attestors decide");
      const straight = await runTask("vehicle policy create", { lifetime: "3650d", floor: "10" });
      expect(straight.text).to.match(/^policy +0x\w{40}\n\nAge takes all that it can within/);
    });

    it("asks attestors about a vehicle's end alone unless it is told otherwise, and says so", async function () {
      const panel = { perYear: "10", attestors: "6,7", confirmations: "1", decisions: "2" };
      const graveOf = ({ json }: Answer): unknown => (json["terms"] as Record<string, unknown>)["grave"];
      const plain = await runTask("vehicle policy create", panel);
      expect(graveOf(plain)).to.equal("10000");
      expect(plain.text).to.contain("or of the vehicle's end, counts only once 1 of 2 attestors have confirmed it.");
      const told = /^Without --grave attestors confirm a vehicle's end alone, and what is of a severity of 100 %;/m;
      expect(plain.progress.join("\n")).to.match(told);
      const asked = await runTask("vehicle policy create", { ...panel, grave: "40" });
      expect(graveOf(asked)).to.equal("4000");
      expect(asked.progress.join("\n")).not.to.match(told);
      const nobody = await runTask("vehicle policy create", { perYear: "10" });
      expect(graveOf(nobody)).to.equal("10001");
      expect(nobody.progress.join("\n")).not.to.match(told);
      expect(nobody.text).to.contain("Nobody confirms reports, and none can be disputed.");
      const help = hre.tasks.getTask(["vehicle", "policy", "create"]).options.get("grave")?.description;
      expect(help).to.contain("(default: 100, where there are attestors: ends alone)");

      // An accident counts at once, and an end waits.
      const vehicle = await garage.enrol({ policy: plain.json["policy"] });
      const hit = await garage.report(vehicle, { kind: "accident", severity: "99.99" });
      expect(hit.text).to.contain("; it is counted.");
      const lost = await garage.report(vehicle, { kind: "total-loss" });
      expect(lost.text).to.contain("; it is pending.");
      expect((await runTask("vehicle show", { vehicle })).json).to.include({ state: "active", value: "0" });
      // Without anybody to ask it ends at once.
      const alone = await garage.enrol({ policy: nobody.json["policy"] });
      await garage.report(alone, { kind: "total-loss" });
      expect((await runTask("vehicle show", { vehicle: alone })).json).to.include({ state: "ended" });
    });

    it("refuses rules that contradict each other", async function () {
      for (const [args, line] of [
        [{}, /^Age goes by one way/],
        [{ perYear: "10", lifetime: "10d" }, /^Age goes by one way/],
        [{ perYear: "0" }, /^Age takes nothing by that/],
        [{ perYear: "101" }, /^The share of a year 101 is too large/],
        [{ perYear: "10", patience: "400d" }, /^Silence of 365d takes all, and 400d of it nothing/],
        [{ perYear: "10", grave: "20" }, /^Without attestors there is nobody to ask/],
        [{ perYear: "10", perDay: "0" }, /^A vehicle that can't drive/],
        [{ perYear: "10", attestors: "1" }, /^More attestors must decide a dispute/],
        [{ perYear: "10", attestors: "1,1,2" }, /is named twice/],
      ] as const)
        expect(await refusalOf("vehicle policy create", args)).to.match(line);
    });

    it("proposes another one, which is in force later, and takes one back", async function () {
      const vehicle = await garage.enrol();
      const { json } = await runTask("vehicle policy create", { perYear: "50" });
      const policy = json["policy"] as string;
      const act = { vehicle, from: "1" };
      const proposed = await runTask("vehicle policy propose", { ...act, policy, since: "3d" });
      expect(proposed.text).to.match(/is in force from 2031-01-09T.* on, unless it is taken back before\./);
      expect((await runTask("vehicle show", { vehicle })).text).to.contain("next policy");
      await runTask("vehicle policy withdraw", act);
      expect((await runTask("vehicle show", { vehicle })).text).not.to.contain("next policy");
      await runTask("vehicle policy propose", { ...act, policy });
      await pass(3n * DAY);
      expect((await runTask("vehicle show", { vehicle })).json).to.include({ policy });
      expect((await garage.report(vehicle, { odometer: "12100" })).text).to.match(/^Report 1 counts/);
      expect(await refusalOf("vehicle policy propose", { ...act, policy, since: "1h" })).to.match(/a day after/);
      expect(await refusalOf("vehicle policy propose", { ...act, policy })).to.match(/is in force; propose another/);
      expect(await refusalOf("vehicle policy withdraw", { vehicle, from: "9" })).to.match(/^[^\n]+$/);
    });
  });

  it("keep from others what isn't theirs", async function () {
    const vehicle = await garage.enrol();
    const { ethers } = await hre.network.getOrCreate();
    expect(await ethers.provider.getCode(STRANGER)).to.equal("0x");
    for (const task of ["stolen", "recovered", "rotate cancel"])
      expect(await refusalOf(`vehicle ${task}`, { vehicle, from: "9" })).to.match(/^[^\n]+$/);
  });
});
