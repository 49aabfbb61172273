/** A number that holds from one moment to the next. */
export interface Sample {
  /** Unix seconds. */
  at: number;
  /** In whole units. */
  value: number;
}

/** One line of a figure: a name and its samples, in order of time. */
export interface Series {
  name: string;
  samples: Sample[];
  /** What some values are called; the others are written as numbers. */
  words?: Readonly<Record<number, string>>;
}

/** Something that was sent to the chain. */
export interface Mark {
  at: number;
  text: string;
}

/** A moment at which time itself changes something. */
export interface Boundary {
  at: number;
  /** What stands above its line; nothing for the last one, where the figure ends. */
  text?: string;
}

export interface Timeline {
  title: string;
  /** In order of time. The figure reaches from the first to the last. */
  boundaries: Boundary[];
  series: Series[];
  marks: Mark[];
}

const WIDTH = 960;
const LEFT = 120;
const RIGHT = 20;
const TOP = 60;
const LANE = 110;
const GAP = 26;
const LEGEND_LINE = 19;

/** Draws a timeline as SVG: a lane for each series, a vertical line at each boundary, a number for each mark. */
export function drawTimeline(timeline: Timeline): string {
  const first = timeline.boundaries[0]?.at ?? 0;
  const last = timeline.boundaries.at(-1)?.at ?? 1;
  const x = (at: number): number => round(LEFT + ((at - first) / (last - first)) * (WIDTH - LEFT - RIGHT));
  const lanesEnd = TOP + timeline.series.length * (LANE + GAP);
  const height = lanesEnd + 20 + timeline.marks.length * LEGEND_LINE + 12;

  const lines = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="13" fill="#1f2328">`,
    `<title>${escape(timeline.title)}</title>`,
    `<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>`,
    ...timeline.boundaries.map(
      ({ at }) => `<path d="M${x(at)} 34V${lanesEnd - GAP}" stroke="#8c959f" stroke-dasharray="4 4"/>`,
    ),
    ...timeline.boundaries.flatMap(({ at, text }) =>
      text === undefined ? [] : [`<text x="${x(at) + 6}" y="24">${escape(text)}</text>`],
    ),
    ...timeline.series.flatMap((series, lane) => drawLane(series, TOP + lane * (LANE + GAP), x, last)),
    ...timeline.marks.flatMap((mark, i) => [
      `<circle cx="${x(mark.at)}" cy="46" r="9" fill="#0969da"/>`,
      `<text x="${x(mark.at)}" y="50" font-size="11" text-anchor="middle" fill="#ffffff">${i + 1}</text>`,
      `<text x="${LEFT}" y="${lanesEnd + 14 + i * LEGEND_LINE}">${i + 1}  ${escape(mark.text)}</text>`,
    ]),
    "</svg>",
  ];
  return `${lines.join("\n")}\n`;
}

function drawLane(series: Series, top: number, x: (at: number) => number, last: number): string[] {
  const base = top + LANE;
  const most = Math.max(1, ...series.samples.map((sample) => sample.value));
  const y = (value: number): number => round(base - (value / most) * (LANE - 22));
  const steps = series.samples.map((sample, i) => {
    const until = series.samples[i + 1]?.at ?? last;
    return `${i === 0 ? "M" : "L"}${x(sample.at)} ${y(sample.value)}H${x(until)}`;
  });
  const labels = series.samples
    .filter((sample, i) => series.samples[i - 1]?.value !== sample.value)
    .map(
      (sample) =>
        `<text x="${x(sample.at) + 5}" y="${y(sample.value) - 5}">${escape(series.words?.[sample.value] ?? String(sample.value))}</text>`,
    );
  return [
    `<text x="10" y="${base - 4}" font-weight="bold">${escape(series.name)}</text>`,
    `<path d="M${LEFT} ${base}H${WIDTH - RIGHT}" stroke="#d0d7de"/>`,
    `<path d="${steps.join("")}" fill="none" stroke="#1a7f37" stroke-width="2"/>`,
    ...labels,
  ];
}

/** The day of a moment, in UTC. */
export function utc(at: number): string {
  return new Date(at * 1000).toISOString().slice(0, 10);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
