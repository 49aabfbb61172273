import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

import { expect } from "chai";

import { systemsOfFiles } from "../../hardhat/systems/systems.ts";
import { productionContracts, systems } from "../../scripts/gates/gate.ts";

const require = createRequire(import.meta.url);
const { version } = require("solc/package.json") as { version: string };
const root = fileURLToPath(new URL("../../", import.meta.url));

const PREAMBLE = "// SPDX-License-Identifier: MIT\npragma solidity ^0.8.26;\n";
const SOURCES = {
  "contracts/kernel/Word.sol": "library Word { function one() internal pure returns (uint256) { return 1; } }",
  "contracts/purse/Purse.sol":
    'import {Word} from "../kernel/Word.sol";\ncontract Purse { function value() external pure returns (uint256) { return Word.one(); } }',
  "contracts/pass/Pass.sol":
    'import {Word} from "../kernel/Word.sol";\ncontract Pass { function value() external pure returns (uint256) { return 2 * Word.one(); } }',
  "contracts/mocks/Rich.sol": 'import {Purse} from "../purse/Purse.sol";\ncontract Rich is Purse { }',
  "contracts/mocks/Plain.sol": "contract Plain { }",
  "test/solidity/gas/PassGas.t.sol":
    'import {Pass} from "../../../contracts/pass/Pass.sol";\ncontract PassGas { function test_one() external { new Pass(); } }',
};

const PLUGIN = new URL("../../hardhat/systems/plugin.ts", import.meta.url).href;
const scriptOf = (folder: string, isApart: boolean): string => `
import { createHardhatRuntimeEnvironment } from "hardhat/hre";
import systemsApart from ${JSON.stringify(PLUGIN)};
const solc = ${JSON.stringify({ version, path: require.resolve("solc/soljson.js"), isolated: false })};
const config = { solidity: { profiles: { default: solc } }, paths: { tests: { solidity: "test/solidity" } } };
const plugins = ${isApart ? "[systemsApart]" : "[]"};
const hre = await createHardhatRuntimeEnvironment({ plugins, ...config }, {}, ${JSON.stringify(folder)});
await hre.tasks.getTask("build").run({ quiet: true, force: true });
`;

interface Artifact {
  bytecode: string;
  buildInfoId: string;
}

describe("the systems, compiled apart", () => {
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "lapse systems "));
    await symlink(join(root, "node_modules"), join(folder, "node_modules"));
    await put("package.json", JSON.stringify({ type: "module" }));
    for (const [path, source] of Object.entries(SOURCES)) await put(path, `${PREAMBLE}${source}\n`);
  });
  after(() => rm(folder, { recursive: true }));

  async function put(path: string, content: string): Promise<void> {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }

  /** The artifact of each contract that such a project has after a build. */
  async function build({ isApart }: { isApart: boolean }): Promise<Map<string, Artifact>> {
    // In a process of its own, as a command is.
    const child = spawn(process.execPath, ["--input-type=module", "--eval", scriptOf(folder, isApart)], { cwd: root });
    const closed = once(child, "close");
    const err = await text(child.stderr);
    expect(await closed, err).to.deep.equal([0, null]);
    const found = Object.keys(SOURCES).map(async (path) => {
      const name = /(?<name>\w+)(\.t)?\.sol$/.exec(path)!.groups!["name"]!;
      return [name, JSON.parse(await readFile(join(folder, "artifacts", path, `${name}.json`), "utf8"))] as const;
    });
    return new Map((await Promise.all(found)) as [string, Artifact][]);
  }

  it("are told by the folder of a file, or by what it imports", () => {
    expect([...systemsOfFiles(folder)].sort()).to.deep.equal([
      ["contracts/mocks/Rich.sol", "purse"],
      ["contracts/pass/Pass.sol", "pass"],
      ["contracts/purse/Purse.sol", "purse"],
      ["test/solidity/gas/PassGas.t.sol", "pass"],
    ]);
  });

  it("have all of this project's contracts but those of the kernel", () => {
    const found = systemsOfFiles(root);
    for (const file of productionContracts()) {
      const system = systems.find((name) => file.startsWith(`contracts/${name}/`));
      expect(found.get(file), file).to.equal(system);
    }
  });

  it("have the code that they have when they are compiled together", async () => {
    const together = await build({ isApart: false });
    const apart = await build({ isApart: true });
    const codes = (of: Map<string, Artifact>) => [...of].map(([name, { bytecode }]) => [name, bytecode]);
    expect(codes(apart)).to.deep.equal(codes(together));

    const built = (of: Map<string, Artifact>, name: string) => of.get(name)!.buildInfoId;
    expect(new Set([...together.values()].map(({ buildInfoId }) => buildInfoId))).to.have.property("size", 1);
    expect(new Set([...apart.values()].map(({ buildInfoId }) => buildInfoId))).to.have.property("size", 3);
    expect(built(apart, "Rich")).to.equal(built(apart, "Purse"));
    expect(built(apart, "PassGas")).to.equal(built(apart, "Pass"));
    expect(built(apart, "Plain")).to.equal(built(apart, "Word"));
  });
});
