// Holds every line and every statement of the contracts covered. Reads what `hardhat test --coverage` leaves in coverage/:
// lcov.info for lines, data/ for the marks of the statements that ran. lcov knows no statements, so the statements come
// from instrumenting the sources once more; the marks are a function of the source.
//
// `--clean` deletes the folder instead: data of an earlier run would count as covered.
import { readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

import { conclude, filesBelow, productionContracts, root } from "./gate.ts";

interface Edr {
  latestSupportedSolidityVersion(): string;
  addStatementCoverageInstrumentation(
    source: string,
    name: string,
    version: string,
  ): { metadata: { kind: string; tag: Uint8Array; startUtf16: number; endUtf16: number }[] };
}

/** EDR is Hardhat's, not ours, so it is looked up from where Hardhat is. */
function loadEdr(): Edr {
  const hardhat = createRequire(import.meta.url).resolve("hardhat/package.json");
  return createRequire(hardhat)("@nomicfoundation/edr") as Edr;
}

/** Lines that lcov lists as never run, by file. */
function uncoveredLines(lcov: string): Map<string, number[]> {
  const lines = new Map<string, number[]>();
  for (const record of lcov.split("end_of_record")) {
    const file = /^SF:(.+)$/m.exec(record)?.[1]?.replaceAll("\\", "/");
    if (file === undefined) continue;
    lines.set(
      file,
      [...record.matchAll(/^DA:(\d+),0$/gm)].map((match) => Number(match[1])),
    );
  }
  return lines;
}

function executedMarks(): Set<string> {
  return new Set(
    filesBelow("coverage/data", ".json").flatMap((file) =>
      Object.keys(JSON.parse(readFileSync(join(root, file), "utf8")) as Record<string, number>),
    ),
  );
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split("\n").length;
}

function check(): void {
  let lcov: string;
  try {
    lcov = readFileSync(join(root, "coverage/lcov.info"), "utf8");
  } catch {
    conclude("coverage", ["coverage/lcov.info is missing; run npm run coverage"], "");
    return;
  }
  const lines = uncoveredLines(lcov);
  const executed = executedMarks();
  const edr = loadEdr();
  const version = edr.latestSupportedSolidityVersion();

  const faults: string[] = [];
  let statements = 0;
  for (const file of productionContracts()) {
    const text = readFileSync(join(root, file), "utf8");
    const { metadata } = edr.addStatementCoverageInstrumentation(text, `project/${file}`, version);
    const marked = metadata.filter((mark) => mark.kind === "statement");
    statements += marked.length;
    if (marked.length > 0 && !lines.has(file)) faults.push(`${file} is in no coverage data`);

    const missing = new Set(lines.get(file));
    for (const mark of marked) {
      if (!executed.has(Buffer.from(mark.tag).toString("hex"))) missing.add(lineAt(text, mark.startUtf16));
    }
    for (const line of [...missing].sort((a, b) => a - b)) faults.push(`${file}:${line} is never run`);
  }
  conclude("coverage", faults, `all lines and all ${statements} statements are covered`);
}

if (process.argv.includes("--clean")) rmSync(join(root, "coverage"), { recursive: true, force: true });
else check();
