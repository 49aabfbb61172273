import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

import type { GlobalOptions } from "hardhat/types/global-options";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import type { TaskArguments } from "hardhat/types/tasks";

import { inputsOf, outputsOf } from "./state.ts";

/** What stands in the cache after a build of everything. */
interface Built {
  inputs: string;
  outputs: string;
  /** What the task answered. */
  result: unknown;
}

/**
 * `hardhat build`, which ends at once where the files that it reads and those that it wrote are the ones of the last build. Without this the
 * bindings and all that is generated from artifacts are written anew by every command and task, whatever has changed: it takes seconds, and
 * whoever reads these files at that moment, in another process, may find them empty.
 */
export default async function (
  taskArguments: TaskArguments,
  hre: HardhatRuntimeEnvironment,
  runSuper: (taskArguments: TaskArguments) => Promise<unknown>,
): Promise<unknown> {
  if (!isPlain(taskArguments, hre)) return runSuper(taskArguments);
  const { root, cache } = hre.config.paths;
  const record = join(cache, "lapse-unchanged.json");
  const inputs = await inputsOf(root);
  const built = await readBuilt(record);
  if (built?.inputs === inputs && built.outputs === (await outputsOf(root))) {
    if (taskArguments["quiet"] !== true) console.log("No contracts to compile");
    return built.result;
  }

  const result = await runSuper(taskArguments);
  // Whatever was saved while it ran may or may not be in it.
  if ((await inputsOf(root)) === inputs) {
    const now: Built = { inputs, outputs: await outputsOf(root), result };
    await mkdir(dirname(record), { recursive: true });
    await writeFile(record, JSON.stringify(now));
  }
  return result;
}

/** Of everything, with the usual settings, and of whatever isn't there yet only. */
function isPlain(taskArguments: TaskArguments, { globalOptions }: HardhatRuntimeEnvironment): boolean {
  const { files, force, noTests, noContracts, defaultBuildProfile } = taskArguments;
  const { coverage, noTypechain, buildProfile } = globalOptions as Partial<GlobalOptions>;
  const isOfAll = !Array.isArray(files) || files.length === 0;
  const isUsual = (buildProfile ?? defaultBuildProfile) === "default";
  return isOfAll && isUsual && ![force, noTests, noContracts, coverage, noTypechain].includes(true);
}

async function readBuilt(record: string): Promise<Built | undefined> {
  try {
    return JSON.parse(await readFile(record, "utf8")) as Built;
  } catch {
    return undefined;
  }
}
