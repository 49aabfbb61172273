import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, symlink, unlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

import { expect } from "chai";
import hre from "hardhat";

import { inputsOf } from "../../hardhat/unchanged/state.ts";

const require = createRequire(import.meta.url);
const { version } = require("solc/package.json") as { version: string };
const root = fileURLToPath(new URL("../../", import.meta.url));

const SOURCE = "contracts/Purse.sol";
const RECORD = "cache/lapse-unchanged.json";
const ARTIFACT = "artifacts/contracts/Purse.sol/Purse.json";
const purse = (value: number): string =>
  `// SPDX-License-Identifier: MIT\npragma solidity ^0.8.26;\ncontract Purse { uint256 public constant VALUE = ${value}; }\n`;

const scriptOf = (folder: string, options: object): string => `
import { createHardhatRuntimeEnvironment } from "hardhat/hre";
import unchangedBuild from ${JSON.stringify(new URL("../../hardhat/unchanged/plugin.ts", import.meta.url).href)};
const solidity = ${JSON.stringify({ version, path: require.resolve("solc/soljson.js") })};
const hre = await createHardhatRuntimeEnvironment({ plugins: [unchangedBuild], solidity }, {}, ${JSON.stringify(folder)});
console.log(JSON.stringify(await hre.tasks.getTask("build").run(${JSON.stringify({ quiet: true, ...options })})));
`;

describe("given a project that has been built", () => {
  let folder: string;

  before(async function () {
    // Its commands would instrument, too, and such a build is never taken for another.
    if (hre.globalOptions.coverage) this.skip();
    folder = await mkdtemp(join(tmpdir(), "lapse unchanged "));
    await symlink(join(root, "node_modules"), join(folder, "node_modules"));
    await put("package.json", JSON.stringify({ type: "module" }));
    await put("hardhat.config.ts", "");
  });

  after(async () => {
    if (!hre.globalOptions.coverage) await rm(folder, { recursive: true });
  });

  beforeEach(async () => {
    await put(SOURCE, purse(1));
    await build();
    // Whatever the record says is answered, where it is the record that answers.
    const record = JSON.parse(await readFile(join(folder, RECORD), "utf8")) as object;
    await put(RECORD, JSON.stringify({ ...record, result: "of the record" }));
  });

  async function put(path: string, content: string): Promise<void> {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }

  /** In a process of its own, as a command is; what the task answered. */
  async function build(options: object = {}): Promise<unknown> {
    const child = spawn(process.execPath, ["--input-type=module", "--eval", scriptOf(folder, options)], { cwd: root });
    const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
    if (out === "") throw new Error(err);
    return JSON.parse(out);
  }

  it("when nothing changed, then the next build answers what the last one did, and does nothing else", async () => {
    expect(await build()).to.equal("of the record");
  });

  it("when everything is to be built again, or a part, then Hardhat does it", async () => {
    expect(await build({ force: true })).to.have.property("contractRootPaths");
    expect(await build({ noTests: true })).to.have.property("contractRootPaths");
    expect(await build({ files: [join(folder, SOURCE)] })).to.have.property("contractRootPaths");
  });

  it("when a source changed, then it is compiled", async () => {
    const before = await readFile(join(folder, ARTIFACT), "utf8");
    await put(SOURCE, purse(2));
    expect(await build()).to.have.property("contractRootPaths");
    expect(await readFile(join(folder, ARTIFACT), "utf8")).to.not.equal(before);
  });

  it("when something that was written is gone, then it is written again", async () => {
    await unlink(join(folder, ARTIFACT));
    expect(await build()).to.have.property("contractRootPaths");
    expect(await readFile(join(folder, ARTIFACT), "utf8")).to.contain('"contractName": "Purse"');
  });

  it("when something that was written was changed, then Hardhat looks at it", async () => {
    await put("types/Purse.ts", "");
    expect(await build()).to.have.property("contractRootPaths");
  });

  for (const path of ["contracts/More.sol", "test/solidity/A.t.sol", "hardhat/x.ts", "hardhat.config.ts"]) {
    it(`sees that ${path} changed`, async () => {
      const before = await inputsOf(folder);
      await put(path, "// more\n");
      expect(await inputsOf(folder)).not.to.equal(before);
      await put(path, "");
      await rm(join(folder, path));
    });
  }
});
