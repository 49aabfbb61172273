import { readFileSync, writeFileSync } from "node:fs";

import { expect } from "chai";

import {
  type Curves,
  drawCurves,
  type Label,
  type Line,
  overlap,
  rounded,
  type Span,
  widthOf,
} from "../../docs/figures/curves.ts";
import { State } from "../vehicle/fixture.ts";
import { DAYS, type Deed, playLife, type Sample } from "./support/vehicle-life.ts";

const figure = new URL("../../docs/figures/vehicle.svg", import.meta.url);
const page = readFileSync(new URL("../../docs/vehicle.md", import.meta.url), "utf8");

/** From when until when something was so. Where it began between two samples it began at the first of them: silence takes nothing yet in the last second of patience. */
function spansOf(samples: readonly Sample[], holds: (sample: Sample) => boolean): [from: number, to: number][] {
  const spans: [number, number][] = [];
  samples.forEach((sample, i) => {
    const before = samples[i - 1];
    if (!holds(sample)) return;
    if (before === undefined || !holds(before)) spans.push([before?.day ?? sample.day, sample.day]);
    else spans.at(-1)![1] = sample.day;
  });
  return spans;
}

/** What was so on both sides of an act. */
const sidesOf = (samples: readonly Sample[], { day: number }: Deed): [Sample, Sample] =>
  samples.filter((sample) => sample.day === Number(number)) as [Sample, Sample];

/** A line of one amount: labels are given right after an act where the act has changed it, and right before one where time has. */
function lineOf(
  samples: readonly Sample[],
  deeds: readonly Deed[],
  of: (sample: Sample) => number,
  byTime: boolean,
): Pick<Line, "points" | "labels"> {
  const first = samples[0]!;
  const labels: Label[] = [{ day: 0, value: of(first) }];
  for (const deed of deeds) {
    const [before, after] = sidesOf(samples, deed).map(of) as [number, number];
    const changed = rounded(before) !== rounded(after);
    if (changed && byTime) labels.push({ day: Number(deed.day), value: before, before: true });
    if (changed) labels.push({ day: Number(deed.day), value: after });
  }
  const [from, to] = [
    samples.findIndex((sample) => of(sample) !== 0),
    samples.findLastIndex((sample) => of(sample) !== 0),
  ];
  return {
    points: samples.slice(Math.max(0, from - 1), to + 2).map((sample) => ({ day: sample.day, value: of(sample) })),
    labels: labels.filter(({ value }) => value !== 0),
  };
}

/** The figure of a life. */
function curvesOf(samples: readonly Sample[], deeds: readonly Deed[]): Curves {
  const line = (of: (sample: Sample) => number, byTime = false) => lineOf(samples, deeds, of, byTime);
  const booked = line(({ booked: amount }) => amount);
  const spans = (holds: (sample: Sample) => boolean, colour: string, text?: (to: Sample) => string): Span[] =>
    spansOf(samples, holds).map(([from, to]) => ({
      from,
      to,
      colour,
      ...(text === undefined ? {} : { text: text(samples.find((sample) => sample.day === to)!) }),
    }));
  const least = (sample: Sample): string => `−${(Number(sample.silence) / 100).toFixed(0)} %`;
  return {
    title:
      "A vehicle over 640 days: what it shows and what is booked, its residual and who stands behind it, and its state",
    days: DAYS,
    tick: 60,
    panels: [
      {
        unit: "dollars",
        most: 30_000,
        tick: 5_000,
        height: 330,
        lines: [
          { name: "valueOf: what it shows", colour: "#0969da", ...line(({ shown: amount }) => amount, true) },
          // Where nothing waits for attestors an act books what it shows.
          {
            name: "booked value",
            colour: "#57606a",
            dashes: "6 4",
            points: booked.points,
            labels: booked.labels.filter((label) => samples.some((each) => each.day === label.day && each.pending)),
          },
        ],
      },
      {
        unit: "dollars",
        most: 8_000,
        tick: 2_000,
        height: 160,
        lines: [
          { name: "residual", colour: "#bc4c00", ...line(({ residual: amount }) => amount) },
          { name: "guarantors' money", colour: "#8250df", dashes: "2 3", ...line(({ guarantee: amount }) => amount) },
        ],
      },
    ],
    rows: [
      { name: "silence", spans: spans(({ silence }) => silence > 0n, "#ffd8b5", least) },
      { name: "pending", spans: spans(({ pending }) => pending, "#fae17d") },
      {
        name: "state",
        spans: [
          ...spans(
            ({ state }) => state === State.ACTIVE,
            "#aceebb",
            () => "ACTIVE",
          ),
          ...spans(
            ({ state }) => state === State.ENDED,
            "#d0d7de",
            () => "ENDED",
          ),
        ],
      },
    ],
    heads: ["shows before", "shows after"],
    acts: [
      { day: 0, text: "enrolled; its issuer says that it is worth 30,000", cells: ["–", rounded(samples[0]!.shown)] },
      ...deeds.map((deed) => ({
        day: Number(deed.day),
        text: deed.text,
        cells: sidesOf(samples, deed).map((sample) => rounded(sample.shown)),
      })),
    ],
  };
}

