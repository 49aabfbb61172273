import { cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { root } from "../gate.ts";
import { run } from "./run.ts";

/** What a user's project installs, in the versions that we test with. */
function pinned(...names: string[]): string[] {
  return names.map((name) => {
    const { version } = JSON.parse(readFileSync(join(root, "node_modules", name, "package.json"), "utf8")) as {
      version: string;
    };
    return `${name}@${version}`;
  });
}

/** An empty ESM project. */
export function createProject(folder: string): void {
  const manifest = { name: "user-of-lapse", private: true, type: "module" };
  writeFileSync(join(folder, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
}

export async function install(folder: string, ...packages: string[]): Promise<string[]> {
  const { code, all } = await run("npm", ["install", "--no-audit", "--no-fund", "--prefer-offline", ...packages], {
    cwd: folder,
  });
  return code === 0 ? [] : [`npm install ${packages.join(" ")} failed: ${all.trim()}`];
}

/** The package with ethers alone, and what a type check needs. */
export function installWithEthers(folder: string, tarball: string): Promise<string[]> {
  return install(folder, tarball, ...pinned("ethers", "typescript", "@types/node"));
}

export function installViem(folder: string): Promise<string[]> {
  return install(folder, ...pinned("viem"));
}

export function copyExample(folder: string, ...names: string[]): void {
  for (const name of names) cpSync(join(root, "examples/node", name), join(folder, name), { recursive: true });
}

async function compile(folder: string, ...args: string[]): Promise<string[]> {
  const { code, all } = await run(process.execPath, ["node_modules/typescript/bin/tsc", "--pretty", "false", ...args], {
    cwd: folder,
  });
  const lines = all.split("\n").filter((line) => line.trim() !== "");
  // A compiler that was killed says nothing, which is not the same as finding nothing.
  return code === 0 || lines.length > 0 ? lines : [`tsc ended with ${code ?? "a signal"} and said nothing`];
}

/** Type-checks the project, the declarations of the package included. */
export async function typeFaults(folder: string): Promise<string[]> {
  return (await compile(folder)).map((line) => `the user's project does not type-check: ${line}`);
}

/**
 * Every file of `refused/` must fail in the line below its comment `// refused: <code> <text>`, with that error and no other. All are
 * compiled at once: the errors of one do not hide those of another.
 */
export async function refusalFaults(folder: string): Promise<string[]> {
  const config = { extends: "./tsconfig.json", include: ["refused/*.ts"] };
  writeFileSync(join(folder, "tsconfig.refused.json"), JSON.stringify(config));
  const diagnostics = await compile(folder, "-p", "tsconfig.refused.json");
  const files = readdirSync(join(folder, "refused"))
    .filter((name) => name.endsWith(".ts"))
    .map((name) => `refused/${name}`);
  const faults = files.flatMap((file) => {
    const lines = readFileSync(join(folder, file), "utf8").split("\n");
    const above = lines.findIndex((line) => line.startsWith("// refused: "));
    const [, code = "", text = ""] = /^\/\/ refused: (TS\d+) (.+)$/.exec(lines[above] ?? "") ?? [];
    if (code === "") return [`${file} does not say which error it must give`];
    const own = diagnostics.filter((line) => line.startsWith(`${file}(`));
    const isMeant = (line: string): boolean =>
      line.startsWith(`${file}(${above + 2},`) && line.includes(` error ${code}: `) && line.includes(text);
    if (!own.some(isMeant)) return [`${file} compiles, or fails otherwise than with ${code} ${text}: ${own.join(" ")}`];
    return own.filter((line) => !isMeant(line)).map((line) => `${file} fails with more than it must: ${line}`);
  });
  if (files.length === 0) faults.push("nothing is checked to be refused");
  const elsewhere = diagnostics.filter((line) => !line.startsWith("refused/") && !line.startsWith(" "));
  return [...faults, ...elsewhere.map((line) => `an error that is not of refused/: ${line}`)];
}

/** Runs a script of the project and gives the last line of what it prints. */
export async function runScript(folder: string, script: string, ...args: string[]): Promise<string> {
  const { code, out, all } = await run(process.execPath, [script, ...args], { cwd: folder });
  if (code !== 0) throw new Error(`${script} failed in the user's project: ${all.trim()}`);
  return out.trim().split("\n").at(-1) ?? "";
}

/** A module that takes the types of every entry point, so that all declarations are checked, also those that the example leaves out. */
export function writeEntries(folder: string, entries: string[]): void {
  const lines = entries
    .filter((entry) => !entry.endsWith(".json"))
    .map((entry, i) => `export type * as entry${i} from "lapse${entry.slice(1)}";\n`);
  writeFileSync(join(folder, "entries.ts"), lines.join(""));
}

/** Imports every entry point by its name, as a user does. */
export async function importFaults(folder: string, entries: string[]): Promise<string[]> {
  const outcomes = await Promise.all(
    entries.map(async (entry) => {
      const attributes = entry.endsWith(".json") ? ', { with: { type: "json" } }' : "";
      const code = `await import("lapse${entry.slice(1)}"${attributes})`;
      const { code: exit, all } = await run(process.execPath, ["--input-type=module", "--eval", code], { cwd: folder });
      return exit === 0
        ? []
        : [`import of lapse${entry.slice(1)} fails: ${all.trim().split("\n").at(-1) ?? ""} ${all}`];
    }),
  );
  return outcomes.flat();
}
