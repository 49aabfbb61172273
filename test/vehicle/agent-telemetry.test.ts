import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect } from "chai";
import { id } from "ethers";
import fc from "fast-check";

import { CsvError } from "../../src/chain/csv-records.ts";
import { Kind, Outbox, readTelemetry, rowsAfter, type TelemetryRow } from "../../src/vehicle/agent/index.ts";
import { beginning } from "../../src/vehicle/agent/outbox.ts";
import { OWNER } from "./agent-chain.ts";
import { FakeDisk, PowerLoss } from "./agent-journal.ts";

const HEADER = "time,odometer,event,severity\n";

async function* pieces(...texts: string[]): AsyncGenerator<string> {
  for (const text of texts) yield await Promise.resolve(text);
}

async function rowsOfAll(source: AsyncIterable<TelemetryRow>): Promise<TelemetryRow[]> {
  const rows: TelemetryRow[] = [];
  for await (const row of source) rows.push(row);
  return rows;
}

const rowsOf = (source: string | AsyncIterable<string>): Promise<TelemetryRow[]> => rowsOfAll(readTelemetry(source));

const mistakeIn = async (text: string): Promise<CsvError> => {
  const error: unknown = await rowsOf(pieces(text)).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error, text.slice(0, 100)).to.be.instanceOf(CsvError);
  return error as CsvError;
};

