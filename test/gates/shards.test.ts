import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

import { expect } from "chai";

import { COMMANDS, groupsBelow } from "../../hardhat/shards/groups.ts";
import { filesBelow } from "../../scripts/gates/gate.ts";
import { type Finished, finished, launch } from "../tasks/support/cli.ts";
import { isBuilding } from "./building.ts";

const require = createRequire(import.meta.url);
const { version } = require("solc/package.json") as { version: string };
const root = fileURLToPath(new URL("../../", import.meta.url));

const CONFIG = `
import hardhatMocha from "@nomicfoundation/hardhat-mocha";
import shardedTests from ${JSON.stringify(join(root, "hardhat/shards/plugin.ts"))};
export default {
  plugins: [hardhatMocha, shardedTests],
  solidity: { version: ${JSON.stringify(version)}, path: ${JSON.stringify(require.resolve("solc/soljson.js"))} },
  paths: { tests: { mocha: "test" } },
};
`;

const oneTest = (name: string, body: string): string => `it(${JSON.stringify(name)}, () => { ${body} });`;

describe("the processes of the mocha tests", () => {
  it("have every test file, and none twice", async () => {
    const groups = await groupsBelow(join(root, "test"));
    const found = groups.flatMap(({ files }) => files).map((file) => relative(root, file));
    expect(found.sort()).to.deep.equal(filesBelow("test", ".test.ts"));
    expect(groups.length).to.be.greaterThan(1);
  });

  it("are either quick or slow, each of them", async () => {
    const named = async (part: "quick" | "slow" | "all") =>
      (await groupsBelow(join(root, "test"), part)).map(({ name }) => name);
    const [quick, slow] = [await named("quick"), await named("slow")];
    expect(slow).to.deep.equal([COMMANDS, "campaigns"]);
    expect([...slow, ...quick]).to.deep.equal(await named("all"));
  });

  it("never build at the same time, nor while another writes generated code", async () => {
    const groups = await groupsBelow(join(root, "test"));
    const commands = groups.find(({ name }) => name === COMMANDS)?.files ?? [];
    const building = filesBelow("test", ".test.ts").filter(isBuilding);
    expect(building).to.include.members(["test/deploy/generated.test.ts", "test/tasks/wallet-cli.test.ts"]);
    expect(commands.map((file) => relative(root, file))).to.deep.equal(building);
  });

  describe("given a project with tests of two groups", () => {
    let folder: string;

    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), "lapse shards "));
      await symlink(join(root, "node_modules"), join(folder, "node_modules"));
      await put("package.json", JSON.stringify({ type: "module" }));
      await put("hardhat.config.ts", CONFIG);
      await put("test/wallet/one.test.ts", oneTest("one", ""));
      await put("test/wallet/two.test.ts", oneTest("two", ""));
    });

    afterEach(() => rm(folder, { recursive: true }));

    async function put(path: string, content: string): Promise<void> {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), content);
    }

    const run = (...args: string[]): Promise<Finished> => runPart("quick", ...args);
    const runPart = (part: string, ...args: string[]): Promise<Finished> =>
      finished(launch(["--config", join(folder, "hardhat.config.ts"), ...args], { LAPSE_TESTS: part }));

    it("when all pass, then it counts them together and ends with 0", async () => {
      await put("test/chain/three.test.ts", oneTest("three", ""));
      const { code, stdout, stderr } = await run("test");
      expect(code, stderr).to.equal(0);
      expect(stdout)
        .to.match(/^=== wallet \(2 files, \d+ s\)$/m)
        .and.to.match(/^=== all else \(1 files, \d+ s\)$/m);
      for (const name of ["one", "two", "three"]) expect(stdout).to.match(new RegExp(`✔ ${name}`));
      expect(stdout).to.match(/^3 passing \(3 mocha\)$/m);
    });

    it("when some are slow, then those run by themselves, and it says that they were left out", async () => {
      await put("test/wallet/model.test.ts", oneTest("three", ""));
      const quick = await run("test");
      expect(quick.stdout).to.match(/^left out: the slow groups, which npm run test:slow runs$/m);
      expect(quick.stdout).to.match(/^2 passing \(2 mocha\)$/m);
      const slow = await runPart("slow", "test");
      expect(slow.stdout).to.match(/^=== campaigns \(1 files, \d+ s\)$/m);
      expect(slow.stdout).to.match(/^1 passing \(1 mocha\)$/m);
      expect(slow.stdout).not.to.contain("left out");
      const all = await runPart("all", "test");
      expect(all.stdout).to.match(/^3 passing \(3 mocha\)$/m);
      const none = await runPart("most", "test");
      expect(none.code).to.equal(1);
      expect(none.stderr).to.contain('LAPSE_TESTS is "most"; it can be "quick", "slow" or "all"');
    });

    it("when one fails, then its reason stands after all else, and it ends with 1", async () => {
      await put("test/chain/three.test.ts", oneTest("three", 'throw new Error("for a reason")'));
      const { code, stdout } = await run("test");
      expect(code).to.equal(1);
      expect(stdout.indexOf("for a reason")).to.be.greaterThan(stdout.indexOf("✔ two"));
      expect(stdout).to.match(/^2 passing \(2 mocha\)\n1 failing \(1 mocha\)$/m);
    });

    it("when a process ends before its tests, then that is a failure", async () => {
      await put("test/chain/three.test.ts", oneTest("three", "process.exit(0)"));
      const { code, stdout } = await run("test");
      expect(code).to.equal(1);
      expect(stdout).to.contain("The process of all else ended with code 0.");
    });

    it("when a test file is named, then it alone runs, in the process itself", async () => {
      const { code, stdout } = await run("test", "mocha", join(folder, "test/wallet/one.test.ts"));
      expect(code).to.equal(0);
      expect(stdout).to.contain("✔ one").and.not.to.contain("two").and.not.to.contain("===");
    });
  });
});
