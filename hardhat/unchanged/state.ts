import { createHash } from "node:crypto";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";

/** Sources, settings, and the record of what is installed: compiler, plugins and foreign contracts. */
const INPUTS = ["contracts", "test/solidity", "hardhat", "hardhat.config.ts", "node_modules/.package-lock.json"];
const OUTPUTS = ["artifacts", "generated", "types"];

export const inputsOf = (root: string): Promise<string> => stateOf(root, INPUTS);
export const outputsOf = (root: string): Promise<string> => stateOf(root, OUTPUTS);

/** Which files there are, how long they are and when they were written, as one hash. */
async function stateOf(root: string, paths: readonly string[]): Promise<string> {
  const lines = await Promise.all(paths.map((path) => linesOf(root, path)));
  return createHash("sha256").update(lines.flat().sort().join("\n")).digest("hex");
}

async function linesOf(root: string, path: string): Promise<string[]> {
  const found = await stat(join(root, path), { bigint: true }).catch(() => undefined);
  if (found === undefined) return [];
  if (!found.isDirectory()) return [`${path} ${String(found.size)} ${String(found.mtimeNs)}`];
  const names = await readdir(join(root, path));
  return (await Promise.all(names.map((name) => linesOf(root, `${path}/${name}`)))).flat();
}
