/** What a line shows on a day. Two points of one day are what it showed right before an act and right after it. */
export interface Point {
  day: number;
  /** In whole units. */
  value: number;
}

/** An amount that stands beside a line: after an act to the right of it, before one to the left. */
export interface Label extends Point {
  before?: boolean;
}

/** One line: its points in order of time, joined by straight lines. */
export interface Line {
  name: string;
  colour: string;
  dashes?: string;
  points: readonly Point[];
  labels: readonly Label[];
}

/** Lines that share an axis, from nothing to `most`, with a mark at each multiple of `tick`. */
export interface Panel {
  unit: string;
  most: number;
  tick: number;
  height: number;
  lines: readonly Line[];
}

/** For how long something holds. */
export interface Span {
  from: number;
  to: number;
  colour: string;
  text?: string;
}

/** A row of spans below the panels. */
export interface Row {
  name: string;
  spans: readonly Span[];
}

/** Something that was sent to the chain, with what stands in the columns beside it. */
export interface Act {
  day: number;
  text: string;
  cells: readonly string[];
}

export interface Curves {
  title: string;
  days: number;
  /** From one mark of the axis of time to the next. */
  tick: number;
  panels: readonly Panel[];
  rows: readonly Row[];
  acts: readonly Act[];
  /** Heads of the acts' columns. */
  heads: readonly string[];
}

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

const WIDTH = 960;
const LEFT = 76;
const RIGHT = 24;
const FIRST_PANEL = 88;
const PANEL_GAP = 42;
const ROW = 24;
const ACT = 22;
const CIRCLE = 9;
const SIZE = 12;
const INK = "#1f2328";
const GREY = "#59636e";

/** Draws amounts over time as SVG: panels of lines, rows of spans, and a numbered list of acts. */
export function drawCurves(curves: Curves): string {
  const x = (day: number): number => round(LEFT + (day / curves.days) * (WIDTH - LEFT - RIGHT));
  const tops = curves.panels.map((_, i) =>
    curves.panels.slice(0, i).reduce((top, { height }) => top + height + PANEL_GAP, FIRST_PANEL),
  );
  const rowsTop = FIRST_PANEL + curves.panels.reduce((sum, { height }) => sum + height + PANEL_GAP, 0) - 18;
  const axis = rowsTop + curves.rows.length * ROW + 6;
  const actsTop = axis + 54;
  const height = actsTop + curves.acts.length * ACT + 8;
  const body = [
    ...drawKey(curves.panels.flatMap(({ lines }) => lines)),
    ...drawTime(curves, x, axis),
    ...drawActs(curves.acts, x, rowsTop + curves.rows.length * ROW),
    ...curves.panels.flatMap((panel, i) => drawPanel(panel, tops[i] ?? 0, x)),
    ...curves.rows.flatMap((row, i) => drawRow(row, rowsTop + i * ROW, x)),
    ...drawList(curves, actsTop),
  ];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="${SIZE}" fill="${INK}">`,
    `<title>${escape(curves.title)}</title>`,
    `<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>`,
    ...body,
    "</svg>\n",
  ].join("\n");
}

/** An amount, rounded to whole units, with its thousands apart. */
export function rounded(value: number): string {
  return Math.round(value).toLocaleString("en");
}

/** About how wide a text is. */
export function widthOf(text: string, size: number = SIZE): number {
  return text.length * size * 0.6;
}

/** Which line is which. */
function drawKey(lines: readonly Line[]): string[] {
  let left = LEFT;
  return lines.flatMap(({ name, colour, dashes }) => {
    const [from, to] = [left, left + 26];
    left = round(to + widthOf(name) + 32);
    return [
      `<path d="M${from} 16H${to}" stroke="${colour}" stroke-width="2.5"${dashed(dashes)}/>`,
      text(to + 6, 20, name),
    ];
  });
}

/** The axis of time. */
function drawTime({ days, tick }: Curves, x: (day: number) => number, axis: number): string[] {
  const marks = Array.from({ length: Math.floor(days / tick) + 1 }, (_, i) => i * tick);
  return [
    `<path d="M${LEFT} ${axis}H${WIDTH - RIGHT}" stroke="${GREY}"/>`,
    ...marks.flatMap((day) => [
      `<path d="M${x(day)} ${axis}v5" stroke="${GREY}"/>`,
      text(x(day), axis + 18, day === 0 ? "day 0" : String(day), { anchor: "middle", fill: GREY }),
    ]),
  ];
}

/** A number for each act over the panels, in a second line where the one before is too near, and where it was. */
function drawActs(acts: readonly Act[], x: (day: number) => number, bottom: number): string[] {
  let [last, high] = [-Infinity, true];
  return acts.flatMap(({ day }, i) => {
    high = x(day) - last >= 2 * CIRCLE + 2 || !high;
    last = x(day);
    const y = high ? 44 : 66;
    return [
      `<path d="M${x(day)} ${y + CIRCLE}V${bottom}" stroke="#afb8c1" stroke-dasharray="3 4"/>`,
      ...drawNumber(x(day), y, i),
    ];
  });
}

function drawNumber(x: number, y: number, i: number): string[] {
  return [
    `<circle cx="${x}" cy="${y}" r="${CIRCLE}" fill="${INK}"/>`,
    text(x, y + 4, String(i + 1), { anchor: "middle", fill: "#ffffff", size: 11 }),
  ];
}

function drawPanel(panel: Panel, top: number, x: (day: number) => number): string[] {
  const y = (value: number): number => round(top + panel.height * (1 - value / panel.most));
  const ticks = Array.from({ length: Math.floor(panel.most / panel.tick) + 1 }, (_, i) => i * panel.tick);
  const placed: Box[] = [];
  return [
    ...ticks.flatMap((value) => [
      `<path d="M${LEFT} ${y(value)}H${WIDTH - RIGHT}" stroke="${value === 0 ? GREY : "#d8dee4"}"/>`,
      text(LEFT - 8, y(value) + 4, rounded(value), { anchor: "end", fill: GREY }),
    ]),
    text(LEFT - 8, top - 9, panel.unit, { anchor: "end", fill: GREY }),
    ...panel.lines.map(({ colour, dashes, points }) => {
      const d = corners(points.map(({ day, value }) => [x(day), y(value)] as const)).map((at) => at.join(" "));
      return `<path d="M${d.join("L")}" fill="none" stroke="${colour}" stroke-width="2"${dashed(dashes)} stroke-linejoin="round"/>`;
    }),
    ...panel.lines.flatMap(({ colour, labels }) =>
      labels.map((label) => drawLabel(label, colour, [x(label.day), y(label.value)], placed)),
    ),
  ];
}

