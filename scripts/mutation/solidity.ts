import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";

import type { Mutant } from "./operators.ts";

const require = createRequire(import.meta.url);
const HARDHAT = join(dirname(require.resolve("hardhat/package.json")), "dist/src/cli.js");

export interface SolidityReport {
  readonly verdict: "killed" | "survived";
  /** The first test that failed. */
  readonly by: string;
}

/** The Solidity tests of a system and of the kernel, over a copy of the contracts in which one thing at a time is changed. */
export class SolidityJudge {
  readonly #root: string;
  readonly #folder: string;
  readonly #sources: ReadonlyMap<string, string>;

  constructor(root: string, system: string, sources: ReadonlyMap<string, string>) {
    this.#root = root;
    this.#sources = sources;
    this.#folder = join(root, "cache", `mutation-${String(process.pid)}`);
    mkdirSync(join(this.#folder, "empty"), { recursive: true });
    symlinkSync(join(root, "node_modules"), join(this.#folder, "node_modules"));
    writeFileSync(join(this.#folder, "package.json"), JSON.stringify({ type: "module" }));
    writeFileSync(join(this.#folder, "hardhat.config.ts"), this.#config());
    for (const part of ["contracts", ...["support", "kernel", system].map((name) => `test/solidity/${name}`)]) {
      if (existsSync(join(root, part))) cpSync(join(root, part), join(this.#folder, part), { recursive: true });
    }
  }

  /** What the tests say of a mutant, or, for null, of the code as it is. */
  async judge(mutant: Mutant | null): Promise<SolidityReport> {
    if (mutant === null) return this.#run();
    const source = this.#sources.get(mutant.file) ?? "";
    const path = join(this.#folder, mutant.file);
    writeFileSync(path, source.slice(0, mutant.start) + mutant.after + source.slice(mutant.end));
    const report = await this.#run();
    writeFileSync(path, source);
    return report;
  }

  end(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #run(): Promise<SolidityReport> {
    const child = spawn(process.execPath, [HARDHAT, "test", "solidity"], {
      cwd: this.#folder,
      env: { ...process.env, NO_COLOR: "1" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
    const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
    if (code === 0) return { verdict: "survived", by: "" };
    const failed = /^ +1\) (.+)$/m.exec(out)?.[1];
    // Anything but a failed test says nothing about the mutant.
    if (failed === undefined) throw new Error(`the Solidity tests can't be run: ${out}${err}`);
    return { verdict: "killed", by: failed };
  }

  /** The settings of the build, over what the tests import alone. */
  #config(): string {
    const { version } = require("solc/package.json") as { version: string };
    const settings = {
      evmVersion: "cancun",
      optimizer: { enabled: true, runs: 10_000 },
      metadata: { bytecodeHash: "none" },
    };
    return [
      `import { solidityTestProfile } from ${JSON.stringify(join(this.#root, "hardhat/profiles.ts"))};`,
      "export default {",
      `  solidity: ${JSON.stringify({ version, path: require.resolve("solc/soljson.js"), settings })},`,
      '  paths: { sources: "empty", tests: { solidity: "test/solidity" } },',
      "  test: { solidity: solidityTestProfile },",
      "};",
      "",
    ].join("\n");
  }
}
