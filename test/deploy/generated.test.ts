import { readFile, writeFile } from "node:fs/promises";
import { isAbsolute, join } from "node:path";

import { expect } from "chai";
import hre from "hardhat";

import { generatedFaults } from "../../scripts/gates/compare-generated.ts";

const { root } = hre.config.paths;
const OLD = "generated/artifacts/SilentAsset.ts";
const GONE = "generated/artifacts/Gone.ts";

describe("given generated code that is older than the artifacts", () => {
  before(async function () {
    // A build would put code in the place of instrumented code.
    if (hre.globalOptions.coverage) this.skip();
    const text = await readFile(join(root, OLD), "utf8");
    await writeFile(join(root, OLD), text.replaceAll('"bytecode": "0x60', '"bytecode": "0x61'));
    await writeFile(join(root, GONE), "export const Artifact_Gone = {};\n");
  });

  it("when a build of one file finds all in the cache, then the generated code is that of the artifacts", async () => {
    expect(generatedFaults(root).faults).to.deep.equal([
      `${GONE} is of no contract of the build`,
      `${OLD} has other code than the build's SilentAsset`,
    ]);
    const files = [join(root, "contracts/kernel/CodeStore.sol")];
    await hre.tasks.getTask("build").run({ files, quiet: true });
    expect(generatedFaults(root).faults).to.deep.equal([]);
  });

  it("goes to one place, from wherever the build is started", () => {
    for (const { folder } of hre.config.generateTypedArtifacts.destinations) expect(isAbsolute(folder)).to.equal(true);
  });
});
