import { readFileSync, writeFileSync } from "node:fs";

import { expect } from "chai";

import { drawTimeline, type Timeline } from "../../../docs/figures/timeline.ts";
import type { Moments } from "../../moments.ts";

/** Plays what a figure shows, and keeps what the chain answers meanwhile. */
export interface Recorder {
  /** Asks now, for each series in its order. */
  sample: () => Promise<void>;
  /** An act in the block of a moment, marked with its text; and what is so after it. */
  step: (at: bigint, text: string, act: () => Promise<unknown>) => Promise<void>;
  /** A moment at which time alone changes something: what is so in the second before, and in it. */
  turn: (at: bigint) => Promise<void>;
}

/** @param read What each series is at the time of the latest block. */
export function recorderOf(
  timeline: Timeline,
  { now, nextBlockAt, moveTo }: Pick<Moments, "now" | "nextBlockAt" | "moveTo">,
  read: (at: bigint) => Promise<readonly bigint[]>,
): Recorder {
  const sample = async (): Promise<void> => {
    const at = await now();
    const values = await read(at);
    values.forEach((value, i) => timeline.series[i]!.samples.push({ at: Number(at), value: Number(value) }));
  };
  return {
    sample,
    step: async (at, text, act) => {
      await nextBlockAt(at);
      await act();
      timeline.marks.push({ at: Number(at), text });
      await sample();
    },
    turn: async (at) => {
      for (const moment of [at - 1n, at]) {
        await moveTo(moment);
        await sample();
      }
    },
  };
}

/** Whether figures are drawn anew, and not only held against what is played. */
export const isDrawnAnew = process.env["UPDATE_FIGURES"] === "1";

/** Holds the figure of a page against what was played; what each series had at each sample. */
export function holdFigure(name: string, timeline: Timeline): number[][] {
  const file = new URL(`../../../docs/figures/${name}.svg`, import.meta.url);
  const drawn = drawTimeline(timeline);
  if (isDrawnAnew) writeFileSync(file, drawn);
  expect(drawn).to.equal(readFileSync(file, "utf8"));
  return timeline.series.map((series) => series.samples.map(({ value }) => value));
}
