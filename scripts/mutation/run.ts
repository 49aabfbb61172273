/**
 * Mutation run over a system: changes one thing at a time in its contracts and sees whether a test fails.
 *
 *     npm run mutation -- --system timeframe [--sample 100] [--file TimeframeGroups]
 *
 * Works on a copy of the project, in which the bytecode of each mutant takes the place of the real one in everything that the build
 * made, so that nothing but the compiler runs between two mutants. Writes test/mutation/<system>.json; what survives and why is in
 * test/mutation/survivors.json, by hand.
 */
import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { type Bytecodes, compile, readSources } from "./compile.ts";
import { type Mutant, mutantsOf } from "./operators.ts";

type Verdict = "killed" | "survived" | "stillborn";

const { values } = parseArgs({
  options: {
    system: { type: "string", default: "timeframe" },
    sample: { type: "string" },
    file: { type: "string" },
    timeout: { type: "string", default: "600" },
  },
});
const root = process.cwd();
const system = values.system;
const tests = readdirSync(join(root, "test", system))
  .concat(
    existsSync(join(root, "test/kernel"))
      ? readdirSync(join(root, "test/kernel")).map((name) => `../kernel/${name}`)
      : [],
  )
  .filter((name) => name.endsWith(".test.ts"))
  .map((name) => join("test", system, name))
  // The dearest last: most mutants die before.
  .sort((a, b) => Number(a.includes("model")) - Number(b.includes("model")) || (a < b ? -1 : 1));

const sources = readSources(root);
const targets = [...sources.keys()].filter(
  (path) =>
    (path.startsWith("contracts/kernel/") || path.startsWith(`contracts/${system}/`)) &&
    (values.file === undefined || path.includes(values.file)),
);
let mutants = targets.flatMap((path) => mutantsOf(path, sources.get(path) ?? ""));
const total = mutants.length;
if (values.sample !== undefined) {
  // Evenly over all files, always the same ones.
  const step = Math.max(1, mutants.length / Number(values.sample));
  mutants = mutants.filter((_, index) => Math.floor(index / step) !== Math.floor((index - 1) / step));
}
console.log(
  `${String(mutants.length)} of ${String(total)} mutants in ${String(targets.length)} files, ${String(tests.length)} test files`,
);

const base = compile(root, sources);
if (base === null) throw new Error("the project itself does not compile");
const copy = makeCopy();
const results: { id: string; verdict: Verdict }[] = [];
let current: Bytecodes = readBuilt(base.keys());
try {
  patch(base);
  const clean = runTests();
  if (clean !== "survived") throw new Error("the tests fail without any mutant");
  for (const [index, mutant] of mutants.entries()) {
    const verdict = judge(mutant);
    results.push({ id: mutant.id, verdict });
    console.log(`${String(index + 1)}/${String(mutants.length)} ${verdict.padEnd(9)} ${mutant.id}`);
    if (index % 10 === 9) writeResults();
  }
} finally {
  rmSync(copy, { recursive: true, force: true });
}
writeResults();
const count = (verdict: Verdict): number => results.filter((result) => result.verdict === verdict).length;
console.log(
  `${String(count("killed"))} killed, ${String(count("survived"))} survived, ${String(count("stillborn"))} stillborn`,
);

function judge(mutant: Mutant): Verdict {
  const source = sources.get(mutant.file) ?? "";
  const mutated = new Map(sources);
  mutated.set(mutant.file, source.slice(0, mutant.start) + mutant.after + source.slice(mutant.end));
  const bytecodes = compile(root, mutated);
  if (bytecodes === null) return "stillborn";
  patch(bytecodes);
  return runTests();
}

/** Puts creation code in the place of what stands in the copy's artifacts and bindings. */
function patch(next: Bytecodes): void {
  for (const [name, code] of next) {
    const old = current.get(name);
    if (old === undefined || old === code) continue;
    for (const path of places(name)) {
      const text = readFileSync(path, "utf8");
      writeFileSync(path, text.replaceAll(old, code));
    }
  }
  current = next;
}

/** Creation code as the build made it, which differs in its metadata from what is compiled here. */
function readBuilt(names: Iterable<string>): Bytecodes {
  const built = new Map<string, string>();
  for (const name of names) {
    const path = places(name).find((place) => place.endsWith(".json"));
    if (path === undefined) continue;
    const { bytecode } = JSON.parse(readFileSync(path, "utf8")) as { bytecode: string };
    built.set(name, bytecode.slice(2));
  }
  return built;
}

function places(name: string): string[] {
  const found: string[] = [];
  for (const folder of ["artifacts/contracts", "generated/artifacts", "types/ethers-contracts/factories"]) {
    for (const entry of readdirSync(join(copy, folder), { recursive: true, withFileTypes: true })) {
      const stem = entry.name.replace(/(__factory)?\.(ts|json)$/, "");
      if (entry.isFile() && stem === name) found.push(join(entry.parentPath, entry.name));
    }
  }
  return found;
}

function runTests(): Verdict {
  const run = spawnSync("hardhat", ["test", "mocha", "--no-compile", "--bail", ...tests], {
    cwd: copy,
    stdio: "ignore",
    timeout: Number(values.timeout) * 1000,
  });
  return run.status === 0 ? "survived" : "killed";
}

function makeCopy(): string {
  const folder = mkdtempSync(join(tmpdir(), "lapse-mutation-"));
  const skipped = new Set(["node_modules", ".git", "coverage", "dist"]);
  for (const name of readdirSync(root)) {
    if (!skipped.has(name)) cpSync(join(root, name), join(folder, name), { recursive: true });
  }
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  return folder;
}

function writeResults(): void {
  mkdirSync(join(root, "test/mutation"), { recursive: true });
  const survived = results.filter(({ verdict }) => verdict === "survived").map(({ id }) => id);
  const summary = {
    system,
    mutants: total,
    tried: results.length,
    killed: results.filter(({ verdict }) => verdict === "killed").length,
    stillborn: results.filter(({ verdict }) => verdict === "stillborn").length,
    survived,
  };
  writeFileSync(join(root, "test/mutation", `${system}.json`), `${JSON.stringify(summary, null, 2)}\n`);
}
