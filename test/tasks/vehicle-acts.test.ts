import { expect } from "chai";
import { id as hashOf } from "ethers";

import { DAY, type Garage, openGarage, pass, SALT } from "./support/garage.ts";
import { restoreEach } from "./support/programme.ts";
import { refusalOf, runTask } from "./support/tasks.ts";

describe("what is done with vehicles by tasks", function () {
  let garage: Garage;
  let vehicle: string;

  before(async function () {
    garage = await openGarage();
  });
  after(() => garage.end());
  restoreEach();
  beforeEach(async function () {
    vehicle = await garage.enrol({ deposit: "0.5" });
  });

  /** What a vehicle shows now, as the chain says. */
  const shown = async (number = vehicle): Promise<bigint> =>
    BigInt((await runTask("vehicle value", { vehicle: number })).json["value"] as string);

  it("put a part into a vehicle, whose value it adds to, and take it out again", async function () {
    const { people, keystoreOf } = garage;
    const part = await garage.enrol({ key: await keystoreOf(0xba77), value: "8000" });
    const before = await shown();
    const put = await runTask("vehicle part put-in", { part, vehicle, from: "1" });
    expect(put.text).to.match(/^0x\w{64} is a part of it now\.\n/);
    expect((await shown()) > before + 7_900_000_000n).to.equal(true);
    expect((await runTask("vehicle show", { vehicle: part })).text).to.contain(`part of   ${vehicle}`);
    const out = await runTask("vehicle part take-out", { part, to: "2", from: "1" });
    expect(out.json).to.include({ vehicle, part, to: people[2] });
    expect((await runTask("vehicle show", { vehicle: part })).json).to.include({ owner: people[2] });
    const foreign = await garage.enrol({ key: await keystoreOf(0xba78), issuer: "9" });
    expect(await refusalOf("vehicle part put-in", { part: foreign, vehicle, from: "1" })).to.match(
      /both must be of one issuer\.$/,
    );
  });

  it("lock a vehicle for a lender, who lets go of it, or takes it when it shows too little", async function () {
    const { people } = garage;
    const locked = await runTask("vehicle lock", { vehicle, lender: "3", minValue: "29000", from: "1" });
    expect(locked.text).to.match(
      /has a lien on it until he lets go of it: he can take it while it shows less than 29000/,
    );
    expect(await refusalOf("vehicle claim-locked", { vehicle, from: "3" })).to.match(/^[^\n]+$/);
    expect((await runTask("vehicle unlock", { vehicle, from: "3" })).text).to.match(/^There is no lien/);
    await runTask("vehicle lock", { vehicle, lender: "3", minValue: "29000", until: "90d", from: "1" });
    expect((await runTask("vehicle show", { vehicle })).text).to.match(/lien +0x\w{40} wants 29000 USD, until 2031-/);
    await pass(60n * DAY);
    const taken = await runTask("vehicle claim-locked", { vehicle, from: "3" });
    expect(taken.json).to.include({ to: people[3], minValue: "29000000000" });
    expect((await runTask("vehicle show", { vehicle })).json).to.include({ owner: people[3] });
  });

  it("transfer a vehicle, whose buyer a least value protects", async function () {
    const { people } = garage;
    const sale = { vehicle, to: "2", from: "1" };
    await garage.report(vehicle, { kind: "accident", severity: "10" });
    expect(await refusalOf("vehicle transfer", { ...sale, least: "29000" })).to.match(
      /^The vehicle shows 2[67]\d{3}\.\d+ USD, and must show 29000 USD at least\. See with `vehicle history` what/,
    );
    const sold = await runTask("vehicle transfer", { ...sale, least: "20000" });
    expect(sold.json).to.include({ from: people[1], to: people[2], least: "20000000000" });
    expect(sold.text).to.match(/^Its token is 0x\w{40}'s: it showed 20000 USD or more\.\n/);
    expect((await runTask("vehicle show", { vehicle })).json).to.include({ owner: people[2] });
    expect(await refusalOf("vehicle transfer", { ...sale, least: "1" })).to.match(/^[^\n]+$/);
    await runTask("vehicle lock", { vehicle, lender: "3", minValue: "20000", from: "2" });
    expect(await refusalOf("vehicle transfer", { ...sale, least: "1", from: "2" })).to.match(/`vehicle unlock`/);
  });

  it("show that two issuers enrolled one vehicle, without sending a number that isn't theirs", async function () {
    const vin = "1M8GDM9AXKP042788";
    const otherSalt = `0x${"a5".repeat(32)}`;
    const one = await garage.enrol({ vin });
    const other = await garage.enrol({ vin, issuer: "9", salt: otherSalt });
    const given = { one, other, vin, salt: SALT, otherSalt, from: "5" };
    for (const [args, line] of [
      [{ vin: "1M8GDM9AXKP042789" }, /^Number and salt don't make vehicle 0x\w{64}; check --vin and --salt\. Nothing/],
      [{ otherSalt: SALT }, /; check --vin and --other-salt\. Nothing was sent\.$/],
      [{ other: one }, /^Both are one and the same;/],
      [{ salt: "0x12" }, /^The salt is none; give 32 bytes|^The salt is none: give 32 bytes/],
      [
        { salt: undefined },
        /^Something is missing: give the salt of the first one's issuer with --salt, or his secret with --secret\.$/,
      ],
    ] as const)
      expect(await refusalOf("vehicle duplicate", { ...given, ...args })).to.match(line);
    const linked = await runTask("vehicle duplicate", given);
    expect(linked.json).to.include({ vehicle: one, other });
    expect(linked.json["issuers"]).to.deep.equal([garage.people[0], garage.people[9]]);
    for (const [number, same] of [
      [one, other],
      [other, one],
    ] as const)
      expect((await runTask("vehicle show", { vehicle: number })).text).to.contain(`the same as  ${same}`);
    expect(await refusalOf("vehicle duplicate", given)).to.match(/`vehicle show` names both\.$/);
  });

  it("declare a vehicle stolen and recovered, and let others read its telemetry", async function () {
    const { people } = garage;
    expect((await runTask("vehicle stolen", { vehicle, from: "1" })).json).to.include({ state: "stolen", value: "0" });
    expect((await runTask("vehicle recovered", { vehicle, from: "1" })).json).to.include({ state: "active" });
    const act = { vehicle, reader: "2", from: "1" };
    const may = await runTask("vehicle permit", { ...act, scopes: "0,3" });
    expect(may.json).to.include({ reader: people[2], scopes: "9" });
    expect(may.text).to.match(
      /may read kinds 0,3 of its telemetry until 2031-02-05T.* unless it is transferred before/,
    );
    expect((await runTask("vehicle permit", { ...act, scopes: "none" })).text).to.match(/may read nothing/);
    expect(await refusalOf("vehicle permit", { ...act, scopes: "208" })).to.match(/is too large; the largest is 207/);
  });

  it("rotate a key by both, and by owner and issuer after a delay", async function () {
    const { keyed, keystoreOf } = garage;
    const newKey = await keystoreOf(0xca5, "P-256");
    const rotated = await runTask("vehicle rotate", { vehicle, ...keyed, newKey, from: "5" });
    expect(rotated.json).to.include({ firstSequence: "1" });
    expect(await refusalOf("vehicle report", { vehicle, ...keyed, from: "5" })).to.match(/^[^\n]+$/);
    expect((await garage.report(vehicle, { key: newKey })).text).to.match(/^Report 1 counts/);

    const third = await keystoreOf(0xca6);
    const act = { vehicle, newKey: third, passwordFile: keyed.passwordFile };
    const announced = await runTask("vehicle rotate announce", { ...act, from: "1" });
    const key = announced.json["key"] as string;
    expect((await runTask("vehicle show", { vehicle })).text).to.contain("next key");
    await runTask("vehicle rotate cancel", { vehicle, from: "1" });
    expect((await runTask("vehicle show", { vehicle })).text).not.to.contain("next key");
    await runTask("vehicle rotate announce", { ...act, from: "1" });
    expect(await refusalOf("vehicle rotate complete", { vehicle, newKey: key, from: "5" })).to.match(/^[^\n]+$/);
    await pass(30n * DAY);
    expect((await runTask("vehicle rotate complete", { vehicle, newKey: key, from: "5" })).text).to.match(
      /signs its reports from number 2 on/,
    );
    expect((await garage.report(vehicle, { key: third })).text).to.match(/^Report 2 counts/);
  });

  it("appraise a vehicle anew, by its issuer's word alone", async function () {
    await pass(10n * DAY);
    const done = await runTask("vehicle appraise", { vehicle, value: "31000", odometer: "12500", from: "5" });
    expect(done.text).to.match(/^Appraised by 0x\w{40} at 31000 USD\.\nIt is active, and shows (31000|30999\.\d+) USD/);
    expect(await refusalOf("vehicle appraise", { vehicle, value: "31000", odometer: "1", from: "5" })).to.match(
      /^[^\n]+$/,
    );
  });

  it("slash a vehicle that contradicts itself, and pay the bounty", async function () {
    const one = await garage.signed(vehicle, { odometer: "12100" });
    const other = await garage.signed(vehicle, { odometer: "12200" });
    expect(await refusalOf("vehicle equivocation", { one, other: one, from: "5" })).to.match(/^[^\n]+$/);
    const later = await garage.signed(vehicle, { sequence: "2" });
    expect(await refusalOf("vehicle equivocation", { one, other: later })).to.match(/that is no contradiction\.$/);
    const slashed = await runTask("vehicle equivocation", { one, other, from: "5" });
    expect(slashed.text).to.match(/^Slashed for two conditions under report 1: .* credited 0\.5 ETH/);
    expect(slashed.json).to.include({ state: "slashed", value: "0", bounty: "500000000000000000" });
    expect((await runTask("vehicle withdraw", { from: "5" })).text).to.match(/^Paid 0\.5 ETH to 0x/);
    expect(await refusalOf("vehicle withdraw", { from: "5" })).to.match(/^[^\n]+$/);
  });

  it("slash a vehicle that signs rules which it never had, for a bounty that was added to", async function () {
    expect((await runTask("vehicle deposit", { vehicle, amount: "0.25" })).text).to.match(/^Added 0\.25 ETH/);
    const report = await garage.signed(vehicle, { policyHash: hashOf("my own rules") });
    const honest = await garage.signed(vehicle, { odometer: "12001" });
    expect(await refusalOf("vehicle tampering", { report: honest, from: "5" })).to.match(/^[^\n]+$/);
    const slashed = await runTask("vehicle tampering", { report, from: "5" });
    expect(slashed.text).to.match(/^Slashed for a policy that it never had: .* credited 0\.75 ETH/);
  });

  it("bring the deposit of a vehicle that has ended for good to its owner", async function () {
    await garage.report(vehicle, { kind: "total-loss" });
    expect(await refusalOf("vehicle release-deposit", { vehicle, from: "5" })).to.match(
      /^Vehicle 0x\w+ is active[^\n]+$/,
    );
    await garage.decide(vehicle, "1");
    expect(await refusalOf("vehicle release-deposit", { vehicle, from: "5" })).to.match(
      /^It is possible from 2031[^\n]+$/,
    );
    await pass(22n * DAY);
    const released = await runTask("vehicle release-deposit", { vehicle, from: "5" });
    expect(released.text).to.match(/^Credited 0\.5 ETH to 0x\w{40}, who takes it by `vehicle withdraw`\./);
    expect(released.json).to.include({ amount: "500000000000000000" });
    expect((await runTask("vehicle withdraw", { from: "1" })).text).to.match(/^Paid 0\.5 ETH to 0x/);
    expect(await refusalOf("vehicle release-deposit", { vehicle, from: "5" })).to.match(/^There is nothing to take/);
  });

  describe("what attestors decide", function () {
    it("confirms a grave report in one file, which two sign", async function () {
      const { pathOf, keyed, attestor } = garage;
      const hit = await garage.report(vehicle, { kind: "accident", severity: "40" });
      expect(hit.json).to.include({ claim: "pending" });
      const worst = BigInt(hit.json["value"] as string);
      expect(worst < 19_000_000_000n).to.equal(true);
      const file = pathOf("confirm.json");
      const asked = { vehicle, sequence: "1", file };
      await runTask("vehicle attest", { ...asked, attestors: "6" });
      expect(await refusalOf("vehicle decide", { file, from: "5" })).to.match(
        /`vehicle policy show` says who they are/,
      );
      const second = await runTask("vehicle attest", { ...asked, keys: attestor, passwordFile: keyed.passwordFile });
      expect(second.text).to.contain("says that report 1 is true, signed by 2;");
      expect(await refusalOf("vehicle attest", { ...asked, false: true, attestors: "7" })).to.match(
        / says something else about a report/,
      );
      expect(await refusalOf("vehicle attest", asked)).to.match(/^Nobody signs; name attestors/);
      const decided = await runTask("vehicle decide", { file, from: "5" });
      expect(decided.text).to.match(/^Report 1 is counted\./);
      expect(await refusalOf("vehicle attest", { ...asked, attestors: "7" })).to.match(/^Nobody asks about report 1/);
    });

    it("ends a dispute by all attestors, and gives the bonds to who was right", async function () {
      const { pathOf, keyed, attestor } = garage;
      await garage.report(vehicle, { kind: "accident", severity: "10" });
      const claim = { vehicle, sequence: "1" };
      const disputed = await runTask("vehicle dispute", { ...claim, from: "4" });
      expect(disputed.text).to.match(/^Report 1 is disputed; attestors decide before 2031-01-20T/);
      expect((await runTask("vehicle show", { vehicle })).text).to.match(/\n1 +disputed +decided before 2031-01-20T/);
      await runTask("vehicle defend", { ...claim, from: "1" });
      const file = pathOf("undo.json");
      const asked = { ...claim, file, false: true };
      await runTask("vehicle attest", { ...asked, attestors: "6,7", keys: attestor, passwordFile: keyed.passwordFile });
      expect((await runTask("vehicle decide", { file, from: "5" })).text).to.match(/^Report 1 is undone\./);
      expect((await runTask("vehicle withdraw", { from: "4" })).text).to.match(/^Paid 0\.2 ETH/);
    });

    it("lets a report stand that nobody decides about, and tells of one that isn't asked about", async function () {
      await garage.report(vehicle, { kind: "accident", severity: "10" });
      const claim = { vehicle, sequence: "1", from: "5" };
      await runTask("vehicle dispute", { ...claim, from: "4" });
      expect(await refusalOf("vehicle end-dispute", claim)).to.match(/^[^\n]+$/);
      await pass(14n * DAY);
      expect((await runTask("vehicle end-dispute", claim)).text).to.match(/^Report 1 stands: it is upheld\./);
      expect(await refusalOf("vehicle dispute", { ...claim, sequence: "2" })).to.match(
        /^The vehicle has no report 2 of/,
      );
    });
  });

  it("guarantee a residual, and redeem its shares after the end", async function () {
    const { people, dollarsOf } = garage;
    const holder = await garage.enrol({ residualHolder: "2" });
    await garage.report(holder, { kind: "accident", severity: "10" });
    const fund = { vehicle: holder, amount: "500", from: "4" };
    expect(await refusalOf("vehicle residual fund", fund)).to.match(/^[^\n]+$/);
    await runTask("vehicle residual admit", { vehicle: holder, guarantor: "4", from: "1" });
    expect((await runTask("vehicle residual fund", fund)).text).to.match(
      /guarantees 500 USD more for it, until 2032-01-/,
    );
    const view = await runTask("vehicle residual show", { vehicle: holder, holder: "2" });
    expect(view.text)
      .to.match(/guaranteed +500 USD by 0x/)
      .and.match(/held +\d+, which stand for \d+/);
    const other = { vehicle: holder, guarantor: "4", from: "1" };
    await runTask("vehicle residual admit", { ...other, revoke: true });
    expect((await garage.report(holder, { kind: "total-loss" })).json).to.include({ claim: "pending" });
    await garage.decide(holder, "2");
    const redeem = { vehicle: holder, from: "2" };
    expect(await refusalOf("vehicle residual redeem", redeem)).to.match(/^[^\n]+$/);
    await pass(22n * DAY);
    expect((await runTask("vehicle show", { vehicle: holder })).text).to.match(/its end +is for good from 2031-/);
    const paid = await runTask("vehicle residual redeem", redeem);
    expect(paid.text).to.match(/^Redeemed \d+ shares for 500 USD\./);
    expect(await dollarsOf(people[2]!)).to.equal(500_000_000n);
    expect(await refusalOf("vehicle residual redeem", { vehicle: holder, from: "9" })).to.match(
      /has 0 residual shares/,
    );
  });

  it("take a guarantee back that has ended", async function () {
    const { people, dollarsOf } = garage;
    const before = await dollarsOf(people[4]!);
    await runTask("vehicle residual admit", { vehicle, guarantor: "4", from: "1" });
    await runTask("vehicle residual fund", { vehicle, amount: "500", until: "30d", from: "4" });
    expect(await refusalOf("vehicle residual take-back", { vehicle, from: "4" })).to.match(/^[^\n]+$/);
    await pass(60n * DAY);
    expect((await runTask("vehicle residual take-back", { vehicle, from: "4" })).text).to.match(/^Paid 500 USD back/);
    expect(await dollarsOf(people[4]!)).to.equal(before);
  });

  it("share rewards by frames, claim them, and leave", async function () {
    const { people, dollar, dollarsOf } = garage;
    const pool = { token: dollar, unit: dollar, issuer: "0", rhythm: "week" };
    expect((await runTask("vehicle rewards fund", { ...pool, amount: "100", frames: "2", from: "4" })).text).to.match(
      /^Funded 2 frames from 2031-W02 \(\d+\) on, with 100 USD each\./,
    );
    for (const [frames, line] of [
      ["301", /^The number of frames 301 is too large; the largest is 300\.$/],
      ["0", /^No frames hold no rewards; give --frames from 1 on\.$/],
    ] as const)
      expect(await refusalOf("vehicle rewards fund", { ...pool, amount: "1", frames, from: "4" })).to.match(line);
    await runTask("vehicle rewards join", { ...pool, vehicle, from: "1" });
    await garage.report(vehicle, { odometer: "12010" });
    expect((await runTask("vehicle rewards show", { ...pool, vehicle })).text)
      .to.match(/vehicle +shares its rewards\n/)
      .and.match(/claimable +0 USD\n/);
    await pass(7n * DAY);
    expect((await runTask("vehicle rewards show", { ...pool, vehicle })).json).to.include({ claimable: "100000000" });
    expect((await runTask("vehicle rewards claim", { ...pool, vehicle, from: "1" })).text).to.match(/^Paid 100 USD/);
    expect(await dollarsOf(people[1]!)).to.equal(100_000_000n);
    const frame = (await runTask("vehicle rewards show", { ...pool, vehicle })).json["frame"] as string;
    expect((await runTask("vehicle rewards quit", { ...pool, vehicle, from: "1" })).text).to.match(
      /^It has left the pool/,
    );
    await pass(7n * DAY);
    expect((await runTask("vehicle rewards reclaim", { ...pool, frame, from: "4" })).text).to.match(
      /^Paid 100 USD of 2031-W03 back to 0x\w{40}: no vehicle/,
    );
  });

  it("fund only frames that haven't ended, and only with what is there", async function () {
    const { dollar, people } = garage;
    const pool = { token: dollar, unit: dollar, issuer: "0", rhythm: "10d", amount: "100", from: "4" };
    const first = { ...pool, start: "2031-03-01" };
    expect((await runTask("vehicle rewards fund", first)).json).to.include({ firstFrame: "1", frames: "1" });
    expect(await refusalOf("vehicle rewards fund", { ...first, first: "0" })).to.equal(
      "Frame 0 can't be funded any more; give a --first from 1 on.",
    );
    expect(await refusalOf("vehicle rewards fund", { ...first, frames: "301" })).to.match(/; the largest is 300\.$/);
    expect(await refusalOf("vehicle rewards fund", { ...first, amount: "5000", frames: "2" })).to.equal(
      `${people[4]} has 9900 USD, and it takes 10000 USD; give less, or sign as another account with --from.`,
    );
    expect(await refusalOf("vehicle rewards fund", { ...first, token: garage.policy })).to.match(
      / doesn't say what 0x\w{40} has of it; name a token\.$/,
    );
  });

  it("tell what a pool lacks", async function () {
    const { dollar } = garage;
    const pool = { token: dollar, unit: dollar, issuer: "0", vehicle };
    for (const [args, line] of [
      [{ token: undefined }, /^Something is missing: give what the pool pays with --token\.$/],
      [{ rhythm: "often" }, /^"often" is no rhythm; give day, week/],
      [{ rhythm: "10d" }, /^Say with --start when the first frame/],
      [{ rhythm: "0d", start: "2030-01-01" }, /^Frames of no length hold nothing/],
      [{ rhythm: "week", start: "2030-01-01" }, /^Frames of the calendar begin with it/],
    ] as const)
      expect(await refusalOf("vehicle rewards show", { ...pool, ...args })).to.match(line);
    const fixed = await runTask("vehicle rewards show", { ...pool, rhythm: "10d", start: "2031-01-01" });
    expect(fixed.text)
      .to.match(/vehicle +isn't in it/)
      .and.match(/frame +2031-01-01T00:00:00Z \(1\)/);
  });
});
