import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { root } from "../../scripts/gates/gate.ts";

/** Whether a test file builds, or starts a command of Hardhat, which may: itself, or in what it imports of the tests and the scripts. */
export function isBuilding(file: string): boolean {
  return [...reached(file)].some((path) => {
    const text = readFileSync(join(root, path), "utf8");
    const startsCommands = text.includes('from "node:child_process"') && /hardhat/i.test(text);
    return startsCommands || text.includes('hre.tasks.getTask("build")');
  });
}

/** A file with all that it imports of the tests and the scripts, in turn. */
function reached(file: string, found = new Set<string>()): Set<string> {
  if (found.has(file) || !/^(test|scripts)\//.test(file) || !existsSync(join(root, file))) return found;
  found.add(file);
  const text = readFileSync(join(root, file), "utf8");
  for (const [, path = ""] of text.matchAll(/(?:from|import|import\()\s*"(\.[^"]+)"/g))
    reached(join(dirname(file), path).replaceAll("\\", "/"), found);
  return found;
}