describe("a vehicle's log", () => {
  it("gives conditions: seconds or ISO 8601, kilometres, an event, basis points", async () => {
    const lines = [
      "1673287200,50,odometer,0",
      "# what the garage wrote by hand",
      "2023-01-09T19:00Z,50.25,accident,495",
      "",
      '2023-01-10 08:00+02:00,"50.250",service,0',
      "1673330400,50.25,theft,",
      "1675101600,2302,total_loss,10000",
    ];
    const rows = await rowsOf(pieces(HEADER, lines.join("\r\n")));
    expect(rows.map(({ line }) => line)).to.deep.equal([2, 4, 6, 7, 8]);
    expect(rows.map(({ condition }) => condition)).to.deep.equal([
      { kind: Kind.ODOMETER, observedAt: 1673287200n, odometer: 50_000n, severity: 0n, evidence: id(lines[0]!) },
      { kind: Kind.ACCIDENT, observedAt: 1673290800n, odometer: 50_250n, severity: 495n, evidence: id(lines[2]!) },
      { kind: Kind.SERVICE, observedAt: 1673330400n, odometer: 50_250n, severity: 0n, evidence: id(lines[4]!) },
      { kind: Kind.THEFT, observedAt: 1673330400n, odometer: 50_250n, severity: 0n, evidence: id(lines[5]!) },
      {
        kind: Kind.TOTAL_LOSS,
        observedAt: 1675101600n,
        odometer: 2_302_000n,
        severity: 10_000n,
        evidence: id(lines[6]!),
      },
    ]);
  });

  it("has its columns in any order, and is the same however it comes in pieces", async () => {
    const text = "\uFEFFevent,severity,time,odometer\nservice,0,1673287200,50\ntheft,0,1673287201,50\n";
    const whole = await rowsOf(pieces(text));
    expect(whole.map(({ condition }) => condition.kind)).to.deep.equal([Kind.SERVICE, Kind.THEFT]);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(text.length), { maxLength: 6 }), async (cuts) => {
        const ends = [...cuts.sort((a, b) => a - b), text.length];
        const parts = ends.map((end, i) => text.slice(ends[i - 1] ?? 0, end));
        expect(await rowsOf(pieces(...parts))).to.deep.equal(whole);
      }),
      { numRuns: 30, seed: 1 },
    );
  });

  it("names the line, the column and what to write there", async () => {
    const mistakes: [string, number, string, string][] = [
      ["", 1, "time", "the file is empty; its first line is time,odometer,event,severity"],
      ["time,odometer,event\n", 1, "severity", "is missing in the header"],
      ["time,odometer,event,speed\n", 1, "speed", "is unknown"],
      [`${HEADER}1673287200,50,odometer\n`, 2, "severity", "the line has 3 fields, the header 4"],
      [`${HEADER}yesterday,50,odometer,0`, 2, "time", '"yesterday" is no time; write seconds since 1970 or ISO 8601'],
      [`${HEADER},50,odometer,0`, 2, "time", "is empty; write"],
      [`${HEADER}1673287200000,50,odometer,0`, 2, "time", "write seconds, not milliseconds"],
      [`${HEADER}2023-02-30,50,odometer,0`, 2, "time", "is no time"],
      [`${HEADER}1673287200,-5,odometer,0`, 2, "odometer", '"-5" is no distance; write kilometres'],
      [`${HEADER}1673287200,50 km,odometer,0`, 2, "odometer", "like 48400 or 48400.5"],
      [`${HEADER}1673287200,1.2345,odometer,0`, 2, "odometer", "at most three decimal places"],
      [`${HEADER}1673287200,9999999999,odometer,0`, 2, "odometer", "more than an odometer can show"],
      [`${HEADER}1673287200,50,crash,0`, 2, "event", '"crash" is no event; write one of odometer, accident, service'],
      [`${HEADER}1673287200,50,constructor,0`, 2, "event", "is no event"],
      [`${HEADER}1673287200,50,accident,5%`, 2, "severity", '"5%" is no severity; write basis points from 0 to 10000'],
      [`${HEADER}1673287200,50,accident,`, 2, "severity", "is empty; write basis points from 0 to 10000"],
      [`${HEADER}1673287200,50,service,`, 2, "severity", "is empty; write basis points from 0 to 10000"],
      ["time;odometer;event;severity\n", 1, "time", "semicolons separate the columns; separate them by commas"],
      [`${HEADER}1673287200,50,accident,10001`, 2, "severity", "is no severity"],
      [`${HEADER}1673287200,50,"accident,0`, 2, "event", "a quote is opened and never closed"],
      [
        `${HEADER}1673287200,50,odometer,0\n\n1673287199,50,odometer,0`,
        4,
        "time",
        "is before 2023-01-09T18:00:00Z of line 2; sort",
      ],
      [
        `${HEADER}1673287200,50.5,odometer,0\n1673287201,50,odometer,0`,
        3,
        "odometer",
        "50 km is less than 50.5 km of line 2",
      ],
      [`${HEADER}${"9".repeat(70_000)}`, 2, "time", "more than 65536 characters"],
    ];
    for (const [text, line, column, words] of mistakes) {
      const mistake = await mistakeIn(text);
      expect([mistake.line, mistake.column], words).to.deep.equal([line, column]);
      expect(mistake.message).to.contain(`line ${line}, column ${column}: `).and.contain(words);
    }
    // What a terminal would obey stays out of messages.
    expect((await mistakeIn(`${HEADER}1673287200,50,\u001b[31mred,0`)).message).not.to.contain("\u001b");
  });

  it("goes on after the last row that was taken in, wherever the unit had ended", async () => {
    const text = `${HEADER}${[1, 2, 3, 4, 5].map((n) => `${1_673_287_200 + n},${n},odometer,0\n`).join("")}`;
    const rows = await rowsOf(pieces(text));
    const disk = new FakeDisk(beginning(OWNER, 0n));
    // It loses power in each of its writes, before or after that is done.
    for (let life = 0; life < 30; ++life) {
      const outbox = Outbox.over(disk.restart());
      [disk.writesLeft, disk.part] = [0, life % 2];
      const feed = async (): Promise<void> => {
        for await (const { condition } of rowsAfter(readTelemetry(pieces(text)), outbox.latest))
          await outbox.add(condition);
      };
      await feed().catch((error: unknown) => {
        expect(error).to.be.instanceOf(PowerLoss);
      });
    }
    const outbox = Outbox.over(disk.restart());
    expect(outbox.after(0n).map(({ condition }) => condition)).to.deep.equal(rows.map(({ condition }) => condition));
    await outbox.confirm(5n, 1);
    await outbox.compact(5n);
    const left = async (log: string): Promise<TelemetryRow[]> =>
      rowsOfAll(rowsAfter(readTelemetry(pieces(log)), outbox.latest));
    expect((await left(`${text}1673287206,6,odometer,0\n`)).map(({ line }) => line)).to.deep.equal([7]);
    const other: unknown = await left(`${HEADER}1673287206,6,odometer,0\n`).catch((error: unknown) => error);
    expect((other as Error).message).to.contain("no row like the last one that was taken in, of 2023-01-09T18:00:05Z");
  });

  it("is read row by row from a file, however long that is", async function () {
    this.timeout(30_000);
    const folder = await mkdtemp(join(tmpdir(), "lapse log "));
    try {
      const path = join(folder, "log.csv");
      const many = 100_000;
      const rows = Array.from({ length: many }, (_, n) => `${1_673_287_200 + n},${n},odometer,0`);
      // The last row is wrong: whoever reads all before it asks for no more than that.
      await writeFile(path, `${HEADER}${rows.join("\n")}\nnonsense\n`);
      let read = 0;
      for await (const { condition } of readTelemetry(path)) {
        expect(condition.odometer).to.equal(BigInt(read) * 1_000n);
        read += 1;
        if (read === 20_000) break;
      }
      expect(read).to.equal(20_000);
      const none: unknown = await rowsOf(`${path}.none`).catch((error: unknown) => error);
      expect((none as Error).message).to.contain(`The log ${path}.none isn't there: name a CSV file`);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