/** What a line turns at: points between which it goes straight on level are left out. */
function corners(points: readonly (readonly [number, number])[]): (readonly [number, number])[] {
  return points.filter(([, y], i) => {
    const [before, after] = [points[i - 1], points[i + 1]];
    return before === undefined || after === undefined || before[1] !== y || after[1] !== y;
  });
}

/** An amount beside its point, at the first place that no other one has: above or below, right of an act and left of it. */
function drawLabel(label: Label, colour: string, [x, y]: readonly [number, number], placed: Box[]): string {
  const written = rounded(label.value);
  const width = widthOf(written);
  const left = label.before === true ? x - 5 - width : x + 5;
  const offsets = label.before === true ? [14, 26, -6] : [-6, 14, -19, 27];
  const boxes = offsets.map((offset) => ({ x: left, y: y + offset - SIZE, width, height: SIZE + 1 }));
  const i = Math.max(
    0,
    boxes.findIndex((box) => !placed.some((other) => overlap(box, other))),
  );
  placed.push(...boxes.slice(i, i + 1));
  const anchor = label.before === true ? "end" : "start";
  const at = label.before === true ? x - 5 : x + 5;
  return text(at, round(y + (offsets[i] ?? 0)), written, { anchor, fill: colour, halo: true });
}

/** Whether two boxes share a place. */
export function overlap(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

function drawRow({ name, spans }: Row, top: number, x: (day: number) => number): string[] {
  return [
    text(LEFT - 8, top + 13, name, { anchor: "end", fill: GREY }),
    ...spans.flatMap(({ from, to, colour, text: words }) => [
      `<rect x="${x(from)}" y="${top}" width="${round(Math.max(1, x(to) - x(from)))}" height="18" fill="${colour}"/>`,
      ...(words === undefined || widthOf(words, 11) > x(to) - x(from)
        ? []
        : [text(round((x(from) + x(to)) / 2), top + 13, words, { anchor: "middle", size: 11 })]),
    ]),
  ];
}

/** The acts by number, with their columns. */
function drawList({ acts, heads }: Curves, top: number): string[] {
  const column = (i: number): number => WIDTH - RIGHT - (heads.length - 1 - i) * 90;
  return [
    ...heads.map((head, i) => text(column(i), top - 12, head, { anchor: "end", fill: GREY })),
    ...acts.flatMap(({ day, text: words, cells }, i) => {
      const y = top + i * ACT + 8;
      return [
        ...drawNumber(LEFT - 26, y - 4, i),
        text(LEFT + 42, y, `day ${day}`, { anchor: "end" }),
        text(LEFT + 56, y, words),
        ...cells.map((cell, each) => text(column(each), y, cell, { anchor: "end" })),
      ];
    }),
  ];
}

interface Look {
  anchor?: string;
  fill?: string;
  size?: number;
  /** White around it, so that it can be read over a line. */
  halo?: boolean;
}

function text(x: number, y: number, words: string, { anchor, fill, size, halo }: Look = {}): string {
  const look = [
    anchor === undefined || anchor === "start" ? "" : ` text-anchor="${anchor}"`,
    fill === undefined ? "" : ` fill="${fill}"`,
    size === undefined ? "" : ` font-size="${size}"`,
    halo === true ? ' paint-order="stroke" stroke="#ffffff" stroke-width="3"' : "",
  ].join("");
  return `<text x="${x}" y="${y}"${look}>${escape(words)}</text>`;
}

function dashed(dashes?: string): string {
  return dashes === undefined ? "" : ` stroke-dasharray="${dashes}"`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escape(words: string): string {
  return words.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
