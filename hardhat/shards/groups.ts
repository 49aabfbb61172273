import { readdir } from "node:fs/promises";
import { join, sep } from "node:path";

/** Test files that share a process, in their order. */
export interface Group {
  name: string;
  files: string[];
}

/** What starts processes that build or write generated code, or does so itself: no two of these may run at the same time, so they are one group. */
export const COMMANDS = "commands";
const REST = "all else";

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
  ["vehicle", ["vehicle"]],
  ["wallet", ["wallet"]],
  ["tasks", ["tasks"]],
  ["prepaid", ["prepaid"]],
  ["timeframe", ["timeframe"]],
  ["scenarios", ["scenarios"]],
];

/** All test files below a folder, in groups: the first that has the file itself, or else its folder; what none has is in the last. */
export async function groupsBelow(folder: string): Promise<Group[]> {
  const groups = [...GROUPS.map(([name]) => name), REST].map((name): Group => ({ name, files: [] }));
  const placeOf = (path: string): number => GROUPS.findIndex(([, places]) => places.includes(path));
  for (const file of (await readdir(folder, { recursive: true })).sort()) {
    if (!/\.(test|spec)\.[cm]?[jt]s$/.test(file)) continue;
    const path = file.replaceAll(sep, "/");
    const byItself = placeOf(path);
    groups.at(byItself === -1 ? placeOf(path.split("/")[0] ?? "") : byItself)?.files.push(join(folder, file));
  }
  return groups.filter(({ files }) => files.length > 0);
}
