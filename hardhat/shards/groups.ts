import { readdir } from "node:fs/promises";
import { join, sep } from "node:path";

/** Test files that share a process, in their order. */
export interface Group {
  name: string;
  files: string[];
}

/** What starts processes that build or write generated code, or does so itself: no two of these may run at the same time, so they are one group. */
export const COMMANDS = "commands";
/** Random acts against reference models, and processes that are killed at random: the longer, the better. */
const CAMPAIGNS = "campaigns";
const REST = "all else";
/** What takes as long as all other groups together. */
const SLOW: readonly string[] = [COMMANDS, CAMPAIGNS];

/** Which groups are run: those that take minutes together, the others, or all. */
export const PARTS = ["quick", "slow", "all"] as const;
export type Part = (typeof PARTS)[number];

/**
 * Folders, and files that are apart from the others of theirs. The longest group is first, so that none is left to run alone at the end.
 * A test in test/gates/shards.test.ts tells which files belong to the commands.
 */
const GROUPS: readonly (readonly [name: string, places: readonly string[]])[] = [
  [
    COMMANDS,
    [
      "deploy/deploy.test.ts",
      "deploy/generated.test.ts",
      "gates/shards.test.ts",
      "gates/start.test.ts",
      "gates/systems.test.ts",
      "gates/unchanged.test.ts",
      "scenarios/children.test.ts",
      "scenarios/start.test.ts",
      "tasks/cli.test.ts",
      "tasks/prepaid-cli.test.ts",
      "tasks/vehicle-cli.test.ts",
      "tasks/wallet-cli.test.ts",
    ],
  ],
  [
    CAMPAIGNS,
    [
      "prepaid/model.test.ts",
      "timeframe/model.test.ts",
      "vehicle/agent-fuzz.test.ts",
      "vehicle/agent-kill.test.ts",
      "vehicle/agent-law.test.ts",
      "vehicle/agent-power.test.ts",
      "vehicle/model.test.ts",
      "wallet/model.test.ts",
      "wallet/prover.model.test.ts",
      "wallet/watcher-kill.test.ts",
    ],
  ],
  ["vehicle", ["vehicle"]],
  ["wallet", ["wallet"]],
  ["tasks", ["tasks"]],
  ["prepaid", ["prepaid"]],
  ["timeframe", ["timeframe"]],
  ["scenarios", ["scenarios"]],
];

/** All test files below a folder, in groups: the first that has the file itself, or else its folder; what none has is in the last. */
export async function groupsBelow(folder: string, part: Part = "all"): Promise<Group[]> {
  const groups = [...GROUPS.map(([name]) => name), REST].map((name): Group => ({ name, files: [] }));
  const placeOf = (path: string): number => GROUPS.findIndex(([, places]) => places.includes(path));
  for (const file of (await readdir(folder, { recursive: true })).sort()) {
    if (!/\.(test|spec)\.[cm]?[jt]s$/.test(file)) continue;
    const path = file.replaceAll(sep, "/");
    const byItself = placeOf(path);
    groups.at(byItself === -1 ? placeOf(path.split("/")[0] ?? "") : byItself)?.files.push(join(folder, file));
  }
  const isOfPart = (name: string): boolean => part === "all" || SLOW.includes(name) === (part === "slow");
  return groups.filter(({ name, files }) => files.length > 0 && isOfPart(name));
}
