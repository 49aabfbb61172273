import { availableParallelism } from "node:os";

import type { GlobalOptions } from "hardhat/types/global-options";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import type { TaskArguments } from "hardhat/types/tasks";
import { errorResult, successfulResult } from "hardhat/utils/result";

import { groupsBelow, type Part, PARTS } from "./groups.ts";
import { isColoured, isShard, type Outcome, runShard, type Summary, tell } from "./shard.ts";

type RunSuper = (taskArguments: TaskArguments) => Promise<unknown>;

/** Each takes more than a gigabyte. */
const AT_MOST = 4;
/** One more than there are cores: those that start processes wait for them most of the time. */
const AT_ONCE = Math.min(availableParallelism() + 1, AT_MOST);

/**
 * `hardhat test mocha`: files in processes side by side, about as many as there are cores. Where files or tests are chosen, all is as without
 * this. The groups are fixed, and so is what shares a process: a failure on one machine is the same on the next.
 */
export default async function (taskArguments: TaskArguments, hre: HardhatRuntimeEnvironment, runSuper: RunSuper) {
  if (isShard) return asShard(taskArguments, hre, runSuper);
  if (isChosen(taskArguments, hre)) return runSuper(taskArguments);
  const part = chosenPart(hre);
  if (taskArguments["noCompile"] !== true) await hre.tasks.getTask("build").run({});
  console.log();

  await hre.hooks.runHandlerChain("test", "onTestRunStart", ["mocha"], () => Promise.resolve());
  const outcomes = await runAll(hre, part);
  await hre.hooks.runHandlerChain("test", "onTestRunDone", ["mocha"], () => Promise.resolve());

  const sum = (of: keyof Summary): number => outcomes.reduce((total, outcome) => total + outcome[of], 0);
  const summary = { passed: sum("passed"), failed: sum("failed"), skipped: 0, todo: 0 };
  console.log(
    `${String(outcomes.length)} groups: ${String(summary.passed)} passing, ${String(summary.failed)} failing`,
  );
  if (part === "quick") console.log("left out: the slow groups, which npm run test:slow runs");
  console.log();
  return summary.failed > 0 ? errorResult({ summary }) : successfulResult({ summary });
}

/** The tests of one group, by Hardhat's own runner; what it answers is told to whoever started this process. */
async function asShard(taskArguments: TaskArguments, hre: HardhatRuntimeEnvironment, runSuper: RunSuper) {
  hre.config.test.mocha.color = isColoured;
  const result = (await runSuper(taskArguments)) as Record<"value" | "error", { summary: Summary } | undefined>;
  const told = result.value ?? result.error;
  if (told !== undefined) tell(told.summary);
  return result;
}

function isChosen(taskArguments: TaskArguments, { globalOptions }: HardhatRuntimeEnvironment): boolean {
  const { testFiles, bail, grep, grepExclude } = taskArguments;
  const isNamed = Array.isArray(testFiles) && testFiles.length > 0;
  const { gasStats, gasStatsJson } = globalOptions as Partial<GlobalOptions>;
  const isMeasured = gasStats === true || gasStatsJson !== undefined;
  return isNamed || bail === true || grep !== undefined || grepExclude !== undefined || isMeasured;
}

/** The quick groups, unless LAPSE_TESTS says otherwise. Of a line that only a slow test reaches, coverage should know. */
function chosenPart({ globalOptions }: HardhatRuntimeEnvironment): Part {
  const named = process.env["LAPSE_TESTS"] ?? (globalOptions.coverage ? "all" : "quick");
  const part = PARTS.find((known) => known === named);
  if (part === undefined) throw new Error(`LAPSE_TESTS is "${named}"; it can be "quick", "slow" or "all"`);
  return part;
}

/** What went well is printed as it ends, what failed after all else, where it is found. */
async function runAll({ config, globalOptions }: HardhatRuntimeEnvironment, part: Part): Promise<Outcome[]> {
  const queue = await groupsBelow(config.paths.tests.mocha, part);
  const { config: chosen } = globalOptions as Partial<GlobalOptions>;
  const options = [
    ...(globalOptions.coverage ? ["--coverage"] : []),
    ...(chosen === undefined ? [] : ["--config", chosen]),
  ];
  const outcomes: Outcome[] = [];
  const work = async (): Promise<void> => {
    for (let group = queue.shift(); group !== undefined; group = queue.shift()) {
      const outcome = await runShard(group, options);
      outcomes.push(outcome);
      if (outcome.failed === 0) print(outcome);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  for (const outcome of outcomes) if (outcome.failed > 0) print(outcome);
  return outcomes;
}

function print({ group, output, seconds }: Outcome): void {
  console.log(`=== ${group.name} (${String(group.files.length)} files, ${seconds.toFixed(0)} s)`);
  console.log(output.trimEnd());
  console.log();
}
