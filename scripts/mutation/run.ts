/**
 * Mutation run over a system: changes one thing at a time in its contracts, and in those of the kernel that it uses, and sees whether a test
 * fails.
 *
 *     npm run mutation -- --system timeframe [--file TimeframeGroups] [--sample 100] [--survivors] [--quick] [--patience 30] [--workers 2]
 *         [--tests model] [--solidity]
 *
 * Writes test/mutation/<system>.json, or <system>.partial.json as long as there are mutants that weren't tried or survivors without a reason:
 * from there `--survivors` goes on. Why a survivor may live is in test/mutation/<system>.survivors.json, by hand; a test compares the two.
 * `--survivors` tries what is new since the last run, and its survivors for which no reason is written down: after tests were added, or a
 * contract was changed. With `--tests` it leaves out whatever has a reason.
 * `--file` chooses among files, and replaces the results of those only; parts of names, with commas in between.
 * `--quick` compiles without the optimizer and leaves out the tests that measure gas or size. What it kills is killed; its survivors are to be
 * tried again without it, by `--survivors`.
 * `--patience` leaves out what would take longer than that many seconds for a mutant, the likeliest tests first: as with `--quick`, what it kills
 * is killed.
 * `--tests` judges with some test files only, by parts of their names with commas in between, to see what they alone are worth: it writes nothing,
 * but that with `--survivors` what they kill is killed.
 * `--solidity` has the Solidity tests of the system and of the kernel judge what the others let live, a minute or so each.
 */
import { type ChildProcess, fork } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { readSources } from "./compile.ts";
import { type Mutant, mutantsOfSystem } from "./operators.ts";
import { SolidityJudge } from "./solidity.ts";
import type { Order, Report } from "./worker.ts";

type Verdict = Report["verdict"] | "timeout";
type Results = Record<string, Verdict>;

/** A process that takes more is ended, and another begun: chains that are set back and forth leave something behind each time. */
const MOST_MEGABYTES = 4_000;

/** Longer than the whole suite takes on a busy machine: a mutant for which it does not end is caught. */
const SECONDS_A_MUTANT = 400;
/** The same of the code as it is, whose suites run one by one, on a machine that does much else. */
const SECONDS_UNCHANGED = 2_000;

const { values } = parseArgs({
  options: {
    system: { type: "string", default: "timeframe" },
    file: { type: "string" },
    sample: { type: "string" },
    survivors: { type: "boolean", default: false },
    quick: { type: "boolean", default: false },
    patience: { type: "string", default: "" },
    tests: { type: "string", default: "" },
    solidity: { type: "boolean", default: false },
    workers: { type: "string", default: String(availableParallelism()) },
  },
});
const root = process.cwd();
const folder = join(root, "test/mutation");
const record = join(folder, `${values.system}.json`);
const partial = join(folder, `${values.system}.partial.json`);
const sources = readSources(root);
const all = mutantsOfSystem(sources, values.system);
const before = readRecord();
const queue = choose();
const chosen = [...queue];
const total = queue.length;
const results: Results = values.survivors || values.file !== undefined ? { ...before } : {};
let done = 0;

console.log(`${String(total)} of ${String(all.length)} mutants, ${values.workers} at a time`);
await Promise.all(Array.from({ length: Number(values.workers) }, () => work()));
if (values.solidity) await judgeSurvivors();
writeRecord();
console.log(summary());

function choose(): Mutant[] {
  const open = new Set<Verdict | undefined>(["survived", "timeout", undefined]);
  const reasons = readReasons();
  const names = values.file?.split(",");
  const matching = all.filter(({ file }) => names === undefined || names.some((name) => file.includes(name)));
  // A reason doesn't stand for a verdict; but some tests alone have nothing to say of what it is given for.
  const isTold = (id: string): boolean =>
    reasons[id] !== undefined && (before[id] !== undefined || values.tests !== "");
  if (values.survivors) return matching.filter(({ id }) => open.has(before[id]) && !isTold(id));
  if (values.sample === undefined) return matching;
  // Evenly over all files, always the same ones.
  const step = Math.max(1, matching.length / Number(values.sample));
  return matching.filter((_, index) => Math.floor(index / step) !== Math.floor((index - 1) / step));
}

