import { readFileSync } from "node:fs";

import { expect } from "chai";

import { AT_MOST, withdrawalAtMost } from "../../bench/prepaid/budget.ts";
import { NAIVE, REQUEST } from "../../bench/prepaid/results.ts";
import { render } from "../../bench/render.ts";
import { type Results, stringify, TRANSACTION_CAP } from "../../bench/results.ts";
import { AT_MOST as VEHICLE_AT_MOST } from "../../bench/vehicle/budget.ts";
import { atMost } from "../../bench/vehicle/render.ts";
import { TRANSFER } from "../../bench/vehicle/results.ts";
import { AT_MOST as WALLET_AT_MOST, OVERHEAD_AT_MOST } from "../../bench/wallet/budget.ts";

/** What every card of the bench has. */
const CARD = 25_123_457n;

function read(name: string): string {
  return readFileSync(new URL(`../../bench/${name}`, import.meta.url), "utf8");
}

describe("the committed results of the bench", () => {
  const text = read("results.json");
  const results = JSON.parse(text) as Results;

  it("are rendered, and nothing else is in RESULTS.md", () => {
    expect(read("RESULTS.md")).to.equal(render(results));
  });

  it("are written as the bench writes them", () => {
    expect(text).to.equal(stringify(results));
  });

  const { rows, floors, grants, creations, pages } = results.timeframe;
  const { prepaid, wallet, vehicle } = results;

  it("show every operation of every token at all sizes and after all idle frames", () => {
    const cases = new Set(rows.map(({ members, idleFrames }) => `${members}/${idleFrames}`));
    expect([...cases]).to.have.members(["1/0", "1/1000", "10000/0", "10000/1000", "10000000/0", "10000000/1000"]);
    for (const { operation, subject } of floors) {
      const own = rows.filter((row) => row.operation === operation && row.subject === subject);
      expect(own, `${operation}, ${subject}`).to.have.length(cases.size);
    }
  });

  it("show gas that no number of members changes, in any operation", () => {
    for (const { operation, subject, idleFrames, gas } of rows) {
      const among = rows.filter(
        (row) => row.operation === operation && row.subject === subject && row.idleFrames === idleFrames,
      );
      expect(new Set(among.map((row) => row.gas)), `${operation}, ${subject}`).to.deep.equal(new Set([gas]));
    }
  });

  it("show grants that nobody sent", () => {
    for (const grant of grants) {
      expect(grant.transactions).to.equal(0);
      expect(grant.storageChanged).to.equal(false);
      expect(BigInt(grant.balanceAfter) > BigInt(grant.balanceBefore)).to.equal(true);
    }
  });

  it("show no gas below its floor", () => {
    const all = [
      ...rows,
      ...creations,
      ...prepaid.rows,
      ...prepaid.returns,
      ...prepaid.creations,
      ...wallet.rows,
      ...vehicle.rows,
    ];
    for (const { gas, floor } of all) expect(gas).to.be.at.least(floor);
  });

  it("show pages that fit one transaction", () => {
    for (const { gas } of [...pages, ...prepaid.pages, ...wallet.rows, ...vehicle.rows])
      expect(gas).to.be.below(TRANSACTION_CAP);
  });

  it("show the terms of every floor of prepaid", () => {
    expect(prepaid.floors.map(({ operation }) => operation)).to.deep.equal(
      prepaid.rows.map(({ operation }) => operation),
    );
  });

  it("show that prepaid keeps to its budget", () => {
    for (const [operation, most] of Object.entries(AT_MOST)) {
      const row = prepaid.rows.find((each) => each.operation === operation);
      expect(row?.gas, operation).to.be.at.most(most);
    }
    for (const { bucket, instruments, gas } of prepaid.returns) {
      expect(gas, `${instruments} of ${bucket}`).to.be.at.most(withdrawalAtMost(instruments));
    }
  });

  it("are those that the docs of prepaid tell", () => {
    const docs = read("../docs/prepaid.md").replace(/\s+/g, " ");
    const gas = (operation: string) =>
      prepaid.rows.find((row) => row.operation === operation)?.gas.toLocaleString("en") ?? "?";
    expect(docs).to.include(
      `A plain issue into a bucket in use takes ${gas("issue, bucket in use")}, one with rules ${gas("issue with rules, bucket in use")}; ` +
        `a redemption ${gas("redeem, credited")} credited and ${gas("redeem, pushed")} pushed.`,
    );
  });

  it("show returns of all that lapsed, that nobody sent", () => {
    expect(prepaid.returns.map(({ instruments }) => instruments)).to.include.members([1, 5, 30, 365]);
    for (const { balanceBefore, balanceAfter, instruments, transactions, storageChanged } of prepaid.returns) {
      expect(transactions).to.equal(0);
      expect(storageChanged).to.equal(false);
      expect(BigInt(balanceAfter) - BigInt(balanceBefore)).to.equal(BigInt(instruments) * CARD);
    }
  });

  it("show escrows beside issue, redemption, sweep and return", () => {
    for (const [operation, subject] of [
      ["issue", NAIVE],
      ["issue", REQUEST],
      ["redeem", NAIVE],
      ["redeem, all of it", NAIVE],
      ["redeem, all of it", REQUEST],
      ["sweep, 30 owners, for each", NAIVE],
    ]) {
      const found = prepaid.escrows.filter((row) => row.operation === operation && row.subject === subject);
      expect(found, `${operation}, ${subject}`).to.have.length(1);
    }
    expect(new Set(prepaid.reclaims.map(({ subject }) => subject))).to.deep.equal(new Set([NAIVE, REQUEST]));
  });

  it("show that wallet keeps to its budget, in what an owner's acts take more and in whole transactions", () => {
    const overheads = new Map(wallet.overheads.map((each) => [`${each.account}: ${each.act}`, each.overhead]));
    for (const [act, most] of Object.entries(OVERHEAD_AT_MOST)) {
      expect(overheads.get(act), act).to.be.greaterThan(0).and.at.most(most);
    }
    for (const [operation, most] of Object.entries(WALLET_AT_MOST)) {
      expect(wallet.rows.find((row) => row.operation === operation)?.gas, operation).to.be.at.most(most);
    }
  });

  it("show a plan's whole way, and the terms of every floor of wallet", () => {
    const operations = wallet.rows.map(({ operation }) => operation);
    expect(wallet.floors.map(({ operation }) => operation)).to.deep.equal(operations);
    for (const act of ["checkpoint", "proveActivity", "register", "heartbeat", "trigger", "execute"]) {
      expect(
        operations.filter((operation) => operation.startsWith(act)),
        act,
      ).to.not.be.empty;
    }
  });

  it("show that vehicle keeps to its budget", () => {
    for (const operation of [...Object.keys(VEHICLE_AT_MOST), TRANSFER]) {
      const row = vehicle.rows.find((each) => each.operation === operation);
      expect(row, operation).to.not.equal(undefined);
      expect(row!.gas / row!.items, operation).to.be.at.most(atMost(vehicle, operation) ?? 0);
    }
    expect(vehicle.floors.map(({ operation }) => operation)).to.deep.equal(
      vehicle.rows.map(({ operation }) => operation),
    );
  });
});
