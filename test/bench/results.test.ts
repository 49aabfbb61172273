import { readFileSync } from "node:fs";

import { expect } from "chai";

import { render } from "../../bench/render.ts";
import { type Results, stringify, TRANSACTION_CAP } from "../../bench/results.ts";

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

  it("show every operation of every token at all sizes and after all idle frames", () => {
    const cases = new Set(results.rows.map(({ members, idleFrames }) => `${members}/${idleFrames}`));
    expect([...cases]).to.have.members(["1/0", "1/1000", "10000/0", "10000/1000", "10000000/0", "10000000/1000"]);
    for (const { operation, subject } of results.floors) {
      const rows = results.rows.filter((row) => row.operation === operation && row.subject === subject);
      expect(rows, `${operation}, ${subject}`).to.have.length(cases.size);
    }
  });

  it("show gas that no number of members changes, in any operation", () => {
    for (const { operation, subject, idleFrames, gas } of results.rows) {
      const among = results.rows.filter(
        (row) => row.operation === operation && row.subject === subject && row.idleFrames === idleFrames,
      );
      expect(new Set(among.map((row) => row.gas)), `${operation}, ${subject}`).to.deep.equal(new Set([gas]));
    }
  });

  it("show grants that nobody sent", () => {
    for (const grant of results.grants) {
      expect(grant.transactions).to.equal(0);
      expect(grant.storageChanged).to.equal(false);
      expect(BigInt(grant.balanceAfter) > BigInt(grant.balanceBefore)).to.equal(true);
    }
  });

  it("show no gas below its floor", () => {
    for (const { gas, floor } of [...results.rows, ...results.creations]) expect(gas).to.be.at.least(floor);
  });

  it("show pages that fit one transaction", () => {
    for (const { gas } of results.pages) expect(gas).to.be.below(TRANSACTION_CAP);
  });
});
