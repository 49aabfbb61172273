import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect } from "chai";
import hre from "hardhat";
import { ArgumentType } from "hardhat/types/arguments";
import type { Task, TaskArguments } from "hardhat/types/tasks";

import { runTask } from "./tasks.ts";

/** What approves an amount before the asset refuses it. */
const APPROVES: ReadonlySet<string> = new Set(["timeframe backing fund"]);

/** More digits than any number here can have. */
export const NINES = "9".repeat(96);

/** Texts that are wrong in most places: among them one digit more than a moment, a frame and a group can have, and than an amount can have. */
export const WRONG = [
  "",
  "-1",
  "0x123",
  `0x${"9".repeat(44)}`,
  "bob",
  "99999999999",
  "99999999999999999",
  "9".repeat(44),
  NINES,
];
const WRONG_NUMBERS = [-1, 300, 99_999_999_999, Number.MAX_SAFE_INTEGER, 1e21];

/**
 * Gives each argument of each task of a system every wrong text, the others right, and holds what the user reads: one line, and none of those
 * that are the last resort; and that nothing is sent where a task refuses.
 *
 * @param needs Right values for the arguments that a task needs.
 */
export function holdAgainstWrongInput(system: string, needs: (task: string) => Promise<TaskArguments>): void {
  // A wrong text may be the name of a file that a task writes.
  const home = process.cwd();
  let folder: string;
  beforeEach(async function () {
    folder = await mkdtemp(join(tmpdir(), "lapse-wrong-"));
    process.chdir(folder);
  });
  afterEach(async function () {
    process.chdir(home);
    await rm(folder, { recursive: true });
  });

  /** All tasks that do something. */
  const tasksBelow = (task: Task): Task[] => {
    const below = [...task.subtasks.values()].flatMap(tasksBelow);
    return task.isEmpty ? below : [task, ...below];
  };

  for (const task of tasksBelow(hre.tasks.getTask(system))) {
    const words = task.id.slice(1).join(" ");
    const named = [
      ...task.positionalArguments.map(({ name, type, isVariadic }) => ({ name, type, isVariadic })),
      ...[...task.options.values()].map(({ name, type }) => ({ name, type, isVariadic: false })),
    ].filter(({ type }) => type !== ArgumentType.FLAG);

    it(`is told by ${system} ${words} in one line`, async function () {
      const { ethers, networkHelpers } = await hre.network.getOrCreate();
      const right = await needs(words);
      const start = await networkHelpers.takeSnapshot();
      const block = await ethers.provider.getBlockNumber();
      for (const { name, type, isVariadic } of named) {
        for (const value of type === ArgumentType.INT ? WRONG_NUMBERS : WRONG) {
          const given = isVariadic ? [value] : value;
          const what = `${name} ${JSON.stringify(given)}`;
          const line = await lineOf(task.id.join(" "), { ...right, [name]: given }, what);
          expect(line, what).to.match(/^[^\n]*$/);
          expect(line, what).not.to.match(/can't be sent as it is|The node refused|reverted/);
          if ((await ethers.provider.getBlockNumber()) === block) continue;
          if (!APPROVES.has(task.id.join(" ")))
            expect(line, `${what} is refused after something was sent`).to.equal("");
          await start.restore();
        }
      }
    });
  }
}

/** The line of a refusal; empty where the value is none that a task refuses, such as a name. */
async function lineOf(id: string, args: TaskArguments, what: string): Promise<string> {
  try {
    await runTask(id, args);
    return "";
  } catch (error) {
    if (error instanceof Error && error.name === "HardhatPluginError") return error.message;
    throw new Error(`${id} with ${what} is not told`, { cause: error });
  }
}
