import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The project's folder; gates name files relative to it. */
export const root = fileURLToPath(new URL("../../", import.meta.url));

/** The words that name a system's folder under `contracts/`, `src/`, `test/` and so on. */
export const systems = [
  "timeframe",
  "prepaid",
  "wallet",
  "vehicle",
  "guarantee",
  "activity",
  "purse",
  "peg",
  "pass",
  "credit",
] as const;

/** Files below `folder` with one of the endings, as sorted paths relative to the project; none if there is no such folder. */
export function filesBelow(folder: string, ...endings: string[]): string[] {
  return filesOf(root, folder, ...endings);
}

/** The same of another project. */
export function filesOf(project: string, folder: string, ...endings: string[]): string[] {
  let names: string[];
  try {
    names = readdirSync(join(project, folder), { recursive: true, encoding: "utf8" });
  } catch (error) {
    // A folder that can't be read would leave its files unchecked.
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
  return names
    .map((name) => `${folder}/${name.replaceAll("\\", "/")}`)
    .filter((name) => endings.some((ending) => name.endsWith(ending)))
    .sort();
}

/** Sources that are published and held to every gate: contracts without mocks and without Solidity tests. */
export function productionContracts(): string[] {
  return filesBelow("contracts", ".sol").filter(
    (file) => !file.startsWith("contracts/mocks/") && !file.endsWith(".t.sol"),
  );
}

/** Prints what is wrong, one line each, and ends with exit code 1; prints `passed` if nothing is. */
export function conclude(gate: string, faults: readonly string[], passed: string): void {
  for (const fault of faults) console.error(`${gate}: ${fault}`);
  if (faults.length > 0) process.exit(1);
  console.log(`${gate}: ${passed}`);
}