/** One process after another, each until it dies or the queue is empty. */
async function work(): Promise<void> {
  let worker: ChildProcess | undefined;
  for (let mutant = queue.shift(); mutant !== undefined; mutant = queue.shift()) {
    const began = performance.now();
    let report: Report | undefined;
    // What the mutant before left behind may end a process: whoever finds it dead is tried again in a new one.
    for (let tries = 0; tries < 2 && report === undefined; ++tries) {
      worker ??= await start();
      report = await ask(worker, { mutant });
      if (report !== undefined) continue;
      worker.kill("SIGKILL");
      worker = undefined;
    }
    if (report !== undefined && (report.megabytes ?? 0) > MOST_MEGABYTES && worker !== undefined) {
      await demandClean(worker, true);
      worker.kill("SIGKILL");
      worker = undefined;
    }
    const verdict: Verdict = report?.verdict ?? "timeout";
    // What some tests let live may be killed by others: what was said of it before stands.
    if (values.tests === "" || verdict === "killed") results[mutant.id] = verdict;
    const time = ((performance.now() - began) / 1000).toFixed(1);
    console.log(`${String(++done)}/${String(total)} ${time}s ${verdict} ${mutant.id} ${report?.by ?? ""}`);
    if (done % 20 === 0) writeRecord();
  }
  // A false alarm would count every mutant as killed: at its end a worker must find the code itself without fault.
  if (worker !== undefined) {
    await demandClean(worker, true);
    worker.kill();
  }
}

/** What no test of mocha has killed in this run, one after another. */
async function judgeSurvivors(): Promise<void> {
  const survivors = chosen.filter(({ id }) => results[id] === "survived");
  if (survivors.length === 0) return;
  const judge = new SolidityJudge(root, values.system, sources);
  try {
    const clean = await judge.judge(null);
    if (clean.verdict !== "survived") throw new Error(`the Solidity tests fail without any mutant: ${clean.by}`);
    for (const mutant of survivors) {
      const { verdict, by } = await judge.judge(mutant);
      results[mutant.id] = verdict;
      console.log(`${verdict} ${mutant.id} ${by}`);
    }
  } finally {
    judge.end();
  }
}

async function start(): Promise<ChildProcess> {
  const worker = fork(join(root, "scripts/mutation/worker.ts"), {
    cwd: root,
    env: {
      ...process.env,
      LAPSE_MUTATION_SYSTEM: values.system,
      LAPSE_MUTATION_TESTS: values.tests,
      LAPSE_MUTATION_QUICK: String(values.quick),
      LAPSE_MUTATION_PATIENCE: values.patience,
      LAPSE_PROFILE: "mutation",
      HH_TEST: "true",
    },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  await new Promise((resolve, reject) => {
    worker.once("message", resolve);
    worker.once("exit", (code) => {
      reject(new Error(`a worker ended with ${String(code)}`));
    });
  });
  await demandClean(worker);
  return worker;
}

/** @param mayDie Whether it may be at the end of its memory, and dies of the question: that is no false alarm. */
async function demandClean(worker: ChildProcess, mayDie = false): Promise<void> {
  const report = await ask(worker, { mutant: null });
  if (report === undefined && mayDie) return;
  if (report?.verdict !== "survived") {
    throw new Error(`the tests fail without any mutant: ${report?.by ?? "no answer in time"}`);
  }
}

/** Undefined where the worker dies, or gives no answer in time. */
function ask(worker: ChildProcess, order: Order): Promise<Report | undefined> {
  return new Promise((resolve) => {
    const end = (report?: Report): void => {
      clearTimeout(timer);
      worker.removeAllListeners("message");
      worker.removeAllListeners("exit");
      resolve(report);
    };
    const timer = setTimeout(end, (order.mutant === null ? SECONDS_UNCHANGED : SECONDS_A_MUTANT) * 1000);
    worker.once("message", (report) => {
      end(report as Report);
    });
    worker.once("exit", () => {
      end();
    });
    worker.send(order);
  });
}

function readRecord(): Results {
  const path = existsSync(partial) ? partial : record;
  if (!existsSync(path)) return {};
  const { files } = JSON.parse(readFileSync(path, "utf8")) as { files: Record<string, Results> };
  return Object.assign({}, ...Object.values(files)) as Results;
}

function readReasons(): Record<string, string> {
  const path = join(folder, `${values.system}.survivors.json`);
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as Record<string, string>) : {};
}

/** By file, in the order of the text: a change of the record shows what changed. */
function writeRecord(): void {
  if (values.tests !== "" && !values.survivors) return;
  const files: Record<string, Results> = {};
  for (const { id, file } of all) {
    const verdict = results[id];
    if (verdict !== undefined) (files[file] ??= {})[id] = verdict;
  }
  mkdirSync(folder, { recursive: true });
  const path = isWhole() ? record : partial;
  writeFileSync(path, `${JSON.stringify({ summary: summary(), files }, null, 2)}\n`);
  if (path === record) rmSync(partial, { force: true });
}

/** Whether every mutant was tried, and every survivor has its reason. */
function isWhole(): boolean {
  const reasons = readReasons();
  return all.every(({ id }) => {
    const verdict = results[id];
    return verdict !== undefined && (verdict !== "survived" || reasons[id] !== undefined);
  });
}

function summary(): string {
  const count = (verdict: Verdict): number => all.filter(({ id }) => results[id] === verdict).length;
  const kinds: Verdict[] = ["killed", "timeout", "survived", "equivalent", "stillborn"];
  return kinds.map((kind) => `${String(count(kind))} ${kind}`).join(", ");
}
