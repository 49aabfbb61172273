import { readdir } from "node:fs/promises";
import { join, sep } from "node:path";

/** Test files that share a process, in their order. */
export interface Group {
  name: string;
  files: string[];
}

/**
 * The longest first, so that none is left to run alone at the end. Whatever starts processes that build or write generated code is in one group:
 * no two of these run at the same time.
 */
const GROUPS: readonly (readonly string[])[] = [
  ["deploy", "scenarios", "tasks"],
  ["vehicle"],
  ["wallet"],
  ["prepaid"],
  ["timeframe"],
  // Three years of a fleet take as long as a folder, and start no process.
  [join("scenarios", "vehicle.test.ts")],
];
const REST = "all else";

/** All test files below a folder, in groups: the folders that have one, files that have one by themselves, and one group of all else. */
export async function groupsBelow(folder: string): Promise<Group[]> {
  const groups = [...GROUPS.map((names) => names.join(", ")), REST].map((name): Group => ({ name, files: [] }));
  for (const file of (await readdir(folder, { recursive: true })).sort()) {
    if (!/\.(test|spec)\.[cm]?[jt]s$/.test(file)) continue;
    const byItself = GROUPS.findIndex((names) => names.includes(file));
    const place = byItself === -1 ? GROUPS.findIndex((names) => names.includes(file.split(sep)[0] ?? "")) : byItself;
    groups.at(place)?.files.push(join(folder, file));
  }
  return groups.filter(({ files }) => files.length > 0);
}
