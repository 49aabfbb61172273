import { expect } from "chai";

import type { Row } from "../../scenarios/support/reporter.ts";
import { renderTable } from "../../scenarios/support/table.ts";

const ROWS: readonly Row[] = [
  { system: "all", step: "deploy", change: "groups, factory and the code it creates from", count: 9, gas: 15_000_001n },
  {
    system: "timeframe",
    step: "February: hand out",
    change: "12 packages, 2,191 RIDE, in one transaction",
    count: 1,
    gas: 279_928n,
  },
  { system: "timeframe", step: "new week", change: "each of 147 residents has 45 MEAL", count: 0, gas: 0n },
];

function lines(...rows: string[]): string {
  return rows.join("\n");
}

/** What the cells of a column that begins on the left say; a row begins where its last column says something. */
function columnOf(table: string, title: string): string[] {
  const [head = "", rule = "", ...rest] = table.split("\n");
  const from = head.indexOf(title);
  const to = rule.indexOf(" ", from);
  const last = rule.lastIndexOf("  ") + 2;
  const texts: string[] = [];
  for (const line of rest) {
    const cell = line.slice(from, to < 0 ? undefined : to).trim();
    if (line.slice(last).trim() !== "") texts.push(cell);
    else if (cell !== "") texts.push(`${texts.pop() ?? ""} ${cell}`);
  }
  return texts;
}

describe("given the rows of a scenario", () => {
  it("when the page is wide enough, then each is one line, and no column is wider than what it says", () => {
    expect(renderTable(ROWS, 200)).to.equal(
      lines(
        "system     step                what changed                                  txs         gas   gas each",
        "─────────  ──────────────────  ────────────────────────────────────────────  ───  ──────────  ─────────",
        "all        deploy              groups, factory and the code it creates from    9  15,000,001  1,666,666",
        "timeframe  February: hand out  12 packages, 2,191 RIDE, in one transaction     1     279,928    279,928",
        "timeframe  new week            each of 147 residents has 45 MEAL               –           –          –",
      ),
    );
  });

  it("when the width of the page is not known, then it is 100 columns", () => {
    expect(renderTable(ROWS)).to.equal(renderTable(ROWS, 100));
    expect(renderTable(ROWS)).to.equal(
      lines(
        "system     step                what changed                               txs         gas   gas each",
        "─────────  ──────────────────  ─────────────────────────────────────────  ───  ──────────  ─────────",
        "all        deploy              groups, factory and the code it creates      9  15,000,001  1,666,666",
        "                               from",
        "timeframe  February: hand out  12 packages, 2,191 RIDE, in one              1     279,928    279,928",
        "                               transaction",
        "timeframe  new week            each of 147 residents has 45 MEAL            –           –          –",
      ),
    );
  });

  it("when the page has 80 columns, then the gas each gives way to what changed", () => {
    expect(renderTable(ROWS, 80)).to.equal(
      lines(
        "system     step                what changed                      txs         gas",
        "─────────  ──────────────────  ────────────────────────────────  ───  ──────────",
        "all        deploy              groups, factory and the code it     9  15,000,001",
        "                               creates from",
        "timeframe  February: hand out  12 packages, 2,191 RIDE, in one     1     279,928",
        "                               transaction",
        "timeframe  new week            each of 147 residents has 45        –           –",
        "                               MEAL",
      ),
    );
  });

  it("when the page is of any width, then no line is wider and no text is lost", () => {
    for (let width = 40; width <= 160; width += 1) {
      const table = renderTable(ROWS, width);
      for (const line of table.split("\n")) expect(line.length, `${width}: ${line}`).to.be.at.most(width);
      expect(columnOf(table, "step"), `steps at ${width}`).to.deep.equal(ROWS.map(({ step }) => step));
      expect(columnOf(table, "what changed"), `changes at ${width}`).to.deep.equal(ROWS.map(({ change }) => change));
    }
  });

  it("when the page is narrower than any table, then it is as on one of 40 columns", () => {
    for (const width of [0, 1, 39]) expect(renderTable(ROWS, width)).to.equal(renderTable(ROWS, 40));
  });

  it("when a word is longer than its cell, then it is cut there", () => {
    const row: Row = { system: "timeframe", step: "key", change: `of 0x${"7".repeat(64)}`, count: 1, gas: 21_000n };
    const table = renderTable([row], 60);
    for (const line of table.split("\n")) expect(line.length, line).to.be.at.most(60);
    expect(columnOf(table, "what changed").join("").replaceAll(" ", "")).to.equal(row.change.replaceAll(" ", ""));
  });

  it("when there are none, then the head stands alone", () => {
    expect(renderTable([])).to.equal(
      lines("system  step  what changed  txs  gas  gas each", "──────  ────  ────────────  ───  ───  ────────"),
    );
  });
});
