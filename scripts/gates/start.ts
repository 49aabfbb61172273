// Plays what `npm start` plays, on a free port and with records of its own, and holds what it prints: one table with every system, no wider
// than a terminal. The tests play one system only; all of them take a minute.
import { spawn } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { NAMES } from "../../scenarios/names.ts";
import { conclude, root } from "./gate.ts";

const WIDTH = 100;
/** What stands in the table, and how often: beside a step's name what says that it was played, not only begun. */
const LINES: readonly [RegExp, number][] = [
  [/^system +step +what changed +txs +gas +gas each$/gm, 1],
  [/^ {6}(vehicle|wallet|timeframe|prepaid): [a-z' -]+, from \d{4}-\d\d-\d\d on$/gm, 4],
  [/^all +deploy .* \d+ +[\d,]+ +[\d,]+$/gm, 1],
  [/^timeframe +create tokens .* 1 +[\d,]+ +[\d,]+$/gm, 1],
  [/^timeframe +history +[\d,]+ balances of \d+ frames/gm, 1],
  [/^prepaid +buy 300 cards +.* 4 +[\d,]+ +[\d,]+$/gm, 1],
  [/^prepaid +return \d{4}-\d\d-\d\d \d\d:\d\d .* – +– +–$/gm, 3],
  [/^prepaid +conservation at the end +0 free \+ 0 locked/gm, 1],
  [/^wallet +Ben accepts +.* 2 +[\d,]+ +[\d,]+$/gm, 1],
  [/^wallet +the family inherits +.* 1 +[\d,]+ +[\d,]+$/gm, 1],
  [/^wallet +conservation at the end +[\d,]+ of Ada's \+ 0 of +–/gm, 1],
  [/^vehicle +fleet +50 new vehicles are enrolled.* 50 +[\d,]+ +[\d,]+$/gm, 1],
  [/^vehicle +residual redeemed +.* 2 +[\d,]+ +[\d,]+$/gm, 1],
  [/^vehicle +cloned key +.* 3 +[\d,]+ +[\d,]+$/gm, 1],
  [/^vehicle +conservation after year \d +[\d,.]+ \+( [\d,.]+)?( residual)?( \+)? +– +– +–$/gm, 3],
  [/^vehicle +verified +\d+ reports of 5 vehicles/gm, 1],
  [/^\d+ transactions, [\d,]+ gas\.$/gm, 1],
];

const folder = await mkdtemp(join(tmpdir(), "lapse-start-"));
const { code, out } = await start("--exit", "--port", String(await freePort()));
const faults = code === 0 ? [...faultsOf(out), ...(await faultsOfNames())] : [`it ended with ${String(code)}`];
await rm(folder, { recursive: true });
conclude("start", faults, "every system was played, and stands in one table");

/** Shows what it prints, and keeps it. */
async function start(...args: string[]): Promise<{ code: number | null; out: string }> {
  // As the README does.
  const child = spawn("npm", ["start", "--", ...args], {
    cwd: root,
    shell: process.platform === "win32",
    env: { ...process.env, LAPSE_DEPLOYMENTS: folder },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let out = "";
  child.stdout.on("data", (chunk: Buffer) => {
    out += chunk.toString();
    process.stdout.write(chunk);
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  return { code, out };
}

function faultsOf(out: string): string[] {
  const wide = out.split("\n").filter((line) => line.length > WIDTH);
  const wrong = LINES.map(([line, times]) => [line, times, out.match(line)?.length ?? 0] as const);
  return [
    ...wide.map((line) => `a line is wider than ${String(WIDTH)} columns: ${line}`),
    ...wrong
      .filter(([, times, found]) => found !== times)
      .map(([line, times, found]) => `${String(line)} is there ${String(found)} times instead of ${String(times)}`),
  ];
}

/** The names under which the tasks find what was left. */
async function faultsOfNames(): Promise<string[]> {
  const faults: string[] = [];
  const network = join(folder, "localhost");
  const books = await readdir(network);
  for (const [system, names] of Object.entries(NAMES)) {
    // Contracts have a book, and vehicles, which are none, have one of their own.
    const own = books.filter((name) => name === `.${system}.json` || name.startsWith(`.${system}-`));
    const texts = await Promise.all(own.map((name) => readFile(join(network, name), "utf8")));
    const found = texts.flatMap((text) => Object.keys(JSON.parse(text) as object));
    const wanted = Object.values<string>(names).map((name) => name.toLowerCase());
    if (found.sort().join() !== wanted.sort().join()) faults.push(`the names of ${system} are ${found.join(", ")}`);
  }
  return faults;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => {
        if (address === null || typeof address === "string") reject(new Error("the server has no port"));
        else resolve(address.port);
      });
    });
  });
}
