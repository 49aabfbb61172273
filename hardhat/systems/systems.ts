import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, sep } from "node:path";

const ROOTS = ["contracts", "test/solidity"];
/** Folders of contracts that are no system of their own. */
const SHARED = new Set(["interfaces", "kernel", "mocks"]);

/**
 * The system of each of a project's own Solidity files, by their paths. It is named by the file's folder, or by what a mock or test imports; a
 * file without one is of the kernel, or of none. No system imports another, so what is compiled for two of them is the kernel and packages.
 */
export function systemsOfFiles(root: string): Map<string, string> {
  const systems = foldersOf(join(root, "contracts")).filter((name) => !SHARED.has(name));
  const found = new Map<string, string>();
  for (const file of ROOTS.flatMap((folder) => solidityBelow(root, folder))) {
    const system = systems.find((name) => file.includes(`/${name}/`)) ?? importedBy(join(root, file), systems);
    if (system !== undefined) found.set(file, system);
  }
  return found;
}

function importedBy(path: string, systems: readonly string[]): string | undefined {
  const imports = readFileSync(path, "utf8").match(/(?<=\bfrom ")\.[^"]*/g) ?? [];
  return systems.find((name) => imports.some((from) => from.includes(`/${name}/`)));
}

function foldersOf(path: string): string[] {
  if (!existsSync(path)) return [];
  const entries = readdirSync(path, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}

/** Paths from the root, with "/" on every platform, as Hardhat names sources. */
function solidityBelow(root: string, folder: string): string[] {
  if (!existsSync(join(root, folder))) return [];
  const names = readdirSync(join(root, folder), { recursive: true, encoding: "utf8" });
  return names.filter((name) => name.endsWith(".sol")).map((name) => `${folder}/${name.replaceAll(sep, "/")}`);
}
