/**
 * Judges mutants, one after the other, in one process: test files, compiler and chains are loaded once, and between two mutants only the
 * creation code changes and every chain goes back to where it began.
 */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";

import hre from "hardhat";
import Mocha from "mocha";

import { type Bytecodes, compile, dependents, readSources } from "./compile.ts";
import { inject, installInjection, listen } from "./inject.ts";
import type { Mutant } from "./operators.ts";
import { inOrder, within } from "./schedule.ts";

export type Verdict = "killed" | "survived" | "stillborn" | "equivalent";
/** What the parent sends: a mutant, or null for the code as it is. */
export interface Order {
  readonly mutant: Mutant | null;
}
export interface Report {
  readonly verdict: Verdict;
  /** The test that failed. */
  readonly by: string;
  /** What the process that judges takes by now. */
  readonly megabytes?: number;
}

/** Nothing is printed of a run: a report says what came of it. */
class Silent extends Mocha.reporters.Base {
  override epilogue(): void {
    // Without this the base class prints the failures.
  }
}

type Connection = Awaited<ReturnType<typeof hre.network.create>>;
interface Chain {
  readonly connection: Connection;
  snapshot: string;
}

const SECONDS_A_TEST = 60;
/** What mocha calls a failure that it can't tell the test of. */
const OF_NO_TEST = /Uncaught error outside test suite/;
const TRIES = 5;
/** More than anything takes, and no more than an account with one ether can pay at the price of a chain's first blocks. */
const MUCH_GAS = 2 ** 28;
const system = process.env["LAPSE_MUTATION_SYSTEM"] ?? "";
/** Files that test the package more than the contracts, and take long. Timeframe's others have always been among its judges. */
const TYPESCRIPT_ALONE = system === "timeframe" ? /^sdk-(csv|errors|label|merkle)\./ : /^(sdk|watcher|agent)/;
const chosenTests = (process.env["LAPSE_MUTATION_TESTS"] ?? "").split(",");
const root = process.cwd();
const sources = readSources(root);
/** Without the optimizer, and so without the tests that measure gas or size: they skip themselves where coverage is measured. */
const quick = process.env["LAPSE_MUTATION_QUICK"] === "true";
/** Seconds that suites may take for one mutant, by what they have taken before. */
const patience = Number(process.env["LAPSE_MUTATION_PATIENCE"] || Infinity);
const base = compile(root, sources, [...sources.keys()], !quick);
if (base === null) throw new Error("the project itself does not compile");

// What a failed test leaves behind may fail once more, later; it has been counted.
process.on("unhandledRejection", () => undefined);
/** How long a test that failed is given to leave nothing behind for the next mutant. */
const SETTLING = 50;
installInjection();
inject(base);
const chains: Chain[] = [];
let loaded = false;
const create = hre.network.create.bind(hre.network);
if (quick) Object.assign(hre.globalOptions, { coverage: true });
hre.network.create = async (...given: Parameters<typeof create>) => {
  const connection = await create(...(quick ? [withoutLimits(given[0])] : given));
  // What a test creates for itself begins anew each time.
  if (!loaded) chains.push({ connection, snapshot: "" });
  return connection as never;
};

const mocha = new Mocha({ bail: true, timeout: SECONDS_A_TEST * 1000, reporter: Silent });
mocha.cleanReferencesAfterRun(false);
for (const file of testFiles()) mocha.addFile(file);
await mocha.loadFilesAsync();
loaded = true;
for (const chain of chains) chain.snapshot = await snapshot(chain.connection);
const suites = [...mocha.suite.suites];
for (const suite of suites) beginAnew(suite);
/** Which contracts a test file deploys, as far as it has run: a mutant of another is nothing to it. */
const deployed = new Map<string, Set<string>>();
/** How often a suite has killed a mutant of a file, and how long it takes. */
const kills: Record<string, number> = {};
const seconds: Record<string, number> = {};

process.on("message", (order: Order) => {
  void judge(order.mutant).then((report: Report) => process.send?.(report));
});
process.send?.("ready");

/** Tests of the contracts: those of the TypeScript alone say nothing about a mutant. */
function testFiles(): string[] {
  return ["kernel", system].flatMap((folder) =>
    readdirSync(join(root, "test", folder))
      .filter(
        (name) =>
          name.endsWith(".test.ts") && chosenTests.some((part) => name.includes(part)) && !TYPESCRIPT_ALONE.test(name),
      )
      .map((name) => join(root, "test", folder, name)),
  );
}

async function judge(mutant: Mutant | null): Promise<Report> {
  if (mutant === null) return run(base ?? new Map<string, string>(), suites, "");
  const found = await judgeMutant(mutant);
  return { ...found, megabytes: Math.round(process.memoryUsage().rss / 2 ** 20) };
}

