import { access } from "node:fs/promises";

import { expect } from "chai";
import hre from "hardhat";

import { loadState } from "../../src/vehicle/agent/index.ts";
import { momentLabel } from "../../src/vehicle/index.ts";
import { Relayer, sendingBy } from "../vehicle/relayer.ts";
import { DAY, type Garage, openGarage, pass } from "./support/garage.ts";
import { MONDAY, restoreEach } from "./support/programme.ts";
import { refusalOf, runTask } from "./support/tasks.ts";

describe("vehicle drive", function () {
  let garage: Garage;
  let vehicle: string;

  before(async function () {
    garage = await openGarage();
  });
  after(() => garage.end());
  restoreEach();
  beforeEach(async function () {
    vehicle = await garage.enrol();
    await pass(10n * DAY);
  });

  /** A log with a row a day from a moment on, that of the second day unless it is said. */
  const logOf = (rows: readonly string[], first = MONDAY + DAY): string =>
    ["time,odometer,event,severity", ...rows.map((row, i) => `${momentLabel(first + BigInt(i) * DAY)},${row}`)].join(
      "\n",
    );

  it("reports a log row by row, each once, and goes on with a longer one", async function () {
    const { keyed, fileOf, pathOf } = garage;
    const outbox = pathOf("first.outbox");
    const rows = ["12100,odometer,", "12200,accident,1000", "12300,service,500"];
    const args = { vehicle, ...keyed, outbox, once: true };
    const log = await fileOf(logOf(rows));
    expect(await refusalOf("vehicle drive", { ...args, log })).to.match(/ isn't there; begin one with --begin, where/);
    const driven = await runTask("vehicle drive", { ...args, log, begin: true, fund: "1" });
    expect(driven.json).to.include({ taken: "3", confirmed: "3", open: "0", sequence: "3" });
    expect(driven.text).to.match(/^Took 3 rows of the log in; the chain has counted up to report 3\.\nBooked are /);
    expect(driven.progress.join("\n")).to.match(/sent reports 1 to 3: 0x/);
    expect((await runTask("vehicle show", { vehicle })).text).to.contain("odometer  12300 km");
    // The unit keeps what the chain has answered.
    const { value, residual } = driven.json;
    const kept = await loadState(`${outbox}.state.json`);
    expect([String(kept?.confirmed?.value), String(kept?.confirmed?.residual)]).to.deep.equal([value, residual]);

    expect(await refusalOf("vehicle drive", { ...args, log, begin: true })).to.match(/ is there already; leave out/);
    expect((await runTask("vehicle drive", { ...args, log })).json).to.include({ taken: "0", confirmed: "3" });
    const longer = await fileOf(logOf([...rows, "12400,odometer,"]));
    expect((await runTask("vehicle drive", { ...args, log: longer })).json).to.include({ taken: "1", sequence: "4" });
  });

  it("has another account pay for a key of P-256, and ends where it can't go on now", async function () {
    const { keyed, fileOf, pathOf, keystoreOf } = garage;
    const key = await keystoreOf(0x5ec, "P-256");
    const secure = await garage.enrol({ key });
    const log = await fileOf(
      logOf(["12100,odometer,"]).replace(momentLabel(MONDAY + DAY), momentLabel(MONDAY + 100n * DAY)),
    );
    const args = { vehicle: secure, key, passwordFile: keyed.passwordFile, log, outbox: pathOf("p"), once: true };
    expect(await refusalOf("vehicle drive", { ...args, begin: true })).to.match(/^A key of P-256 pays for nothing/);
    const payer = await keystoreOf(0xfee);
    const waiting = await runTask("vehicle drive", { ...args, payer, fund: "1", begin: true });
    expect(waiting.json).to.include({ taken: "1", open: "1" });
    await pass(100n * DAY);
    expect((await runTask("vehicle drive", { ...args, payer })).json).to.include({ taken: "0", open: "0" });
  });

  it("has a relayer send and pay, where it is told of one", async function () {
    const { ethers } = await hre.network.getOrCreate();
    const relayer = await new Relayer().start();
    try {
      const key = await garage.keystoreOf(0x5ed, "P-256");
      const secure = await garage.enrol({ key });
      const { keyed, fileOf, pathOf, people } = garage;
      const log = await fileOf(logOf(["12100,odometer,", "12200,odometer,"], MONDAY + 11n * DAY));
      await pass(10n * DAY);
      const args = { vehicle: secure, key, passwordFile: keyed.passwordFile, log, outbox: pathOf("r"), once: true };
      relayer.act = async (request) => sendingBy(await ethers.getSigner(people[9]!), request.contract)(request);
      const driven = await runTask("vehicle drive", { ...args, relay: relayer.url, begin: true });
      expect(driven.json).to.include({ taken: "2", confirmed: "2", open: "0", sequence: "2" });
      expect(relayer.requests).to.have.length(1);
      for (const [more, line] of [
        [{ relay: relayer.url, fund: "1" }, /^A relayer pays for what it sends/],
        [{ relay: relayer.url, payer: key }, /^A relayer pays for what it sends/],
        [{ relay: "relay" }, /^"relay" is no address of a relayer/],
      ] as const)
        expect(await refusalOf("vehicle drive", { ...args, ...more })).to.match(line);
    } finally {
      relayer.stop();
    }
  });

  it("tells a mistake in a log with its line", async function () {
    const { keyed, fileOf, pathOf } = garage;
    const log = await fileOf(logOf(["12100,crash,"]));
    const args = { vehicle, ...keyed, outbox: pathOf("wrong"), begin: true, once: true };
    expect(await refusalOf("vehicle drive", { ...args, log })).to.match(/line 2.*crash/);
    expect(await refusalOf("vehicle drive", args)).to.match(/^Something is missing: give the vehicle's log with --log/);
  });

  it("begins no outbox for a log that can't be read to its end", async function () {
    const { keyed, fileOf, pathOf } = garage;
    const outbox = pathOf("early");
    const args = { vehicle, ...keyed, outbox, begin: true, once: true };
    const isThere = (path: string): Promise<boolean> =>
      access(path).then(
        () => true,
        () => false,
      );
    for (const log of [pathOf("none.csv"), await fileOf(logOf(["12100,odometer,", "12050,odometer,"]))]) {
      expect(await refusalOf("vehicle drive", { ...args, log })).to.match(/isn't there|never falls/);
      expect(await isThere(outbox)).to.equal(false);
      expect(await isThere(`${outbox}.lock.1`)).to.equal(false);
    }
    // Nor are rows before the one that is wrong taken in.
    const log = await fileOf(logOf(["12100,odometer,"]));
    await runTask("vehicle drive", { ...args, log, fund: "1" });
    const longer = await fileOf(logOf(["12100,odometer,", "12200,odometer,", "12150,odometer,"]));
    expect(await refusalOf("vehicle drive", { ...args, begin: false, log: longer })).to.match(/never falls/);
    expect((await runTask("vehicle drive", { ...args, begin: false, log })).json).to.include({ open: "0" });
  });

  it("names the file of a mistake, and what separates columns", async function () {
    const { keyed, fileOf, pathOf } = garage;
    const args = { vehicle, ...keyed, outbox: pathOf("named"), begin: true, once: true };
    const log = await fileOf(logOf(["12100,accident,"]));
    expect(await refusalOf("vehicle drive", { ...args, log })).to.equal(
      `${log}, line 2, column severity: is empty; write basis points from 0 to 10000, like 250 for 2.5 %.`,
    );
    const semicolons = await fileOf(logOf(["12100,odometer,"]).replaceAll(",", ";"));
    expect(await refusalOf("vehicle drive", { ...args, log: semicolons })).to.equal(
      `${semicolons}, line 1, column time: semicolons separate the columns; separate them by commas.`,
    );
  });

  it("says whose ether is missing, and who can give it", async function () {
    const { keyed, fileOf, pathOf, keystoreOf } = garage;
    const log = await fileOf(logOf(["12100,odometer,"]));
    const args = { vehicle, ...keyed, outbox: pathOf("unpaid"), log, payer: await keystoreOf(0xfee), once: true };
    expect(await refusalOf("vehicle drive", { ...args, begin: true })).to.match(
      /^The account 0x\w{40}, which pays, has too little ether for the fee; send it some with --fund, like --fund 1, or name the keystore of another with --payer\.$/,
    );
    expect((await runTask("vehicle drive", { ...args, fund: "1" })).json).to.include({ confirmed: "1" });
  });

  it("tells amounts in whole units", async function () {
    const { keyed, fileOf, pathOf } = garage;
    const log = await fileOf(logOf(["12100,odometer,"]));
    const args = { vehicle, ...keyed, outbox: pathOf("told"), log, begin: true, fund: "1", once: true };
    const { progress } = await runTask("vehicle drive", args);
    expect(progress.join("\n")).to.match(/report 1 is confirmed; value 29\d{3}\.\d+ USD, residual 0 USD$/m);
  });
});