/** Where the texts of a drawing stand. */
function boxesOf(drawn: string) {
  const texts = [...drawn.matchAll(/<text x="([\d.]+)" y="([\d.]+)"([^>]*)>([^<]*)</g)];
  return texts.map(([, x, y, look = "", words = ""]) => {
    const size = Number(/font-size="(\d+)"/.exec(look)?.[1] ?? 12);
    const width = widthOf(words, size) * 0.9;
    const part = look.includes('"end"') ? 1 : look.includes('"middle"') ? 0.5 : 0;
    return { words, x: Number(x) - part * width, y: Number(y) - size * 0.8, width, height: size * 0.8 };
  });
}

describe("the figure of docs/vehicle.md", () => {
  let life: Awaited<ReturnType<typeof playLife>>;
  const [section = ""] = /^## One vehicle's life, drawn\n[\s\S]*?(?=^## )/m.exec(page) ?? [];

  before(async () => {
    life = await playLife();
  });

  it("is what the chain answers when the life is played (UPDATE_FIGURES=1 draws it anew)", () => {
    const drawn = drawCurves(curvesOf(life.samples, life.deeds));
    if (process.env["UPDATE_FIGURES"] === "1") {
      writeFileSync(figure, drawn);
      console.log(life.rows.map((row) => `| ${row.join(" | ")} |`).join("\n"));
    }
    expect(drawn).to.equal(readFileSync(figure, "utf8"));
  });

  it("has no two texts in one place", () => {
    const boxes = boxesOf(readFileSync(figure, "utf8"));
    expect(boxes).to.have.length.above(50);
    const pairs = boxes.flatMap((a, i) => boxes.slice(i + 1).map((b) => [a, b] as const));
    const overlapping = pairs.filter(([a, b]) => overlap(a, b)).map(([a, b]) => `${a.words} / ${b.words}`);
    expect(overlapping).to.deep.equal([]);
  });

  it("has the table beside it to the last unit", () => {
    const told = [
      ...section.matchAll(/^\| +(\d+) +\|[^|]*\| +([\d,.–]+) +\| +([\d,.]+) +\| +([\d,.]+) +\| +([\d,.]+) +\|$/gm),
    ];
    expect(told.map(([, ...cells]) => cells)).to.deep.equal(life.rows);
  });

  it("has the text beside it: when silence takes its part, and every amount", () => {
    const spans = spansOf(life.samples, ({ silence }) => silence > 0n).map(([from, to]) => `${from} to ${to}`);
    expect(section).to.include(`days ${spans.slice(0, -1).join(", ")} and ${spans.at(-1)}`);
    const amounts = (text: string): string[] => text.match(/\d{1,3},\d{3}\b/g) ?? [];
    const points = section.slice(section.indexOf("\n1. "));
    expect(amounts(points)).to.have.length.above(5);
    expect(amounts(readFileSync(figure, "utf8"))).to.include.members(amounts(points));
  });
});