async function judgeMutant(mutant: Mutant): Promise<Report> {
  const source = sources.get(mutant.file) ?? "";
  const mutated = new Map(sources);
  mutated.set(mutant.file, source.slice(0, mutant.start) + mutant.after + source.slice(mutant.end));

  const all = dependents(sources, mutant.file);
  // A library of the kernel has a harness of its own, which is quick to compile and kills most.
  const harness = all.filter((file) => file === mutant.file || file.endsWith("Harness.sol"));
  const own = suites.filter(({ file }) => file?.includes("/test/kernel/") === true);
  const stages = mutant.file.startsWith("contracts/kernel/")
    ? [
        { files: harness, suites: own },
        { files: all, suites },
      ]
    : [{ files: all, suites }];

  let report: Report = { verdict: "equivalent", by: "" };
  for (const stage of stages) {
    const code = compile(root, mutated, stage.files, !quick);
    if (code === null) return { verdict: "stillborn", by: "" };
    if ([...code].every(([name, bytes]) => base?.get(name) === bytes)) continue;
    const changed = [...code.keys()].filter((name) => base?.get(name) !== code.get(name));
    const fitting = stage.suites.filter(({ file = "" }) =>
      changed.some((name) => deployed.get(file)?.has(name) === true),
    );
    report = await run(new Map([...(base ?? []), ...code]), fitting, mutant.file);
    if (report.verdict === "killed") return report;
  }
  return report;
}

/** What a test of the run before has left behind may fail in this one, outside of any test: that says nothing of this code, so it is run again. */
async function run(code: Bytecodes, chosen: readonly Mocha.Suite[], file: string): Promise<Report> {
  for (let tries = 0; tries < TRIES; ++tries) {
    const report = await runOnce(code, chosen, file);
    if (!OF_NO_TEST.test(report.by)) return report;
  }
  throw new Error("errors outside of any test don't end");
}

async function runOnce(code: Bytecodes, chosen: readonly Mocha.Suite[], file: string): Promise<Report> {
  inject(code);
  const ordered = inOrder(chosen, file, { kills, seconds });
  mocha.suite.suites = file === "" ? ordered : within(patience, ordered, file, seconds);

  const failed = await new Promise<Mocha.Test | Mocha.Hook | undefined>((resolve) => {
    let failure: Mocha.Test | undefined;
    const began = new Map<Mocha.Suite, number>();
    const runner = mocha.run(() => {
      resolve(failure);
    });
    runner.on("suite", (suite) => {
      began.set(suite, performance.now());
      if (suite.parent?.root !== true) return;
      const names = deployed.get(suite.file ?? "") ?? new Set();
      deployed.set(suite.file ?? "", names);
      listen((name) => names.add(name));
    });
    runner.on("suite end", (suite) => {
      if (suite.parent?.root === true && failure === undefined) {
        seconds[suite.title] = (performance.now() - (began.get(suite) ?? 0)) / 1000;
      }
    });
    runner.on("fail", (test) => {
      failure ??= test;
    });
  });
  // A runner that has ended still listens, and would end the process with what comes late.
  process.removeAllListeners("uncaughtException").on("uncaughtException", () => undefined);
  if (failed !== undefined) await setTimeout(SETTLING);
  if (failed === undefined) return { verdict: "survived", by: "" };
  if (OF_NO_TEST.test(failed.fullTitle())) return { verdict: "killed", by: failed.fullTitle() };
  const top = failed.titlePath()[0] ?? "";
  kills[`${file} ${top}`] = (kills[`${file} ${top}`] ?? 0) + 1;
  return { verdict: "killed", by: failed.fullTitle() };
}

/** The same chain for code of any size: what isn't optimized is larger than what may be deployed. */
function withoutLimits(asked: Parameters<typeof create>[0]): Parameters<typeof create>[0] {
  const params = typeof asked === "string" ? { network: asked } : (asked ?? {});
  const lifted = { allowUnlimitedContractSize: true, blockGasLimit: MUCH_GAS, transactionGasCap: MUCH_GAS };
  return { ...params, override: { ...params.override, ...lifted } };
}

/**
 * Has a suite find every chain as it was at first, without what was deployed for another: or it would judge by what that left behind, and
 * otherwise after another.
 */
function beginAnew(suite: Mocha.Suite): void {
  suite.beforeAll("begins anew", async () => {
    for (const chain of chains) {
      await chain.connection.provider.request({ method: "evm_revert", params: [chain.snapshot] });
      chain.snapshot = await snapshot(chain.connection);
      chain.connection.networkHelpers.clearSnapshots();
    }
  });
  // Before the suite's own hooks.
  const { _beforeAll: hooks } = suite as unknown as { _beforeAll: Mocha.Hook[] };
  hooks.unshift(...hooks.splice(-1));
}

async function snapshot(connection: Connection): Promise<string> {
  return String(await connection.provider.request({ method: "evm_snapshot", params: [] }));
}
